"""A month as a sheet of weeks: working days, days of rest, make-up days, closures, what is due."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from rules.calendar import Calendar

SATURDAY = 5
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Day:
    day: date
    kind: str
    """working, resting, makeup or closed."""
    why: str
    inside: bool
    """Whether it belongs to the month shown, not to its neighbours."""
    provisional: bool
    due: int
    """Duties still owed that end on it."""


@dataclass(frozen=True, slots=True)
class Month:
    first: date
    weeks: tuple[tuple[Day, ...], ...]

    @property
    def before(self) -> str:
        return f"{self.first - A_DAY:%Y-%m}"

    @property
    def after(self) -> str:
        return f"{self.first + timedelta(days=31):%Y-%m}"


def month_of(first: date, days: Calendar, due: Mapping[date, int]) -> Month:
    """The weeks, Monday first, that touch the month of this day."""
    weeks = calendar.Calendar().monthdatescalendar(first.year, first.month)
    return Month(
        first.replace(day=1),
        tuple(tuple(_day(day, first.month, days, due) for day in week) for week in weeks),
    )


def _day(day: date, month: int, days: Calendar, due: Mapping[date, int]) -> Day:
    return Day(
        day,
        _kind(day, days),
        days.why(day),
        day.month == month,
        days.is_provisional(day),
        due.get(day, 0),
    )


def _kind(day: date, days: Calendar) -> str:
    if day in days.closures:
        return "closed"
    if not days.is_working(day):
        return "resting"
    return "makeup" if day.weekday() >= SATURDAY else "working"
