"""Messages as the office sees them: by state and channel, tomorrow's, and page by page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy
from sqlalchemy import ColumnElement, func
from sqlmodel import col, select

from models import Attempt, Message, Nudge, Obligation, Person, Step, Unit
from rules.states import MessageState, ObligationState
from tasks.context import Context
from tasks.outbox import Which
from tasks.overview import Desk


@dataclass(frozen=True, slots=True)
class ChannelLine:
    channel: str
    counts: Mapping[MessageState, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class ComingDuty:
    """Reminders of one duty that fall on the day."""

    step: str
    title: str
    units: int
    first_at: datetime


@dataclass(frozen=True, slots=True)
class Coming:
    """What goes out on the next working day if nothing more is done."""

    day: date
    duties: tuple[ComingDuty, ...]
    ready: int
    """Messages already written whose moment falls on that day."""


@dataclass(frozen=True, slots=True)
class MessageLine:
    id: int
    kind: str
    channel: str
    address: str
    person: str | None
    unit: str | None
    unit_code: str | None
    subject: str
    state: MessageState
    ready_at: datetime
    sent_at: datetime | None
    attempts: int
    reason: str


@dataclass(frozen=True, slots=True)
class MessageFilter:
    state: MessageState | None = None
    channel: str = ""
    kind: str = ""
    to: str = ""
    """Part of the name of the unit or person."""

    @property
    def which(self) -> Which:
        """The same messages for an act on all of them; an act has its own states."""
        return Which(kind=self.kind, channel=self.channel, to=self.to)


@dataclass(frozen=True, slots=True)
class WholeMessage:
    """One message with its text as it goes out, what happened on the way, and what it is about."""

    line: MessageLine
    body: str
    created_at: datetime
    attempt_rows: Sequence[Attempt]
    about: tuple[tuple[str, str, str], ...]
    """Step, duty and reminder point of everything it reminds of."""


SORTED_BY: Mapping[str, Any] = {
    "state": col(Message.state),
    "time": func.coalesce(col(Message.sent_at), col(Message.ready_at)),
    "channel": col(Message.channel),
    "subject": col(Message.subject),
    "unit": col(Unit.name),
}


def by_channel(ctx: Context, at: Desk) -> tuple[ChannelLine, ...]:
    rows = ctx.session.execute(
        sqlalchemy.select(col(Message.channel), col(Message.state), func.count())
        .where(col(Message.campaign_id) == at.campaign_id)
        .group_by(col(Message.channel), col(Message.state))
    )
    found: dict[str, dict[MessageState, int]] = {}
    for channel, state, count in rows:
        found.setdefault(channel, {})[state] = count
    return tuple(ChannelLine(channel, found[channel]) for channel in sorted(found))


def coming(ctx: Context, at: Desk) -> Coming:
    """Reminders due on the next working day, counted by duty."""
    day = at.calendar.shift(at.today, 1)
    begin, end = _bounds(at, day)
    rows = ctx.session.execute(
        sqlalchemy.select(
            col(Step.code),
            col(Obligation.duty),
            func.count(),
            func.min(col(Obligation.next_nudge_at)),
        )
        .join(Step, col(Step.id) == col(Obligation.step_id))
        .where(
            col(Obligation.campaign_id) == at.campaign_id,
            col(Obligation.next_nudge_at) >= begin,
            col(Obligation.next_nudge_at) < end,
            col(Obligation.state).in_([ObligationState.PENDING, ObligationState.BLOCKED]),
        )
        .group_by(col(Step.position), col(Step.code), col(Obligation.duty))
        .order_by(col(Step.position), col(Obligation.duty))
    )
    duties = tuple(
        ComingDuty(step, at.plan.duty(step, duty).title, units, first_at)
        for step, duty, units, first_at in rows
    )
    return Coming(day, duties, _ready_between(ctx, at, begin, end))


def page_of(
    ctx: Context,
    at: Desk,
    wanted: MessageFilter,
    order: Sequence[ColumnElement[Any]] = (),
    *,
    limit: int | None = None,
    offset: int = 0,
) -> tuple[tuple[MessageLine, ...], int]:
    """Some of the messages, newest first unless ordered otherwise, and how many there are in all."""
    conditions = _conditions(at, wanted)
    total = ctx.session.execute(
        sqlalchemy.select(func.count()).select_from(Message).where(*conditions)
    ).scalar_one()
    rows = ctx.session.execute(
        _lines()
        .where(*conditions)
        .order_by(*order, col(Message.id).desc())
        .limit(limit)
        .offset(offset)
    )
    return tuple(MessageLine(*row) for row in rows), total


def count_in(ctx: Context, at: Desk, wanted: MessageFilter, states: Sequence[MessageState]) -> int:
    """How many of the filter's messages stand in one of these states."""
    found = ctx.session.execute(
        sqlalchemy.select(func.count())
        .select_from(Message)
        .where(
            col(Message.campaign_id) == at.campaign_id,
            col(Message.state).in_(states),
            *wanted.which.conditions,
        )
    )
    return int(found.scalar_one())


