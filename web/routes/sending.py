"""All sending stopped and started again: what an administrator needs first after a restore."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from pydantic import BaseModel, Field
from starlette.responses import HTMLResponse, RedirectResponse, Response

from rules.access import Right
from tasks import outbox_hold
from tasks.errors import Refused
from web.desk import Seat, acting, seated
from web.doors import needs
from web.forms import Problem, problems_of

router = APIRouter(prefix="/messages/sending")


class Typed(BaseModel):
    """Which of the two, as the form said it: what stands may have changed meanwhile."""

    act: Annotated[str, Field(pattern="^(pause|resume)$")]
    reason: Annotated[str, Field(max_length=500)] = ""


@router.get("")
@needs(Right.MESSAGES)
def ask(request: Request) -> HTMLResponse:
    with seated(request) as seat:
        return _page(seat)


@router.post("")
@needs(Right.MESSAGES)
def do(request: Request, typed: Annotated[Typed, Form()]) -> Response:
    try:
        with acting(request) as (ctx, _):
            if typed.act == "pause":
                outbox_hold.hold(ctx, reason=typed.reason.strip())
            else:
                outbox_hold.resume(ctx, reason=typed.reason.strip())
    except Refused as refused:
        with seated(request) as seat:
            return _page(seat, problems_of(refused), typed.reason)
    return RedirectResponse(f"/messages?done={typed.act}", status_code=303)


def _page(seat: Seat, problems: tuple[Problem, ...] = (), reason: str = "") -> HTMLResponse:
    return seat.page(
        "messages/sending.html",
        status=409 if problems else 200,
        on_hold=outbox_hold.standing(seat.ctx),
        problems=problems,
        reason=reason,
    )
