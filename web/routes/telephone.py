"""The day's telephone list: whom to call, numbers on request, the outcome by one click."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from records.workbooks.phone_list import write_phone_list
from rules.access import Right
from tasks import calls, reminders, telephone
from tasks.calls import CallOutcome
from tasks.errors import Refused
from tasks.telephone import PhoneLine, ToCall
from tasks.wording import day_cn
from web.desk import Seat, acting, seated
from web.doors import needs
from web.forms import Problem, problems_of
from web.lists import BY_VALUE, WORKBOOK, Column, Listing, Order, OrderDep, attachment

router = APIRouter(prefix="/telephone")
COLUMNS: tuple[Column[ToCall], ...] = (
    Column("unit", "单位", lambda one: one.name, BY_VALUE),
    Column("county", "地区", lambda one: one.county, BY_VALUE),
    Column("due", "截止", lambda one: one.due_on, BY_VALUE),
)
"""What the units are sorted by; the lines of a page are read for its units only."""


@router.get("")
@needs(Right.MESSAGES)
def day_list(request: Request, order: OrderDep) -> HTMLResponse:
    with seated(request) as seat:
        return _page(seat, order)


@router.get("/chat")
@needs(Right.MESSAGES)
def chat(request: Request) -> HTMLResponse:
    """The day's reminders as a text to paste into a chat group."""
    with seated(request) as seat:
        text = reminders.chat_text(seat.ctx, seat.at.campaign_id, seat.at.today)
        return seat.page("telephone/chat.html", chat=text)


@router.post("/numbers")
@needs(Right.MESSAGES)
def numbers(
    request: Request,
    order: OrderDep,
    reason: Annotated[str, Form(max_length=500)] = "",
    act: Annotated[str, Form(max_length=20)] = "show",
) -> Response:
    """The numbers in full, on the page or all as a workbook; who looked and why enters the journal."""
    asked = replace(order, workbook=act == "workbook")
    with seated(request) as seat:
        found = _lines(seat, _listing(seat, asked))
    try:
        with acting(request) as (ctx, at):
            telephone.reveal(ctx, at.campaign_id, len(found), reason=reason)
    except Refused as refused:
        problems = problems_of(refused, "reason")
        with seated(request) as seat:
            return _page(seat, order, problems=problems)
    with seated(request) as seat:
        if asked.workbook:
            return _workbook(seat, found)
        return _page(seat, order, revealed=True)


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


def _listing(seat: Seat, order: Order) -> Listing[ToCall]:
    units = telephone.day_units(seat.ctx, seat.at.campaign_id, seat.at.today)
    return Listing("电话清单", COLUMNS, order).of_all(units)


def _lines(seat: Seat, listing: Listing[ToCall]) -> list[PhoneLine]:
    return telephone.lines_of(seat.ctx, seat.at.campaign_id, seat.at.today, listing.rows)


def _page(
    seat: Seat,
    order: Order,
    *,
    revealed: bool = False,
    problems: tuple[Problem, ...] = (),
) -> HTMLResponse:
    listing = _listing(seat, order)
    return seat.page(
        "telephone/page.html",
        status=422 if problems else 200,
        listing=listing,
        calls=_lines(seat, listing),
        revealed=revealed,
        problems=problems or (),
    )


def _workbook(seat: Seat, lines: list[PhoneLine]) -> Response:
    kept, title = BytesIO(), f"{day_cn(seat.at.today)}电话清单"
    write_phone_list(kept, title, map(telephone.row_of, lines))
    return attachment(kept.getvalue(), f"{title}.xlsx", WORKBOOK)
