"""Meetings as a whole: the list, the call, the agenda, and who came."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request
from pydantic import BaseModel, Field
from starlette.datastructures import FormData
from starlette.responses import HTMLResponse, RedirectResponse, Response

from rules.access import Right
from tasks import overview_meeting, overview_meetings
from tasks.errors import Refused
from tasks.meetings import agenda, attending, rows
from tasks.meetings.attending import Came
from tasks.overview_meeting import Pack, Place
from tasks.overview_meetings import SORTED_BY, MeetingLine, WantedMeetings
from web.desk import Seat, acting, seated
from web.doors import needs
from web.forms import Problem, day_in, missing, problems_of, typed_of
from web.lists import Column, Listing, OrderDep
from web.routes.meeting import Number, own_posts

router = APIRouter(prefix="/meeting")

COLUMNS: tuple[Column[MeetingLine], ...] = (
    Column("number", "次数", lambda m: m.number, SORTED_BY["number"], number=True),
    Column("name", "会议", lambda m: m.name, SORTED_BY["kind"]),
    Column("held_on", "日期", lambda m: m.held_on, SORTED_BY["held_on"]),
    Column("place", "地点", lambda m: m.place),
    Column("settled", "已定议题", lambda m: f"{m.settled}/{m.items}"),
    Column("minutes", "纪要", lambda m: m.minutes),
)


def wanted_meetings(
    kind: Annotated[str, Query(pattern="^(|special|again|circulated)$")] = "",
    state: Annotated[str, Query(pattern="^(|open|over)$")] = "",
    text: Annotated[str, Query(max_length=60)] = "",
) -> WantedMeetings:
    return WantedMeetings(kind, state, text.strip())


WantedDep = Annotated[WantedMeetings, Depends(wanted_meetings)]


class CallForm(BaseModel):
    """The call to a meeting, as typed."""

    held_on: str = ""
    kind: Annotated[str, Field(pattern="^(special|again|circulated)$")] = "special"
    place: Annotated[str, Field(max_length=200)] = ""
    reason: Annotated[str, Field(max_length=2000)] = ""


@router.get("")
@needs(Right.MEETING, Right.MEETING_DESK)
def listed(request: Request, order: OrderDep, wanted: WantedDep) -> Response:
    with seated(request) as seat:
        listing = Listing("领导小组会议", COLUMNS, order, asdict(wanted))
        found = overview_meetings.page_of(seat.ctx, seat.at, wanted, listing.cut())
        listing = listing.with_rows(*found)
        if order.workbook:
            return listing.as_workbook(seat.printed_by)
        return seat.page(
            "meeting/list.html",
            listing=listing,
            wanted=wanted,
            narrowed=wanted != WantedMeetings(),
            kinds=rows.KINDS,
        )


@router.get("/convene")
@needs(Right.MEETING_DESK)
def ask_convene(request: Request) -> HTMLResponse:
    with seated(request) as seat:
        kind = "again" if rows.all_of(seat.ctx, seat.at.campaign_id) else "special"
        return _call(seat, CallForm(held_on=seat.at.today.isoformat(), kind=kind), ())


@router.post("/convene")
@needs(Right.MEETING_DESK)
def convene(request: Request, typed: Annotated[CallForm, Form()]) -> Response:
    day = day_in(typed.held_on)
    if day is None:
        with seated(request) as seat:
            return _call(seat, typed, (Problem("日期请按 2021-12-20 的格式填写", "held_on"),))
    try:
        with acting(request) as (ctx, at):
            call = agenda.Call(day, typed.kind, typed.place.strip(), typed.reason.strip())
            made = agenda.convene(ctx, at.campaign_id, call)
    except Refused as refused:
        with seated(request) as seat:
            return _call(seat, typed, problems_of(refused))
    return RedirectResponse(f"/meeting/{made.number}?done=convened", status_code=303)


@router.get("/{meeting}")
@needs(Right.MEETING, Right.MEETING_DESK)
def show(request: Request, meeting: Number, done: str = "") -> HTMLResponse:
    with seated(request) as seat:
        found = overview_meeting.pack(seat.ctx, seat.at, meeting)
        own = own_posts(seat.who, seat.at.plan)
        return seat.living_page("meeting/pack.html", pack=found, own=own, done=done)


@router.get("/{meeting}/attendance")
@needs(Right.MEETING_DESK)
def ask_attendance(request: Request, meeting: Number) -> HTMLResponse:
    with seated(request) as seat:
        found = overview_meeting.pack(seat.ctx, seat.at, meeting)
        return _attendance(seat, found, {one.post: _as_entered(one) for one in found.seats}, ())


@router.post("/{meeting}/attendance")
@needs(Right.MEETING_DESK)
def attend(request: Request, meeting: Number) -> Response:
    """Who is there as ticked, each with whoever came instead and that person's code."""
    form: FormData = request.state.form
    there, typed = set(form.getlist("there")), typed_of(form)
    with seated(request) as seat:
        found = overview_meeting.pack(seat.ctx, seat.at, meeting)
    came = {
        one.post: Came(one.post, one.post in there, typed[f"instead.{n}"], typed[f"person.{n}"])
        for n, one in enumerate(found.seats)
    }
    try:
        with acting(request) as (ctx, at):
            attending.attend(ctx, at.campaign_id, list(came.values()), meeting=meeting)
    except Refused as refused:
        with seated(request) as seat:
            return _attendance(seat, found, came, problems_of(refused))
    return RedirectResponse(f"/meeting/{meeting}?done=attended", status_code=303)


@router.get("/{meeting}/items")
@needs(Right.MEETING_DESK)
def ask_item(request: Request, meeting: Number) -> HTMLResponse:
    with seated(request) as seat:
        return _more(seat, meeting, "", ())


@router.post("/{meeting}/items")
@needs(Right.MEETING_DESK)
def add_item(
    request: Request, meeting: Number, cell: Annotated[str, Form(max_length=90)] = ""
) -> Response:
    """Take up a list on a later meeting, say because a winner gave up."""
    problems = missing(cell=(cell, "请选择哪一类名单"))
    if not problems:
        honour, _, code = cell.partition(" ")
        try:
            with acting(request) as (ctx, at):
                position = agenda.add_cell(ctx, at.campaign_id, honour, code, meeting=meeting)
        except Refused as refused:
            problems = problems_of(refused)
        else:
            place = f"/meeting/{meeting}/items/{position}?done=added"
            return RedirectResponse(place, status_code=303)
    with seated(request) as seat:
        return _more(seat, meeting, cell, problems)


def _call(seat: Seat, typed: CallForm, problems: tuple[Problem, ...]) -> HTMLResponse:
    return seat.page(
        "meeting/convene.html",
        status=422 if problems else 200,
        typed=typed,
        kinds=tuple(rows.KINDS.items()),
        problems=problems,
    )


def _as_entered(one: Place) -> Came:
    return Came(one.post, bool(one.present), one.substitute, one.person)


def _attendance(
    seat: Seat, found: Pack, came: Mapping[str, Came], problems: tuple[Problem, ...]
) -> HTMLResponse:
    return seat.page(
        "meeting/attendance.html",
        status=422 if problems else 200,
        pack=found,
        came=came,
        problems=problems,
    )


def _more(seat: Seat, meeting: int, cell: str, problems: tuple[Problem, ...]) -> HTMLResponse:
    return seat.page(
        "meeting/add.html",
        status=422 if problems else 200,
        pack=overview_meeting.pack(seat.ctx, seat.at, meeting),
        cell=cell,
        problems=problems,
    )
