"""The journal, newest first."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from rules.access import Right
from tasks import overview_events
from tasks.overview_events import PAGE
from web.desk import seated
from web.doors import needs

router = APIRouter()


@router.get("/events")
@needs(Right.JOURNAL, Right.AUDIT)
def events(request: Request, before: int | None = None) -> HTMLResponse:
    with seated(request) as seat:
        found = overview_events.events(seat.ctx, seat.at, before=before)
        return seat.living_page("events/page.html", events=found, before=before, size=PAGE)
