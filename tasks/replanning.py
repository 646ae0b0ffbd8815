"""After a change of the file or the calendar: reminder points and planned runs as a fresh plan has them."""

from __future__ import annotations

from sqlmodel import col, or_, select, update

from models import Obligation, Step
from rules import definition
from rules.calendar import Calendar
from rules.opening import OVER
from rules.states import OWED
from tasks import planned_runs
from tasks.campaigns import calendar_of, campaign_row, definition_of
from tasks.context import Context
from tasks.duties import next_moment


def remake(ctx: Context, campaign_id: int) -> int:
    """Set what is still to come by the file and calendar as they now are; returns new planned runs.

    What has come due already stays due, what was told stays told, and a step whose moments are as
    they were keeps its runs.
    """
    known = (definition_of(ctx, campaign_id), calendar_of(ctx))
    campaign = campaign_row(ctx, campaign_id)
    rows = ctx.session.exec(
        select(Step)
        .where(col(Step.campaign_id) == campaign_id, col(Step.state).not_in(OVER))
        .order_by(col(Step.position))
    ).all()
    for row in rows:
        _set_reminder_points(ctx, row, *known)
    return sum(planned_runs.remake(ctx, campaign, row, known) for row in rows)


def _set_reminder_points(
    ctx: Context, row: Step, plan: definition.Campaign, calendar: Calendar
) -> None:
    duties = {duty.code: duty for duty in plan.step(row.code).duties}
    nudge_at = col(Obligation.next_nudge_at)
    owed = (col(Obligation.step_id) == row.id, col(Obligation.state).in_(OWED))
    days = ctx.session.exec(
        select(col(Obligation.duty), col(Obligation.due_on))
        .where(*owed)
        .distinct()
        .order_by(col(Obligation.duty), col(Obligation.due_on))
    ).all()
    for code, due_on in days:
        moment = next_moment(plan, duties[code], due_on, calendar, ctx.now)
        ctx.session.execute(
            update(Obligation)
            .where(*owed, col(Obligation.duty) == code, col(Obligation.due_on) == due_on)
            # One that has come due and was not looked at yet is the sweep's business.
            .where(or_(nudge_at.is_(None), nudge_at > ctx.now))
            .values(next_nudge_at=moment)
        )
