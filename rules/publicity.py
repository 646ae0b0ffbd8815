"""How long a public notice (公示) runs, and what can be done when it does not fit its phase."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from rules.deadlines import last_day

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from rules.calendar import Calendar

_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class NoticePeriod:
    first: date
    """The day the list is put up."""
    last: date
    """The day at whose 24:00 the period ends."""
    working_days: int
    provisional: bool
    """Whether a day of it lies in a year whose calendar is not published."""


@dataclass(frozen=True, slots=True)
class Published:
    """One notice that was put up: its last day and the applications that stood on it."""

    last: date
    numbers: frozenset[str]


def not_yet_public(
    winners: Iterable[str], notices: Sequence[Published], today: date
) -> tuple[str, ...]:
    """Winners that no notice has shown for its whole period; a substitute needs one of its own."""
    shown = {number for notice in notices if notice.last < today for number in notice.numbers}
    return tuple(number for number in winners if number not in shown)


class Remedy(StrEnum):
    MEET_EARLIER = "meet_earlier"
    RUN_PAST_THE_PHASE = "run_past_the_phase"
    SHORTEN = "shorten"


@dataclass(frozen=True, slots=True)
class Choice:
    """One way out of a clash; the notice never starts before the meeting has decided (R6)."""

    remedy: Remedy
    meeting: date
    notice: NoticePeriod
    days_past_phase: int
    """Calendar days by which the notice outlasts the phase."""
    note: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What is wished for: a notice from the meeting's day on that ends within its phase."""

    meeting: date
    phase_starts: date
    phase_ends: date
    working_days: int
    first_day_counts: bool = False
    working_days_after: int = 0
    """Working days the phase still needs once the notice has ended, say for the commendation."""


def notice_period(
    first_day: date, calendar: Calendar, *, working_days: int, first_day_counts: bool = False
) -> NoticePeriod:
    """The period of a notice put up on `first_day`, which counts only if the campaign says so.

    Raises ValueError for a period without days, CalendarNotPublished where a year is unknown.
    """
    last = last_day(first_day, calendar, working_days=working_days, start_counts=first_day_counts)
    provisional = calendar.is_provisional(first_day) or calendar.is_provisional(last)
    return NoticePeriod(first_day, last, working_days, provisional)


def timetable_clashes(plan: Plan, calendar: Calendar) -> tuple[Choice, ...]:
    """The ways out, side by side, when the notice does not fit; nothing when it does.

    A shorter notice is offered only if at least one day of it would fit.
    """
    wished = _notice(plan, calendar, meeting=plan.meeting)
    latest = _latest_end(plan, calendar)
    if wished.last <= latest:
        return ()
    choices = [_meet_earlier(plan, calendar, latest), _run_past(plan, wished)]
    shorter = _shorten(plan, calendar, latest)
    return (*choices, shorter) if shorter else tuple(choices)


def _notice(plan: Plan, calendar: Calendar, *, meeting: date, days: int = 0) -> NoticePeriod:
    """The notice that starts on the meeting's day, or on the next day people work."""
    return notice_period(
        calendar.next_working(meeting),
        calendar,
        working_days=days or plan.working_days,
        first_day_counts=plan.first_day_counts,
    )


def _latest_end(plan: Plan, calendar: Calendar) -> date:
    """The last day on which the notice may end so that the phase can do what comes after it."""
    if not plan.working_days_after:
        return plan.phase_ends
    last = calendar.previous_working(plan.phase_ends)
    return calendar.shift(last, 1 - plan.working_days_after) - _A_DAY


def _meet_earlier(plan: Plan, calendar: Calendar, latest: date) -> Choice:
    counted = plan.working_days - (1 if plan.first_day_counts else 0)
    meeting = calendar.shift(calendar.previous_working(latest), -counted)
    notice = _notice(plan, calendar, meeting=meeting)
    outside = meeting < plan.phase_starts
    note = f"会议提前到 {calendar.named(meeting)}，公示于 {notice.last:%Y-%m-%d} 24:00 期满"
    if outside:
        note += f"；会议早于本阶段开始日 {plan.phase_starts:%Y-%m-%d}"
    return Choice(Remedy.MEET_EARLIER, meeting, notice, 0, note)


def _run_past(plan: Plan, wished: NoticePeriod) -> Choice:
    past = max(0, (wished.last - plan.phase_ends).days)
    note = f"会议日期不变，公示于 {wished.last:%Y-%m-%d} 24:00 期满"
    if past:
        note += f"，超出本阶段截止日 {plan.phase_ends:%Y-%m-%d} {past} 天"
    if plan.working_days_after:
        note += f"；期满后还需 {plan.working_days_after} 个工作日"
    return Choice(Remedy.RUN_PAST_THE_PHASE, plan.meeting, wished, past, note)


def _shorten(plan: Plan, calendar: Calendar, latest: date) -> Choice | None:
    first = calendar.next_working(plan.meeting)
    start = first - _A_DAY if plan.first_day_counts else first
    days = calendar.working_days_between(start, latest)
    if days < 1:
        return None
    notice = _notice(plan, calendar, meeting=plan.meeting, days=days)
    note = (
        f"会议日期不变，公示由 {plan.working_days} 个工作日缩短为 {days} 个，"
        f"于 {notice.last:%Y-%m-%d} 24:00 期满；须由领导小组作出决定并记录理由"
    )
    return Choice(Remedy.SHORTEN, plan.meeting, notice, 0, note)
