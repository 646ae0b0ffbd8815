"""The office's same-day tasks as a list, and one of them with what it is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy
from sqlalchemy import func
from sqlmodel import col, select

from models import Application, OfficeTask
from rules.said import Said
from tasks.address_repair import WrongAddress, wrong_address
from tasks.context import Context
from tasks.cut import Cut
from tasks.errors import NotFound
from tasks.overview import Desk

PLACES = {"calendar": "/closures", "signature": "/lead", "recusal": "/lead"}
"""Where tasks of a kind are dealt with, whatever they are about."""


@dataclass(frozen=True, slots=True)
class OneTask:
    row: OfficeTask
    address: WrongAddress | None
    """The refused address it is about, where it still stands."""
    leads_to: str
    """Where in the workbench it is dealt with; empty where it is dealt with outside."""


def newest(ctx: Context, at: Desk, limit: int = 8) -> Sequence[OfficeTask]:
    """Open tasks, the newest first: what the morning page shows."""
    return ctx.session.exec(
        select(OfficeTask)
        .where(col(OfficeTask.campaign_id) == at.campaign_id, col(OfficeTask.done_at).is_(None))
        .order_by(col(OfficeTask.id).desc())
        .limit(limit)
    ).all()


def page_of(ctx: Context, at: Desk, cut: Cut, *, done: bool) -> tuple[Sequence[OfficeTask], int]:
    """Open tasks, or those that are done, the newest first, and how many there are."""
    finished = col(OfficeTask.done_at)
    wanted = (
        col(OfficeTask.campaign_id) == at.campaign_id,
        finished.is_not(None) if done else finished.is_(None),
        *cut.where,
    )
    total = ctx.session.execute(
        sqlalchemy.select(func.count()).select_from(OfficeTask).where(*wanted)
    ).scalar_one()
    rows = ctx.session.exec(
        select(OfficeTask)
        .where(*wanted)
        .order_by(*cut.by, col(OfficeTask.id).desc())
        .limit(cut.limit)
        .offset(cut.offset)
    ).all()
    return rows, total


def one(ctx: Context, at: Desk, task_id: int) -> OneTask:
    """A task of this campaign by its number; raises NotFound for none."""
    row = ctx.session.get(OfficeTask, task_id)
    if row is None or row.campaign_id != at.campaign_id:
        raise NotFound([Said("没有编号为 {task} 的待办", task=task_id)])
    return OneTask(row, wrong_address(ctx, row), _place_of(ctx, row))


def _place_of(ctx: Context, row: OfficeTask) -> str:
    """Keys name what a task is about: a message, an application, a paper with its round."""
    parts = row.key.split(":")
    match row.kind:
        case "uncertain":
            return f"/messages/{parts[-1]}"
        case "ruling":
            application = ctx.session.get_one(Application, int(parts[-1]))
            return f"/applications/{application.number}"
        case "sign_off":
            return f"/papers/{parts[-2]}"
        case kind:
            return PLACES.get(kind, "")
