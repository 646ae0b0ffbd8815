"""The runs that a step's dates ask for, as the office reads them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy
from sqlmodel import col

from models import PlannedRun
from rules.states import RunState
from tasks.context import Context
from tasks.overview import Desk


@dataclass(frozen=True, slots=True)
class RunLine:
    due_at: datetime
    name: str
    state: RunState
    prefect_run_id: str
    """What Prefect calls it; empty until it has been made there."""


def runs_of(ctx: Context, at: Desk, step: str) -> list[RunLine]:
    """All runs of a step in order of time but those that a moved date dropped."""
    rows = ctx.session.execute(
        sqlalchemy.select(
            col(PlannedRun.due_at),
            col(PlannedRun.name),
            col(PlannedRun.state),
            col(PlannedRun.prefect_run_id),
        )
        .where(
            col(PlannedRun.campaign_id) == at.campaign_id,
            col(PlannedRun.step) == step,
            col(PlannedRun.state) != RunState.DROPPED,
        )
        .order_by(col(PlannedRun.due_at), col(PlannedRun.id))
    )
    return [RunLine(*row) for row in rows]
