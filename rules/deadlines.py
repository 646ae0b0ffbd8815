"""When a duty ends, why at that instant, whether an act came in time, and how an end moves."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from rules.calendar import Calendar

K = TypeVar("K", bound=Hashable)

NO_GRACE = timedelta(0)
MIDNIGHT = time.max


class Roll(StrEnum):
    """What becomes of an end that falls on a day off."""

    KEEP = "keep"
    NEXT = "next"
    """The Civil Code's rule (民法典 203): the day after the rest."""
    PREVIOUS = "previous"
    """The cautious office's habit: the last working day before it."""


class Ending(StrEnum):
    """When a day that is named without a time ends (民法典 203)."""

    MIDNIGHT = "midnight"
    CLOSE_OF_BUSINESS = "close_of_business"


class Timeliness(StrEnum):
    ON_TIME = "on_time"
    IN_GRACE = "in_grace"
    LATE = "late"

    @property
    def counts(self) -> bool:
        """Grace is a tolerance, not a mark against the unit."""
        return self is not Timeliness.LATE


@dataclass(frozen=True, slots=True)
class Deadline:
    shown: datetime
    """The end that people are told, in UTC."""
    enforced: datetime
    """The last instant that still counts, in UTC; never before `shown`."""
    basis: tuple[str, ...]
    """Why it is that instant, one fact a sentence, in order."""
    version: int = 1


@dataclass(frozen=True, slots=True)
class Change:
    """A decision to move a deadline: why, and the post that ordered it."""

    reason: str
    ordered_by: str


@dataclass(frozen=True, slots=True)
class Proposal(Generic[K]):
    """A deadline whose day is no longer worked, and where it could go; moved only by decision."""

    key: K
    deadline: Deadline
    proposed: datetime
    reason: str


def deadline_on(
    on: date,
    calendar: Calendar,
    *,
    grace: timedelta = NO_GRACE,
    roll: Roll = Roll.KEEP,
    ending: Ending = Ending.MIDNIGHT,
    version: int = 1,
) -> Deadline:
    """The deadline of a day, or of a moment if `on` is one with its zone.

    Raises ValueError for a moment without a zone or a negative grace, CalendarNotPublished where
    the year's days are unknown.
    """
    if grace < NO_GRACE:
        raise ValueError(f"宽限时间不能为负：{grace}。请写 0 或正数。")
    day, clock, how = _end_of(on, calendar, ending)
    rolled = _roll(day, calendar, roll)
    shown = calendar.at(rolled, clock)
    basis = (
        f"截止日为 {calendar.named(day)}",
        *_roll_basis(day, rolled, calendar, roll),
        how,
        *_grace_basis(shown + grace, grace, calendar),
    )
    return Deadline(shown=shown, enforced=shown + grace, basis=basis, version=version)


def last_day(
    start: date, calendar: Calendar, *, working_days: int, start_counts: bool = False
) -> date:
    """The last of so many working days from `start`, which itself does not count (民法典 201).

    Raises ValueError for a period without days.
    """
    if working_days < 1:
        raise ValueError(f"期间至少为 1 个工作日，现为 {working_days}。")
    return calendar.shift(start - timedelta(days=1) if start_counts else start, working_days)


def judge(act_at: datetime, deadline: Deadline) -> Timeliness:
    """Whether an act at this instant is in time; the instant of the end itself still is."""
    if act_at <= deadline.shown:
        return Timeliness.ON_TIME
    return Timeliness.IN_GRACE if act_at <= deadline.enforced else Timeliness.LATE


def working_days_left(now: datetime, deadline: Deadline, calendar: Calendar) -> int:
    """Working days from today to the shown end: 0 on the day itself, negative once it has passed."""
    return calendar.working_days_between(calendar.day_of(now), calendar.day_of(deadline.shown))


