"""Observer offices (R11) write an opinion on a candidate: recorded beside the scores, never in them."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from rules.access import Part, Right
from tasks import observers, overview_observing
from tasks.errors import Refused
from web.desk import acting, seated
from web.doors import needs, visitor_in
from web.forms import Problem, problems_of, typed_of

router = APIRouter(prefix="/observe")


@router.get("")
@needs(Right.OBSERVE)
def ask(request: Request, *, done: bool = False) -> HTMLResponse:
    return _form(request, (), done=done)


@router.post("")
@needs(Right.OBSERVE)
def record(request: Request) -> Response:
    """In the name of the visitor's own office; a later opinion replaces the earlier one."""
    typed = typed_of(request.state.form)
    office = next(iter(visitor_in(request).who.codes(Part.OBSERVER)), "")
    try:
        with acting(request) as (ctx, at):
            observers.record(ctx, at.campaign_id, office, typed["candidate"], typed["text"])
    except Refused as refused:
        return _form(request, problems_of(refused))
    return RedirectResponse("/observe?done=1", status_code=303)


def _form(request: Request, problems: tuple[Problem, ...], *, done: bool = False) -> HTMLResponse:
    with seated(request) as seat:
        return seat.page(
            "meeting/observe.html",
            status=422 if problems else 200,
            candidates=overview_observing.candidates(seat.ctx, seat.at),
            given=overview_observing.given(seat.ctx, seat.at, seat.who),
            typed=typed_of(request.state.form) if problems else typed_of(()),
            problems=problems,
            done=done,
        )
