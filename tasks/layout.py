"""Phases and steps of a campaign as rows: laid out at the launch, and following each new version."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import col, func, select, update

from models import Obligation, Phase, Step
from rules import definition
from rules.calendar import Calendar
from rules.states import OWED, StepState
from rules.timetable import closing_of, opening_of
from tasks import planned_runs
from tasks.campaigns import calendar_of
from tasks.context import Context


def follow(
    ctx: Context, campaign_id: int, old: definition.Campaign, new: definition.Campaign
) -> None:
    """Make the rows what the new version says: steps that have begun keep what has happened.

    The caller has made sure that only steps not yet opened are dropped.
    """
    calendar = calendar_of(ctx)
    _phases(ctx, campaign_id, new)
    rows = {
        row.code: row
        for row in ctx.session.exec(select(Step).where(col(Step.campaign_id) == campaign_id)).all()
    }
    taken = {step.code for step in new.steps}
    for code, row in rows.items():
        if code not in taken:
            planned_runs.drop_coming(ctx, campaign_id, code)
            ctx.session.delete(row)
    for position, step in enumerate(new.steps):
        row = rows.get(step.code) or _planned(campaign_id, step, calendar)
        row.position, row.phase = position, new.phase_of(step.code).code
        _dates(ctx, row, _step_of(old, step.code), step, calendar)
        ctx.session.add(row)
    ctx.session.flush()


def _planned(campaign_id: int, step: definition.Step, calendar: Calendar) -> Step:
    return Step(
        campaign_id=campaign_id,
        phase="",
        code=step.code,
        position=0,
        opens_at=opening_of(step, calendar),
        closes_at=closing_of(step, calendar),
    )


def _dates(
    ctx: Context, row: Step, old: definition.Step | None, new: definition.Step, calendar: Calendar
) -> None:
    """A step still to come takes all dates; an open one its end, never before what is owed in it."""
    if row.state is StepState.PLANNED:
        row.opens_at, row.closes_at = opening_of(new, calendar), closing_of(new, calendar)
    elif row.state is StepState.OPEN and old is not None:
        if old.closes != new.closes:
            latest: datetime | None = ctx.session.exec(
                select(func.max(Obligation.enforced_at)).where(
                    col(Obligation.step_id) == row.id, col(Obligation.state).in_(OWED)
                )
            ).one()
            end = closing_of(new, calendar)
            row.closes_at = end if latest is None else max(end, latest)
        _titles(ctx, row, old, new)


def _titles(ctx: Context, row: Step, old: definition.Step, new: definition.Step) -> None:
    """What is still owed is reminded of by its new name."""
    known = {duty.code: duty.title for duty in old.duties}
    for duty in new.duties:
        if known.get(duty.code, duty.title) != duty.title:
            ctx.session.execute(
                update(Obligation)
                .where(
                    col(Obligation.step_id) == row.id,
                    col(Obligation.duty) == duty.code,
                    col(Obligation.state).in_(OWED),
                )
                .values(title=duty.title)
            )


def _phases(ctx: Context, campaign_id: int, new: definition.Campaign) -> None:
    rows = {
        row.code: row
        for row in ctx.session.exec(
            select(Phase).where(col(Phase.campaign_id) == campaign_id)
        ).all()
    }
    for code in rows.keys() - {phase.code for phase in new.phases}:
        ctx.session.delete(rows[code])
    for position, phase in enumerate(new.phases):
        row = rows.get(phase.code) or Phase(campaign_id=campaign_id, code=phase.code, position=0)
        row.position = position
        ctx.session.add(row)


def _step_of(plan: definition.Campaign, code: str) -> definition.Step | None:
    return next((step for step in plan.steps if step.code == code), None)
