"""The result with its proof: a folder that anybody can check by themselves, as one file to take along."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from rules.access import Right
from tasks import overview_result, proof
from tasks.errors import Refused
from web.desk import acting, seated
from web.doors import needs, visitor_in
from web.forms import Problem, problems_of
from web.lists import attachment

router = APIRouter(prefix="/result")


@router.get("")
@needs(Right.SCORES, Right.AUDIT)
def show(request: Request) -> HTMLResponse:
    return _page(request, ())


@router.post("/public")
@needs(Right.SCORES, Right.AUDIT)
def take_public(request: Request) -> Response:
    """Names nobody who did not win, no evaluator and no facts of persons."""
    return _handed_out(request, full=False)


@router.post("/full")
@needs(Right.SCORES)
def take_full(request: Request) -> Response:
    """With the facts of persons and the evaluators' names."""
    return _handed_out(request, full=True)


def _handed_out(request: Request, *, full: bool) -> Response:
    try:
        with acting(request) as (ctx, at):
            overview_result.refuse_unless_ready(ctx, at, visitor_in(request).who)
            name, data = proof.packed(ctx, at.campaign_id, full=full)
    except Refused as refused:
        return _page(request, problems_of(refused))
    return attachment(data, name, "application/zip")


def _page(request: Request, problems: tuple[Problem, ...]) -> HTMLResponse:
    with seated(request) as seat:
        why_not = overview_result.why_not(seat.ctx, seat.at, seat.who)
        head = ""
        if not why_not:
            try:
                head = overview_result.head(seat.ctx, seat.at)
            except Refused as refused:
                why_not = refused.reasons
        return seat.page(
            "result/page.html",
            status=422 if problems else 200,
            why_not=why_not,
            head=head,
            problems=problems,
        )
