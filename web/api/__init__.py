"""The JSON API under /api/v1: what the dashboard shows, and the writes that other systems need."""

from __future__ import annotations

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from tasks.context import House
from tasks.errors import NotFound, NotPossible
from web.api import reading, writing
from web.api.door import NoEntry, OtherRequest

PREFIX = "/api/v1"


def create_api(house: House) -> FastAPI:
    """An application of its own: tokens instead of sessions, reasons as JSON instead of pages."""
    api = FastAPI(
        title="Pingxuan 评选",
        version="1",
        description="Times are instants with a zone; reasons of refusals are in Chinese.",
        docs_url=None,
        redoc_url=None,
    )
    api.state.house = house
    api.include_router(reading.router)
    api.include_router(writing.router)
    api.add_exception_handler(NoEntry, _no_entry)
    api.add_exception_handler(OtherRequest, _other_request)
    api.add_exception_handler(NotPossible, _not_possible)
    return api


async def _no_entry(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, NoEntry)  # noqa: S101 - registered for this class
    headers = {"www-authenticate": "Bearer"} if error.status == 401 else {}  # noqa: PLR2004
    return JSONResponse({"reasons": [error.reason]}, error.status, headers)


async def _other_request(_request: Request, _error: Exception) -> JSONResponse:
    return JSONResponse({"reasons": ["这个 Idempotency-Key 已用于另一个请求"]}, 422)


async def _not_possible(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, NotPossible)  # noqa: S101 - registered for this class
    status = 404 if isinstance(error, NotFound) else 409
    return JSONResponse({"reasons": [str(reason) for reason in error.reasons]}, status)
