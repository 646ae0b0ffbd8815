"""Papers that quote what has changed since: each with the facts that differ, and how."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import col, select

from models import Paper
from records.papers.titles import in_one_line
from rules.paper_facts import Difference, differing
from rules.states import PaperState
from tasks import drafting, papers
from tasks.campaigns import calendar_of
from tasks.context import Context
from tasks.errors import NotPossible
from tasks.sign_sheets import UNDER_WAY

MINUTES = "minutes"


@dataclass(frozen=True, slots=True)
class StalePaper:
    """A paper in force, or on its way, that no longer says what is the case."""

    id: int
    kind: str
    number: str
    """Without its figure while it is on its way."""
    title: str
    state: PaperState
    issued_on: date | None
    differences: tuple[Difference, ...]
    gone: tuple[str, ...] = ()
    """Why what it speaks of could not be found any more."""


def stale(ctx: Context, campaign_id: int) -> list[StalePaper]:
    """In the order of their drafting.

    What was said at a meeting stays said: of minutes only the newest can be out of date, and only
    in their list.
    """
    calendar = calendar_of(ctx)
    return [
        StalePaper(
            row.id or 0,
            row.kind,
            papers.number_of(row),
            in_one_line(row.title),
            row.state,
            calendar.day_of(row.issued_at) if row.issued_at else None,
            differences,
            gone,
        )
        for row in _quoting(ctx, campaign_id)
        for differences, gone in _differing(ctx, row)
    ]


def _quoting(ctx: Context, campaign_id: int) -> Sequence[Paper]:
    rows = ctx.session.exec(
        select(Paper)
        .where(
            col(Paper.campaign_id) == campaign_id,
            col(Paper.template) != "",
            col(Paper.state).in_((PaperState.ISSUED, *UNDER_WAY)),
        )
        .order_by(col(Paper.id))
    ).all()
    minutes = [row for row in rows if row.template == MINUTES]
    return [row for row in rows if row.template != MINUTES or row is minutes[-1]]


def _differing(
    ctx: Context, row: Paper
) -> Iterator[tuple[tuple[Difference, ...], tuple[str, ...]]]:
    """At most one finding."""
    try:
        now = drafting.content_again(ctx, row)
    except NotPossible as refusal:
        yield (), refusal.reasons
        return
    said = {"title": row.title, "main": row.main, "copies": row.copies, **row.facts}
    stands = {
        "title": now.title, "main": list(now.main), "copies": list(now.copies), **now.facts,
    }  # fmt: skip
    if found := differing(said, stands):
        yield found, ()
