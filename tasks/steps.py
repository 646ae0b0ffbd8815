"""Opening, triggering, skipping and closing steps, each by one guarded change of state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from sqlalchemy import CursorResult
from sqlmodel import col, func, select, update

from models import Obligation, Phase, PlannedRun, Step
from rules import definition
from rules.definition import Opening
from rules.opening import may_close, may_open, name_of, phase_close_warnings, state_name
from rules.said import Said
from rules.states import OWED, StepState
from rules.step_kinds import CLOSES_EARLY
from tasks import fulfilment, planned_runs
from tasks.campaigns import campaign_row, definition_of
from tasks.context import Context
from tasks.errors import NotFound, Refused
from tasks.lookup import step_row
from tasks.use_case import use_case


@dataclass(frozen=True, slots=True)
class StepNow:
    """A step's row with what the file says of it."""

    row: Step
    plan: definition.Campaign
    step: definition.Step


def states_of(ctx: Context, campaign_id: int) -> dict[str, StepState]:
    rows = ctx.session.exec(
        select(Step.code, Step.state).where(col(Step.campaign_id) == campaign_id)
    ).all()
    return {code: StepState(state) for code, state in rows}


def due_steps(ctx: Context, campaign_id: int, phase: str) -> tuple[str, ...]:
    """Codes of the phase's steps that are open or whose opening has come, in order."""
    rows = ctx.session.exec(
        select(Step.code)
        .where(
            col(Step.campaign_id) == campaign_id,
            col(Step.phase) == phase,
            (col(Step.state) == StepState.OPEN)
            | ((col(Step.state) == StepState.PLANNED) & (col(Step.opens_at) <= ctx.now)),
        )
        .order_by(col(Step.position))
    ).all()
    return tuple(rows)


@use_case("按时启动环节", retries=2)
def open_when_due(ctx: Context, campaign_id: int, step: str) -> bool:
    """Open the step if its moment has come and nothing stands before it; says whether it is open."""
    now = _look(ctx, campaign_id, step)
    if _is_due(ctx, now) and may_open(step, now.plan, states_of(ctx, campaign_id)) is None:
        _open(ctx, now, by=ctx.actor, reason="")
    # Asked anew: another opener may have been faster.
    return states_of(ctx, campaign_id)[step] is StepState.OPEN


@use_case("启动环节")
def trigger(ctx: Context, campaign_id: int, step: str, *, reason: str) -> PlannedRun:
    """Open the step by the office's word and plan its run at once; an open step runs again.

    Raises Refused with everything that stands in the way (R3, R6, R7, R9 among them).
    """
    now = _look(ctx, campaign_id, step)
    problems: list[str] = [] if reason.strip() else ["请写明启动的理由"]
    if now.row.state in (StepState.CLOSED, StepState.SKIPPED):
        problems.append(_too_late(now, "环节“{name}”{state}，不能再启动"))
    if now.row.state is StepState.PLANNED:
        refusal = may_open(step, now.plan, states_of(ctx, campaign_id))
        problems.extend(refusal.reasons if refusal else ())
    if problems:
        raise Refused(problems)
    if now.row.state is StepState.PLANNED:
        _open(ctx, now, by=ctx.actor, reason=reason)
    ctx.record("step.triggered", step, why=reason, campaign=campaign_id)
    return run_again(ctx, campaign_id, now.step)


def run_again(ctx: Context, campaign_id: int, step: definition.Step) -> PlannedRun:
    """Plan one more run of a step, at once."""
    attempt = ctx.session.exec(
        select(func.count()).where(
            col(PlannedRun.campaign_id) == campaign_id,
            col(PlannedRun.step) == step.code,
            col(PlannedRun.at_once),
        )
    ).one()
    campaign = campaign_row(ctx, campaign_id)
    return planned_runs.at_once(ctx, campaign, step, "trigger", attempt + 1)


@use_case("启动阶段")
def trigger_phase(ctx: Context, campaign_id: int, phase: str, *, reason: str) -> list[PlannedRun]:
    """Trigger the phase's first step that can open; the others follow by their own rules.

    Raises Refused when none can, with the reasons of the first.
    """
    plan = definition_of(ctx, campaign_id)
    found = next((p for p in plan.phases if p.code == phase), None)
    if found is None:
        raise NotFound([Said("这次活动没有阶段“{code}”", code=phase)])
    states = states_of(ctx, campaign_id)
    waiting = [s.code for s in found.steps if states.get(s.code) is StepState.PLANNED]
    ready = [code for code in waiting if may_open(code, plan, states) is None]
    if not ready:
        blocked = may_open(waiting[0], plan, states) if waiting else None
        raise Refused(
            blocked.reasons if blocked else [Said("“{name}”没有待启动的环节", name=name_of(found))]
        )
    return [trigger(ctx, campaign_id, ready[0], reason=reason)]


