"""Results that hang on little, as their page lists them: who stands where, how far apart, what would turn it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlmodel import col, select

from models import Application, Unit
from rules.definition import Subject
from rules.selection import Border, Lever, Margin
from tasks import what_if
from tasks.context import Context
from tasks.counted import since_last_act
from tasks.overview import Desk

WIDEST = Decimal(100)
"""No two totals are further apart."""


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a border: an application, or the mark itself."""

    number: str
    candidate: str


@dataclass(frozen=True, slots=True)
class CloseCall:
    honour: str
    cell: str
    border: Border
    ahead: Side | None
    """None: the mark that has to be reached."""
    behind: Side | None
    gap: Decimal
    levers: tuple[Lever, ...]


def lines(ctx: Context, at: Desk, within: Decimal) -> list[CloseCall]:
    """Those no further apart than `within`, the closest first.

    Raises Refused where no proposal follows from what is recorded.
    """
    here = at.campaign_id
    found = since_last_act(ctx, "close-calls", here, lambda: what_if.close_calls(ctx, here, WIDEST))
    close = [one for one in found if one.gap <= within]
    names = _names(ctx, at, close)
    return [_line(at, one, names) for one in close]


def _line(at: Desk, one: Margin, names: dict[str, str]) -> CloseCall:
    honour = at.plan.honour(one.honour)
    cell = next((c.name for c in honour.cells if c.code == one.cell), one.cell)
    ahead, behind = (Side(n, names[n]) if n else None for n in (one.ahead, one.behind))
    return CloseCall(honour.name, cell, one.border, ahead, behind, one.gap, one.levers)


def _names(ctx: Context, at: Desk, close: Sequence[Margin]) -> dict[str, str]:
    """A collective goes by its unit, a person by name and unit."""
    numbers = {number for one in close for number in (one.ahead, one.behind) if number}
    rows = ctx.session.exec(
        select(Application.number, Application.honour, Application.candidate, Unit.name)
        .join(Unit, col(Unit.id) == col(Application.unit_id))
        .where(col(Application.campaign_id) == at.campaign_id, col(Application.number).in_(numbers))
    ).all()
    return {
        number: f"{name}（{unit}）" if at.plan.honour(honour).subject is Subject.PERSON else unit
        for number, honour, name, unit in rows
    }
