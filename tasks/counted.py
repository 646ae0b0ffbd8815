"""Counts over all units, taken anew only when something has happened: the journal says whether it has."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TypeVar, cast

import sqlalchemy
from sqlmodel import col

from models import JournalHead
from tasks.context import Context

T = TypeVar("T")


def head(ctx: Context) -> int:
    """Number of the newest journal row: while it stands still, so does every page."""
    found = ctx.session.execute(
        sqlalchemy.select(col(JournalHead.seq)).where(col(JournalHead.id) == 1)
    ).scalar()
    return found or 0


def since_last_act(
    ctx: Context, subject: str, campaign_id: int, count: Callable[[], T], on: date | None = None
) -> T:
    """The count as of the newest act, from memory while there was none since.

    `on`: the day that it holds for, where days alone change it. Only for what no use case changes without a journal row. The head is read first, so what is
    kept may be newer than its row but never older.
    """
    row, key = head(ctx), (subject, campaign_id)
    kept = ctx.house.counted.get(key)
    if kept is None or kept[:2] != (row, on):
        kept = ctx.house.counted[key] = (row, on, count())
    return cast("T", kept[2])
