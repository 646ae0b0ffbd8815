"""The table of runs that Prefect shall make, kept in step with every date in the same transaction."""

from __future__ import annotations

from typing import cast
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement
from sqlmodel import col, select, update

from models import Campaign, Obligation, PlannedRun, Step
from rules import definition
from rules.calendar import Calendar
from rules.states import ObligationState, RunState
from rules.step_kinds import KIND_NAMES
from rules.timetable import Due, Moment, by_key, moments_of, planned_dues
from rules.timetable import run_name as name_of
from tasks.context import Context

DEPLOYMENT = "按环节"
"""Name of the deployment of every step flow; the flow's own name is the kind's."""
TO_COME = (RunState.PLANNED, RunState.MADE)
"""States of a run that Prefect still has to start."""


def deployment_of(step: definition.Step) -> str:
    """`flow/deployment` as the catalogue registers it."""
    return f"{KIND_NAMES[step.kind]}/{DEPLOYMENT}"


def replan(
    ctx: Context, campaign: Campaign, row: Step, known: tuple[definition.Campaign, Calendar]
) -> int:
    """Make the planned runs of a step what its dates ask for; returns how many are new.

    Runs no longer wanted are dropped, so that reconcile deletes them from Prefect: a run is never
    moved there, since a known idempotency key would silently keep its old time.
    """
    plan, calendar = known
    step = plan.step(row.code)
    wanted = by_key(_coming(ctx, row, known), campaign.code, step, row.version)
    mine = _runs_of(campaign, row)
    made = set(ctx.session.exec(select(PlannedRun.key).where(*mine)).all())
    ctx.session.execute(
        update(PlannedRun)
        .where(*mine, col(PlannedRun.key).not_in(wanted), col(PlannedRun.state).in_(TO_COME))
        .values(state=RunState.DROPPED)
    )
    fresh = {key: moment for key, moment in wanted.items() if key not in made}
    ctx.session.add_all(
        _run(campaign, step, key, moment, calendar) for key, moment in fresh.items()
    )
    return len(fresh)


def remake(
    ctx: Context, campaign: Campaign, row: Step, known: tuple[definition.Campaign, Calendar]
) -> int:
    """Raise the version of the step's dates and plan anew, unless its moments are as they were.

    A moment that comes back after it was dropped needs a new key: Prefect remembers the old one.
    """
    plan, calendar = known
    step = plan.step(row.code)
    wanted = {(m.at, name_of(m, step, calendar)) for m in _coming(ctx, row, known)}
    planned = ctx.session.exec(
        select(PlannedRun.due_at, PlannedRun.name).where(
            *_runs_of(campaign, row),
            col(PlannedRun.state).in_(TO_COME),
            col(PlannedRun.due_at) >= ctx.now,
        )
    ).all()
    if wanted == {(at, name) for at, name in planned}:
        return 0
    row.version += 1
    ctx.session.add(row)
    return replan(ctx, campaign, row, known)


def _coming(ctx: Context, row: Step, known: tuple[definition.Campaign, Calendar]) -> list[Moment]:
    """The step's moments from now on.

    What is past already is the sweep's business; a run made for it would only start at once.
    """
    plan, calendar = known
    step = plan.step(row.code)
    dues = _dues(ctx, row, step)
    moments = moments_of(step, plan, calendar, dues, closes_at=row.closes_at)
    return [moment for moment in moments if moment.at >= ctx.now]


def _runs_of(campaign: Campaign, row: Step) -> tuple[ColumnElement[bool], ...]:
    return (
        col(PlannedRun.campaign_id) == campaign.id,
        col(PlannedRun.step) == row.code,
        col(PlannedRun.at_once).is_(False),
    )


def _run(
    campaign: Campaign, step: definition.Step, key: str, moment: Moment, calendar: Calendar
) -> PlannedRun:
    return PlannedRun(
        campaign_id=cast("int", campaign.id),
        step=step.code,
        deployment=deployment_of(step),
        purpose=moment.purpose,
        name=name_of(moment, step, calendar),
        key=key,
        due_at=moment.at,
    )


def at_once(
    ctx: Context, campaign: Campaign, step: definition.Step, purpose: str, attempt: int
) -> PlannedRun:
    """A run asked for by a click; the caller starts it after the commit, reconcile otherwise."""
    run = PlannedRun(
        campaign_id=cast("int", campaign.id),
        step=step.code,
        deployment=deployment_of(step),
        purpose=purpose,
        name=f"{ctx.now.astimezone(_zone(campaign)):%Y-%m-%d %H:%M} · {step.name} · 办公室启动",
        key=f"{campaign.code}:{step.code}:{purpose}:{attempt}",
        due_at=ctx.now,
        at_once=True,
    )
    ctx.session.add(run)
    ctx.session.flush()
    return run


def drop_coming(ctx: Context, campaign_id: int, step: str) -> None:
    """Drop the runs still to come of a step that is over."""
    ctx.session.execute(
        update(PlannedRun)
        .where(
            col(PlannedRun.campaign_id) == campaign_id,
            col(PlannedRun.step) == step,
            col(PlannedRun.due_at) > ctx.now,
            col(PlannedRun.state).in_(TO_COME),
        )
        .values(state=RunState.DROPPED)
    )


def _zone(campaign: Campaign) -> ZoneInfo:
    return ZoneInfo(str(campaign.definition["zone"]))


def _dues(ctx: Context, row: Step, step: definition.Step) -> tuple[Due, ...]:
    """Due days as units owe them now; before the duties are laid on, as the file says."""
    owed = ctx.session.exec(
        select(col(Obligation.duty), col(Obligation.due_on))
        .where(
            col(Obligation.step_id) == row.id,
            col(Obligation.state).in_([ObligationState.PENDING, ObligationState.BLOCKED]),
        )
        .distinct()
    ).all()
    if not owed:
        return planned_dues(step)
    return tuple(Due(duty, due_on, step.opens) for duty, due_on in sorted(owed))
