"""The whole journal for who audits it: sign-ins, readings of personal data and every act, with its data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func
from sqlmodel import col, select

from models import JournalEntry
from rules.calendar import Calendar
from tasks.context import Context
from tasks.counted import since_last_act


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """What of the journal; empty parts leave nothing out. Days are the campaign's, both included."""

    actor: str = ""
    what: str = ""
    subject: str = ""
    since: date | None = None
    until: date | None = None
    campaign_id: int | None = None
    """Only the acts of one campaign."""


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


def page_of(
    ctx: Context, calendar: Calendar, wanted: AuditFilter, *, limit: int | None, offset: int
) -> tuple[tuple[Act, ...], int]:
    """Acts, newest first, and how many there are; two queries."""
    conditions = _conditions(calendar, wanted)
    total = ctx.session.exec(
        select(func.count()).select_from(JournalEntry).where(*conditions)
    ).one()
    rows = ctx.session.exec(
        select(JournalEntry)
        .where(*conditions)
        .order_by(col(JournalEntry.seq).desc())
        .limit(limit)
        .offset(offset)
    )
    return tuple(
        Act(r.seq, r.at, r.actor, r.on_behalf_of, r.what, r.subject, r.why, r.payload) for r in rows
    ), total


def kinds_of_acts(ctx: Context, campaign_id: int | None = None) -> tuple[str, ...]:
    """Every kind of act that there is a row of, in one campaign or in all and none."""
    kinds = select(JournalEntry.what).distinct().order_by(col(JournalEntry.what))
    if campaign_id is not None:
        kinds = kinds.where(col(JournalEntry.campaign_id) == campaign_id)
    return since_last_act(ctx, "kinds", campaign_id or 0, lambda: tuple(ctx.session.exec(kinds)))


def _conditions(calendar: Calendar, wanted: AuditFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.campaign_id:
        conditions.append(col(JournalEntry.campaign_id) == wanted.campaign_id)
    if wanted.actor:
        conditions.append(col(JournalEntry.actor).icontains(wanted.actor, autoescape=True))
    if wanted.what:
        conditions.append(col(JournalEntry.what) == wanted.what)
    if wanted.subject:
        conditions.append(col(JournalEntry.subject).icontains(wanted.subject, autoescape=True))
    if wanted.since:
        before = wanted.since - timedelta(days=1)
        conditions.append(col(JournalEntry.at) > calendar.end_of(before))
    if wanted.until:
        conditions.append(col(JournalEntry.at) <= calendar.end_of(wanted.until))
    return conditions
