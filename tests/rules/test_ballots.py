"""Tallies add up or say why not, and are worth their mean points."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.ballots import Tally, TallyError, points
from rules.definition import GradePoints
from tests.support.campaigns import suzhou
from tests.support.candidates import tally

GRADES = suzhou().evaluation.grades


def test_points_are_the_mean_of_the_valid_votes() -> None:
    assert points(tally(excellent=2, good=1), GRADES) == Fraction(280, 3)


def test_no_valid_vote_is_worth_nothing_known_rather_than_zero() -> None:
    assert points(Tally((("优秀", 0),), issued=12, returned=3, valid=0), GRADES) is None


def test_every_contradiction_is_named_at_once() -> None:
    with pytest.raises(TallyError) as refused:
        Tally((("优秀", 5), ("良好", -1), ("优秀", 2)), issued=3, returned=4, valid=5)

    assert refused.value.problems == (
        "良好-1票，票数不能为负，请核对计票表",
        "收回4票，多于发出3票，请核对收发登记",
        "有效5票，多于收回4票，请核对废票登记",
        "等次“优秀”出现2次，请合并为一行",
        "各等次合计6票，有效5票，两者须相等",
    )


def test_an_unknown_grade_is_refused_with_the_known_ones() -> None:
    with pytest.raises(TallyError, match="等次“很好”不在活动的等次（优秀、良好、一般、较差）中"):
        points(Tally((("很好", 1),), issued=1, returned=1, valid=1), GRADES)


@settings(deadline=None)
@given(st.lists(st.sampled_from(GRADES), min_size=1), st.integers(0, 9), st.integers(0, 9))
def test_points_equal_a_count_vote_by_vote(
    votes: list[GradePoints], unused: int, spoilt: int
) -> None:
    counts = tuple((g.grade, votes.count(g)) for g in GRADES)
    returned = len(votes) + spoilt
    counted = Tally(counts, issued=returned + unused, returned=returned, valid=len(votes))

    total = sum((vote.points for vote in votes), Decimal())

    assert points(counted, GRADES) == Fraction(total) / len(votes)
