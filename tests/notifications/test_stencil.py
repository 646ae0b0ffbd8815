"""A stencil filled in is the message that would have been rendered in full."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from notifications.render import render
from notifications.samples import SAMPLES
from notifications.stencil import stencil

NAMES = ("unit_name", "recipient_post", "recipient_name")
WORDS = st.text(
    st.characters(codec="utf-8", exclude_characters="\ue000\ue001", exclude_categories=["Cc", "Z"]),
    min_size=1,
    max_size=12,
)


@given(WORDS, WORDS, WORDS)
def test_filling_in_names_gives_what_rendering_them_gives(
    unit: str, post: str, person: str
) -> None:
    names = dict(zip(NAMES, (unit, post, person), strict=True))
    shared = SAMPLES["reminder"]

    filled = stencil("reminder", shared, frozenset(NAMES), with_html=True).fill(names)

    assert filled == render("reminder", {**shared, **names}, with_html=True)


def test_a_name_cannot_become_markup() -> None:
    names = {"unit_name": "<b>示例</b>", "recipient_post": "&", "recipient_name": "甲"}

    filled = stencil("reminder", SAMPLES["reminder"], frozenset(NAMES), with_html=True).fill(names)

    assert "<b>示例</b>" not in (filled.html or "")
    assert "&lt;b&gt;示例&lt;/b&gt; &amp; 甲" in (filled.html or "")


def test_an_empty_name_is_left_to_a_stencil_of_its_own() -> None:
    shared = {**SAMPLES["reminder"], "recipient_post": ""}
    names = {"unit_name": "示例单位", "recipient_name": "甲"}

    filled = stencil("reminder", shared, frozenset(names), with_html=False).fill(names)

    assert filled == render("reminder", {**shared, **names})
