"""What the office asks first in the morning: whose groups are behind, and who keeps others waiting."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy
from sqlalchemy import func
from sqlalchemy.orm import aliased
from sqlmodel import col

from models import Obligation, Step, Unit
from rules import definition
from rules.access import Part, Who
from rules.states import OWED, ObligationState
from tasks.context import Context
from tasks.counted import since_last_act
from tasks.overview import Desk

SHOWN = 8


@dataclass(frozen=True, slots=True)
class GroupLine:
    """One evaluation group: how many duties of its units are owed, and how many are late."""

    plan: definition.Group
    mine: bool
    owed: int
    overdue: int


@dataclass(frozen=True, slots=True)
class BlockerLine:
    """A duty that others wait for."""

    unit_code: str
    unit: str
    step: str
    title: str
    due_on: date
    overdue: bool
    waiting: int
    """Duties that cannot be done before it."""


def groups_of(who: Who) -> tuple[str, ...]:
    """Groups that somebody of the office looks after; none named means all, so none comes first."""
    return tuple(
        dict.fromkeys(g for one in who.grants if one.part is Part.OFFICE for g in one.groups)
    )


def by_group(ctx: Context, at: Desk, who: Who) -> tuple[GroupLine, ...]:
    """Every group that owes something, one's own first, then in the file's order."""
    mine = groups_of(who)
    owed: Counter[str] = Counter()
    overdue: Counter[str] = Counter()
    counted = since_last_act(ctx, "groups", at.campaign_id, lambda: _owed_by_kind(ctx, at))
    for kind, end, count in counted:
        group = at.plan.unit_kind(kind).group or ""
        owed[group] += count
        overdue[group] += count if end < at.now else 0
    lines = [
        GroupLine(group, group.code in mine, owed[group.code], overdue[group.code])
        for group in at.plan.evaluation.groups
        if owed[group.code]
    ]
    return tuple(sorted(lines, key=lambda line: not line.mine))


def blockers(ctx: Context, at: Desk) -> tuple[BlockerLine, ...]:
    """Who keeps most others waiting; constant in queries however many wait."""
    waiting, held = aliased(Obligation), func.count()
    rows = ctx.session.execute(
        sqlalchemy.select(
            col(Unit.code),
            col(Unit.name),
            col(Step.code),
            col(Obligation.title),
            col(Obligation.due_on),
            col(Obligation.enforced_at),
            held,
        )
        .join(waiting, col(waiting.blocked_by_id) == col(Obligation.id))
        .join(Unit, col(Unit.id) == col(Obligation.unit_id))
        .join(Step, col(Step.id) == col(Obligation.step_id))
        .where(
            col(waiting.campaign_id) == at.campaign_id,
            col(waiting.state) == ObligationState.BLOCKED,
        )
        .group_by(col(Obligation.id), col(Unit.id), col(Step.id))
        .order_by(held.desc(), col(Obligation.due_on), col(Obligation.id))
        .limit(SHOWN)
    )
    return tuple(
        BlockerLine(code, name, step, title, due_on, end < at.now, count)
        for code, name, step, title, due_on, end, count in rows
    )


def _owed_by_kind(ctx: Context, at: Desk) -> list[tuple[str, datetime, int]]:
    # Dates are grouped by, not compared, so that what is kept stays true while time goes on.
    rows = ctx.session.execute(
        sqlalchemy.select(col(Unit.kind), col(Obligation.enforced_at), func.count())
        .join(Obligation, col(Obligation.unit_id) == col(Unit.id))
        .where(col(Obligation.campaign_id) == at.campaign_id, col(Obligation.state).in_(OWED))
        .group_by(col(Unit.kind), col(Obligation.enforced_at))
    )
    return [(kind, end, count) for kind, end, count in rows]
