"""Files of what was handed in or collected about a unit, for whoever may look at it."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from rules.access import Right
from tasks import overview_sheets
from web.desk import seated
from web.doors import needs
from web.lists import attachment

router = APIRouter()


@router.get("/filings/{piece}/file")
@needs(Right.EVALUATE, Right.LEAD, Right.APPLICATIONS, Right.COUNTY)
def file(request: Request, piece: int) -> Response:
    with seated(request) as seat:
        name, data = overview_sheets.file_of(seat.ctx, seat.at, seat.who, piece)
    return attachment(data, name, "application/octet-stream")
