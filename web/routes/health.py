"""Whether the application answers and its database can be read; for the supervisor."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import PlainTextResponse

from tasks import counted
from web.doors import HouseDep

router = APIRouter()


@router.get("/health")
def health(house: HouseDep) -> PlainTextResponse:
    with house.reading() as ctx:
        counted.head(ctx)
    return PlainTextResponse("ok")
