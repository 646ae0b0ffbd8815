"""What units owe when a step opens: one row for each unit in scope, with its dates and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement
from sqlmodel import col, or_, select, update

from models import DeadlineChange, Obligation, Step, Unit
from rules import definition
from rules.calendar import Calendar
from rules.deadlines import Change, Deadline, deadline_on, move
from rules.definition import Duty
from rules.ladders import next_nudge, nudges_of
from rules.states import OWED, ObligationState
from tasks.campaigns import calendar_of, definition_of
from tasks.context import Context
from tasks.lookup import step_row
from tasks.orders import moves_for, moves_of
from tasks.statements import in_parts, insert_new
from tasks.use_case import use_case


@use_case("下达事项", retries=2)
def lay_on(ctx: Context, campaign_id: int, step: str) -> int:
    """Create what each unit in scope owes in an opened step; says how many duties are new."""
    row = step_row(ctx, campaign_id, step)
    plan = definition_of(ctx, campaign_id)
    created = sum(_lay_on_duty(ctx, row, plan, duty) for duty in plan.step(step).duties)
    if created:
        _block_dependants(ctx, row, plan.step(step))
        ctx.record("duties.laid_on", step, campaign=campaign_id, count=created)
    return created


def deadline_for(
    duty: Duty, plan: definition.Campaign, calendar: Calendar, moves: Iterable[DeadlineChange] = ()
) -> tuple[date, Deadline]:
    """The day a duty is due and its end: as the file says, then as each of the moves left it."""
    due_on = duty.due
    deadline = deadline_on(due_on, calendar, grace=timedelta(minutes=plan.messaging.grace_minutes))
    for one in moves:
        if one.new_due_on != due_on:
            ordered = Change(one.reason, one.ordered_by)
            due_on, deadline = one.new_due_on, move(deadline, one.new_due_on, calendar, ordered)
    return due_on, deadline


def next_moment(
    plan: definition.Campaign, duty: Duty, due_on: date, calendar: Calendar, after: datetime
) -> datetime | None:
    """When the sweep must look at the duty again: its first rung later than `after`."""
    rungs, quiet = plan.ladder(duty.ladder).rungs, plan.messaging.quiet
    coming = next_nudge(
        nudges_of(due_on, calendar.day_of(after), rungs, calendar, quiet=quiet), after
    )
    return coming.moment if coming else None


def _lay_on_duty(ctx: Context, row: Step, plan: definition.Campaign, duty: Duty) -> int:
    calendar = calendar_of(ctx)
    units = _without(ctx, row, duty)
    moves = moves_of(ctx, row.id, duty.code) if units else ()
    shared: dict[tuple[int | None, ...], dict[str, Any]] = {}
    rows: list[dict[str, Any]] = []
    for unit in units:
        mine = moves_for(unit, duty.due, moves)
        key = tuple(one.id for one in mine)
        if key not in shared:
            due_on, deadline = deadline_for(duty, plan, calendar, mine)
            next_at = next_moment(plan, duty, due_on, calendar, ctx.now)
            shared[key] = _columns(row, duty, due_on, deadline) | {
                "opened_at": ctx.now, "next_nudge_at": next_at,
            }  # fmt: skip
        rows.append(shared[key] | {"unit_id": unit.id})
    unique = ["step_id", "duty", "unit_id", "subject"]
    made = [insert_new(ctx.session, "obligation", part, unique=unique) for part in in_parts(rows)]
    return sum(map(len, made))


def _columns(row: Step, duty: Duty, due_on: date, deadline: Deadline) -> dict[str, Any]:
    """What all units of a duty with the same dates share."""
    return {
        "campaign_id": row.campaign_id,
        "step_id": row.id,
        "duty": duty.code,
        "subject": "",
        "title": duty.title,
        "state": ObligationState.PENDING,
        "due_on": due_on,
        "shown_at": deadline.shown,
        "enforced_at": deadline.enforced,
        "basis": list(deadline.basis),
        "version": deadline.version,
        "met_by": "",
        "met_how": "",
        "note": "",
    }


def _without(ctx: Context, row: Step, duty: Duty) -> Sequence[Unit]:
    """Units in scope that do not owe the duty yet: none on every pass but the first, as a rule."""
    owing = (
        select(Obligation.id)
        .where(
            col(Obligation.step_id) == row.id,
            col(Obligation.duty) == duty.code,
            col(Obligation.unit_id) == col(Unit.id),
            col(Obligation.subject) == "",
        )
        .exists()
    )
    return ctx.session.exec(
        select(Unit)
        .where(
            in_scope(duty),
            or_(col(Unit.closed_on).is_(None), col(Unit.closed_on) > duty.due),
            ~owing,
        )
        .order_by(col(Unit.listed_order), col(Unit.id))
    ).all()


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
