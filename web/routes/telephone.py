"""The day's telephone list: whom to call, numbers on request, the outcome by one click."""

from __future__ import annotations

from io import BytesIO
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from records.workbooks.phone_list import write_phone_list
from rules.access import Right
from tasks import calls, reminders, telephone
from tasks.calls import CallOutcome
from tasks.errors import Refused
from tasks.telephone import PhoneLine
from tasks.wording import day_cn
from web.desk import Seat, acting, seated
from web.doors import needs
from web.forms import Problem
from web.lists import WORKBOOK, attachment

router = APIRouter(prefix="/telephone")


@router.get("")
@needs(Right.MESSAGES)
def day_list(request: Request) -> HTMLResponse:
    with seated(request) as seat:
        return _page(seat, _lines(seat))


@router.post("/numbers")
@needs(Right.MESSAGES)
def numbers(
    request: Request,
    reason: Annotated[str, Form(max_length=500)] = "",
    act: Annotated[str, Form(max_length=20)] = "show",
) -> Response:
    """The numbers in full, on the page or as a workbook; who looked and why enters the journal."""
    with seated(request) as seat:
        found = _lines(seat)
    try:
        with acting(request) as (ctx, at):
            telephone.reveal(ctx, at.campaign_id, len(found), reason=reason)
    except Refused as refused:
        with seated(request) as seat:
            return _page(seat, found, problems=[Problem(r, "reason") for r in refused.reasons])
    with seated(request) as seat:
        if act == "workbook":
            return _workbook(seat, found)
        return _page(seat, found, revealed=True)


@router.post("/{unit}/calls")
@needs(Right.MESSAGES)
def called(
    request: Request,
    unit: str,
    outcome: Annotated[CallOutcome, Form()],
    person: Annotated[str, Form(max_length=12)] = "",
    note: Annotated[str, Form(max_length=500)] = "",
) -> Response:
    with acting(request) as (ctx, at):
        person_id = int(person) if person.isdecimal() else None
        calls.log_call(ctx, at.campaign_id, unit, outcome, person_id=person_id, note=note)
    return RedirectResponse("/telephone", status_code=303)


def _lines(seat: Seat) -> list[PhoneLine]:
    return telephone.day_list(seat.ctx, seat.at.campaign_id, seat.at.today)


def _page(
    seat: Seat,
    lines: list[PhoneLine],
    *,
    revealed: bool = False,
    problems: list[Problem] | None = None,
) -> HTMLResponse:
    return seat.page(
        "telephone/page.html",
        status=422 if problems else 200,
        calls=lines,
        revealed=revealed,
        problems=problems or (),
        chat=reminders.chat_text(seat.ctx, seat.at.campaign_id, seat.at.today),
    )


def _workbook(seat: Seat, lines: list[PhoneLine]) -> Response:
    kept, title = BytesIO(), f"{day_cn(seat.at.today)}电话清单"
    write_phone_list(kept, title, map(telephone.row_of, lines))
    return attachment(kept.getvalue(), f"{title}.xlsx", WORKBOOK)
