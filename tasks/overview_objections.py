"""The register of objections and enquiries as a list, and one of them with what can be done next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import col, func, or_, select

from models import Application, Objection
from tasks.context import Context
from tasks.objections import row_of, state_of


@dataclass(frozen=True, slots=True)
class Wanted:
    """How the register is filtered; empty: everything."""

    kind: str = ""
    open: bool = False
    text: str = ""


@dataclass(frozen=True, slots=True)
class ObjectionLine:
    """A row of the register."""

    row: Objection
    application: str
    candidate: str
    state: str


def register(  # noqa: PLR0913 - what a list is asked for
    ctx: Context,
    campaign_id: int,
    wanted: Wanted,
    today: date,
    order: Sequence[ColumnElement[Any]],
    *,
    limit: int | None,
    offset: int,
) -> tuple[list[ObjectionLine], int]:
    """The rows of a page and how many there are; two statements."""
    clauses: list[ColumnElement[bool]] = [col(Objection.campaign_id) == campaign_id]
    if wanted.kind:
        clauses.append(col(Objection.kind) == wanted.kind)
    if wanted.open:
        clauses.append(col(Objection.answered_at).is_(None))
    if wanted.text:
        clauses.append(
            or_(
                col(Objection.number).contains(wanted.text, autoescape=True),
                col(Objection.raised_by).contains(wanted.text, autoescape=True),
            )
        )
    total = ctx.session.exec(select(func.count()).select_from(Objection).where(*clauses)).one()
    rows = ctx.session.exec(
        select(Objection, Application)
        .join(Application, col(Application.id) == col(Objection.application_id), isouter=True)
        .where(*clauses)
        .order_by(*order)
        .limit(limit)
        .offset(offset)
    ).all()
    return [_line(row, about, today) for row, about in rows], total


def one(ctx: Context, campaign_id: int, number: str, today: date) -> ObjectionLine:
    """Raises NotFound for an unknown number."""
    row = row_of(ctx, campaign_id, number)
    about = ctx.session.get(Application, row.application_id) if row.application_id else None
    return _line(row, about, today)


def _line(row: Objection, about: Application | None, today: date) -> ObjectionLine:
    number, candidate = (about.number, about.candidate) if about else ("", "")
    return ObjectionLine(row, number, candidate, state_of(row, today))
