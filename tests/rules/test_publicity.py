from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from chinese_calendar import is_workday
from hypothesis import given
from hypothesis import strategies as st

from config.calendars import statutory
from rules.calendar import CalendarNotPublished
from rules.publicity import (
    Choice,
    NoticePeriod,
    Plan,
    Published,
    Remedy,
    not_yet_public,
    notice_period,
    timetable_clashes,
)

STATUTORY = statutory(range(2020, 2024))
THE_TENTH = date(2022, 1, 10)
AS_THE_NOTICE_SAYS = Plan(
    meeting=date(2022, 1, 4),
    phase_starts=date(2022, 1, 1),
    phase_ends=THE_TENTH,
    working_days=5,
)


def test_five_working_days_from_the_fourth_of_january_end_on_the_eleventh() -> None:
    assert notice_period(date(2022, 1, 4), STATUTORY, working_days=5) == NoticePeriod(
        first=date(2022, 1, 4), last=date(2022, 1, 11), working_days=5, provisional=False
    )


def test_they_end_on_the_tenth_when_the_first_day_counts() -> None:
    notice = notice_period(date(2022, 1, 4), STATUTORY, working_days=5, first_day_counts=True)

    assert notice.last == THE_TENTH


def test_five_working_days_from_the_29th_of_december_end_on_the_sixth_of_january() -> None:
    assert notice_period(date(2021, 12, 29), STATUTORY, working_days=5).last == date(2022, 1, 6)


@pytest.mark.parametrize("first_day_counts", [False, True])
def test_a_list_put_up_on_a_day_off_starts_counting_on_the_next_working_day(
    first_day_counts: bool,
) -> None:
    notice = notice_period(
        date(2022, 1, 1), STATUTORY, working_days=1, first_day_counts=first_day_counts
    )

    assert (notice.first, notice.last) == (date(2022, 1, 1), date(2022, 1, 4))


def test_a_notice_into_an_unpublished_year_is_refused_or_provisional() -> None:
    with pytest.raises(CalendarNotPublished):
        notice_period(date(2021, 12, 29), statutory([2021]), working_days=5)

    estimate = statutory([2021], provisional=True)
    assert notice_period(date(2021, 12, 29), estimate, working_days=5).provisional is True


def test_a_notice_without_days_is_refused() -> None:
    with pytest.raises(ValueError, match="至少为 1"):
        notice_period(date(2022, 1, 4), STATUTORY, working_days=0)


def test_the_clash_of_the_first_ten_days_of_january_is_laid_out_side_by_side() -> None:
    assert timetable_clashes(AS_THE_NOTICE_SAYS, STATUTORY) == (
        Choice(
            remedy=Remedy.MEET_EARLIER,
            meeting=date(2021, 12, 31),
            notice=NoticePeriod(date(2021, 12, 31), THE_TENTH, 5, provisional=False),
            days_past_phase=0,
            note="会议提前到 2021-12-31（周五，工作日），公示于 2022-01-10 24:00 期满；"
            "会议早于本阶段开始日 2022-01-01",
        ),
        Choice(
            remedy=Remedy.RUN_PAST_THE_PHASE,
            meeting=date(2022, 1, 4),
            notice=NoticePeriod(date(2022, 1, 4), date(2022, 1, 11), 5, provisional=False),
            days_past_phase=1,
            note="会议日期不变，公示于 2022-01-11 24:00 期满，超出本阶段截止日 2022-01-10 1 天",
        ),
        Choice(
            remedy=Remedy.SHORTEN,
            meeting=date(2022, 1, 4),
            notice=NoticePeriod(date(2022, 1, 4), THE_TENTH, 4, provisional=False),
            days_past_phase=0,
            note="会议日期不变，公示由 5 个工作日缩短为 4 个，于 2022-01-10 24:00 期满；"
            "须由领导小组作出决定并记录理由",
        ),
    )


