"""Quorum, recusal and votes of the leading group: hand-computed cases and what holds always."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.calendars import KNOWN_YEARS, statutory
from rules.definition import Meeting, Portion
from rules.meetings import (
    Bench,
    Concern,
    Member,
    Position,
    Votes,
    count,
    day_problems,
    item_problems,
    needed,
    quorum_problems,
    recusals,
    vote_problems,
    written_problems,
)
from tests.support.campaigns import suzhou

POSTS = tuple(f"岗位{n}" for n in range(18))
FORM = Meeting()


def bench(present: int, recused: int = 0) -> Bench:
    """The first posts are there; the first ones stand back."""
    return Bench(POSTS, frozenset(POSTS[:present]), dict.fromkeys(POSTS[:recused], "本单位参评"))


def test_r10_the_group_of_the_notice_has_eighteen_posts_and_its_members_sit_for_eleven_offices() -> (
    None
):
    plan = suzhou()
    members = {o.code for o in plan.offices if o.member}

    assert len(plan.leading_group.posts) == 18
    seats = [plan.meeting.office_of(post) for post in plan.leading_group.members]
    assert sorted(filter(None, seats)) == sorted(members)


@pytest.mark.parametrize(
    ("portion", "of", "least"),
    [
        (Portion.TWO_THIRDS, 18, 12),
        (Portion.TWO_THIRDS, 17, 12),
        (Portion.TWO_THIRDS, 7, 5),
        (Portion.MORE_THAN_HALF, 16, 9),
        (Portion.MORE_THAN_HALF, 17, 9),
        (Portion.THREE_QUARTERS, 18, 14),
        (Portion.ALL, 18, 18),
    ],
)
def test_how_many_a_portion_is(portion: Portion, of: int, least: int) -> None:
    assert needed(portion, of) == least


@given(st.sampled_from(list(Portion)), st.integers(1, 1000))
def test_the_number_needed_is_the_smallest_that_reaches_the_portion(
    portion: Portion, of: int
) -> None:
    share = {
        Portion.TWO_THIRDS: Fraction(2, 3),
        Portion.THREE_QUARTERS: Fraction(3, 4),
        Portion.ALL: Fraction(1),
    }

    def reaches(number: int) -> bool:
        if portion is Portion.MORE_THAN_HALF:
            return Fraction(number, of) > Fraction(1, 2)
        return Fraction(number, of) >= share[portion]

    assert needed(portion, of) == next(n for n in range(of + 1) if reaches(n))


def test_the_meeting_begins_with_twelve_of_eighteen() -> None:
    assert quorum_problems(FORM, 18, 12) == []
    assert quorum_problems(FORM, 18, 11) == [
        "领导小组共18个岗位，到会须达三分之二（12个），现为11个"
    ]


def test_eleven_recused_leave_seven_of_whom_five_decide() -> None:
    """The cell of the bureau's own staff: all member offices have somebody in it."""
    assert item_problems(FORM, bench(present=16, recused=11)) == []
    assert item_problems(FORM, bench(present=15, recused=11)) == [
        (
            "本项须回避11个岗位，其余7个中到会须达三分之二且不少于3个（5个），现为4个；"
            "可改期再议，或请未到会的岗位签署书面意见"
        )
    ]


def test_fewer_than_three_decide_nothing_even_if_they_are_all_that_is_left() -> None:
    assert item_problems(FORM, bench(present=18, recused=15)) == []
    assert len(item_problems(FORM, bench(present=18, recused=16))) == 1


@given(st.integers(0, 18), st.integers(0, 18))
def test_a_recused_member_counts_neither_above_nor_below_the_line(
    present: int, recused: int
) -> None:
    """The item is decided as if the recused posts did not exist."""
    among = bench(present, recused)
    without = Bench(
        POSTS[recused:], frozenset(POSTS[recused:present]), {}
    )  # the same group without them

    assert among.voters == without.voters
    assert bool(item_problems(FORM, among)) == bool(item_problems(FORM, without))
    assert set(among.voters) & set(among.recused) == set()


@given(
    st.integers(3, 18), st.integers(0, 15),
    st.integers(-1, 19), st.integers(-1, 19), st.integers(-1, 19),
)  # fmt: skip
def test_votes_carry_only_if_they_add_up_to_those_who_may_vote_and_more_than_half_agree(
    present: int, recused: int, agree: int, disagree: int, abstain: int
) -> None:
    among = bench(present, recused)
    voters = max(0, present - recused)

    problems = vote_problems(FORM, among, Votes(agree, disagree, abstain), change=True)

    carried = (
        min(agree, disagree, abstain) >= 0
        and agree + disagree + abstain == voters
        and 2 * agree > voters
    )
    assert (problems == []) == carried


@pytest.mark.parametrize(
    ("form", "change", "asked"),
    [
        ("where_asked", True, False),
        ("changes", False, False),
        ("changes", True, True),
        ("every_item", False, True),
    ],
)
def test_a_vote_is_asked_for_where_the_file_says_so(form: str, change: bool, asked: bool) -> None:
    strict = Meeting.model_validate({"put_to_vote": form})

    assert bool(vote_problems(strict, bench(18), None, change=change)) == asked


def test_a_member_stands_back_from_himself_his_unit_and_what_is_under_it() -> None:
    members = [
        Member("本人", persons=frozenset({"p1"})),
        Member("本单位", "ducha"),
        Member("上级", "ziyuan_jiaoyi_zhongxin"),
        Member("无关", "renshi", frozenset({"p9"})),
    ]
    concerns = [
        Concern("W-1", "示例甲", "ducha", person="p1"),
        Concern("C-1", "示例国企", "soe01", parent="ziyuan_jiaoyi_zhongxin"),
    ]

    assert recusals(members, concerns) == {
        "本人": "本人参评（W-1）",
        "本单位": "本单位参评（W-1 示例甲）",
        "上级": "所属单位参评（C-1 示例国企）",
    }


def test_signed_pages_add_up_and_a_count_may_not_contradict_them() -> None:
    written = count([Position.AGREE, Position.AGREE, Position.DISAGREE, Position.ABSTAIN])

    assert written == Votes(2, 1, 1)
    assert written_problems(written, None) == ["书面意见中有1个不同意，本项须表决，请填写票数"]
    assert written_problems(written, Votes(17, 0, 1)) == ["不同意0票，少于书面意见中的1个，请核对"]
    assert written_problems(written, Votes(16, 1, 1)) == []


def test_a_meeting_is_not_before_its_dossier_nor_silently_on_a_day_off() -> None:
    calendar = statutory(KNOWN_YEARS)
    dossier = [(date(2021, 12, 31), "“综合材料”形成")]

    early = day_problems(date(2021, 12, 30), calendar, not_before=dossier, reason="")
    sunday = day_problems(date(2022, 1, 9), calendar, not_before=dossier, reason="")

    assert early == ["会议日期2021-12-30早于“综合材料”形成（2021-12-31），请核对"]
    named = calendar.named(date(2022, 1, 9))
    assert sunday == [f"{named}不是工作日，确在当天召开的请写明理由"]
    assert day_problems(date(2022, 1, 9), calendar, not_before=dossier, reason="急") == []
