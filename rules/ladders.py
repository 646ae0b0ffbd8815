"""Which reminders a duty calls for and when, and which of them are still worth sending."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import TypeAlias

from rules.calendar import Calendar
from rules.definition.messages import Quiet, Rung
from rules.definition.people import Audience
from rules.states import ObligationState

_A_DAY = timedelta(days=1)
_Addressee: TypeAlias = tuple[int, str]


class Reason(StrEnum):
    """Why a reminder that had come due is not sent."""

    MET = "met"
    WAIVED = "waived"
    LAPSED = "lapsed"
    MOVED = "moved"
    BLOCKED = "blocked"
    WAITING = "waiting"
    INACTIVE = "inactive"
    NO_ADDRESS = "no_address"
    SUPERSEDED = "superseded"


REASONS: Mapping[Reason, str] = MappingProxyType(
    {
        Reason.MET: "事项已经办结，不再提醒",
        Reason.WAIVED: "已同意免报，不再提醒",
        Reason.LAPSED: "事项已经失效，不再提醒",
        Reason.MOVED: "截止时间已经调整，按新的时间提醒",
        Reason.BLOCKED: "前置事项尚未完成，暂时无法办理，改为提醒前置事项的责任人",
        Reason.WAITING: "前置事项尚未完成，暂时无法办理，且没有可以提醒的责任人",
        Reason.INACTIVE: "收件人已经离岗或岗位空缺，由电话清单跟进",
        Reason.NO_ADDRESS: "收件人没有可用的联系方式，由电话清单跟进",
        Reason.SUPERSEDED: "已由更近的一次提醒代替，不再补发",
    }
)


@dataclass(frozen=True, slots=True)
class PlannedNudge:
    rung_label: str
    working_days: int
    moment: datetime
    to: tuple[Audience, ...]
    in_quiet_hours: bool = False


@dataclass(frozen=True, slots=True)
class DueNudge:
    """A rung for one recipient and channel, with what is known of it when the sweep looks."""

    obligation: int
    rung_label: str
    working_days: int
    moment: datetime
    recipient: int
    channel: str
    state: ObligationState
    version: int = 1
    """Version of the deadline it was planned for."""
    current_version: int = 1
    recipient_active: bool = True
    address_known: bool = True
    blocker: int | None = None
    """Whom to chase instead while the obligation is blocked."""
    in_quiet_hours: bool = False
    """Whether its rung goes out in quiet hours too."""

    @property
    def key(self) -> tuple[int, str, int, str, int]:
        """What must never be sent twice."""
        return (self.obligation, self.rung_label, self.recipient, self.channel, self.version)


@dataclass(frozen=True, slots=True)
class Bundle:
    """One message: all that one recipient owes or holds up, on one channel and business day."""

    recipient: int
    channel: str
    day: date
    owed: tuple[DueNudge, ...] = ()
    holding_up: tuple[DueNudge, ...] = ()
    """Others' nudges, one for each obligation that waits for this recipient."""


@dataclass(frozen=True, slots=True)
class Retired:
    nudge: DueNudge
    reason: Reason
    text: str


