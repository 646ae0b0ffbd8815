"""When something really happened: now, or a day in the past that a paper or a call states."""

from __future__ import annotations

from datetime import date, datetime

from rules.calendar import Calendar
from rules.said import Said

ENTERED_BY_OFFICE = frozenset({"paper", "telephone", "office"})
CHANNELS = frozenset({"web", "import"}) | ENTERED_BY_OFFICE


def real_moment(happened_on: date, now: datetime, calendar: Calendar) -> datetime:
    """The moment a deadline judges: now for today, the end of the day for an earlier one."""
    return now if happened_on >= calendar.day_of(now) else calendar.end_of(happened_on)


def day_problems(happened_on: date, now: datetime, calendar: Calendar) -> list[str]:
    today = calendar.day_of(now)
    if happened_on <= today:
        return []
    told = "日期{day}还没有到（今天是{today}），请填实际发生的日期"
    return [Said(told, day=happened_on, today=today)]


def channel_problems(channel: str) -> list[str]:
    if channel in CHANNELS:
        return []
    known = "、".join(sorted(CHANNELS))
    return [f"没有“{channel}”这种来源，可用：{known}"]
