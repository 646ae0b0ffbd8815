"""The quota table: places of every honour by category."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from rules.access import Right
from tasks import overview_quota
from web.desk import seated
from web.doors import needs

router = APIRouter()


@router.get("/quotas")
@needs(Right.OVERVIEW)
def quotas(request: Request) -> HTMLResponse:
    with seated(request) as seat:
        return seat.living_page(
            "quotas.html", honours=overview_quota.quotas(seat.ctx, seat.at, seat.who)
        )
