"""Which reminder points have come for whom: obligations, rungs and recipients put together."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Row, Select, Text, cast, select
from sqlmodel import col

from models import Nudge, Obligation, Step, Unit
from rules.calendar import Calendar
from rules.definition import Audience, Campaign, Role
from rules.ladders import DueNudge, PlannedNudge, nudges_of
from rules.states import ObligationState
from tasks.campaigns import calendar_of, definition_of
from tasks.context import Context
from tasks.recipients import (
    Reachable,
    Recipient,
    overseer_of,
    reachable,
    units_by_code,
)
from tasks.statements import among, in_parts, plain_rows

OVERSEERS = frozenset({Audience.LEAD_OFFICE, Audience.OFFICE_DIRECTOR})
NOBODY = 0


class Owed(NamedTuple):
    """One thing a unit owes, with what its reminders say of it."""

    id: int
    step: str
    duty: str
    unit_id: int
    title: str
    state: ObligationState
    opened_at: datetime
    due_on: date
    shown_at: datetime
    basis: Sequence[str]
    version: int
    next_nudge_at: datetime | None
    blocked_by_id: int | None
    unit_name: str
    unit_kind: str


@dataclass(slots=True)
class Desk:
    """What a sweep works with: the campaign's file, its calendar, and rungs computed once."""

    campaign_id: int
    plan: Campaign
    calendar: Calendar
    now: datetime
    today: date
    _rungs: dict[tuple[date, datetime, str, str], tuple[PlannedNudge, ...]] = field(
        default_factory=dict
    )

    def rungs(self, owed: Owed) -> tuple[PlannedNudge, ...]:
        """Every reminder point of a duty from its opening on."""
        key = (owed.due_on, owed.opened_at, owed.step, owed.duty)
        if key not in self._rungs:
            duty = self.plan.duty(owed.step, owed.duty)
            self._rungs[key] = nudges_of(
                owed.due_on,
                self.calendar.day_of(owed.opened_at),
                self.plan.ladder(duty.ladder).rungs,
                self.calendar,
                quiet=self.plan.messaging.quiet,
            )
        return self._rungs[key]


@dataclass(slots=True)
class Gathered:
    """The rows that the rules decide on, and what is known about their obligations and people."""

    owed: dict[int, Owed]
    people: dict[int, Recipient]
    own: list[DueNudge] = field(default_factory=list)
    overseen: list[DueNudge] = field(default_factory=list)
    passed_over: list[DueNudge] = field(default_factory=list)
    """The owner's part of blocked duties: whoever blocks is reminded instead."""
    audience: dict[tuple[int, str, int], Audience] = field(default_factory=dict)
    """By obligation, rung and person."""


def open_desk(ctx: Context, campaign_id: int, now: datetime | None = None) -> Desk:
    calendar = calendar_of(ctx)
    moment = now or ctx.now
    plan = definition_of(ctx, campaign_id)
    return Desk(campaign_id, plan, calendar, moment, calendar.day_of(moment))


def select_owed() -> Select[tuple[object, ...]]:
    """Columns of `Owed`, as plain rows: no object per obligation is built."""
    return (
        select(
            col(Obligation.id), col(Step.code), col(Obligation.duty), col(Obligation.unit_id),
            col(Obligation.title), col(Obligation.state), col(Obligation.opened_at),
            col(Obligation.due_on), col(Obligation.shown_at), cast(col(Obligation.basis), Text),
            col(Obligation.version), col(Obligation.next_nudge_at),
            col(Obligation.blocked_by_id), col(Unit.name), col(Unit.kind),
        )
        .join(Step, col(Step.id) == col(Obligation.step_id))
        .join(Unit, col(Unit.id) == col(Obligation.unit_id))
    )  # fmt: skip


def owed_by_ids(ctx: Context, ids: Iterable[int]) -> dict[int, Owed]:
    found: dict[int, Owed] = {}
    for part in in_parts(sorted(set(ids))):
        rows = plain_rows(
            ctx.session, select_owed().where(among(ctx.session, col(Obligation.id), part))
        )
        found |= {owed.id: owed for owed in map(owed_of, rows)}
    return found


def owed_of(row: Row[tuple[object, ...]]) -> Owed:
    """The columns stand in the order of the fields; the basis comes as the text it is kept as."""
    values: list[Any] = list(row)
    values[BASIS] = _facts(values[BASIS])
    return Owed(*values)


BASIS = Owed._fields.index("basis")


@lru_cache(maxsize=1024)
def _facts(basis: str) -> tuple[str, ...]:
    """Thousands of units are due for the same reasons, which are read once."""
    return tuple(json.loads(basis))


Since = Callable[[Owed], datetime | None]
"""From which moment on the rungs of an obligation are still to be looked at."""


