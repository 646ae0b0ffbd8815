"""Every working paper can be previewed from invented facts, and set as it would be printed."""

from __future__ import annotations

from datetime import date

import pytest

from records.papers.catalogue import CATALOGUE
from records.papers.compose import Head, compose
from records.papers.document import every_text
from records.papers.fonts import faces_in
from records.papers.materials.samples import SAMPLES
from records.papers.pdf import set_pictures
from tasks.materials.making import MATERIALS
from tests.support.papers import AT

HEAD = Head("示例市行政审批局", "示例〔2021〕1号", date(2021, 12, 1), "示例办公室", ("示例单位",))
KNOWN = {"campaign": "示例活动", "short": "示例活动", "wording": "表扬", "office": "示例办公室"}


def test_every_working_paper_has_its_sample() -> None:
    assert set(SAMPLES) == set(MATERIALS)


@pytest.mark.parametrize("code", sorted(SAMPLES))
def test_a_sample_is_set_with_every_word_filled_in(code: str) -> None:
    paper = compose(
        CATALOGUE[code], f"示例{CATALOGUE[code].name}", {**KNOWN, **SAMPLES[code]}, HEAD
    )

    assert "{" not in every_text(paper)
    assert set_pictures(paper, faces_in([]), AT, ppi=20)
