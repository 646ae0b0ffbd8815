"""Visits and symposia as the office lists them: what is planned, what was held, with which unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import col, select

from models import Unit, Visit
from rules.said import Said
from tasks import visits
from tasks.context import Context
from tasks.errors import NotFound
from tasks.overview import Desk


@dataclass(frozen=True, slots=True)
class VisitLine:
    row: Visit
    unit: str
    """Name of the unit that is visited; empty where it concerns several."""


def listed(ctx: Context, at: Desk) -> Sequence[VisitLine]:
    """Everything planned, by its planned day; the summary meeting has its own page."""
    found = ctx.session.exec(
        select(Visit, Unit.name)
        .outerjoin(Unit, col(Unit.id) == col(Visit.unit_id))
        .where(col(Visit.campaign_id) == at.campaign_id, col(Visit.kind).in_(visits.KINDS))
        .order_by(col(Visit.planned_on), col(Visit.id))
    ).all()
    return [VisitLine(row, name or "") for row, name in found]


def one(ctx: Context, at: Desk, visit_id: int) -> VisitLine:
    """Raises NotFound for a number that is not of this campaign."""
    for line in listed(ctx, at):
        if line.row.id == visit_id:
            return line
    raise NotFound([Said("没有编号为{number}的调研或座谈", number=visit_id)])
