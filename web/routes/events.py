"""The journal, newest first."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import HTMLResponse

from rules.access import Right
from tasks import overview_events
from tasks.overview_events import PAGE
from web.desk import seated
from web.doors import needs
from web.plain import LARGEST

router = APIRouter()

Before = Annotated[int | None, Query(ge=1, le=LARGEST)]


@router.get("/events")
@needs(Right.JOURNAL, Right.AUDIT)
def events(request: Request, before: Before = None) -> HTMLResponse:
    with seated(request) as seat:
        found = overview_events.events(seat.ctx, seat.at, before=before)
        return seat.living_page("events/page.html", events=found, before=before, size=PAGE)
