"""Finding and meeting the duties that the work of a step is about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import cast

from sqlmodel import col, select

from models import Obligation
from rules.states import OWED
from tasks import fulfilment
from tasks.context import Context
from tasks.lookup import step_row


def owed(
    ctx: Context, campaign_id: int, step: str, duty: str, units: Sequence[int] | None = None
) -> list[Obligation]:
    """What is still owed of a duty, by all units or by these."""
    row = step_row(ctx, campaign_id, step)
    statement = select(Obligation).where(
        col(Obligation.step_id) == row.id,
        col(Obligation.duty) == duty,
        col(Obligation.state).in_(OWED),
    )
    if units is not None:
        statement = statement.where(col(Obligation.unit_id).in_(units))
    return list(ctx.session.exec(statement.order_by(col(Obligation.id))).all())


def ids_of(obligations: Sequence[Obligation]) -> list[int]:
    return [cast("int", obligation.id) for obligation in obligations]


def meet(ctx: Context, obligations: Sequence[Obligation], *, at: datetime, how: str) -> int:
    """Meet these duties in the name of whoever acts now."""
    if not obligations:
        return 0
    return fulfilment.meet(ctx, ids_of(obligations), at=at, how=how, by=ctx.actor)
