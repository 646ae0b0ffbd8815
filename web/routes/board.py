"""The published list of a closed vote: looked at, taken along, counted again, searched with a receipt."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import HTMLResponse, Response

from tasks.errors import NotFound, NotPossible, Refused
from tasks.voting import results
from tasks.voting.results import Board, Counted, Found
from web.again import page_before_signing_in
from web.desk import Seat, seated
from web.forms import Problem, problems_of
from web.limits import Allowance
from web.lists import attachment

router = APIRouter(prefix="/vote/{vote}")

LOOKS = Allowance("board", 120, timedelta(minutes=10))
"""A list is read and hashed anew each time."""
TOO_OFTEN = Problem("查询次数过多，请过十分钟再试。")


@router.get("/board")
def board(request: Request, vote: str, *, count: bool = False) -> HTMLResponse:
    """The list; with `count`, counted again and compared with what was written down at closing."""
    with seated(request) as seat:
        found = _board(request, seat, vote)
        counted: tuple[Counted, ...] = ()
        problems: tuple[Problem, ...] = ()
        if count:
            try:
                counted = results.count(seat.ctx, seat.at.campaign_id, vote)
            except Refused as refused:
                problems = problems_of(refused)
        return _page(request, seat, vote, found, counted=counted, problems=problems)


@router.get("/board.json")
def download(request: Request, vote: str) -> Response:
    with seated(request) as seat:
        text = _board(request, seat, vote).as_json()
    return attachment(text.encode(), f"{vote}-board.json", "application/json")


@router.post("/receipt")
def receipt(
    request: Request, vote: str, receipt: Annotated[str, Form(max_length=60)] = ""
) -> HTMLResponse:
    """Where a receipt leads; it stands in the form and nowhere else."""
    with seated(request) as seat:
        found = _board(request, seat, vote)
        slips: tuple[Found, ...] = ()
        problems: tuple[Problem, ...] = ()
        try:
            slips = results.find_receipt(seat.ctx, seat.at.campaign_id, vote, receipt)
        except NotPossible as refused:
            problems = problems_of(refused, "receipt")
        status = 422 if problems else 200
        return _page(request, seat, vote, found, status, slips=slips, problems=problems)


def _board(request: Request, seat: Seat, vote: str) -> Board:
    if LOOKS.spent(request):
        raise Refused([TOO_OFTEN.text])
    LOOKS.note(request)
    try:
        return results.board(seat.ctx, seat.at.campaign_id, vote)
    except NotFound as missing:
        raise NotFound(["没有这项投票"]) from missing


def _page(  # noqa: PLR0913 - the parts of one page
    request: Request,
    seat: Seat,
    vote: str,
    found: Board,
    status: int = 200,
    *,
    counted: tuple[Counted, ...] = (),
    slips: tuple[Found, ...] = (),
    problems: tuple[Problem, ...] = (),
) -> HTMLResponse:
    return page_before_signing_in(
        request,
        "vote/board.html",
        status=status,
        desk=seat.at,
        vote=vote,
        board=found,
        counted=counted,
        slips=slips,
        problems=problems,
    )
