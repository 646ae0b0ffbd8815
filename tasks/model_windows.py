"""Model windows (标兵窗口): who leads the hall next year and leaves its 优秀窗口 selection (R48)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import col, select

from models import Application, ModelWindow, Unit
from tasks.context import Context
from tasks.outcomes import Winner
from tasks.statements import insert_new


@dataclass(frozen=True, slots=True)
class Window:
    """A unit of the roster that is a model window of a year: assessed, but not selected there."""

    code: str
    name: str
    year: int
    application: str


@dataclass(frozen=True, slots=True)
class Term:
    """The year for which a place made a unit a model window, and the day on which that ended."""

    year: int
    ended_on: date | None


def model_windows(ctx: Context, year: int) -> list[Window]:
    """The model windows of a year, by code, whose honour still stands."""
    rows = ctx.session.exec(
        select(Unit.code, Unit.name, ModelWindow.year, Application.number)
        .join(ModelWindow, col(ModelWindow.unit_id) == col(Unit.id))
        .join(Application, col(Application.id) == col(ModelWindow.application_id))
        .where(col(ModelWindow.year) == year, col(ModelWindow.ended_on).is_(None))
        .order_by(col(Unit.code))
    ).all()
    return [Window(*row) for row in rows]


def of_campaign(ctx: Context, campaign_id: int) -> dict[str, Term]:
    """Model windows by the number of the application that won the place, ended ones too."""
    rows = ctx.session.exec(
        select(Application.number, ModelWindow)
        .join(ModelWindow, col(ModelWindow.application_id) == col(Application.id))
        .where(col(Application.campaign_id) == campaign_id)
    ).all()
    return {number: Term(row.year, row.ended_on) for number, row in rows}


def flag(ctx: Context, campaign_id: int, year: int, found: Sequence[Winner]) -> int:
    """Flag these winners' units for a year, once; returns how many are new."""
    numbers = [one.number for one in found]
    ids = dict(
        ctx.session.exec(
            select(Application.number, Application.id).where(
                col(Application.campaign_id) == campaign_id, col(Application.number).in_(numbers)
            )
        ).all()
    )
    new = [
        {
            "unit_id": one.unit_id,
            "year": year,
            "application_id": ids[one.number],
            "ended_on": None,
            "ended_for": "",
        }
        for one in found
    ]
    added = insert_new(ctx.session, "modelwindow", new, unique=["unit_id", "year"])
    if added:
        ctx.record(
            "window.flagged", str(year), campaign=campaign_id, units=[one.unit for one in found]
        )
    return len(added)


def end(ctx: Context, row: Application, *, on: date, why: str) -> None:
    """A window whose honour is withdrawn is a model no longer; the row stays with the reason."""
    kept = ctx.session.exec(
        select(ModelWindow).where(
            col(ModelWindow.application_id) == row.id, col(ModelWindow.ended_on).is_(None)
        )
    ).first()
    if kept is not None:
        kept.ended_on, kept.ended_for = on, why
        ctx.session.add(kept)