@use_case("跳过环节")
def skip(ctx: Context, campaign_id: int, step: str, *, reason: str) -> None:
    """Leave a step out, with the reason; only one that has not opened.

    Raises Refused when it has opened or no reason is given.
    """
    now = _look(ctx, campaign_id, step)
    problems = [] if reason.strip() else ["请写明跳过的理由"]
    if now.row.state is not StepState.PLANNED:
        problems.append(_too_late(now, "环节“{name}”{state}，不能跳过"))
    if problems:
        raise Refused(problems)
    if not _change(ctx, now.row, StepState.PLANNED, state=StepState.SKIPPED, reason=reason):
        raise Refused([_too_late(now, "环节“{name}”{state}，不能跳过")])
    planned_runs.drop_coming(ctx, campaign_id, step)
    ctx.record("step.skipped", step, why=reason, campaign=campaign_id)


@use_case("办结环节", retries=2)
def close_when_complete(ctx: Context, campaign_id: int, step: str) -> bool:
    """Close the step when it has done what it is for; says whether it is closed."""
    now = _look(ctx, campaign_id, step)
    if now.row.state is not StepState.OPEN:
        return now.row.state is StepState.CLOSED
    if not _complete(ctx, now):
        return False
    changed = _change(ctx, now.row, StepState.OPEN, state=StepState.CLOSED, closed_at=ctx.now)
    if changed:
        lapsed = fulfilment.lapse(ctx, campaign_id, step)
        planned_runs.drop_coming(ctx, campaign_id, step)
        ctx.record(
            "step.closed", step, campaign=campaign_id, outcome=now.row.outcome, lapsed=lapsed
        )
    return True


@use_case("登记环节成果")
def conclude(ctx: Context, campaign_id: int, step: str, outcome: str) -> None:
    """Note what the step brought forth; saying it again changes nothing."""
    row = step_row(ctx, campaign_id, step)
    if row.outcome != outcome:
        row.outcome = outcome
        ctx.session.add(row)
        ctx.record("step.outcome", step, campaign=campaign_id, outcome=outcome)


@use_case("办结阶段")
def close_phase(ctx: Context, campaign_id: int, phase: str, *, reason: str = "") -> tuple[str, ...]:
    """Close a phase; a step still open in it is a warning that needs a reason (R2).

    Returns the warnings that were overridden. Raises Refused when there are any and no reason.
    """
    plan = definition_of(ctx, campaign_id)
    row = ctx.session.exec(
        select(Phase).where(col(Phase.campaign_id) == campaign_id, col(Phase.code) == phase)
    ).first()
    if row is None:
        raise NotFound([Said("这次活动没有阶段“{code}”", code=phase)])
    warnings = phase_close_warnings(phase, plan, states_of(ctx, campaign_id))
    if warnings and not reason.strip():
        raise Refused([*warnings, Said("仍要办结请写明理由")])
    if row.closed_at is None:
        row.closed_at, row.closed_reason = ctx.now, reason
        ctx.session.add(row)
        ctx.record("phase.closed", phase, why=reason, campaign=campaign_id, warnings=warnings)
    return warnings


def _look(ctx: Context, campaign_id: int, step: str) -> StepNow:
    plan = definition_of(ctx, campaign_id)
    return StepNow(step_row(ctx, campaign_id, step), plan, plan.step(step))


def _is_due(ctx: Context, now: StepNow) -> bool:
    by_date = now.step.opening is not Opening.TRIGGER
    return by_date and now.row.state is StepState.PLANNED and ctx.now >= now.row.opens_at


def _too_late(now: StepNow, pattern: str) -> Said:
    return Said(pattern, name=name_of(now.step), state=state_name(now.row.state))


def _open(ctx: Context, now: StepNow, *, by: str, reason: str) -> bool:
    changed = _change(
        ctx,
        now.row,
        StepState.PLANNED,
        state=StepState.OPEN,
        opened_at=ctx.now,
        opened_by=by,
        reason=reason,
    )
    if changed:
        ctx.record("step.opened", now.step.code, why=reason, campaign=now.row.campaign_id)
    return changed


def _change(ctx: Context, row: Step, expected: StepState, **values: object) -> bool:
    """Change the row only where the old state still holds; the loser of a race changes nothing."""
    result = cast(
        "CursorResult[object]",
        ctx.session.execute(
            update(Step).where(col(Step.id) == row.id, col(Step.state) == expected).values(**values)
        ),
    )
    ctx.session.refresh(row)
    return result.rowcount == 1


def _complete(ctx: Context, now: StepNow) -> bool:
    states = {now.step.code: now.row.state}
    if may_close(now.step.code, now.plan, states, has_outcome=bool(now.row.outcome)):
        return False
    if ctx.now > now.row.closes_at:
        return True
    if now.step.kind not in CLOSES_EARLY:
        return False
    still_owed = select(Obligation.id).where(
        col(Obligation.step_id) == now.row.id, col(Obligation.state).in_(OWED)
    )
    return ctx.session.exec(still_owed.limit(1)).first() is None
