"""One click into any part, in a demonstration and on its own machine only."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from tasks import demonstration
from web.cookies import with_session
from web.doors import HouseDep

router = APIRouter()


@router.post("/sign-in/demo")
def enter(
    request: Request, house: HouseDep, account: Annotated[str, Form(max_length=60)]
) -> Response:
    host = request.client.host if request.client else ""
    with house.acting("演示") as ctx:
        signed = demonstration.enter(ctx, account, host)
    return with_session(request, RedirectResponse("/home", status_code=303), signed.token)
