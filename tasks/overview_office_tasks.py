"""The office's same-day tasks as a list, and one of them with what it is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy
from sqlalchemy import ColumnElement, func
from sqlmodel import col, select

from models import OfficeTask
from rules.said import Said
from tasks.address_repair import WrongAddress, wrong_address
from tasks.context import Context
from tasks.errors import NotFound
from tasks.overview import Desk

UNCERTAIN, CALENDAR = "uncertain", "calendar"


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


def page_of(
    ctx: Context,
    at: Desk,
    order: Sequence[ColumnElement[Any]],
    *,
    done: bool,
    limit: int | None,
    offset: int,
) -> tuple[Sequence[OfficeTask], int]:
    """Open tasks, or those that are done, and how many there are."""
    finished = col(OfficeTask.done_at)
    wanted = (
        col(OfficeTask.campaign_id) == at.campaign_id,
        finished.is_not(None) if done else finished.is_(None),
    )
    total = ctx.session.execute(
        sqlalchemy.select(func.count()).select_from(OfficeTask).where(*wanted)
    ).scalar_one()
    rows = ctx.session.exec(
        select(OfficeTask).where(*wanted).order_by(*order).limit(limit).offset(offset)
    ).all()
    return rows, total


def one(ctx: Context, at: Desk, task_id: int) -> OneTask:
    """A task of this campaign by its number; raises NotFound for none."""
    row = ctx.session.get(OfficeTask, task_id)
    if row is None or row.campaign_id != at.campaign_id:
        raise NotFound([Said("没有编号为 {task} 的待办", task=task_id)])
    return OneTask(row, wrong_address(ctx, row), _place_of(row))


def _place_of(row: OfficeTask) -> str:
    if row.kind == UNCERTAIN:
        return f"/messages/{row.key.rpartition(':')[2]}"
    return "/closures" if row.kind == CALENDAR else ""
