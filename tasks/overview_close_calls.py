"""Results that hang on little, as their page lists them: who stands where, how far apart, what would turn it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlmodel import col, select

from models import Application
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
    names = _names(ctx, here, close)
    return [_line(at, one, names) for one in close]


def _line(at: Desk, one: Margin, names: dict[str, str]) -> CloseCall:
    honour = at.plan.honour(one.honour)
    cell = next((c.name for c in honour.cells if c.code == one.cell), one.cell)
    ahead, behind = (Side(n, names[n]) if n else None for n in (one.ahead, one.behind))
    return CloseCall(honour.name, cell, one.border, ahead, behind, one.gap, one.levers)


def _names(ctx: Context, campaign_id: int, close: Sequence[Margin]) -> dict[str, str]:
    numbers = {number for one in close for number in (one.ahead, one.behind) if number}
    return dict(
        ctx.session.exec(
            select(Application.number, Application.candidate).where(
                col(Application.campaign_id) == campaign_id, col(Application.number).in_(numbers)
            )
        ).all()
    )
