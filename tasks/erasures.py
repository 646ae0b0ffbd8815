"""Which personal data of a campaign were erased, for whoever would otherwise look for them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import col, select

from models import Erasure
from rules.definition import PersonalKind
from tasks.context import Context


def erasures(ctx: Context, campaign_id: int) -> Sequence[Erasure]:
    mine = col(Erasure.campaign_id) == campaign_id
    return ctx.session.exec(select(Erasure).where(mine).order_by(col(Erasure.id))).all()


def is_erased(ctx: Context, campaign_id: int, kind: PersonalKind) -> bool:
    return any(row.kind is kind for row in erasures(ctx, campaign_id))
