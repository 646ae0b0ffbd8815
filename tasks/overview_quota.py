"""Places against candidates: what each honour gives to each category, and who stands for it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import sqlalchemy
from sqlalchemy import case, func, or_
from sqlmodel import col, select

from models import Application, Paper, Placement, Unit
from rules import definition
from rules.access import Right, Who
from rules.states import ApplicationState
from tasks.context import Context
from tasks.counted import since_last_act
from tasks.overview import Desk

WON = "won"
PUBLIC = ("public-notice", "commendation")
"""Kinds of papers that tell everybody who was chosen."""
KNOWING = (Right.SCORES, Right.MEETING)
APPLIED = frozenset(ApplicationState) - {ApplicationState.DRAFT, ApplicationState.WITHDRAWN}
ELIGIBLE = frozenset({ApplicationState.ELIGIBLE, ApplicationState.EVALUATED})


@dataclass(frozen=True, slots=True)
class CellLine:
    """One category of one honour."""

    name: str
    soft: bool
    places: int
    applied: int
    eligible: int
    won: int | None
    """None until a list exists."""

    @property
    def vacant(self) -> int | None:
        return None if self.won is None else max(self.places - self.won, 0)


@dataclass(frozen=True, slots=True)
class HonourLines:
    plan: definition.Honour
    cells: tuple[CellLine, ...]
    won: int | None

    @property
    def applied(self) -> int:
        return sum(cell.applied for cell in self.cells)

    @property
    def eligible(self) -> int:
        return sum(cell.eligible for cell in self.cells)

    @property
    def vacant(self) -> int | None:
        return None if self.won is None else max(self.plan.total - self.won, 0)


def quotas(ctx: Context, at: Desk, who: Who) -> tuple[HonourLines, ...]:
    """Every honour with its categories; a constant number of queries however many applications.

    Who is chosen is counted for those who may know of a list that is not announced yet.
    """
    here = at.campaign_id
    applied, eligible = since_last_act(ctx, "applications", here, lambda: _applications(ctx, at))
    told = who.may(*KNOWING) or announced(ctx, here)
    won = since_last_act(ctx, "placements", here, lambda: _won(ctx, at)) if told else None
    return tuple(
        HonourLines(
            honour,
            tuple(
                CellLine(
                    name=cell.name,
                    soft=cell.soft,
                    places=cell.places,
                    applied=applied[honour.code, cell.code],
                    eligible=eligible[honour.code, cell.code],
                    won=None if won is None else won[honour.code, cell.code],
                )
                for cell in honour.cells
            ),
            None if won is None else sum(n for (h, _), n in won.items() if h == honour.code),
        )
        for honour in at.plan.honours
    )


def announced(ctx: Context, campaign_id: int) -> bool:
    """Whether the list is public: by the public notice, or else by the commendation."""
    found = select(Paper.id).where(
        col(Paper.campaign_id) == campaign_id,
        col(Paper.issued_at).is_not(None),
        or_(*(col(Paper.kind).startswith(kind) for kind in PUBLIC)),
    )
    return ctx.session.exec(found.limit(1)).first() is not None


def _applications(
    ctx: Context, at: Desk
) -> tuple[Counter[tuple[str, str]], Counter[tuple[str, str]]]:
    named = [code for h in at.plan.honours for cell in h.cells for code in cell.units]
    code = case((col(Unit.code).in_(named), col(Unit.code)), else_="")
    rows = ctx.session.execute(
        sqlalchemy.select(
            col(Application.honour), col(Unit.kind), code, col(Application.state), func.count()
        )
        .join(Unit, col(Unit.id) == col(Application.unit_id))
        .where(col(Application.campaign_id) == at.campaign_id)
        .group_by(col(Application.honour), col(Unit.kind), code, col(Application.state))
    )
    applied: Counter[tuple[str, str]] = Counter()
    eligible: Counter[tuple[str, str]] = Counter()
    for honour, kind, unit, state, count in rows:
        key = (honour, _cell_of(at.plan.honour(honour), kind, unit))
        applied[key] += count if state in APPLIED else 0
        eligible[key] += count if state in ELIGIBLE else 0
    return applied, eligible


def _won(ctx: Context, at: Desk) -> Counter[tuple[str, str]] | None:
    rows = ctx.session.execute(
        sqlalchemy.select(
            col(Placement.honour),
            col(Placement.cell),
            func.sum(case((col(Placement.outcome) == WON, 1), else_=0)),
        )
        .where(col(Placement.campaign_id) == at.campaign_id)
        .group_by(col(Placement.honour), col(Placement.cell))
    ).all()
    if not rows:
        return None
    return Counter({(honour, cell): count for honour, cell, count in rows})


def _cell_of(honour: definition.Honour, kind: str, unit: str) -> str:
    """The category a unit competes in; a unit that is named competes nowhere else."""
    named = next((cell.code for cell in honour.cells if unit and unit in cell.units), None)
    return named or next((cell.code for cell in honour.cells if kind in cell.kinds), "")
