"""One item of a meeting: its candidates with reasons, who stands back, what is said and decided."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from rules.access import Part, Right
from rules.meetings import Votes
from rules.selection import Replace
from tasks import overview_meeting
from tasks.context import Context
from tasks.errors import NotFound, Refused
from tasks.meetings import attending, deciding, striking
from tasks.meetings import rows as meetings
from tasks.meetings.guard import Said as Word
from web.desk import acting, seated
from web.doors import needs, visitor_in
from web.forms import Problem, problems_of, typed_of
from web.routes.meeting import DONE

router = APIRouter(prefix="/meeting/items/{position}")


@router.get("")
@needs(Right.MEETING, Right.MEETING_DESK)
def show(request: Request, position: int, done: str = "") -> HTMLResponse:
    return _page(request, position, (), done=done)


@router.post("/recuse")
@needs(Right.MEETING, Right.MEETING_DESK)
def recuse(request: Request, position: int) -> Response:
    """A member stands back for the own post; the office enters what was said in the room."""
    typed, who = typed_of(request.state.form), visitor_in(request).who
    if not who.may(Right.MEETING_DESK) and typed["post"] not in who.codes(Part.MEMBER):
        return _page(request, position, (Problem("只能为本人的岗位声明回避", "post"),))
    try:
        with acting(request) as (ctx, at):
            attending.recuse(ctx, at.campaign_id, position, typed["post"], reason=typed["why"])
    except Refused as refused:
        return _again(request, position, refused)
    return _to(position, "recuse")


@router.post("/say")
@needs(Right.MEETING_DESK)
def say(request: Request, position: int) -> Response:
    typed = typed_of(request.state.form)
    try:
        with acting(request) as (ctx, at):
            attending.say(ctx, at.campaign_id, position, typed["speaker"], text=typed["said"])
    except Refused as refused:
        return _again(request, position, refused)
    return _to(position, "say")


@router.post("/decide")
@needs(Right.MEETING_DESK)
def decide(request: Request, position: int) -> Response:
    """Approve, cut one name, put another in its place, or defer; each with its reason and votes."""
    typed = typed_of(request.state.form)
    numbers = [typed[name] for name in ("agree", "disagree", "abstain")]
    if any(number and not number.isdecimal() for number in numbers):
        return _page(request, position, (Problem("票数请填数字", "agree"),))
    votes = Votes(*(int(number or 0) for number in numbers)) if any(numbers) else None
    said = Word(typed["reason"], votes, typed["ordered_by"] or meetings.GROUP)
    try:
        with acting(request) as (ctx, at):
            _decide(ctx, at.campaign_id, position, typed, said)
    except Refused as refused:
        return _again(request, position, refused)
    return _to(position, "decide")


def _decide(
    ctx: Context, campaign_id: int, position: int, typed: dict[str, str], said: Word
) -> None:
    match typed["how"]:
        case "approve":
            deciding.approve(ctx, campaign_id, position, said)
        case "defer":
            deciding.defer(ctx, campaign_id, position, said)
        case "cut_next" | "cut_vacant" if typed["out"]:
            up = typed["how"] == "cut_next"
            striking.disqualify(ctx, campaign_id, position, typed["out"], said, next_moves_up=up)
        case "replace" if typed["out"] and typed["into"]:
            change = Replace(
                out=typed["out"], into=typed["into"], reason=said.reason, ordered_by=said.ordered_by
            )
            deciding.decide(ctx, campaign_id, position, change, votes=said.votes)
        case "cut_next" | "cut_vacant" | "replace":
            raise Refused(["请选择取消哪一个；替换的还要选择由谁获评"])
        case _:
            raise Refused(["请选择怎样决定"])


def _page(
    request: Request, position: int, problems: tuple[Problem, ...], *, done: str = ""
) -> HTMLResponse:
    with seated(request) as seat:
        found = overview_meeting.item_page(seat.ctx, seat.at.campaign_id, position)
        typed = typed_of(request.state.form) if problems else typed_of(())
        return seat.page(
            "meeting/item.html",
            status=422 if problems else 200,
            page=found,
            mine=seat.who.codes(Part.MEMBER),
            typed=typed,
            problems=problems,
            done=DONE.get(done, ""),
        )


def _again(request: Request, position: int, refused: Refused) -> HTMLResponse:
    if isinstance(refused, NotFound):
        raise refused
    return _page(request, position, problems_of(refused))


def _to(position: int, done: str) -> RedirectResponse:
    return RedirectResponse(f"/meeting/items/{position}?done={done}", status_code=303)
