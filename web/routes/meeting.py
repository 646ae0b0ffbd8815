"""The leading group's meeting: its pack for members, the office's hand from the call to the minutes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from rules.access import Part, Right
from rules.selection import Change, PlacesAre, TotalIs
from tasks import overview_meeting, papers, printing, what_if
from tasks.errors import Refused
from tasks.meetings import agenda, attending, concluding, deciding
from tasks.meetings import rows as meetings
from tasks.meetings.agenda import Call
from tasks.meetings.attending import Came
from tasks.meetings.guard import Said as Word
from tasks.meetings.kinds import MINUTES
from web.desk import acting, seated
from web.doors import needs
from web.forms import Problem, problems_of, typed_of
from web.lists import attachment

router = APIRouter(prefix="/meeting")
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
DONE = {
    "convene": "会议已召集，议题已列出。",
    "attend": "到会已登记。",
    "rest": "其余议题已按建议通过。",
    "conclude": "会议已结束，纪要和名单已形成。",
    "decide": "决定已登记。",
    "recuse": "回避已登记。",
    "say": "发言已记录。",
}


@router.get("")
@needs(Right.MEETING, Right.MEETING_DESK)
def pack(request: Request, done: str = "") -> HTMLResponse:
    return _pack(request, (), done=done)


@router.post("/convene")
@needs(Right.MEETING_DESK)
def convene(request: Request) -> Response:
    typed = typed_of(request.state.form)
    try:
        day = date.fromisoformat(typed["held_on"])
    except ValueError:
        return _pack(request, (Problem("会议日期请按 2021-12-20 的格式填写", "held_on"),))
    call = Call(day, typed["kind"] or "special", typed["place"], typed["reason"])
    try:
        with acting(request) as (ctx, at):
            agenda.convene(ctx, at.campaign_id, call)
    except Refused as refused:
        return _pack(request, problems_of(refused))
    return _to("/meeting", "convene")


@router.post("/attend")
@needs(Right.MEETING_DESK)
def attend(request: Request) -> Response:
    """Who is there as ticked, each with a substitute's name where one came instead."""
    form = request.state.form
    there, typed = set(form.getlist("there")), typed_of(form)
    try:
        with acting(request) as (ctx, at):
            plan = at.plan
            posts = [*plan.leading_group.posts, *(o.name for o in plan.offices if o.observer)]
            came = [
                Came(post, post in there, typed[f"instead.{place}"])
                for place, post in enumerate(posts)
            ]
            attending.attend(ctx, at.campaign_id, came)
    except Refused as refused:
        return _pack(request, problems_of(refused))
    return _to("/meeting", "attend")


@router.post("/approve-rest")
@needs(Right.MEETING_DESK)
def approve_rest(request: Request) -> Response:
    typed = typed_of(request.state.form)
    try:
        with acting(request) as (ctx, at):
            deciding.approve_rest(ctx, at.campaign_id, Word(typed["reason"]))
    except Refused as refused:
        return _pack(request, problems_of(refused))
    return _to("/meeting", "rest")


@router.post("/conclude")
@needs(Right.MEETING_DESK)
def conclude(request: Request) -> Response:
    typed = typed_of(request.state.form)
    try:
        with acting(request) as (ctx, at):
            concluding.conclude(ctx, at.campaign_id, chaired_by=typed["chair"] or meetings.HEAD)
    except Refused as refused:
        return _pack(request, problems_of(refused))
    return _to("/meeting", "conclude")


@router.get("/minutes")
@needs(Right.MEETING, Right.MEETING_DESK)
def minutes(request: Request) -> Response:
    """The newest meeting's minutes with the list, as the office goes on writing them."""
    with seated(request) as seat:
        row = meetings.find(seat.ctx, seat.at.campaign_id)
        kinds = (f"{MINUTES}-{row.number}", MINUTES)
        found = next(
            (p for kind in kinds if (p := papers.find(seat.ctx, seat.at.campaign_id, kind))), None
        )
        if found is None or row.concluded_at is None:
            raise Refused(["会议还没有结束，纪要在结束时形成"])
        data = printing.as_docx(seat.ctx, seat.at.plan, found)
        return attachment(data, f"{papers.number_of(found)} {found.title}.docx", DOCX)


@router.get("/what-if")
@needs(Right.MEETING, Right.MEETING_DESK)
def suppose(
    request: Request,
    about: str = "",
    total: str = "",
    honour: str = "",
    cell: str = "",
    places: str = "",
) -> HTMLResponse:
    """What would move; nothing is recorded, and the page says so."""
    problems: tuple[Problem, ...] = ()
    found = None
    names: dict[str, str] = {}
    with seated(request) as seat:
        try:
            changes = _changes(about, total, honour, cell, places)
            found = what_if.suppose(seat.ctx, seat.at.campaign_id, changes)
            names = overview_meeting.names_of(seat.ctx, seat.at.campaign_id)
        except Refused as refused:
            problems = problems_of(refused)
        return seat.page("meeting/what_if.html", found=found, names=names, problems=problems)


def _changes(about: str, total: str, honour: str, cell: str, places: str) -> list[Change]:
    changes: list[Change] = []
    try:
        if about and total:
            changes.append(TotalIs(about, Decimal(total)))
        if honour and cell and places:
            changes.append(PlacesAre(honour, cell, int(places)))
    except (InvalidOperation, ValueError) as error:
        raise Refused(["得分和名额请填数字"]) from error
    if not changes:
        raise Refused(["请填写假设的得分或名额"])
    return changes


def _pack(request: Request, problems: tuple[Problem, ...], *, done: str = "") -> HTMLResponse:
    with seated(request) as seat:
        found = overview_meeting.pack(seat.ctx, seat.at.campaign_id)
        plan = seat.at.plan
        return seat.page(
            "meeting/pack.html",
            status=422 if problems else 200,
            pack=found,
            kinds=meetings.KINDS,
            mine=seat.who.codes(Part.MEMBER),
            observers=[o.name for o in plan.offices if o.observer],
            problems=problems,
            done=DONE.get(done, ""),
        )


def _to(place: str, done: str) -> RedirectResponse:
    return RedirectResponse(f"{place}?done={done}", status_code=303)