def move(deadline: Deadline, to: date, calendar: Calendar, change: Change) -> Deadline:
    """The deadline at its new end, by decision: next version, same grace, old end in its basis.

    A new day without a time keeps the old time of day.

    Raises ValueError when reason or post is missing, or nothing moves.
    """
    if not change.reason.strip() or not change.ordered_by.strip():
        raise ValueError("调整截止时间须写明原因和作出决定的岗位。请补充后再提交。")
    grace = deadline.enforced - deadline.shown
    end = to if isinstance(to, datetime) else calendar.at(to, calendar.local(deadline.shown).time())
    new = deadline_on(end, calendar, grace=grace, version=deadline.version + 1)
    if new.shown == deadline.shown:
        raise ValueError(f"新旧截止时间相同（{_told(new.shown, calendar)}），没有可调整的内容。")
    verb = "延至" if new.shown > deadline.shown else "提前至"
    decided = (
        f"经{change.ordered_by.strip()}决定，由 {_told(deadline.shown, calendar)} "
        f"{verb} {_told(new.shown, calendar)}：{change.reason.strip()}"
    )
    return Deadline(new.shown, new.enforced, (decided, *new.basis), new.version)


def extend(deadline: Deadline, to: date, calendar: Calendar, change: Change) -> Deadline:
    """As `move`, but only to a later end: what an extension for a unit or a category may do.

    Raises ValueError when the new end is not later.
    """
    moved = move(deadline, to, calendar, change)
    if moved.shown < deadline.shown:
        raise ValueError(
            f"延期后的截止时间 {_told(moved.shown, calendar)} 早于原定的 "
            f"{_told(deadline.shown, calendar)}。请选择更晚的时间，或改用“调整截止时间”。"
        )
    return moved


def affected_by_calendar(
    deadlines: Mapping[K, Deadline], before: Calendar, after: Calendar
) -> tuple[Proposal[K], ...]:
    """The deadlines that end on a day no longer worked, each with the next working day.

    Closures and a year announced later both change the calendar; days that were off anyway affect
    nothing. The time of day stays.
    """
    proposals: list[Proposal[K]] = []
    for key, deadline in deadlines.items():
        end = before.local(deadline.shown)
        day = end.date()
        if before.is_working(day) and not after.is_working(day):
            to = after.next_working(day)
            reason = f"{after.named(day)}，顺延至下一个工作日 {after.named(to)}"
            proposals.append(Proposal(key, deadline, after.at(to, end.time()), reason))
    return tuple(proposals)


def _end_of(on: date, calendar: Calendar, ending: Ending) -> tuple[date, time, str]:
    if isinstance(on, datetime):
        local = calendar.local(on)
        told = "24:00" if local.time() == MIDNIGHT else f"{local:%H:%M}"
        return local.date(), local.time(), f"写明了时刻，到当日 {told} 为止"
    if ending is Ending.CLOSE_OF_BUSINESS:
        close = calendar.close_of_business
        return on, close, f"没有写明时刻，到当日下班时间 {close:%H:%M} 为止"
    return on, MIDNIGHT, "没有写明时刻，到当日 24:00 为止"


def _roll(day: date, calendar: Calendar, roll: Roll) -> date:
    match roll:
        case Roll.KEEP:
            return day
        case Roll.NEXT:
            return calendar.next_working(day)
        case Roll.PREVIOUS:
            return calendar.previous_working(day)


def _roll_basis(day: date, rolled: date, calendar: Calendar, roll: Roll) -> tuple[str, ...]:
    if rolled != day:
        rule = "按民法典第二百零三条顺延" if roll is Roll.NEXT else "按本活动约定提前"
        return (f"当日不上班，{rule}至 {calendar.named(rolled)}",)
    if not calendar.is_working(day):
        return ("当日不上班，本活动约定不因此改动",)
    return ()


def _grace_basis(enforced: datetime, grace: timedelta, calendar: Calendar) -> tuple[str, ...]:
    if not grace:
        return ()
    minutes = int(grace.total_seconds() // 60)
    return (f"另有 {minutes} 分钟宽限，实际收到 {_told(enforced, calendar)}",)


def _told(moment: datetime, calendar: Calendar) -> str:
    """A moment as people write it: the last instant of a day is its 24:00, of a minute the next."""
    local = calendar.local(moment)
    if local.time() == MIDNIGHT:
        return f"{local:%Y-%m-%d} 24:00"
    return f"{local + timedelta(microseconds=1):%Y-%m-%d %H:%M}"