@pytest.mark.parametrize(
    "fitting",
    [
        replace(AS_THE_NOTICE_SAYS, meeting=date(2021, 12, 31)),
        replace(AS_THE_NOTICE_SAYS, working_days=4),
        replace(AS_THE_NOTICE_SAYS, first_day_counts=True),
        replace(AS_THE_NOTICE_SAYS, phase_ends=date(2022, 1, 11)),
    ],
    ids=["earlier meeting", "shorter notice", "first day counts", "longer phase"],
)
def test_a_plan_that_fits_has_no_clash(fitting: Plan) -> None:
    assert timetable_clashes(fitting, STATUTORY) == ()


def test_a_commendation_after_the_notice_needs_its_own_day_within_the_phase() -> None:
    plan = replace(AS_THE_NOTICE_SAYS, meeting=date(2021, 12, 31), working_days_after=1)

    choices = timetable_clashes(plan, STATUTORY)

    assert [(c.remedy, c.meeting, c.notice.last, c.notice.working_days) for c in choices] == [
        (Remedy.MEET_EARLIER, date(2021, 12, 30), date(2022, 1, 7), 5),
        (Remedy.RUN_PAST_THE_PHASE, date(2021, 12, 31), THE_TENTH, 5),
        (Remedy.SHORTEN, date(2021, 12, 31), date(2022, 1, 7), 4),
    ]
    assert choices[1].note == ("会议日期不变，公示于 2022-01-10 24:00 期满；期满后还需 1 个工作日")


def test_a_meeting_on_the_last_day_leaves_no_shorter_notice_to_offer() -> None:
    choices = timetable_clashes(replace(AS_THE_NOTICE_SAYS, meeting=THE_TENTH), STATUTORY)

    assert [c.remedy for c in choices] == [Remedy.MEET_EARLIER, Remedy.RUN_PAST_THE_PHASE]


@given(
    st.dates(date(2021, 1, 1), date(2023, 6, 1)),
    st.integers(0, 20),
    st.integers(1, 10),
    st.booleans(),
    st.integers(0, 2),
)
def test_every_choice_keeps_what_it_promises(
    meeting: date, phase: int, working_days: int, first_day_counts: bool, after: int
) -> None:
    ends = meeting + timedelta(days=phase)
    plan = Plan(meeting, meeting, ends, working_days, first_day_counts, after)

    choices = {choice.remedy: choice for choice in timetable_clashes(plan, STATUTORY)}

    for remedy, choice in choices.items():
        assert choice.meeting <= choice.notice.first
        left = STATUTORY.working_days_between(choice.notice.last, ends)
        assert (remedy is Remedy.RUN_PAST_THE_PHASE) or left >= after
    if choices:
        earlier = choices[Remedy.MEET_EARLIER]
        next_day = STATUTORY.shift(earlier.meeting, 1)
        assert is_workday(earlier.meeting)
        assert earlier.meeting < meeting
        assert timetable_clashes(replace(plan, meeting=earlier.meeting), STATUTORY) == ()
        assert timetable_clashes(replace(plan, meeting=next_day), STATUTORY) != ()
    if Remedy.SHORTEN in choices:
        days = choices[Remedy.SHORTEN].notice.working_days
        assert timetable_clashes(replace(plan, working_days=days), STATUTORY) == ()
        assert timetable_clashes(replace(plan, working_days=days + 1), STATUTORY) != ()


@given(
    st.dictionaries(st.sampled_from("ABCDE"), st.integers(1, 9), max_size=5),
    st.sets(st.sampled_from("ABCDE")),
    st.integers(1, 10),
)
def test_a_winner_is_public_only_after_the_last_day_of_a_notice_that_names_it(
    last_days: dict[str, int], winners: set[str], today: int
) -> None:
    notices = [Published(date(2022, 1, last), frozenset(name)) for name, last in last_days.items()]

    hidden = not_yet_public(sorted(winners), notices, date(2022, 1, today))

    assert set(hidden) == {w for w in winners if w not in last_days or last_days[w] >= today}
