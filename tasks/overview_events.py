"""The journal as people read it: the newest acts first, page by page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy
from sqlalchemy import or_
from sqlmodel import col

from models import JournalEntry
from tasks.context import Context
from tasks.overview import Desk

PAGE = 50


@dataclass(frozen=True, slots=True)
class Event:
    seq: int
    at: datetime
    actor: str
    on_behalf_of: str
    what: str
    subject: str
    why: str


def events(
    ctx: Context, at: Desk, *, before: int | None = None, limit: int = PAGE, step: str = ""
) -> list[Event]:
    """The campaign's newest acts, or those before a row; by number, so that pages never shift.

    `step` keeps only what was done to a step and its duties.
    """
    wanted = (
        sqlalchemy.select(
            col(JournalEntry.seq),
            col(JournalEntry.at),
            col(JournalEntry.actor),
            col(JournalEntry.on_behalf_of),
            col(JournalEntry.what),
            col(JournalEntry.subject),
            col(JournalEntry.why),
        )
        .where(col(JournalEntry.campaign_id) == at.campaign_id)
        .order_by(col(JournalEntry.seq).desc())
        .limit(limit)
    )
    if step:
        about = col(JournalEntry.subject)
        wanted = wanted.where(or_(about == step, about.startswith(f"{step}/", autoescape=True)))
    if before is not None:
        wanted = wanted.where(col(JournalEntry.seq) < before)
    return [Event(*row) for row in ctx.session.execute(wanted)]
