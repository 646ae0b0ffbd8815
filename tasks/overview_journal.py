"""The journal as people read it, newest first: a campaign's acts, and all of them for who audits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy
from sqlalchemy import ColumnElement, func, or_
from sqlmodel import col, select

from models import JournalEntry
from rules.calendar import Calendar
from tasks.context import Context
from tasks.counted import since_last_act


@dataclass(frozen=True, slots=True)
class WantedActs:
    """What of the journal; empty parts leave nothing out. Days are the campaign's, both included."""

    actor: str = ""
    what: str = ""
    subject: str = ""
    since: date | None = None
    until: date | None = None
    campaign_id: int | None = None
    """Only the acts of one campaign."""
    step: str = ""
    """Only what was done to a step and its duties."""
    before: int | None = None
    """Only older rows than this one: such pages do not shift while the journal grows."""


@dataclass(frozen=True, slots=True)
class Act:
    seq: int
    at: datetime
    actor: str
    on_behalf_of: str
    what: str
    subject: str
    why: str
    payload: Mapping[str, Any] | None
    """None: erased for privacy; its digest stays."""


def acts(
    ctx: Context, calendar: Calendar, wanted: WantedActs, *, limit: int | None, offset: int = 0
) -> tuple[Act, ...]:
    """Acts, newest first."""
    columns = (
        col(JournalEntry.seq),
        col(JournalEntry.at),
        col(JournalEntry.actor),
        col(JournalEntry.on_behalf_of),
        col(JournalEntry.what),
        col(JournalEntry.subject),
        col(JournalEntry.why),
        col(JournalEntry.payload),
    )
    found = (
        sqlalchemy.select(*columns)
        .where(*_conditions(calendar, wanted))
        .order_by(col(JournalEntry.seq).desc())
        .limit(limit)
        .offset(offset)
    )
    return tuple(Act(*row) for row in ctx.session.execute(found))


def page_of(
    ctx: Context, calendar: Calendar, wanted: WantedActs, *, limit: int | None, offset: int
) -> tuple[tuple[Act, ...], int]:
    """A page of acts, and how many there are; two queries."""
    total = ctx.session.exec(
        select(func.count()).select_from(JournalEntry).where(*_conditions(calendar, wanted))
    ).one()
    return acts(ctx, calendar, wanted, limit=limit, offset=offset), total


def kinds_of_acts(ctx: Context, campaign_id: int | None = None) -> tuple[str, ...]:
    """Every kind of act that there is a row of, in one campaign or in all and none."""
    kinds = select(JournalEntry.what).distinct().order_by(col(JournalEntry.what))
    if campaign_id is not None:
        kinds = kinds.where(col(JournalEntry.campaign_id) == campaign_id)
    return since_last_act(ctx, "kinds", campaign_id or 0, lambda: tuple(ctx.session.exec(kinds)))


def _conditions(calendar: Calendar, wanted: WantedActs) -> list[ColumnElement[bool]]:
    about, at = col(JournalEntry.subject), col(JournalEntry.at)
    within = about.startswith(f"{wanted.step}/", autoescape=True)
    parts: tuple[tuple[object, Callable[[], ColumnElement[bool]]], ...] = (
        (wanted.campaign_id, lambda: col(JournalEntry.campaign_id) == wanted.campaign_id),
        (wanted.actor, lambda: col(JournalEntry.actor).icontains(wanted.actor, autoescape=True)),
        (wanted.what, lambda: col(JournalEntry.what) == wanted.what),
        (wanted.subject, lambda: about.icontains(wanted.subject, autoescape=True)),
        (wanted.step, lambda: or_(about == wanted.step, within)),
        (wanted.since, lambda: at > calendar.end_of(_day_before(wanted.since))),
        (wanted.until, lambda: at <= calendar.end_of(wanted.until or date.max)),
        (wanted.before, lambda: col(JournalEntry.seq) < wanted.before),
    )
    return [condition() for asked, condition in parts if asked]


def _day_before(day: date | None) -> date:
    return (day or date.max) - timedelta(days=1)
