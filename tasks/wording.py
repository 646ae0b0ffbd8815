"""Moments and days as messages and pages write them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from rules.calendar import Calendar

_WEEKDAYS = "一二三四五六日"


def day_cn(day: date) -> str:
    """`2021年12月17日（周五）`."""
    return f"{day.year}年{day.month}月{day.day}日（周{_WEEKDAYS[day.weekday()]}）"


def end_cn(moment: datetime, calendar: Calendar) -> str:
    """The end of a deadline: the last instant of a day is its 24:00, of a minute the next."""
    local = calendar.local(moment)
    if local.time() == time.max:
        return f"{local.year}年{local.month}月{local.day}日 24:00"
    local += timedelta(microseconds=1)
    return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"


def moment_cn(moment: datetime, calendar: Calendar) -> str:
    """`2021-12-17 09:37`, in the campaign's zone."""
    return f"{calendar.local(moment):%Y-%m-%d %H:%M}"
