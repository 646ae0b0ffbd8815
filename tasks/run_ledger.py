"""Our side of the planned runs: which Prefect shall hold, and what is known to be over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import col, select, update

from models import Campaign, PlannedRun
from rules.states import CampaignState, RunState
from tasks.context import Context
from tasks.use_case import use_case

OPEN = (RunState.PLANNED, RunState.MADE)
BATCH = 500


@dataclass(frozen=True, slots=True)
class Ledger:
    """A campaign with the runs that are still to come or not known to be over."""

    campaign_id: int
    code: str
    runs: tuple[PlannedRun, ...]


@dataclass(frozen=True, slots=True)
class Noted:
    made: int
    done: int


def codes(ctx: Context) -> tuple[str, ...]:
    """Of the campaigns Prefect may hold runs of."""
    return tuple(campaign.code for campaign in _campaigns(ctx))


def ledgers(ctx: Context) -> tuple[Ledger, ...]:
    """All campaigns Prefect may hold runs of.

    A closed campaign comes with no runs, so that what Prefect still holds of it is deleted.
    """
    return tuple(
        Ledger(c.id, c.code, _runs(ctx, c.id) if c.state is CampaignState.LAUNCHED else ())
        for c in _campaigns(ctx)
        if c.id is not None
    )


@use_case("登记运行状态", retries=2)
def note(ctx: Context, campaign_id: int, made: Mapping[int, str], done: Sequence[int]) -> Noted:
    """Write down which runs Prefect holds now, by its ids, and which are over."""
    for run_id, prefect_id in made.items():
        ctx.session.execute(
            update(PlannedRun)
            .where(
                col(PlannedRun.id) == run_id,
                col(PlannedRun.campaign_id) == campaign_id,
                # Dropped in the meantime by a moved date: it stays dropped, and the next pass deletes it.
                col(PlannedRun.state).in_(OPEN),
            )
            .values(state=RunState.MADE, prefect_run_id=prefect_id)
        )
    for start in range(0, len(done), BATCH):
        ctx.session.execute(
            update(PlannedRun)
            .where(
                col(PlannedRun.id).in_(done[start : start + BATCH]),
                col(PlannedRun.campaign_id) == campaign_id,
                col(PlannedRun.state).in_(OPEN),
            )
            .values(state=RunState.DONE)
        )
    return Noted(len(made), len(done))


def _campaigns(ctx: Context) -> Sequence[Campaign]:
    """None of those that are simulated or archived."""
    return ctx.session.exec(
        select(Campaign)
        .where(col(Campaign.simulated).is_(False), col(Campaign.state) != CampaignState.ARCHIVED)
        .order_by(col(Campaign.id))
    ).all()


def _runs(ctx: Context, campaign_id: int) -> tuple[PlannedRun, ...]:
    return tuple(
        ctx.session.exec(
            select(PlannedRun)
            .where(col(PlannedRun.campaign_id) == campaign_id, col(PlannedRun.state).in_(OPEN))
            .order_by(col(PlannedRun.due_at), col(PlannedRun.id))
        ).all()
    )
