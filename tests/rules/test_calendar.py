from __future__ import annotations

import pickle
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.calendars import statutory
from rules.calendar import Calendar, CalendarNotPublished

if TYPE_CHECKING:
    from collections.abc import Callable

SHANGHAI = ZoneInfo("Asia/Shanghai")
STATUTORY = statutory(range(2019, 2025))
ONE_YEAR = statutory([2021])
DAYS = st.dates(date(2020, 1, 1), date(2023, 12, 31))
A_DAY = timedelta(days=1)

is_workday = cache(chinese_calendar.is_workday)


def walk(day: date, working_days: int) -> date:
    """The n-th working day counted on the fingers."""
    step = A_DAY if working_days > 0 else -A_DAY
    left = abs(working_days)
    while left:
        day += step
        left -= is_workday(day)
    return day


@given(DAYS)
def test_a_day_is_worked_when_the_state_council_says_so(day: date) -> None:
    assert STATUTORY.is_working(day) == is_workday(day)


@given(DAYS, st.integers(-200, 200))
def test_shifting_lands_where_a_walk_day_by_day_ends(day: date, working_days: int) -> None:
    assert STATUTORY.shift(day, working_days) == walk(day, working_days)


@given(DAYS, DAYS)
def test_days_between_are_those_met_on_the_way(start: date, end: date) -> None:
    if start <= end:
        met = sum(is_workday(start + A_DAY * n) for n in range(1, (end - start).days + 1))
    else:
        met = -sum(is_workday(end + A_DAY * n) for n in range((start - end).days))

    assert STATUTORY.working_days_between(start, end) == met


@given(DAYS, st.integers(-200, 200))
def test_counting_undoes_shifting(day: date, working_days: int) -> None:
    assert STATUTORY.working_days_between(day, STATUTORY.shift(day, working_days)) == working_days


@given(DAYS)
def test_the_nearest_working_days_are_the_day_itself_or_its_neighbours(day: date) -> None:
    if is_workday(day):
        assert (STATUTORY.previous_working(day), STATUTORY.next_working(day)) == (day, day)
    else:
        assert (STATUTORY.previous_working(day), STATUTORY.next_working(day)) == (
            walk(day, -1),
            walk(day, 1),
        )


def test_the_known_days_of_the_campaign_year_are_as_announced() -> None:
    told = {
        day: (STATUTORY.is_working(day), STATUTORY.why(day))
        for day in (
            date(2021, 6, 12),
            date(2021, 6, 14),
            date(2021, 9, 18),
            date(2021, 9, 19),
            date(2021, 10, 8),
            date(2021, 10, 9),
            date(2021, 11, 27),
            date(2021, 12, 31),
            date(2022, 1, 3),
        )
    }

    assert told == {
        date(2021, 6, 12): (False, "端午节"),
        date(2021, 6, 14): (False, "端午节"),
        date(2021, 9, 18): (True, "调休上班：中秋节"),
        date(2021, 9, 19): (False, "中秋节"),
        date(2021, 10, 8): (True, "工作日"),
        date(2021, 10, 9): (True, "调休上班：国庆节"),
        date(2021, 11, 27): (False, "周末"),
        date(2021, 12, 31): (True, "工作日"),
        date(2022, 1, 3): (False, "元旦"),
    }


def test_one_working_day_after_a_friday_is_the_make_up_saturday() -> None:
    assert STATUTORY.shift(date(2021, 9, 17), 1) == date(2021, 9, 18)


def test_the_first_ten_days_of_2022_hold_five_working_days() -> None:
    days = [date(2022, 1, n) for n in range(1, 11)]

    assert [day.day for day in days if STATUTORY.is_working(day)] == [4, 5, 6, 7, 10]
    assert STATUTORY.working_days_between(date(2021, 12, 31), date(2022, 1, 10)) == 5


def test_zero_working_days_is_the_day_itself_even_on_a_holiday() -> None:
    assert STATUTORY.shift(date(2021, 10, 1), 0) == date(2021, 10, 1)


def test_no_days_lie_between_new_years_eve_and_itself_though_the_next_year_is_unknown() -> None:
    assert ONE_YEAR.working_days_between(date(2021, 12, 31), date(2021, 12, 31)) == 0


def test_days_before_a_new_years_day_need_no_knowledge_of_the_year_after_it() -> None:
    assert statutory([2022]).working_days_between(date(2022, 1, 8), date(2022, 1, 1)) == -4