def whole(ctx: Context, at: Desk, number: int) -> WholeMessage | None:
    """A message of this campaign with everything that is known of it."""
    line = one(ctx, at, number)
    if line is None:
        return None
    row = ctx.session.get_one(Message, number)
    attempts = ctx.session.exec(
        select(Attempt).where(col(Attempt.message_id) == number).order_by(col(Attempt.id))
    ).all()
    about = ctx.session.execute(
        sqlalchemy.select(col(Step.code), col(Obligation.title), col(Nudge.rung))
        .join(Obligation, col(Obligation.step_id) == col(Step.id))
        .join(Nudge, col(Nudge.obligation_id) == col(Obligation.id))
        .where(col(Nudge.message_id) == number)
        .order_by(col(Obligation.due_on), col(Obligation.id))
    )
    return WholeMessage(
        line, row.body, row.created_at, attempts, tuple((s, t, r) for s, t, r in about)
    )


def one(ctx: Context, at: Desk, number: int) -> MessageLine | None:
    """A message of this campaign by its number."""
    row = ctx.session.execute(
        _lines().where(col(Message.campaign_id) == at.campaign_id, col(Message.id) == number)
    ).one_or_none()
    return MessageLine(*row) if row else None


def _lines() -> sqlalchemy.Select[Any]:
    return (
        sqlalchemy.select(
            col(Message.id),
            col(Message.kind),
            col(Message.channel),
            col(Message.address),
            col(Person.name),
            col(Unit.name),
            col(Unit.code),
            col(Message.subject),
            col(Message.state),
            col(Message.ready_at),
            col(Message.sent_at),
            col(Message.attempts),
            col(Message.reason),
        )
        .outerjoin(Person, col(Person.id) == col(Message.person_id))
        .outerjoin(Unit, col(Unit.id) == col(Message.unit_id))
    )


def _ready_between(ctx: Context, at: Desk, begin: datetime, end: datetime) -> int:
    found = ctx.session.execute(
        sqlalchemy.select(func.count())
        .select_from(Message)
        .where(
            col(Message.campaign_id) == at.campaign_id,
            col(Message.state) == MessageState.READY,
            col(Message.ready_at) >= begin,
            col(Message.ready_at) < end,
        )
    )
    return int(found.scalar_one())


def _bounds(at: Desk, day: date) -> tuple[datetime, datetime]:
    end = at.calendar.end_of(day) + timedelta(microseconds=1)
    return end - timedelta(days=1), end


def _conditions(at: Desk, wanted: MessageFilter) -> list[ColumnElement[bool]]:
    conditions = [col(Message.campaign_id) == at.campaign_id, *wanted.which.conditions]
    if wanted.state is not None:
        conditions.append(col(Message.state) == wanted.state)
    return conditions
