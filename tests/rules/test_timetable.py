"""When a step wants something done: its moments in order, their names and their keys."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.calendars import statutory
from rules.calendar import Calendar, CalendarNotPublished
from rules.definition import Campaign, Step
from rules.timetable import (
    AFTER_THE_END,
    Due,
    Moment,
    by_key,
    closing_of,
    moments_of,
    opening_of,
    planned_dues,
    run_key,
    run_name,
)
from tests.support.campaigns import suzhou

CALENDAR = statutory(range(2020, 2024))
STEPS = [step.code for step in suzhou().steps]
APPLICATIONS = suzhou().step("2.2")


def shanghai(day: str, clock: str) -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=CALENDAR.zone)


def moments(
    code: str, *dues: Due, campaign: Campaign | None = None, calendar: Calendar = CALENDAR
) -> tuple[Moment, ...]:
    """The moments of a step as the file says, or with other dues."""
    plan = campaign or suzhou()
    step = plan.step(code)
    ends = closing_of(step, calendar)
    return moments_of(step, plan, calendar, dues or planned_dues(step), closes_at=ends)


def with_grace(minutes: int) -> Campaign:
    messaging = suzhou().messaging.model_copy(update={"grace_minutes": minutes})
    return suzhou().model_copy(update={"messaging": messaging})


def test_a_step_opens_before_the_days_reminders_and_ends_with_its_last_day() -> None:
    assert opening_of(APPLICATIONS, CALENDAR) == shanghai("2021-12-02", "08:53")
    assert closing_of(APPLICATIONS, CALENDAR) == shanghai("2021-12-22", "23:59:59.999999")


def test_the_dues_of_a_file_are_those_of_its_duties_from_the_steps_opening_on() -> None:
    assert planned_dues(APPLICATIONS) == (
        Due("apply", date(2021, 12, 17), date(2021, 12, 2)),
        Due("opinion", date(2021, 12, 21), date(2021, 12, 2)),
    )


def test_a_step_without_duties_has_an_opening_and_an_end() -> None:
    assert moments("3.1") == (
        Moment("open", "启动", shanghai("2022-01-05", "08:53")),
        Moment("close", "办结", shanghai("2022-01-06", "00:00")),
    )


def test_the_moments_of_a_notice_come_in_order_of_time_each_named() -> None:
    assert moments("2.1") == (
        Moment("open", "启动", shanghai("2021-12-01", "08:53")),
        Moment("remind T-1", "提醒 T-1", shanghai("2021-12-03", "09:37")),
        Moment("due", "截止 签收考评通知", shanghai("2021-12-07", "00:00")),
        Moment("remind T+1", "提醒 T+1", shanghai("2021-12-07", "09:37")),
        Moment("remind T+3", "提醒 T+3", shanghai("2021-12-09", "09:37")),
        Moment("close", "办结", shanghai("2021-12-11", "00:00")),
        Moment("remind T+5", "提醒 T+5", shanghai("2021-12-13", "10:07")),
    )


def test_moments_of_two_duties_that_coincide_are_one() -> None:
    same = date(2021, 12, 28)
    score, method = (Due(duty, same, date(2021, 12, 20)) for duty in ("score", "method"))

    together, alone = moments("2.3", score, method), moments("2.3", score)

    assert together == alone


def test_grace_puts_off_the_judgement_not_the_reminders() -> None:
    strict, lenient = (
        {moment.purpose: moment.at for moment in moments("2.1", campaign=campaign)}
        for campaign in (suzhou(), with_grace(30))
    )

    assert lenient == strict | {"due": shanghai("2021-12-07", "00:30")}


def test_a_moved_end_moves_the_closing_moment() -> None:
    ends = CALENDAR.end_of(date(2021, 12, 24))

    found = moments_of(APPLICATIONS, suzhou(), CALENDAR, (), closes_at=ends)

    assert found[-1] == Moment("close", "办结", shanghai("2021-12-25", "00:00"))


@given(code=st.sampled_from(STEPS), closed=st.dates(date(2021, 6, 18), date(2022, 1, 21)))
def test_moments_are_in_order_and_no_reminder_comes_on_a_day_off(code: str, closed: date) -> None:
    calendar = CALENDAR.with_closures({closed: "台风"}) if CALENDAR.is_working(closed) else CALENDAR

    found = moments(code, calendar=calendar)

    assert all(one.at <= other.at for one, other in pairwise(found))
    days = [calendar.day_of(m.at) for m in found if m.purpose.startswith("remind")]
    assert [day for day in days if not calendar.is_working(day)] == []
    assert len({(m.purpose, m.at) for m in found}) == len(found)


def test_reminders_that_reach_into_an_unpublished_year_are_refused() -> None:
    with pytest.raises(CalendarNotPublished, match="2022 年"):
        moments("2.4", calendar=statutory([2021]))


def test_a_run_is_named_by_its_business_day_and_an_end_by_the_day_it_ends() -> None:
    opening, *_, closing = moments("3.1")
    step = suzhou().step("3.1")

    assert [run_name(m, step, CALENDAR) for m in (opening, closing)] == [
        "2022-01-05 · 领导小组专题会议审定名单 · 启动",
        "2022-01-05 · 领导小组专题会议审定名单 · 办结",
    ]


def test_a_key_tells_purpose_moment_and_version_whatever_zone_it_is_told_in() -> None:
    step = suzhou().step("2.1")
    there = Moment("due", "截止", shanghai("2021-12-07", "00:00"))
    here = Moment("due", "截止", there.at.astimezone(UTC))

    keys = [run_key("szsc-2021", step, moment, 2) for moment in (there, here)]
    assert keys == ["szsc-2021:2.1:due:20211206T160000:v2"] * 2


@given(code=st.sampled_from(STEPS), versions=st.sets(st.integers(1, 9), min_size=2, max_size=2))
def test_no_two_moments_or_versions_share_a_key(code: str, versions: set[int]) -> None:
    step: Step = suzhou().step(code)
    found = moments(code)

    keyed = [by_key(found, "szsc-2021", step, version) for version in sorted(versions)]

    assert [tuple(one.values()) for one in keyed] == [found, found]
    assert not keyed[0].keys() & keyed[1].keys()


def test_what_follows_from_an_end_comes_right_after_its_last_instant() -> None:
    assert closing_of(APPLICATIONS, CALENDAR) + AFTER_THE_END == shanghai("2021-12-23", "00:00")
