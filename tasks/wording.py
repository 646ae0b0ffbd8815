"""Moments and days as messages and pages write them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from rules.calendar import WEEKDAYS, Calendar
from rules.said import Said


def day_cn(day: date) -> Said:
    """`2021年12月17日（周五）`."""
    weekday = Said(WEEKDAYS[day.weekday()])
    return Said(
        "{year}年{month}月{day}日（{weekday}）",
        year=day.year,
        month=day.month,
        day=day.day,
        weekday=weekday,
    )


def end_cn(moment: datetime, calendar: Calendar) -> Said:
    """The end of a deadline: the last instant of a day is its 24:00, of a minute the next."""
    local = calendar.local(moment)
    ends_the_day = local.time() == time.max
    if not ends_the_day:
        local += timedelta(microseconds=1)
    clock = "24:00" if ends_the_day else f"{local:%H:%M}"
    return Said(
        "{year}年{month}月{day}日 {clock}",
        year=local.year,
        month=local.month,
        day=local.day,
        clock=clock,
    )


def moment_cn(moment: datetime, calendar: Calendar) -> str:
    """`2021-12-17 09:37`, in the campaign's zone."""
    return f"{calendar.local(moment):%Y-%m-%d %H:%M}"
