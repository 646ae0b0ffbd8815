"""What the year waits for next: planned runs, reminders that fall due, letters ready to leave."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from sqlmodel import col, func, select, update

from models import Message, Obligation, PlannedRun
from rules.calendar import Calendar
from rules.states import MessageState, RunState
from tasks.context import Context

DELIVERY_TIMES = (time(9, 42), time(11, 37), time(14, 47), time(17, 12), time(20, 7))
"""When the simulated year lets ready messages out; an installation does every five minutes.
Off the full and half hours, which robots keep clear of."""


def next_run(ctx: Context, campaign: int) -> datetime | None:
    return _least(ctx, PlannedRun.due_at, *_planned(campaign))


def next_nudge(ctx: Context, campaign: int) -> datetime | None:
    return _least(ctx, Obligation.next_nudge_at, col(Obligation.campaign_id) == campaign)


def next_delivery(
    ctx: Context, campaign: int, now: datetime, calendar: Calendar
) -> datetime | None:
    """The next time of day at which ready messages are let out, if there are any."""
    ready = _least(
        ctx,
        Message.ready_at,
        col(Message.campaign_id) == campaign,
        col(Message.state) == MessageState.READY,
    )
    if ready is None:
        return None
    from_then = max(ready, now)
    today = calendar.day_of(from_then)
    moments = (
        calendar.at(day, clock)
        for day in (today, today + timedelta(days=1))
        for clock in DELIVERY_TIMES
    )
    return next(moment for moment in moments if moment >= from_then)


def due_runs(ctx: Context, campaign: int, until: datetime) -> Sequence[PlannedRun]:
    return ctx.session.exec(
        select(PlannedRun)
        .where(*_planned(campaign), col(PlannedRun.due_at) <= until)
        .order_by(col(PlannedRun.due_at), col(PlannedRun.id))
    ).all()


def note_done(ctx: Context, campaign: int, until: datetime) -> None:
    """In a simulated campaign Prefect holds no runs that could tell that they are over."""
    ctx.session.execute(
        update(PlannedRun)
        .where(*_planned(campaign), col(PlannedRun.due_at) <= until)
        .values(state=RunState.DONE)
    )


def _planned(campaign: int) -> tuple[Any, ...]:
    return (
        col(PlannedRun.campaign_id) == campaign,
        col(PlannedRun.state) == RunState.PLANNED,
    )


def _least(ctx: Context, column: object, *where: Any) -> datetime | None:  # noqa: ANN401 - conditions
    found = ctx.session.execute(select(func.min(column)).where(*where)).scalar_one_or_none()
    return found if isinstance(found, datetime) else None
