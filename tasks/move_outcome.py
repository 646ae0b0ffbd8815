"""What a moved deadline has set going: corrected messages, whom to call, a text for the chat group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy
from sqlalchemy import func
from sqlmodel import col, select

from models import DeadlineChange, Message, Obligation, Unit
from notifications.render import render_chat
from rules.states import OWED, MessageState
from tasks import telephone
from tasks.context import Context
from tasks.lookup import duty_of, step_row
from tasks.orders import Scope, of_scope
from tasks.outbox import OFFICE_NAME
from tasks.overview import Desk
from tasks.telephone import PhoneLine
from tasks.wording import end_cn


@dataclass(frozen=True, slots=True)
class MoveOutcome:
    """One decision to move a deadline, with all that followed from it."""

    title: str
    old_due_on: tuple[date, ...]
    new_due_on: date
    scope: str
    scope_value: str
    affected: int
    reason: str
    ordered_by: str
    at: datetime
    told: Mapping[MessageState, int]
    """Corrected messages by what has become of them."""


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What is left to do by hand after the newest move."""

    calls: Sequence[PhoneLine]
    chat: str


def moves(ctx: Context, at: Desk, step: str, duty: str) -> tuple[MoveOutcome, ...]:
    """Every decision about a duty's deadline, the newest first."""
    title = duty_of(at.plan, step, duty).title
    told = _told(ctx, at, step, duty)
    found: dict[tuple[datetime, date, str, str], list[DeadlineChange]] = {}
    for row in _changes(ctx, at, step, duty):
        found.setdefault((row.at, row.new_due_on, row.scope, row.scope_value), []).append(row)
    return tuple(
        MoveOutcome(
            title,
            tuple(row.old_due_on for row in rows),
            rows[0].new_due_on,
            rows[0].scope,
            rows[0].scope_value,
            sum(row.affected for row in rows),
            rows[0].reason,
            rows[0].ordered_by,
            rows[0].at,
            told.get(rows[0].at, {}),
        )
        for rows in reversed(found.values())
    )


def follow_up(ctx: Context, at: Desk, step: str, duty: str, move: MoveOutcome) -> FollowUp:
    """Whom of those concerned to call, and what to paste into their chat group."""
    ids = _concerned(ctx, at, step, duty, move)
    lines = telephone.list_about(ctx, at.campaign_id, at.today, ids)
    names = ctx.session.exec(
        select(Unit.name)
        .join(Obligation, col(Obligation.unit_id) == col(Unit.id))
        .where(col(Obligation.id).in_(ids))
        .order_by(col(Unit.listed_order), col(Unit.id))
    ).all()
    if not names:
        return FollowUp(lines, "")
    ends = [end_cn(at.calendar.end_of(day), at.calendar) for day in move.old_due_on]
    values = {
        "campaign_title": at.plan.short,
        "step_title": move.title,
        "old_due_text": "、".join(ends),
        "new_due_text": end_cn(at.calendar.end_of(move.new_due_on), at.calendar),
        "reason": move.reason,
        "ordered_by": move.ordered_by,
        "units": list(dict.fromkeys(names)),
        "office_name": OFFICE_NAME,
    }
    return FollowUp(lines, render_chat(values, "deadline_moved"))


def _changes(ctx: Context, at: Desk, step: str, duty: str) -> Sequence[DeadlineChange]:
    row = step_row(ctx, at.campaign_id, step)
    return ctx.session.exec(
        select(DeadlineChange)
        .where(col(DeadlineChange.step_id) == row.id, col(DeadlineChange.duty) == duty)
        .order_by(col(DeadlineChange.id))
    ).all()


def _told(ctx: Context, at: Desk, step: str, duty: str) -> dict[datetime, dict[MessageState, int]]:
    """Corrections are written in the move's own transaction, so at its very moment."""
    rows = ctx.session.execute(
        sqlalchemy.select(col(Message.created_at), col(Message.state), func.count())
        .where(
            col(Message.campaign_id) == at.campaign_id,
            col(Message.kind).in_(["deadline_moved", "extension_granted"]),
            col(Message.key).contains(f":moved.{step}.{duty}.", autoescape=True),
        )
        .group_by(col(Message.created_at), col(Message.state))
    )
    found: dict[datetime, dict[MessageState, int]] = {}
    for moment, state, count in rows:
        found.setdefault(moment, {})[state] = count
    return found


def _concerned(ctx: Context, at: Desk, step: str, duty: str, move: MoveOutcome) -> list[int]:
    scope = Scope(
        unit=move.scope_value if move.scope == "unit" else "",
        kind=move.scope_value if move.scope == "kind" else "",
    )
    rows = ctx.session.exec(
        select(Obligation.id).where(
            col(Obligation.step_id) == step_row(ctx, at.campaign_id, step).id,
            col(Obligation.duty) == duty,
            col(Obligation.due_on) == move.new_due_on,
            col(Obligation.state).in_(OWED),
            *of_scope(scope),
        )
    ).all()
    return [id_ for id_ in rows if id_ is not None]