def gather(
    ctx: Context, desk: Desk, owed: Sequence[Owed], until: datetime, since: Since
) -> Gathered:
    """A row for every rung up to `until` and every person it is for, told ones left out."""
    blockers = owed_by_ids(ctx, (o.blocked_by_id for o in owed if o.blocked_by_id))
    overseers = _overseers(ctx, desk, owed)
    units = {o.unit_id for o in (*owed, *blockers.values())} | set(overseers.values())
    reach = reachable(ctx, sorted(units), desk.today, order=desk.plan.messaging.channels)
    found = Gathered({o.id: o for o in (*owed, *blockers.values())}, _people(reach))
    told = _told(ctx, owed)
    people = _Posts(desk, reach, overseers, blockers)
    for one in owed:
        start = since(one)
        for rung in desk.rungs(one):
            if start is not None and start <= rung.moment <= until:
                _rows_of(found, people, one, rung, told)
    return found


@dataclass(frozen=True, slots=True)
class _Posts:
    """Looks up who a rung addresses."""

    desk: Desk
    reach: Reachable
    overseers: Mapping[tuple[str, Audience], int]
    blockers: Mapping[int, Owed]

    def own(self, one: Owed, audience: Audience) -> Sequence[Recipient]:
        return self.reach.get(Role(audience.value), {}).get(one.unit_id, ())

    def overseeing(self, one: Owed, audience: Audience) -> Sequence[Recipient]:
        post = overseer_of(self.desk.plan, one.unit_kind, audience)
        unit = self.overseers.get((one.unit_kind, audience))
        return () if post is None or unit is None else self.reach.get(post[1], {}).get(unit, ())

    def blocking(self, one: Owed) -> Sequence[Recipient]:
        blocker = self.blockers.get(one.blocked_by_id or 0)
        return () if blocker is None else self.own(blocker, Audience.CONTACT)


def _rows_of(
    found: Gathered,
    posts: _Posts,
    one: Owed,
    rung: PlannedNudge,
    told: set[tuple[int, str, int, int]],
) -> None:
    blocked = one.state is ObligationState.BLOCKED
    chased = [p for p in posts.blocking(one) if p.channel] if blocked else []
    blocking = {person.person_id for person in chased}
    for audience in rung.to:
        overseen = audience in OVERSEERS
        if overseen and blocked:
            continue
        people = posts.overseeing(one, audience) if overseen else posts.own(one, audience)
        for person in people or ((None,) if audience is Audience.CONTACT else ()):
            row = _row(one, rung, person)
            key = (one.id, rung.rung_label, row.recipient)
            if (*key, one.version) in told or key in found.audience or row.recipient in blocking:
                continue
            found.audience[key] = audience
            target = found.overseen if overseen else found.passed_over if chased else found.own
            target.append(row)
    for person in chased:
        key = (one.id, rung.rung_label, person.person_id)
        if (*key, one.version) not in told:
            found.audience.setdefault(key, Audience.CONTACT)
            found.own.append(_row(one, rung, person, blocker=person.person_id))


def _row(
    one: Owed, rung: PlannedNudge, person: Recipient | None, *, blocker: int | None = None
) -> DueNudge:
    return DueNudge(
        obligation=one.id,
        rung_label=rung.rung_label,
        working_days=rung.working_days,
        moment=rung.moment,
        recipient=person.person_id if person else NOBODY,
        channel=person.channel if person else "",
        state=one.state,
        version=one.version,
        current_version=one.version,
        recipient_active=person is not None,
        address_known=person is not None and bool(person.channel),
        blocker=blocker,
        in_quiet_hours=rung.in_quiet_hours,
    )


def _people(reach: Reachable) -> dict[int, Recipient]:
    found: dict[int, Recipient] = {}
    for role in Role:
        for people in reach.get(role, {}).values():
            for person in people:
                found.setdefault(person.person_id, person)
    return found


def _overseers(ctx: Context, desk: Desk, owed: Sequence[Owed]) -> dict[tuple[str, Audience], int]:
    """The unit that watches over each kind of unit."""
    codes = {
        (kind, audience): post[0]
        for kind in {one.unit_kind for one in owed}
        for audience in OVERSEERS
        if (post := overseer_of(desk.plan, kind, audience))
    }
    units = units_by_code(ctx, set(codes.values()))
    return {key: units[code] for key, code in codes.items() if code in units}


def _told(ctx: Context, owed: Sequence[Owed]) -> set[tuple[int, str, int, int]]:
    """Rungs already on record, by obligation, rung, person and version, whatever the channel."""
    told: set[tuple[int, str, int, int]] = set()
    for part in in_parts([one.id for one in owed]):
        rows = plain_rows(
            ctx.session,
            select(
                col(Nudge.obligation_id), col(Nudge.rung), col(Nudge.person_id), col(Nudge.version)
            ).where(among(ctx.session, col(Nudge.obligation_id), part)),
        )
        told.update((row[0], row[1], row[2], row[3]) for row in rows)
    return told
