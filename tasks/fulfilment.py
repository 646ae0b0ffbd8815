"""Duties met at their real moment, acknowledged, waived or lapsed, each with its reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult
from sqlmodel import col, select, update

from models import Obligation, Step
from rules.definition import DutyKind
from rules.states import OWED, ObligationState
from tasks.campaigns import definition_of
from tasks.context import Context
from tasks.errors import NotFound, Refused
from tasks.lookup import step_row
from tasks.statements import in_parts
from tasks.use_case import use_case

BATCH = 500


@use_case("登记办结")
def meet(ctx: Context, obligations: Sequence[int], *, at: datetime, how: str, by: str) -> int:
    """Mark duties as done at their real moment, in time or late; dependants become free.

    What lapsed with its step is met all the same by an act that turns out to have come in time.
    Returns how many were changed: one completion ends the reminders of all contacts.
    """
    done = 0
    for part in in_parts(obligations, BATCH):
        met = _meet_batch(ctx, part, at=at, how=how, by=by)
        if met:
            _unblock(ctx, part)
        done += met
    return done


def _meet_batch(ctx: Context, ids: Sequence[int], *, at: datetime, how: str, by: str) -> int:
    in_time = col(Obligation.enforced_at) >= at
    open_to = {
        ObligationState.MET: in_time & col(Obligation.state).in_((*OWED, ObligationState.LAPSED)),
        ObligationState.MET_LATE: ~in_time & col(Obligation.state).in_(OWED),
    }
    changed = 0
    for state, condition in open_to.items():
        changed += _update(
            ctx,
            update(Obligation)
            .where(col(Obligation.id).in_(ids), condition)
            .values(
                state=state,
                met_at=at,
                met_entered_at=ctx.now,
                met_how=how,
                met_by=by,
                next_nudge_at=None,
                blocked_by_id=None,
            ),
        )
    return changed


def owed_of(
    ctx: Context, campaign_id: int, unit_id: int, kind: DutyKind, *, subject: str = ""
) -> list[int]:
    """Ids of what the unit still owes of a kind, the earliest due first."""
    plan = definition_of(ctx, campaign_id)
    keys = {(s.code, d.code) for s in plan.steps for d in s.duties if d.kind is kind}
    rows = ctx.session.exec(
        select(Obligation.id, Step.code, Obligation.duty)
        .join(Step, col(Step.id) == col(Obligation.step_id))
        .where(
            col(Obligation.campaign_id) == campaign_id,
            col(Obligation.unit_id) == unit_id,
            col(Obligation.subject) == subject,
            col(Obligation.state).in_(OWED),
        )
        .order_by(col(Obligation.due_on), col(Obligation.id))
    ).all()
    return [cast("int", id_) for id_, step, duty in rows if (step, duty) in keys]


@use_case("登记签收")
def acknowledge(
    ctx: Context, campaign_id: int, step: str, unit_id: int, *, at: datetime, by: str
) -> int:
    """签收 of a notice: meets the unit's duty to acknowledge it."""
    row = step_row(ctx, campaign_id, step)
    codes = [
        duty.code
        for duty in definition_of(ctx, campaign_id).step(step).duties
        if duty.kind is DutyKind.ACKNOWLEDGE
    ]
    ids = ctx.session.exec(
        select(Obligation.id).where(
            col(Obligation.step_id) == row.id,
            col(Obligation.unit_id) == unit_id,
            col(Obligation.duty).in_(codes),
        )
    ).all()
    done = meet(ctx, [cast("int", i) for i in ids], at=at, how="签收", by=by)
    if done:
        ctx.record("notice.acknowledged", step, campaign=campaign_id, unit=unit_id, by=by)
    return done


@use_case("免报")
def waive(ctx: Context, obligation_id: int, *, reason: str, ordered_by: str) -> None:
    """Release one unit from one duty, with the reason and the post that ordered it.

    Raises Refused when either is missing or the duty is no longer owed.
    """
    problems = [
        text
        for missing, text in (
            (not reason.strip(), "请写明免报的理由"),
            (not ordered_by.strip(), "请写明同意免报的岗位"),
        )
        if missing
    ]
    found = ctx.session.get(Obligation, obligation_id)
    if found is None:
        raise NotFound([f"没有编号为 {obligation_id} 的事项"])
    if not found.state.owed:
        problems.append(f"“{found.title}”已经不再需要办理")
    if problems:
        raise Refused(problems)
    found.state, found.next_nudge_at, found.blocked_by_id = ObligationState.WAIVED, None, None
    found.note = f"{ordered_by}：{reason}"
    ctx.session.add(found)
    ctx.session.flush()
    _unblock(ctx, [obligation_id])
    ctx.record(
        "duty.waived",
        f"{found.id}",
        why=reason,
        campaign=found.campaign_id,
        unit=found.unit_id,
        ordered_by=ordered_by,
    )


def lapse(ctx: Context, campaign_id: int, step: str) -> int:
    """What is still owed when its step closes is owed no more, and stays on the record as such."""
    row = step_row(ctx, campaign_id, step)
    return _update(
        ctx,
        update(Obligation)
        .where(col(Obligation.step_id) == row.id, col(Obligation.state).in_(OWED))
        .values(state=ObligationState.LAPSED, next_nudge_at=None, blocked_by_id=None),
    )


def _unblock(ctx: Context, met: Sequence[int]) -> None:
    _update(
        ctx,
        update(Obligation)
        .where(
            col(Obligation.blocked_by_id).in_(met),
            col(Obligation.state) == ObligationState.BLOCKED,
        )
        .values(state=ObligationState.PENDING, blocked_by_id=None),
    )


def _update(ctx: Context, statement: Any) -> int:  # noqa: ANN401 - any UPDATE
    result = cast("CursorResult[object]", ctx.session.execute(statement))
    return result.rowcount
