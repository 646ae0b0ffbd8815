"""What a county bureau sees: its units with what they owe, and the cases that it forwarded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy
from sqlalchemy import ColumnElement, func
from sqlmodel import col, select

from models import Application, Filing, Obligation, Unit
from rules.access import Part, Who
from rules.states import OWED
from tasks.application_rows import NOT_STANDING
from tasks.context import Context
from tasks.cut import EVERYTHING, Cut
from tasks.filings import CASE
from tasks.overview import Desk


@dataclass(frozen=True, slots=True)
class UnitLine:
    code: str
    name: str
    kind: str
    owed: int
    overdue: int
    next_due: date | None
    """The first end of what is owed."""
    applications: int
    to_opine: int
    """Applications without the bureau's opinion."""


@dataclass(frozen=True, slots=True)
class Case:
    on: date
    about: str
    title: str
    by: str
    link: str


def bureaus(ctx: Context, who: Who) -> list[Unit]:
    """The bureaus that somebody speaks for."""
    wanted = select(Unit).where(col(Unit.id).in_(who.units((Part.COUNTY,))))
    return list(ctx.session.exec(wanted.order_by(col(Unit.listed_order), col(Unit.id))))


def units_below(
    ctx: Context, at: Desk, who: Who, *, owing: bool = False, cut: Cut = EVERYTHING
) -> tuple[list[UnitLine], int]:
    """Units below the bureau in the roster's order; three queries."""
    below: ColumnElement[bool] = col(Unit.parent_id).in_(who.units((Part.COUNTY,)))
    owed, applied = _owed(at, below), _applied(at, below)
    conditions = [below]
    if owing:
        conditions.append(owed.c.owed > 0)
    rows = ctx.session.execute(
        sqlalchemy.select(Unit, owed, applied, func.count().over().label("total"))
        .outerjoin(owed, owed.c.unit == col(Unit.id))
        .outerjoin(applied, applied.c.unit == col(Unit.id))
        .where(*conditions)
        .order_by(*cut.by, col(Unit.listed_order), col(Unit.id))
        .limit(cut.limit)
        .offset(cut.offset)
    ).all()
    kinds = {kind.code: kind.name for kind in at.plan.unit_kinds}
    return [
        UnitLine(
            row.Unit.code, row.Unit.name, kinds.get(row.Unit.kind, row.Unit.kind), row.owed or 0,
            row.overdue or 0, row.next_due, row.applications or 0, row.to_opine or 0,
        )
        for row in rows
    ], rows[0].total if rows else 0  # fmt: skip


def cases(ctx: Context, at: Desk, who: Who, cut: Cut = EVERYTHING) -> tuple[list[Case], int]:
    """Typical cases that came through the bureau."""
    rows = ctx.session.execute(
        sqlalchemy.select(Filing, func.count().over().label("total"))
        .where(
            col(Filing.campaign_id) == at.campaign_id,
            col(Filing.kind) == CASE,
            col(Filing.unit_id).in_(who.units((Part.COUNTY,))),
            *cut.where,
        )
        .order_by(*cut.by, col(Filing.happened_on).desc(), col(Filing.id).desc())
        .limit(cut.limit)
        .offset(cut.offset)
    ).all()
    about = {row.Filing.detail.get("about", "") for row in rows}
    names = dict(
        ctx.session.exec(
            select(Unit.code, Unit.name).where(col(Unit.code).in_(sorted(about)))
        ).all()
    )
    return [
        Case(
            row.Filing.happened_on,
            names.get(row.Filing.detail.get("about", ""), ""),
            row.Filing.title,
            row.Filing.entered_by,
            row.Filing.link,
        )
        for row in rows
    ], rows[0].total if rows else 0


def _owed(at: Desk, among: ColumnElement[bool]) -> sqlalchemy.Subquery:
    """What each unit among these owes, how much of it is overdue, and the first end."""
    return (
        sqlalchemy.select(
            col(Obligation.unit_id).label("unit"),
            func.count().label("owed"),
            func.count().filter(col(Obligation.enforced_at) < at.now).label("overdue"),
            func.min(col(Obligation.due_on)).label("next_due"),
        )
        .where(
            col(Obligation.campaign_id) == at.campaign_id,
            col(Obligation.state).in_(OWED),
            col(Obligation.unit_id).in_(sqlalchemy.select(col(Unit.id)).where(among)),
        )
        .group_by(col(Obligation.unit_id))
        .subquery()
    )


def _applied(at: Desk, among: ColumnElement[bool]) -> sqlalchemy.Subquery:
    """How many applications of each unit among these stand, and how many still want the bureau's opinion."""
    return (
        sqlalchemy.select(
            col(Application.unit_id).label("unit"),
            func.count().label("applications"),
            func.count().filter(col(Application.opinion) == "").label("to_opine"),
        )
        .where(
            col(Application.campaign_id) == at.campaign_id,
            col(Application.state).not_in(NOT_STANDING),
            col(Application.unit_id).in_(sqlalchemy.select(col(Unit.id)).where(among)),
        )
        .group_by(col(Application.unit_id))
        .subquery()
    )
