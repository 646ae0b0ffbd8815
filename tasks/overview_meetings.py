"""The meetings of the leading group, as a list that is narrowed and sorted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, or_
from sqlmodel import col, func, select

from models import AgendaItem, Meeting, Resolution
from tasks.context import Context
from tasks.cut import Cut
from tasks.meetings import rows
from tasks.overview import Desk

SORTED_BY: Mapping[str, Any] = {
    "number": col(Meeting.number),
    "held_on": col(Meeting.held_on),
    "kind": col(Meeting.kind),
}


@dataclass(frozen=True, slots=True)
class MeetingLine:
    number: int
    name: str
    held_on: date
    place: str
    items: int
    settled: int
    minutes: str
    """The number of its minutes; empty while it goes on."""


@dataclass(frozen=True, slots=True)
class WantedMeetings:
    """Which meetings; empty parts leave nothing out."""

    kind: str = ""
    state: str = ""
    """open: still going on; over: concluded."""
    text: str = ""
    """In the place, or the number of the minutes."""


def page_of(
    ctx: Context, at: Desk, wanted: WantedMeetings, cut: Cut
) -> tuple[list[MeetingLine], int]:
    """Meetings with how far each has come, the newest first, and how many there are."""
    items = (
        select(func.count()).where(col(AgendaItem.meeting_id) == col(Meeting.id)).scalar_subquery()
    )
    settled = (
        select(func.count(func.distinct(col(Resolution.item_id))))
        .join(AgendaItem, col(AgendaItem.id) == col(Resolution.item_id))
        .where(col(AgendaItem.meeting_id) == col(Meeting.id), col(Resolution.outcome) != "deferred")
        .scalar_subquery()
    )
    theirs = (col(Meeting.campaign_id) == at.campaign_id, *_narrowed(wanted))
    found = ctx.session.exec(
        select(Meeting, items, settled)
        .where(*theirs)
        .order_by(*cut.by, col(Meeting.number).desc())
        .limit(cut.limit)
        .offset(cut.offset)
    ).all()
    total = ctx.session.exec(select(func.count()).select_from(Meeting).where(*theirs)).one()
    return [
        MeetingLine(m.number, rows.named(m), m.held_on, m.place, n, done, m.minutes)
        for m, n, done in found
    ], total


def _narrowed(wanted: WantedMeetings) -> Iterator[ColumnElement[bool]]:
    over = col(Meeting.concluded_at)
    if wanted.kind:
        yield col(Meeting.kind) == wanted.kind
    if wanted.state:
        yield over.is_(None) if wanted.state == "open" else over.is_not(None)
    if wanted.text:
        said_in = (col(Meeting.place), col(Meeting.minutes))
        yield or_(*(column.icontains(wanted.text, autoescape=True) for column in said_in))