@dataclass(frozen=True, slots=True)
class Deferred:
    nudge: DueNudge
    until: datetime


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of each nudge: every one is in exactly one bundle, retired or deferred.

    A nudge retired as blocked may besides stand in a bundle's `holding_up`.
    """

    send: tuple[Bundle, ...]
    retire: tuple[Retired, ...]
    defer: tuple[Deferred, ...]


def nudges_of(
    due_on: date, opened_on: date, ladder: Iterable[Rung], calendar: Calendar, *, quiet: Quiet
) -> tuple[PlannedNudge, ...]:
    """Every nudge of a duty in order of time; rungs before it opened are left out.

    No moment lies on a day off, nor in quiet hours unless its rung says so: it waits for their end. The rung of a due day
    that is itself a day off comes on the last working day before, joined with one already there.

    Raises CalendarNotPublished where a year's working days are unknown.
    """
    planned: dict[datetime, PlannedNudge] = {}
    for rung in sorted(ladder, key=lambda rung: (rung.working_days, rung.at)):
        day = calendar.shift(due_on, rung.working_days)
        if not rung.working_days:
            day = calendar.previous_working(day)
        if day < opened_on:
            continue
        if rung.in_quiet_hours:
            moment = calendar.at(calendar.next_working(day), rung.at)
        else:
            moment = calendar.at(*_opening(day, rung.at, calendar, quiet))
        joined = planned[moment].to if moment in planned else ()
        to = tuple(dict.fromkeys((*joined, *rung.to)))
        planned[moment] = PlannedNudge(
            rung.label, rung.working_days, moment, to, rung.in_quiet_hours
        )
    return tuple(planned[moment] for moment in sorted(planned))


def next_nudge(planned: Sequence[PlannedNudge], after: datetime) -> PlannedNudge | None:
    """The first nudge later than the moment: when the sweep must look at the duty again."""
    return next((nudge for nudge in planned if nudge.moment > after), None)


def next_opening(moment: datetime, calendar: Calendar, quiet: Quiet) -> datetime:
    """The moment itself if reminders may go out then, else the end of the quiet time or rest."""
    local = calendar.local(moment)
    day, clock = local.date(), local.time()
    opening = _opening(day, clock, calendar, quiet)
    return moment if opening == (day, clock) else calendar.at(*opening)


def decide(
    rows: Iterable[DueNudge], now: datetime, *, calendar: Calendar, quiet: Quiet
) -> Decision:
    """Send what is due and still owed, retire the rest with the reason, defer what must wait.

    After a standstill only the latest rung of an obligation goes to each recipient. Whoever gets
    a message takes along what would come later the same day, so `rows` should reach to its end.
    A key that comes twice, because a person holds two posts, counts once.
    """
    alive, retired = _sifted(rows)
    due, later = _split(alive, lambda row: row.moment <= now)
    today = calendar.day_of(now)
    waiting: tuple[Deferred, ...] = ()
    opening = next_opening(now, calendar, quiet)
    if opening != now:
        by_night = calendar.is_working(today)
        due, kept = _split(due, lambda row: by_night and row.in_quiet_hours)
        waiting = tuple(Deferred(row, opening) for row in kept)
    tonight = calendar.end_of(today)
    reached = {_addressee(row) for row in due if not _is_stuck(row)}
    joining, later = _split(
        later,
        lambda row: (
            row.moment <= tonight
            and row.state is ObligationState.PENDING
            and _addressee(row) in reached
        ),
    )
    latest, superseded = _latest([*due, *joining])
    send, stuck = _bundled(latest, today)
    return Decision(send, (*retired, *superseded, *stuck), (*waiting, *_in_own_time(later)))


def _opening(day: date, clock: time, calendar: Calendar, quiet: Quiet) -> tuple[date, time]:
    """The first time from here on that is neither quiet nor on a day off."""
    if _is_quiet(clock, quiet):
        if clock >= quiet.start > quiet.end:
            day += _A_DAY
        clock = quiet.end
    if not calendar.is_working(day):
        day = calendar.next_working(day)
        clock = quiet.end if _is_quiet(time.min, quiet) else time.min
    return day, clock


def _is_quiet(clock: time, quiet: Quiet) -> bool:
    if quiet.start <= quiet.end:
        return quiet.start <= clock < quiet.end
    return clock >= quiet.start or clock < quiet.end


def _void(row: DueNudge) -> Reason | None:
    """Why a nudge is of no use any more, whatever the hour."""
    if not row.state.owed:
        return Reason.MET if row.state is ObligationState.MET_LATE else Reason(row.state.value)
    if row.version != row.current_version:
        return Reason.MOVED
    if row.state is ObligationState.BLOCKED:
        return None
    if not row.recipient_active:
        return Reason.INACTIVE
    return None if row.address_known else Reason.NO_ADDRESS


def _sifted(rows: Iterable[DueNudge]) -> tuple[list[DueNudge], list[Retired]]:
    alive: list[DueNudge] = []
    retired: list[Retired] = []
    for row in {row.key: row for row in rows}.values():
        reason = _void(row)
        if reason is None:
            alive.append(row)
        else:
            retired.append(_retired(row, reason))
    return alive, retired


def _split(
    rows: Iterable[DueNudge], first: Callable[[DueNudge], bool]
) -> tuple[list[DueNudge], list[DueNudge]]:
    chosen: list[DueNudge] = []
    others: list[DueNudge] = []
    for row in rows:
        (chosen if first(row) else others).append(row)
    return chosen, others


def _latest(rows: Iterable[DueNudge]) -> tuple[list[DueNudge], list[Retired]]:
    latest: dict[tuple[int, int, str], DueNudge] = {}
    retired: list[Retired] = []
    for row in sorted(rows, key=lambda row: (row.moment, row.working_days)):
        key = (row.obligation, row.recipient, row.channel)
        if key in latest:
            retired.append(_retired(latest[key], Reason.SUPERSEDED))
        latest[key] = row
    return list(latest.values()), retired


def _bundled(rows: Iterable[DueNudge], today: date) -> tuple[tuple[Bundle, ...], list[Retired]]:
    owed: dict[_Addressee, list[DueNudge]] = {}
    held_up: dict[_Addressee, dict[int, DueNudge]] = {}
    stuck: list[Retired] = []
    for row in rows:
        addressee = _addressee(row)
        if row.state is not ObligationState.BLOCKED:
            owed.setdefault(addressee, []).append(row)
        elif _is_stuck(row):
            stuck.append(_retired(row, Reason.WAITING))
        else:
            held_up.setdefault(addressee, {}).setdefault(row.obligation, row)
            stuck.append(_retired(row, Reason.BLOCKED))
    bundles = (
        Bundle(*key, today, tuple(owed.get(key, ())), tuple(held_up.get(key, {}).values()))
        for key in sorted(owed.keys() | held_up.keys())
    )
    return tuple(bundles), stuck


def _addressee(row: DueNudge) -> _Addressee:
    """Who is to act now: the recipient, or whoever blocks what he owes."""
    if row.state is ObligationState.BLOCKED and row.blocker is not None:
        return row.blocker, row.channel
    return row.recipient, row.channel


def _is_stuck(row: DueNudge) -> bool:
    return row.state is ObligationState.BLOCKED and row.blocker is None


def _retired(row: DueNudge, reason: Reason) -> Retired:
    return Retired(row, reason, REASONS[reason])


def _in_own_time(rows: Iterable[DueNudge]) -> tuple[Deferred, ...]:
    return tuple(Deferred(row, row.moment) for row in rows)
