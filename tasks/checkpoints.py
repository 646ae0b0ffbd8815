"""Taking checkpoints of the journal on purpose: once a day by itself, or when somebody asks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time

from sqlmodel import col, func, select

from models import JournalCheckpoint, JournalHead
from tasks.campaigns import calendar_of
from tasks.context import Context
from tasks.cut import Cut
from tasks.stamps import Stamp, take
from tasks.use_case import use_case


@use_case("日志检查点", retries=2)
def checkpoint(ctx: Context, occasion: str) -> Stamp:
    """Sign where the journal stands; asked again before the next act, it is the same one."""
    head = ctx.session.exec(
        select(JournalHead).where(col(JournalHead.id) == 1).with_for_update()
    ).one()
    taken = take(ctx.session, head, ctx.house.signer(), ctx.now, occasion)
    return Stamp.of(taken.seq, taken.hash, taken.key_id)


def page_of(ctx: Context, cut: Cut) -> tuple[Sequence[JournalCheckpoint], int]:
    """A page of the checkpoints taken, the newest first, and how many there are."""
    rows = ctx.session.exec(
        select(JournalCheckpoint)
        .where(*cut.where)
        .order_by(*cut.by, col(JournalCheckpoint.seq).desc(), col(JournalCheckpoint.id).desc())
        .limit(cut.limit)
        .offset(cut.offset)
    ).all()
    total = select(func.count()).select_from(JournalCheckpoint).where(*cut.where)
    return rows, ctx.session.exec(total).one()


def daily_due(ctx: Context) -> bool:
    """Whether anything was journalled since the last checkpoint, and that was not today."""
    calendar = calendar_of(ctx)
    since = calendar.at(calendar.day_of(ctx.now), time.min)
    newest = ctx.session.exec(
        select(JournalCheckpoint).order_by(col(JournalCheckpoint.seq).desc())
    ).first()
    head = ctx.session.exec(select(JournalHead.seq)).one()
    return head > 0 if newest is None else head > newest.seq and newest.at < since
