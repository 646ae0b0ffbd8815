"""The office's morning page, and the pulse by which pages know that something happened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from rules.access import Right
from rules.states import MessageState
from tasks import (
    outbox_hold,
    overview,
    overview_journal,
    overview_messages,
    overview_morning,
    overview_office_tasks,
    overview_papers,
    overview_quota,
)
from tasks.overview import DutyLine, PhaseLines
from tasks.overview_journal import Act, WantedActs
from tasks.overview_messages import ChannelLine
from web import timeline
from web.desk import Seat, pulse_of
from web.doors import HouseDep, needs, visitor_in
from web.headers import ARRIVED
from web.pages import page

router = APIRouter()

EVENTS_SHOWN = 12
ALWAYS_SHOWN = (MessageState.HELD, MessageState.READY, MessageState.SENT, MessageState.FAILED)


@dataclass(frozen=True, slots=True)
class Figures:
    owed: int
    overdue: int
    held: int
    failed: int


@router.get("/")
@needs(Right.OVERVIEW)
def dashboard(request: Request, house: HouseDep) -> Response:
    with house.reading(now=request.scope[ARRIVED]) as ctx:
        at = overview.desk(ctx)
        if at is None and visitor_in(request).who.may(Right.SETTINGS, Right.RUN):
            return RedirectResponse("/setup", status_code=303)
        if at is None:
            return page(request, "dashboard/empty.html", pulse=pulse_of(ctx))
        phases = overview.progress(ctx, at)
        seat = Seat(request, ctx, at)
        of_messages = seat.who.may(Right.MESSAGES)
        channels = overview_messages.by_channel(ctx, at) if of_messages else ()
        return seat.living_page(
            "dashboard/page.html",
            phases=phases,
            phase=overview.current_phase(phases),
            timeline=timeline.draw(phases, at.today),
            duties=_duties(phases),
            figures=_figures(phases, channels),
            channels=channels,
            shown_states=_shown(channels),
            coming=overview_messages.coming(ctx, at) if of_messages else None,
            on_hold=outbox_hold.standing(ctx) if of_messages else None,
            honours=overview_quota.quotas(ctx, at, seat.who),
            events=_events(seat),
            **_morning(seat),
        )


@router.get("/pulse")
@needs(Right.OVERVIEW)
def pulse(house: HouseDep, seen: str = "") -> Response:
    """Nothing while nothing happened; else the word that makes the page fetch itself again."""
    with house.reading() as ctx:
        now = pulse_of(ctx)
    return Response(status_code=204, headers={} if now == seen else {"hx-trigger": "changed"})


def _morning(seat: Seat) -> dict[str, object]:
    """What is shown to whoever has to do with it, and asked of the database for nobody else."""
    may, here = seat.who.may, (seat.ctx, seat.at)
    units = may(Right.UNITS)
    return {
        "tasks": overview_office_tasks.newest(*here) if may(Right.MESSAGES) else (),
        "to_sign": overview_papers.to_sign(*here, seat.who) if may(Right.SIGN) else (),
        "blockers": overview_morning.blockers(*here) if units else (),
        "groups": overview_morning.by_group(*here, seat.who) if units else (),
    }


def _events(seat: Seat) -> Sequence[Act]:
    if not seat.who.may(Right.JOURNAL, Right.AUDIT):
        return ()
    wanted = WantedActs(campaign_id=seat.at.campaign_id)
    return overview_journal.acts(seat.ctx, seat.at.calendar, wanted, limit=EVENTS_SHOWN)


def _duties(phases: tuple[PhaseLines, ...]) -> list[DutyLine]:
    """What is owed comes first, by its end; what is done follows."""
    lines = [duty for phase in phases for step in phase.steps for duty in step.duties]
    return sorted(lines, key=lambda duty: (duty.owed == 0, duty.last_due))


def _figures(phases: tuple[PhaseLines, ...], channels: tuple[ChannelLine, ...]) -> Figures:
    steps = [step for phase in phases for step in phase.steps]
    return Figures(
        owed=sum(step.owed for step in steps),
        overdue=sum(step.overdue for step in steps),
        held=sum(line.counts.get(MessageState.HELD, 0) for line in channels),
        failed=sum(line.counts.get(MessageState.FAILED, 0) for line in channels),
    )


def _shown(channels: tuple[ChannelLine, ...]) -> list[MessageState]:
    """The usual states always, the others where there are any."""
    found = {state for line in channels for state, n in line.counts.items() if n}
    return [state for state in MessageState if state in ALWAYS_SHOWN or state in found]
