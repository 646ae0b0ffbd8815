"""People, posts and units: who holds what, handovers, new names, closings; telephone numbers on request."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from pydantic import BaseModel, Field
from sqlmodel import col
from starlette.responses import HTMLResponse, RedirectResponse, Response

from models import Person
from rules.access import Right
from tasks import handovers, overview_people, reach
from tasks.errors import NotPossible, Refused
from tasks.handovers import Successor
from tasks.overview_people import SORTED_BY, PersonLine
from web.desk import acting, seated
from web.doors import needs
from web.forms import Problem, day_in, problems_of
from web.lists import Column, Listing, OrderDep

router = APIRouter(prefix="/people")

Reason = Annotated[str, Form(max_length=500)]
COLUMNS: tuple[Column[PersonLine], ...] = (
    Column("code", "编码", lambda p: p.code, SORTED_BY["code"]),
    Column("name", "姓名", lambda p: p.name, SORTED_BY["name"]),
    Column("posts", "在任岗位", lambda p: "；".join(f"{t.unit} {t.title}" for t in p.posts)),
)


class HandoverForm(BaseModel):
    code: Annotated[str, Field(max_length=40)] = ""
    name: Annotated[str, Field(max_length=100)] = ""
    email: Annotated[str, Field(max_length=320)] = ""
    since: str = ""
    reason: Annotated[str, Field(max_length=500)] = ""


class UnitForm(BaseModel):
    """A new name, or a closing with or without a successor, from a day on."""

    act: Annotated[str, Field(pattern="^(rename|close)$")] = "rename"
    name: Annotated[str, Field(max_length=200)] = ""
    successor: Annotated[str, Field(max_length=40)] = ""
    since: str = ""
    reason: Annotated[str, Field(max_length=500)] = ""


@router.get("")
@needs(Right.PEOPLE)
def listed(
    request: Request, order: OrderDep, search: Annotated[str, Query(max_length=60)] = ""
) -> Response:
    with seated(request) as seat:
        listing = Listing("人员", COLUMNS, order, {"search": search})
        rows, total = overview_people.page_of(
            seat.ctx,
            search,
            seat.at.today,
            listing.order_by(col(Person.id)),
            limit=order.limit,
            offset=order.offset,
        )
        listing = listing.with_rows(rows, total)
        if order.workbook:
            return listing.as_workbook(seat.printed_by)
        return seat.page("people/list.html", listing=listing, search=search)


@router.get("/{person}")
@needs(Right.PEOPLE)
def show(request: Request, person: str) -> HTMLResponse:
    return _person_page(request, person)


@router.post("/{person}/addresses/{address}")
@needs(Right.PEOPLE)
def reveal(request: Request, person: str, address: int, reason: Reason = "") -> HTMLResponse:
    try:
        with acting(request) as (ctx, _):
            told = overview_people.reveal(ctx, person, address, reason=reason)
    except Refused as refused:
        return _person_page(request, person, problems=problems_of(refused), status=422)
    return _person_page(request, person, revealed={address: told})


@router.post("/posts/{post}/handover")
@needs(Right.PEOPLE)
def hand_over(request: Request, post: int, typed: Annotated[HandoverForm, Form()]) -> Response:
    to = Successor(typed.code.strip(), typed.name.strip(), typed.email.strip())
    with seated(request) as seat:
        unit = overview_people.unit_of_post(seat.ctx, post)
    try:
        with acting(request) as (ctx, _):
            handovers.hand_over(ctx, post, to, _day(typed.since), reason=typed.reason)
    except Refused as refused:
        return _unit_page(request, unit, UnitForm(), problems_of(refused), {post: typed})
    return RedirectResponse(f"/people/{to.code}", status_code=303)


@router.get("/units/{unit}")
@needs(Right.PEOPLE)
def show_unit(request: Request, unit: str) -> HTMLResponse:
    return _unit_page(request, unit, UnitForm(), ())


@router.post("/units/{unit}")
@needs(Right.PEOPLE)
def change_unit(request: Request, unit: str, typed: Annotated[UnitForm, Form()]) -> Response:
    try:
        with acting(request) as (ctx, _):
            if typed.act == "rename":
                handovers.rename(ctx, unit, typed.name, _day(typed.since), reason=typed.reason)
            else:
                handovers.close(
                    ctx, unit, _day(typed.since), successor=typed.successor.strip(),
                    reason=typed.reason,
                )  # fmt: skip
    except NotPossible as refused:
        return _unit_page(request, unit, typed, problems_of(refused))
    return RedirectResponse(f"/people/units/{unit}", status_code=303)


def _day(typed: str) -> date:
    day = day_in(typed)
    if day is None:
        raise Refused(["请填写起始日期，例如 2021-12-20"])
    return day


def _person_page(
    request: Request,
    code: str,
    *,
    status: int = 200,
    problems: tuple[Problem, ...] = (),
    revealed: dict[int, str] | None = None,
) -> HTMLResponse:
    with seated(request) as seat:
        return seat.page(
            "people/person.html",
            status=status,
            person=overview_people.one(seat.ctx, code),
            problems=problems,
            revealed=revealed or {},
        )


def _unit_page(
    request: Request,
    code: str,
    typed: UnitForm,
    problems: tuple[Problem, ...],
    handing: dict[int, HandoverForm] | None = None,
) -> HTMLResponse:
    with seated(request) as seat:
        row = reach.unit(seat.ctx, seat.who, code)
        return seat.page(
            "people/unit.html",
            status=422 if problems else 200,
            unit=overview_people.unit(seat.ctx, row),
            typed=typed,
            handing=handing or {},
            nothing=HandoverForm(),
            problems=problems,
        )
