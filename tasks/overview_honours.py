"""What became of every honour, line by line: who holds it, its certificate, its model window, its end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlmodel import col, select

from models import Application, Withdrawal
from tasks import certificates, model_windows, papers
from tasks.context import Context
from tasks.honoured import Honoured, honoured, withdrawals
from tasks.meetings.kinds import MINUTES
from tasks.model_windows import Term
from tasks.overview import Desk


@dataclass(frozen=True, slots=True)
class HonourLine:
    """An honour that was given, with whatever came of it."""

    one: Honoured
    honour: str
    """The honour's name."""
    serial: str
    """Of its certificate; empty until one is due: a successor waits for its public notice."""
    ended: Withdrawal | None
    successor: str
    """Who has the place now, by the number of the application."""
    window: Term | None

    @property
    def number(self) -> str:
        return self.one.winner.number

    @property
    def state(self) -> str:
        if self.ended is not None:
            return "withdrawn"
        return "waiting" if self.one.waits_for else "held"

    @property
    def certificate_due(self) -> date | None:
        """By when the certificate is due back; None unless it is still out."""
        if self.ended is None or self.ended.certificate_returned_on is not None:
            return None
        return self.ended.certificate_due_on


def decided(ctx: Context, at: Desk) -> bool:
    """Before the group has decided, places are proposals and nobody holds anything."""
    return papers.find(ctx, at.campaign_id, MINUTES) is not None


def lines(ctx: Context, at: Desk) -> list[HonourLine]:
    """Every honour given, in the order of the list, then those that came after; none before the decision."""
    if not decided(ctx, at):
        return []
    ended = withdrawals(ctx, at.campaign_id)
    heirs = _successors(ctx, ended)
    serials = certificates.serials(ctx, at.campaign_id)
    windows = model_windows.of_campaign(ctx, at.campaign_id)
    return [
        HonourLine(
            one,
            at.plan.honour(one.winner.honour).name,
            serials.get(one.winner.number, ""),
            ended.get(one.winner.number),
            heirs.get(one.winner.number, ""),
            windows.get(one.winner.number),
        )
        for one in honoured(ctx, at.campaign_id)
    ]


def line_of(ctx: Context, at: Desk, number: str) -> HonourLine | None:
    """The same of one application; None where it was given no honour."""
    return next((line for line in lines(ctx, at) if line.number == number), None)


def _successors(ctx: Context, ended: Mapping[str, Withdrawal]) -> dict[str, str]:
    """Who has the place now, by the number of the application whose honour ended."""
    named = select(Application.id, Application.number).where(
        col(Application.id).in_([row.successor_id for row in ended.values() if row.successor_id])
    )
    numbers = dict(ctx.session.exec(named).all())
    return {number: numbers[row.successor_id] for number, row in ended.items() if row.successor_id}
