"""Hearings: an order anybody can work out from its lot, and a panel that was really there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.definition import Judging
from rules.hearings import drawn_order, needed, too_few


def test_the_order_follows_from_the_lot_by_sha256() -> None:
    # printf 'lot1:a' | sha256sum: d7e9…; b: 450c…; c: d851…
    assert drawn_order(["a", "b", "c"], "lot1") == ("b", "a", "c")
    # With lot2: c70d…, ba99…, 20e9…
    assert drawn_order(["a", "b", "c"], "lot2") == ("c", "b", "a")


@given(st.permutations(["zh001", "zh002", "ck001", "rx01"]))
def test_the_order_does_not_hang_on_how_the_list_was_written(written: list[str]) -> None:
    assert drawn_order(written, "2021") == drawn_order(sorted(written), "2021")


def test_every_place_is_as_likely_as_any_other() -> None:
    first = [drawn_order(["a", "b", "c", "d"], str(lot))[0] for lot in range(4000)]

    assert all(900 < first.count(code) < 1100 for code in "abcd")


@pytest.mark.parametrize(
    ("part", "panel", "least"),
    [("half", 5, 3), ("half", 4, 2), ("two_thirds", 3, 2), ("two_thirds", 5, 4), ("all", 7, 7)],
)
def test_how_many_of_a_panel_must_be_there(part: str, panel: int, least: int) -> None:
    assert needed(panel, Judging.model_validate({"hearing_quorum": part})) == least


def test_a_candidate_whom_too_few_heard_is_named_with_how_many_did() -> None:
    found = too_few(
        ["e1", "e2", "e3"],
        ["e1", "e2", "stranger"],
        {"zh001": ["e1"], "zh002": [], "rx01": ["e3"]},
        Judging(),
    )

    assert found == {"zh001": 1}
