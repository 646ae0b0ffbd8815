"""What units owe when a step opens: one row for each unit in scope, with its dates and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col, func, or_, select, update

from models import Obligation, Step, Unit
from rules import definition
from rules.calendar import Calendar
from rules.deadlines import Deadline, deadline_on
from rules.definition import Duty
from rules.ladders import next_nudge, nudges_of
from rules.states import OWED, ObligationState
from tasks.campaigns import calendar_of, definition_of
from tasks.context import Context
from tasks.lookup import step_row
from tasks.use_case import use_case

BATCH = 500


@use_case("下达事项", retries=2)
def lay_on(ctx: Context, campaign_id: int, step: str) -> int:
    """Create what each unit in scope owes in an opened step; says how many duties are new."""
    plan, calendar = definition_of(ctx, campaign_id), calendar_of(ctx)
    row = step_row(ctx, campaign_id, step)
    created = sum(
        _lay_on_duty(ctx, row, duty, _when(duty, plan, calendar, ctx.now))
        for duty in plan.step(step).duties
    )
    if created:
        _block_dependants(ctx, row, plan.step(step))
        ctx.record("duties.laid_on", step, campaign=campaign_id, count=created)
    return created


@dataclass(frozen=True, slots=True)
class When:
    """The dates that all units of a duty share."""

    due_on: date
    deadline: Deadline
    next_nudge_at: datetime | None


def _when(duty: Duty, plan: definition.Campaign, calendar: Calendar, now: datetime) -> When:
    grace = timedelta(minutes=plan.messaging.grace_minutes)
    deadline = deadline_on(duty.due, calendar, grace=grace)
    return When(duty.due, deadline, next_moment(plan, duty, duty.due, calendar, now))


def next_moment(
    plan: definition.Campaign, duty: Duty, due_on: date, calendar: Calendar, after: datetime
) -> datetime | None:
    """When the sweep must look at the duty again: its first rung later than `after`."""
    rungs, quiet = plan.ladder(duty.ladder).rungs, plan.messaging.quiet
    coming = next_nudge(
        nudges_of(due_on, calendar.day_of(after), rungs, calendar, quiet=quiet), after
    )
    return coming.moment if coming else None


def _lay_on_duty(ctx: Context, row: Step, duty: Duty, when: When) -> int:
    today = when.deadline.shown.date()
    units = ctx.session.exec(
        select(Unit.id)
        .where(in_scope(duty), or_(col(Unit.closed_on).is_(None), col(Unit.closed_on) > today))
        .order_by(col(Unit.listed_order), col(Unit.id))
    ).all()
    shared: dict[str, Any] = {
        "campaign_id": row.campaign_id,
        "step_id": row.id,
        "duty": duty.code,
        "subject": "",
        "title": duty.title,
        "state": ObligationState.PENDING,
        "opened_at": ctx.now,
        "due_on": when.due_on,
        "shown_at": when.deadline.shown,
        "enforced_at": when.deadline.enforced,
        "basis": list(when.deadline.basis),
        "version": 1,
        "next_nudge_at": when.next_nudge_at,
        "met_by": "",
        "met_how": "",
        "note": "",
    }
    return insert_new(ctx, [{**shared, "unit_id": unit} for unit in units])


def insert_new(ctx: Context, rows: Sequence[dict[str, Any]]) -> int:
    """Insert obligations that do not exist yet; the unique key makes a second run harmless."""
    if not rows:
        return 0
    dialect = ctx.session.get_bind().dialect.name
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    statement = insert(Obligation).on_conflict_do_nothing(
        index_elements=["step_id", "duty", "unit_id", "subject"]
    )
    before = _count(ctx, rows[0])
    for start in range(0, len(rows), BATCH):
        ctx.session.execute(statement, list(rows[start : start + BATCH]))
    return _count(ctx, rows[0]) - before


def in_scope(duty: Duty) -> ColumnElement[bool]:
    """Units that owe the duty: the offices it names, the kinds it names, or every participant."""
    if duty.offices:
        return col(Unit.code).in_(duty.offices)
    if duty.kinds:
        return col(Unit.kind).in_(duty.kinds)
    return col(Unit.id).is_not(None)


def _block_dependants(ctx: Context, row: Step, step: definition.Step) -> None:
    """A duty waits for the duty it names: of the same unit if that owes it, else of its parent."""
    for duty in step.duties:
        if duty.blocked_by is None:
            continue
        blockers = _blockers(ctx, row, duty.blocked_by)
        waiting = ctx.session.exec(
            select(Obligation.id, Obligation.unit_id, Unit.parent_id)
            .join(Unit, col(Unit.id) == col(Obligation.unit_id))
            .where(
                col(Obligation.step_id) == row.id,
                col(Obligation.duty) == duty.code,
                col(Obligation.state) == ObligationState.PENDING,
            )
        ).all()
        held: dict[int, list[int]] = defaultdict(list)
        for id_, unit, parent in waiting:
            blocker = blockers.get(unit) or blockers.get(parent or 0)
            if blocker:
                held[blocker].append(cast("int", id_))
        for blocker, ids in held.items():
            ctx.session.execute(
                update(Obligation)
                .where(col(Obligation.id).in_(ids))
                .values(state=ObligationState.BLOCKED, blocked_by_id=blocker),
            )


def _blockers(ctx: Context, row: Step, duty: str) -> dict[int, int]:
    rows = ctx.session.exec(
        select(Obligation.id, Obligation.unit_id).where(
            col(Obligation.step_id) == row.id,
            col(Obligation.duty) == duty,
            col(Obligation.state).in_(OWED),
        )
    ).all()
    return {unit: cast("int", id_) for id_, unit in rows}


def _count(ctx: Context, like: dict[str, Any]) -> int:
    return ctx.session.exec(
        select(func.count()).where(
            col(Obligation.step_id) == like["step_id"], col(Obligation.duty) == like["duty"]
        )
    ).one()
