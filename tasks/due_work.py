"""Whether a sweep has anything to do: asked before Prefect is given runs to remember."""

from __future__ import annotations

from datetime import timedelta

from sqlmodel import col, select

from models import Campaign, JournalEntry, Paper, Step
from rules.opening import may_open
from rules.states import CampaignState, StepState
from tasks.campaigns import definition_of
from tasks.context import Context
from tasks.printing import UNPRINTED
from tasks.steps import states_of

LATELY = timedelta(hours=1)
"""An act may have completed a step. Longer than the time between two sweeps and a late one."""


def running_campaigns(ctx: Context) -> tuple[int, ...]:
    """Launched and not simulated: a simulation plays its own moments."""
    ids = ctx.session.exec(
        select(Campaign.id)
        .where(col(Campaign.state) == CampaignState.LAUNCHED, col(Campaign.simulated).is_(False))
        .order_by(col(Campaign.id))
    ).all()
    return tuple(id_ for id_ in ids if id_ is not None)


def with_papers_to_print(ctx: Context) -> tuple[int, ...]:
    """Campaigns, closed ones too, with issued papers that no pass of a step has written out."""
    ids = ctx.session.exec(
        select(Campaign.id)
        .where(
            col(Campaign.state).in_((CampaignState.LAUNCHED, CampaignState.CLOSED)),
            col(Campaign.simulated).is_(False),
            select(Paper.id).where(col(Paper.campaign_id) == col(Campaign.id), *UNPRINTED).exists(),
        )
        .order_by(col(Campaign.id))
    ).all()
    return tuple(id_ for id_ in ids if id_ is not None)


def phases_with_work(ctx: Context, campaign_id: int) -> tuple[str, ...]:
    """Phases with a step that may open or close now, or that an act of the last hour may concern.

    Most sweeps of a year find none, and then Prefect remembers one short run instead of a dozen.
    """
    plan, states = definition_of(ctx, campaign_id), states_of(ctx, campaign_id)
    acted = _acted_lately(ctx, campaign_id)
    rows = ctx.session.exec(select(Step).where(col(Step.campaign_id) == campaign_id)).all()
    stirred = {
        row.code
        for row in rows
        if (row.state is StepState.OPEN and (acted or row.closes_at < ctx.now))
        or (
            row.state is StepState.PLANNED
            and row.opens_at <= ctx.now
            and may_open(row.code, plan, states) is None
        )
    }
    return tuple(p.code for p in plan.phases if any(s.code in stirred for s in p.steps))


def _acted_lately(ctx: Context, campaign_id: int) -> bool:
    recent = select(JournalEntry.seq).where(
        col(JournalEntry.campaign_id) == campaign_id, col(JournalEntry.at) > ctx.now - LATELY
    )
    return ctx.session.exec(recent.limit(1)).first() is not None
