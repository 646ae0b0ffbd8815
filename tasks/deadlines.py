"""Moving a deadline: one act with its preview, reason, corrected dates, message and retired rungs."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import cast

from sqlmodel import col, func, select, update

from models import DeadlineChange, Obligation, Step, Unit
from rules import deadlines as rule
from rules import definition
from rules.calendar import Calendar
from rules.said import Said
from rules.states import ObligationState, StepState
from tasks import planned_runs
from tasks.campaigns import calendar_of, campaign_row, definition_of
from tasks.context import Context
from tasks.corrections import Correction, tell_of_move
from tasks.duties import next_moment
from tasks.errors import Refused
from tasks.lookup import duty_of, step_row
from tasks.orders import Order
from tasks.use_case import use_case


@dataclass(frozen=True, slots=True)
class Group:
    """Units whose deadline moves from one and the same day."""

    old_due_on: date
    units: int


@dataclass(frozen=True, slots=True)
class MovePreview:
    """Everything and everyone a move would touch; nothing has happened yet."""

    title: str
    new_due_on: date
    day_note: str
    groups: tuple[Group, ...]
    units: tuple[str, ...]
    """Names of the first units affected, for the eye."""
    step_closes_later: bool
    later_steps: tuple[str, ...]
    """Names of steps that wait for this one and would open before it closes."""
    problems: tuple[str, ...]

    @property
    def affected(self) -> int:
        return sum(group.units for group in self.groups)


SHOWN_UNITS = 20


@use_case("预览调整截止时间")
def preview_move(ctx: Context, campaign_id: int, order: Order) -> MovePreview:
    """What `move` would do, by the same queries and rules."""
    plan, calendar = definition_of(ctx, campaign_id), calendar_of(ctx)
    row = step_row(ctx, campaign_id, order.step)
    duty = duty_of(plan, order.step, order.duty)
    mine = order.concerns(row)
    groups = ctx.session.exec(
        select(col(Obligation.due_on), func.count())
        .where(*mine)
        .group_by(col(Obligation.due_on))
        .order_by(col(Obligation.due_on))
    ).all()
    names = ctx.session.exec(
        select(Unit.name)
        .join(Obligation, col(Obligation.unit_id) == col(Unit.id))
        .where(*mine)
        .order_by(col(Unit.listed_order), col(Unit.id))
        .limit(SHOWN_UNITS)
    ).all()
    end = calendar.end_of(order.due_on)
    preview = MovePreview(
        title=duty.title,
        new_due_on=order.due_on,
        day_note=calendar.named(order.due_on),
        groups=tuple(Group(old, count) for old, count in groups),
        units=tuple(names),
        step_closes_later=end > row.closes_at,
        later_steps=_overtaken(ctx, campaign_id, plan, order, end),
        problems=(),
    )
    return _with_problems(preview, row, order, ctx.now, calendar)


@use_case("调整截止时间")
def move(ctx: Context, campaign_id: int, order: Order) -> MovePreview:
    """Move the deadline: new date, basis, version and rungs for all it concerns.

    Old rungs retire by the raised version, planned runs are made anew, late acts that the new
    date covers become timely. Raises Refused with everything that stands in the way.
    """
    preview = preview_move(ctx, campaign_id, order)
    if preview.problems:
        raise Refused(preview.problems)
    carry_out(ctx, campaign_id, order, preview)
    plan, calendar = definition_of(ctx, campaign_id), calendar_of(ctx)
    row = step_row(ctx, campaign_id, order.step)
    planned_runs.replan(ctx, campaign_row(ctx, campaign_id), row, (plan, calendar))
    return preview


def carry_out(ctx: Context, campaign_id: int, order: Order, preview: MovePreview) -> None:
    """Everything of a move but its planned runs, which an act of several moves makes once."""
    plan, calendar = definition_of(ctx, campaign_id), calendar_of(ctx)
    row = step_row(ctx, campaign_id, order.step)
    units = _units_by_old_day(ctx, row, order)
    for group in preview.groups:
        _move_group(ctx, row, order, group, (plan, calendar))
        ctx.session.add(change_of(ctx, row, order, group))
    row.version += 1
    row.closes_at = max(row.closes_at, calendar.end_of(order.due_on))
    ctx.session.add(row)
    ctx.session.flush()
    told = tell_of_move(ctx, campaign_id, _correction(order, preview), units)
    ctx.record(
        "deadline.moved",
        f"{order.step}/{order.duty}",
        why=order.reason,
        campaign=campaign_id,
        ordered_by=order.ordered_by,
        scope=[order.scope.name, order.scope.value],
        new=order.due_on.isoformat(),
        old=[[group.old_due_on.isoformat(), group.units] for group in preview.groups],
        told=told,
    )


def change_of(ctx: Context, row: Step, order: Order, group: Group) -> DeadlineChange:
    return DeadlineChange(
        campaign_id=row.campaign_id,
        step_id=cast("int", row.id),
        duty=order.duty,
        scope=order.scope.name,
        scope_value=order.scope.value,
        old_due_on=group.old_due_on,
        new_due_on=order.due_on,
        affected=group.units,
        reason=order.reason,
        ordered_by=order.ordered_by,
        at=ctx.now,
    )


def _units_by_old_day(ctx: Context, row: Step, order: Order) -> dict[date, list[int]]:
    """Whom the correction concerns, found before their dates change."""
    found: dict[date, list[int]] = defaultdict(list)
    rows = ctx.session.exec(
        select(col(Obligation.due_on), col(Obligation.unit_id))
        .where(*order.concerns(row))
        .order_by(col(Obligation.unit_id))
    ).all()
    for old, unit in rows:
        found[old].append(unit)
    return found


def _correction(order: Order, preview: MovePreview) -> Correction:
    return Correction(
        f"{order.step}.{order.duty}",
        preview.title,
        order.due_on,
        order.reason,
        order.ordered_by,
        one_unit=bool(order.scope.unit),
    )


def _move_group(
    ctx: Context,
    row: Step,
    order: Order,
    group: Group,
    known: tuple[definition.Campaign, Calendar],
) -> None:
    plan, calendar = known
    mine = (*order.concerns(row), col(Obligation.due_on) == group.old_due_on)
    sample = ctx.session.exec(select(Obligation).where(*mine)).first()
    if sample is None:
        return
    old = rule.Deadline(sample.shown_at, sample.enforced_at, tuple(sample.basis), sample.version)
    new = rule.move(old, order.due_on, calendar, rule.Change(order.reason, order.ordered_by))
    next_at = next_moment(plan, plan.duty(order.step, order.duty), order.due_on, calendar, ctx.now)
    owed = col(Obligation.state) != ObligationState.MET_LATE
    common = {
        "due_on": order.due_on,
        "shown_at": new.shown,
        "enforced_at": new.enforced,
        "basis": list(new.basis),
        "version": col(Obligation.version) + 1,
    }
    timely = col(Obligation.met_at) <= new.enforced
    ctx.session.execute(
        update(Obligation).where(*mine, ~owed, timely).values(**common, state=ObligationState.MET)
    )
    ctx.session.execute(update(Obligation).where(*mine, ~owed).values(**common))
    ctx.session.execute(
        update(Obligation).where(*mine, owed).values(**common, next_nudge_at=next_at)
    )


def _overtaken(
    ctx: Context, campaign_id: int, plan: definition.Campaign, order: Order, end: datetime
) -> tuple[str, ...]:
    waiting = [step for step in plan.steps if order.step in step.after]
    rows = ctx.session.exec(
        select(Step.code).where(
            col(Step.campaign_id) == campaign_id,
            col(Step.code).in_([step.code for step in waiting]),
            col(Step.state) == StepState.PLANNED,
            col(Step.opens_at) <= end,
        )
    ).all()
    return tuple(step.name for step in waiting if step.code in rows)


def _with_problems(
    preview: MovePreview, row: Step, order: Order, now: datetime, calendar: Calendar
) -> MovePreview:
    checks = (
        (not order.reason.strip(), "请写明调整的理由"),
        (not order.ordered_by.strip(), "请写明作出决定的岗位"),
        (
            row.state in (StepState.CLOSED, StepState.SKIPPED),
            "环节已经办结或跳过，截止时间不能再调整",
        ),
        (row.state is StepState.PLANNED, "环节尚未启动；启动前请在方案文件中修改日期"),
        (
            not calendar.is_working(order.due_on),
            Said(
                "新的截止日是休息日：{day}；最近的工作日是 {before} 和 {after}",
                day=preview.day_note,
                before=calendar.previous_working(order.due_on),
                after=calendar.next_working(order.due_on),
            ),
        ),
        (calendar.end_of(order.due_on) < now, "新的截止日已经过去"),
        (not preview.groups and row.state is StepState.OPEN, "没有受影响的单位"),
    )
    return replace(preview, problems=tuple(text for wrong, text in checks if wrong))