@pytest.mark.parametrize(
    ("asked", "unknown"),
    [
        (lambda: ONE_YEAR.is_working(date(2022, 1, 4)), 2022),
        (lambda: ONE_YEAR.why(date(2022, 1, 4)), 2022),
        (lambda: ONE_YEAR.shift(date(2021, 12, 30), 2), 2022),
        (lambda: ONE_YEAR.shift(date(2021, 1, 4), -1), 2020),
        (lambda: ONE_YEAR.next_working(date(2022, 1, 1)), 2022),
        (lambda: ONE_YEAR.working_days_between(date(2021, 12, 1), date(2022, 1, 4)), 2022),
    ],
    ids=["is_working", "why", "shift on", "shift back", "next_working", "between"],
)
def test_counting_into_an_unpublished_year_is_refused_with_the_year(
    asked: Callable[[], object], unknown: int
) -> None:
    with pytest.raises(CalendarNotPublished) as refused:
        asked()

    assert refused.value.year == unknown
    assert str(unknown) in str(refused.value)


def test_a_refusal_survives_the_way_between_processes() -> None:
    assert pickle.loads(pickle.dumps(CalendarNotPublished(2027))).year == 2027  # noqa: S301 - our own bytes


def test_an_unpublished_year_is_estimated_when_allowed_and_says_so() -> None:
    estimate = statutory([2026], provisional=True)
    days = [date(2027, 1, 1), date(2027, 1, 2), date(2027, 5, 3), date(2027, 10, 1)]

    assert [(estimate.is_working(d), estimate.why(d)) for d in days] == [
        (False, "元旦（暂定）"),
        (False, "周末（暂定）"),
        (True, "工作日（暂定）"),
        (False, "国庆节（暂定）"),
    ]
    assert [estimate.is_provisional(d) for d in (date(2026, 12, 31), days[0])] == [False, True]
    assert estimate.shift(date(2026, 12, 31), 1) == date(2027, 1, 4)


def test_a_closure_makes_a_working_day_a_day_off_and_gives_its_reason() -> None:
    typhoon = date(2021, 7, 26)

    closed = STATUTORY.with_closures({typhoon: "台风“烟花”"})

    assert (closed.is_working(typhoon), closed.why(typhoon)) == (False, "停工：台风“烟花”")
    assert closed.shift(date(2021, 7, 23), 1) == date(2021, 7, 27)
    assert STATUTORY.shift(date(2021, 7, 23), 1) == typhoon


def test_a_make_up_day_can_be_closed_too() -> None:
    closed = STATUTORY.with_closures({date(2021, 9, 18): "疫情防控"})

    assert closed.shift(date(2021, 9, 17), 1) == date(2021, 9, 22)


def test_wall_clock_times_become_instants_of_the_zone() -> None:
    day = date(2021, 12, 20)

    assert STATUTORY.at(day, time(9, 37)) == datetime(2021, 12, 20, 1, 37, tzinfo=UTC)
    assert STATUTORY.end_of(day) == datetime(2021, 12, 20, 15, 59, 59, 999999, tzinfo=UTC)
    assert STATUTORY.at(day, time(9, 37)).tzinfo is UTC


def test_a_moment_belongs_to_the_day_of_the_zone_not_of_utc() -> None:
    last = STATUTORY.end_of(date(2021, 12, 20))

    assert STATUTORY.day_of(last) == date(2021, 12, 20)
    assert STATUTORY.day_of(last + timedelta(microseconds=1)) == date(2021, 12, 21)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="没有时区"):
        STATUTORY.day_of(datetime(2021, 12, 20))  # noqa: DTZ001 - the mistake under test


def test_calendars_are_values() -> None:
    used = statutory([2021])
    used.shift(date(2021, 6, 18), 30)

    assert used == ONE_YEAR
    assert hash(used) == hash(ONE_YEAR)
    assert used != used.with_closures({date(2021, 7, 26): "台风"})


def test_a_day_is_named_with_its_weekday_and_reason() -> None:
    assert STATUTORY.named(date(2021, 9, 18)) == "2021-09-18（周六，调休上班：中秋节）"


def test_a_calendar_of_another_place_needs_no_statutory_years() -> None:
    plain = Calendar(
        zone=SHANGHAI, days_off={}, make_up_days={}, published=frozenset(), provisional=True
    )

    assert plain.shift(date(2030, 3, 1), 5) == date(2030, 3, 8)
