"""The moments at which a step wants something done: opening, reminders, dues, closing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from rules.calendar import Calendar
from rules.definition import Campaign, Duty, Step
from rules.ladders import nudges_of

OPENING_TIME = time(8, 53)
"""Before the day's first reminders, and off the full hour like everything that is sent."""
AFTER_THE_END = timedelta(microseconds=1)
"""A deadline's last instant still counts, so what follows from it comes just after."""


@dataclass(frozen=True, slots=True)
class Moment:
    """One moment of a step: what for, in words for a list, and when."""

    purpose: str
    label: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Due:
    """A duty's due day as it stands for some of its units."""

    duty: str
    due_on: date
    opened_on: date


def opening_of(step: Step, calendar: Calendar) -> datetime:
    return calendar.at(step.opens, OPENING_TIME)


def closing_of(step: Step, calendar: Calendar) -> datetime:
    """The end of the step's last day."""
    return calendar.end_of(step.closes)


def planned_dues(step: Step) -> tuple[Due, ...]:
    """The dues as the file says, before any unit's deadline was moved."""
    return tuple(Due(duty.code, duty.due, step.opens) for duty in step.duties)


def moments_of(
    step: Step,
    campaign: Campaign,
    calendar: Calendar,
    dues: Iterable[Due],
    *,
    closes_at: datetime,
) -> tuple[Moment, ...]:
    """Every moment of the step in order; reminder moments that coincide are one.

    `closes_at` is the step's end as it stands: a moved deadline may have put it off.

    Raises CalendarNotPublished where a year's working days are unknown.
    """
    duties = {duty.code: duty for duty in step.duties}
    found: dict[tuple[str, datetime], Moment] = {}
    for due in dues:
        for moment in _duty_moments(duties[due.duty], due, campaign, calendar):
            found.setdefault((moment.purpose, moment.at), moment)
    edges = (
        Moment("open", "启动", opening_of(step, calendar)),
        Moment("close", "办结", closes_at + AFTER_THE_END),
    )
    return tuple(sorted((*found.values(), *edges), key=lambda m: (m.at, m.purpose)))


def _duty_moments(duty: Duty, due: Due, campaign: Campaign, calendar: Calendar) -> Iterable[Moment]:
    ladder = campaign.ladder(duty.ladder).rungs
    for nudge in nudges_of(
        due.due_on, due.opened_on, ladder, calendar, quiet=campaign.messaging.quiet
    ):
        yield Moment(f"remind {nudge.rung_label}", f"提醒 {nudge.rung_label}", nudge.moment)
    grace = timedelta(minutes=campaign.messaging.grace_minutes)
    yield Moment("due", f"截止 {duty.title}", calendar.end_of(due.due_on) + grace + AFTER_THE_END)


def run_name(moment: Moment, step: Step, calendar: Calendar) -> str:
    """What people read in Prefect's list, its business day first: an end belongs to the day it ends."""
    return f"{calendar.day_of(moment.at - AFTER_THE_END)} · {step.name} · {moment.label}"


def run_key(campaign_code: str, step: Step, moment: Moment, version: int) -> str:
    """Stable for one purpose, moment and version of the dates; a moved date makes a new key."""
    at = moment.at.astimezone(UTC)
    return f"{campaign_code}:{step.code}:{moment.purpose}:{at:%Y%m%dT%H%M%S}:v{version}"


def by_key(
    moments: Iterable[Moment], campaign_code: str, step: Step, version: int
) -> Mapping[str, Moment]:
    return {run_key(campaign_code, step, moment, version): moment for moment in moments}
