"""Messages as the office sees them: by state and channel, tomorrow's, and page by page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy
from sqlalchemy import ColumnElement, func
from sqlmodel import col

from models import Message, Obligation, Person, Step, Unit
from rules.states import MessageState, ObligationState
from tasks.context import Context
from tasks.overview import Desk

PAGE = 50


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
    ctx: Context, at: Desk, wanted: MessageFilter, page: int
) -> tuple[tuple[MessageLine, ...], int]:
    """One page of messages, newest first, and how many there are in all."""
    conditions = _conditions(at, wanted)
    total = ctx.session.execute(
        sqlalchemy.select(func.count()).select_from(Message).where(*conditions)
    ).scalar_one()
    rows = ctx.session.execute(
        _lines()
        .where(*conditions)
        .order_by(col(Message.id).desc())
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    return tuple(MessageLine(*row) for row in rows), total


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
    conditions = [col(Message.campaign_id) == at.campaign_id]
    if wanted.state is not None:
        conditions.append(col(Message.state) == wanted.state)
    if wanted.channel:
        conditions.append(col(Message.channel) == wanted.channel)
    return conditions
