"""Signatories as their page shows them: everybody on record, and who signs for which post today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlmodel import col, select

from models import Signatory
from rules.signing import posts_that_sign
from tasks import signatories
from tasks.context import Context
from tasks.overview import Desk


@dataclass(frozen=True, slots=True)
class SignerLine:
    """Somebody who was recorded for a post, with where their time stands today."""

    row: Signatory
    today: date

    @property
    def to_come(self) -> bool:
        return self.row.since > self.today

    @property
    def over(self) -> bool:
        return self.row.until is not None and self.row.until < self.today


@dataclass(frozen=True, slots=True)
class PostToday:
    """A post that papers wait for, and by name who may sign for it today."""

    post: str
    signers: tuple[tuple[str, bool], ...]
    """Each with whether as a substitute; empty: its papers would wait for ever."""


def recorded(ctx: Context, at: Desk) -> tuple[SignerLine, ...]:
    """Everybody ever recorded: those whose time is over last, the newest first."""
    rows = ctx.session.exec(
        select(Signatory)
        .where(col(Signatory.campaign_id) == at.campaign_id)
        .order_by(col(Signatory.since).desc(), col(Signatory.id).desc())
    ).all()
    lines = (SignerLine(row, at.today) for row in rows)
    return tuple(sorted(lines, key=lambda line: line.over))


def today(ctx: Context, at: Desk) -> tuple[PostToday, ...]:
    """Who signs for each post that some paper waits for, whatever makes them its signatory."""
    held = {
        post: signatories.holders(ctx, at.campaign_id, post, at.today)
        for post in posts_that_sign(at.plan)
    }
    return tuple(
        PostToday(post, tuple((who.name, stands_in) for who, stands_in in found.items()))
        for post, found in held.items()
    )
