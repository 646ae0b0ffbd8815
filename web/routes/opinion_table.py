"""The table of opinions: who was asked about whom and what they said, objections settled, waiting ended."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from pydantic import BaseModel, Field
from starlette.responses import HTMLResponse, RedirectResponse, Response

from rules.access import Right
from rules.opinions import NO_REPLY, RESULT_NAMES, Result
from tasks import opinions, overview_opinions
from tasks.errors import NotPossible, Refused
from tasks.opinion_table import Line
from tasks.opinions import Ruling
from web.desk import Seat, acting, seated
from web.doors import needs
from web.forms import CHANGED, Problem, problems_of, seen_of
from web.lists import BY_VALUE, Column, Listing, OrderDep

router = APIRouter(prefix="/opinions")

Choice = Annotated[str, Query(max_length=40)]
DONE: Mapping[str, str] = MappingProxyType(
    {
        "reply": "复函已登记。",
        "rule": "认定已登记，写入会议纪要。",
        "stop": "已登记，不再等候。本环节下一次检查时按已收到的答复办结。",
    }
)
UNSETTLED = "待认定"


def ruled(line: Line) -> str:
    """What became of an objection; empty where there is none."""
    if line.answer is None or line.answer.result != Result.OBJECTION:
        return ""
    if not line.answer.ruling:
        return UNSETTLED
    return "异议成立" if line.answer.stands else "异议不成立"


def _says(name: str) -> Callable[[Line], bool]:
    return lambda line: line.result == name


WANTED: Mapping[str, tuple[str, Callable[[Line], bool]]] = MappingProxyType(
    {
        "waiting": (NO_REPLY, _says(NO_REPLY)),
        "unsettled": ("有异议、待认定", lambda line: ruled(line) == UNSETTLED),
        **{result.value: (name, _says(name)) for result, name in RESULT_NAMES.items()},
    }
)
"""What the list may be narrowed to: its name, and which lines it keeps."""
COLUMNS: tuple[Column[Line], ...] = (
    Column("number", "申报编号", lambda line: line.about.number, BY_VALUE),
    Column("name", "对象", lambda line: line.about.name, BY_VALUE),
    Column("authority", "部门", lambda line: line.authority.name, BY_VALUE),
    Column("result", "结果", lambda line: line.result, BY_VALUE),
    Column("remark", "内容", lambda line: line.answer.remark if line.answer else ""),
    Column("document", "来函文号", lambda line: line.answer.document if line.answer else ""),
    Column("on", "答复日期", lambda line: line.answer and line.answer.answered_on, BY_VALUE),
    Column("ruled", "认定", ruled, BY_VALUE),
)


class RulingForm(BaseModel):
    """Nothing is chosen beforehand: whether an objection stands is somebody's word."""

    stands: Annotated[str, Field(pattern="^(|yes|no)$")] = ""
    reason: Annotated[str, Field(max_length=2000)] = ""
    by: Annotated[str, Field(max_length=200)] = ""
    seen: Annotated[str, Field(max_length=16)] = ""

    @property
    def ruling(self) -> Ruling:
        stands = {"yes": True, "no": False}.get(self.stands)
        return Ruling(self.reason.strip(), stands, self.by.strip())


class StopForm(BaseModel):
    reason: Annotated[str, Field(max_length=2000)] = ""
    ordered_by: Annotated[str, Field(max_length=200)] = ""


@dataclass(frozen=True, slots=True)
class Square:
    """Which answer a page is about, as its address names it."""

    authority: str
    number: str


@router.get("")
@needs(Right.APPLICATIONS)
def show(
    request: Request,
    order: OrderDep,
    authority: Choice = "",
    result: Choice = "",
    done: Choice = "",
) -> Response:
    with seated(request) as seat:
        standing = overview_opinions.standing(seat.ctx, seat.at)
        lines = standing.lines if standing else ()
        kept = {"authority": authority, "result": result}
        listing = Listing("部门意见", COLUMNS, order, kept).of_all(
            [line for line in lines if _wanted(line, authority, result)]
        )
        if order.workbook:
            return listing.as_workbook(seat.printed_by)
        return seat.page(
            "opinions/table.html",
            standing=standing,
            listing=listing,
            wanted={code: name for code, (name, _) in WANTED.items()},
            ruled=ruled,
            done=DONE.get(done, ""),
        )


@router.get("/stop-waiting")
@needs(Right.APPLICATIONS)
def ask_to_stop(request: Request) -> HTMLResponse:
    with seated(request) as seat:
        return _stop_page(seat, StopForm(), ())


@router.post("/stop-waiting")
@needs(Right.APPLICATIONS)
def stop_waiting(request: Request, typed: Annotated[StopForm, Form()]) -> Response:
    """Go on without the answers that are still out, by somebody's word."""
    reason, ordered_by = typed.reason.strip(), typed.ordered_by.strip()
    try:
        with acting(request) as (ctx, at):
            opinions.stop_waiting(ctx, at.campaign_id, reason=reason, ordered_by=ordered_by)
    except NotPossible as refused:
        with seated(request) as seat:
            return _stop_page(seat, typed, problems_of(refused))
    return RedirectResponse("/opinions?done=stop", status_code=303)


@router.get("/{authority}/{application}/ruling")
@needs(Right.APPLICATIONS)
def ask_ruling(request: Request, authority: str, application: str) -> HTMLResponse:
    with seated(request) as seat:
        return _ruling_page(seat, Square(authority, application), RulingForm(), ())


@router.post("/{authority}/{application}/ruling")
@needs(Right.APPLICATIONS)
def rule(
    request: Request, authority: str, application: str, typed: Annotated[RulingForm, Form()]
) -> Response:
    """Settle an authority's objection: it stands, or the candidate may go on."""
    here = Square(authority, application)
    try:
        with acting(request) as (ctx, at):
            _still(typed.seen, overview_opinions.square(ctx, at, authority, application))
            opinions.rule(ctx, at.campaign_id, authority, application, typed.ruling)
    except Refused as refused:
        with seated(request) as seat:
            return _ruling_page(seat, here, typed, problems_of(refused))
    return RedirectResponse("/opinions?done=rule", status_code=303)


def _still(seen: str, line: Line) -> None:
    """Raises Refused where somebody settled it after the form was shown."""
    if seen not in ("", _seen(line)):
        raise Refused([CHANGED])


def _seen(line: Line) -> str:
    """How the objection was settled when the form was shown."""
    answer = line.answer
    return seen_of(answer and (answer.remark, answer.ruling, answer.stands, answer.ruled_by))


def _wanted(line: Line, authority: str, result: str) -> bool:
    if authority and line.authority.code != authority:
        return False
    return result not in WANTED or WANTED[result][1](line)


def _stop_page(seat: Seat, typed: StopForm, problems: tuple[Problem, ...]) -> HTMLResponse:
    return seat.page(
        "opinions/stop_waiting.html",
        status=422 if problems else 200,
        standing=overview_opinions.standing(seat.ctx, seat.at),
        typed=typed,
        problems=problems,
    )


def _ruling_page(
    seat: Seat, here: Square, typed: RulingForm, problems: tuple[Problem, ...]
) -> HTMLResponse:
    line = overview_opinions.square(seat.ctx, seat.at, here.authority, here.number)
    return seat.page(
        "opinions/ruling.html",
        status=422 if problems else 200,
        line=line,
        ruled=ruled(line),
        seen=_seen(line),
        typed=typed,
        problems=problems,
    )
