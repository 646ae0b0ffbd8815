"""Visits and symposia: the list of what is planned and held, and the forms to plan and to record."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from rules.access import Right
from tasks import overview_visits, visits
from tasks.errors import NotPossible, Refused
from tasks.overview_visits import VisitLine
from web.asking import Question, ask_reason
from web.desk import Seat, acting, seated
from web.doors import needs
from web.forms import CHANGED, Problem, day_in, half_width, missing, problems_of, seen_of, typed_of
from web.lists import BY_VALUE, Column, Listing, OrderDep

router = APIRouter(prefix="/visits")

NO_DAY = "请填写日期，例如 2021-09-07"
WHY_CANCEL = "不会开展的从计划中取消；其余的都有记录，办公室的任务就可以办结。"
DIGITS = 6
"""Nobody counts more people than that."""
DONE: Mapping[str, str] = MappingProxyType(
    {"plan": "已列入计划。", "record": "记录已登记。", "cancel": "已从计划中取消。"}
)
COLUMNS: tuple[Column[VisitLine], ...] = (
    Column("planned", "计划日期", lambda line: line.row.planned_on, BY_VALUE),
    Column("kind", "类别", lambda line: visits.KINDS[line.row.kind], BY_VALUE),
    Column("title", "主题", lambda line: line.row.title, BY_VALUE),
    Column("unit", "单位", lambda line: line.unit, BY_VALUE),
    Column("held", "开展日期", lambda line: line.row.held_on, BY_VALUE),
    Column("attended", "参加人数", lambda line: line.row.attended or None, BY_VALUE, number=True),
    Column("record", "记录", lambda line: line.row.record),
)


@router.get("")
@needs(Right.RUN)
def show(
    request: Request, order: OrderDep, done: Annotated[str, Query(max_length=40)] = ""
) -> Response:
    with seated(request) as seat:
        rows = overview_visits.listed(seat.ctx, seat.at)
        listing = Listing("调研座谈", COLUMNS, order).of_all(rows)
        if order.workbook:
            return listing.as_workbook(seat.printed_by)
        return seat.page(
            "visits/list.html", listing=listing, kinds=visits.KINDS, done=DONE.get(done, "")
        )


@router.get("/new")
@needs(Right.RUN)
def ask(request: Request) -> HTMLResponse:
    with seated(request) as seat:
        return _plan_page(seat, typed_of(()), ())


@router.post("/new")
@needs(Right.RUN)
def plan(request: Request) -> Response:
    """Put a visit, symposium or meeting on the list."""
    typed = typed_of(request.state.form)
    day = day_in(typed["planned_on"])
    problems = missing(planned_on=("ok" if day else "", NO_DAY))
    if day:
        try:
            what = visits.Plan(typed["kind"], typed["title"], day, half_width(typed["unit"]))
            with acting(request) as (ctx, at):
                visits.plan(ctx, at.campaign_id, what)
        except NotPossible as refused:
            problems = problems_of(refused)
    else:
        problems += missing(
            kind=(typed["kind"], "请选择类别"), title=(typed["title"], "请填写主题")
        )
    if problems:
        with seated(request) as seat:
            return _plan_page(seat, typed, problems)
    return RedirectResponse("/visits?done=plan", status_code=303)


@router.get("/{visit}")
@needs(Right.RUN)
def one(request: Request, visit: int) -> HTMLResponse:
    with seated(request) as seat:
        line = overview_visits.one(seat.ctx, seat.at, visit)
        told = {
            "held_on": f"{line.row.held_on or line.row.planned_on}",
            "text": line.row.record,
            "attended": f"{line.row.attended or ''}",
        }
        return _record_page(seat, line, told, ())


@router.get("/{visit}/cancel")
@needs(Right.RUN)
def ask_cancel(request: Request, visit: int) -> HTMLResponse:
    with seated(request) as seat:
        return _ask_cancel(seat, visit)


@router.post("/{visit}/cancel")
@needs(Right.RUN)
def cancel(
    request: Request, visit: int, reason: Annotated[str, Form(max_length=2000)] = ""
) -> Response:
    """Take what will not be held off the list, with the reason."""
    with seated(request) as seat:
        overview_visits.one(seat.ctx, seat.at, visit)
    try:
        with acting(request) as (ctx, _):
            visits.cancel(ctx, visit, reason=reason)
    except Refused as refused:
        with seated(request) as seat:
            return _ask_cancel(seat, visit, refused.reasons, typed=reason)
    return RedirectResponse("/visits?done=cancel", status_code=303)


@router.post("/{visit}")
@needs(Right.RUN)
def record(request: Request, visit: int) -> Response:
    """What was held, on its real day, and what came of it."""
    typed = typed_of(request.state.form)
    with seated(request) as seat:
        line = overview_visits.one(seat.ctx, seat.at, visit)
    day, attended = day_in(typed["held_on"]), _count(typed["attended"])
    changed = typed["seen"] not in ("", _seen(line))
    problems: tuple[Problem, ...] = (Problem(CHANGED),) if changed else ()
    problems += missing(
        held_on=("ok" if day else "", NO_DAY),
        attended=("" if attended is None else "ok", "参加人数请填数字，不清楚的不填"),
    )
    if day and attended is not None and not changed:
        try:
            with acting(request) as (ctx, _):
                visits.record(ctx, visit, held_on=day, text=typed["text"], attended=attended)
        except Refused as refused:
            problems = problems_of(refused)
    else:
        problems += missing(text=(typed["text"], "请写明记录内容"))
    if problems:
        with seated(request) as seat:
            return _record_page(seat, line, typed, problems)
    return RedirectResponse("/visits?done=record", status_code=303)


def _plan_page(seat: Seat, typed: Mapping[str, str], problems: tuple[Problem, ...]) -> HTMLResponse:
    return seat.page(
        "visits/plan.html",
        status=422 if problems else 200,
        typed=typed,
        problems=problems,
    )


def _record_page(
    seat: Seat, line: VisitLine, typed: Mapping[str, str], problems: tuple[Problem, ...]
) -> HTMLResponse:
    return seat.page(
        "visits/record.html",
        status=422 if problems else 200,
        line=line,
        seen=_seen(line),
        typed=typed,
        problems=problems,
        kinds=visits.KINDS,
    )


def _ask_cancel(
    seat: Seat, visit: int, reasons: tuple[str, ...] = (), *, typed: str | None = None
) -> HTMLResponse:
    line = overview_visits.one(seat.ctx, seat.at, visit)
    place = f"/visits/{visit}"
    question = Question(
        "取消调研座谈", "取消这次调研座谈", WHY_CANCEL, line.row.title, f"{place}/cancel", place
    )
    return ask_reason(seat, question, reasons, typed=typed)


def _seen(line: VisitLine) -> str:
    """What was on record when the form was shown."""
    return seen_of(line.row.held_on, line.row.attended, line.row.record)


def _count(text: str) -> int | None:
    """How many were there; 0 where it is not said, None for what is no number."""
    text = half_width(text)
    if not text:
        return 0
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= DIGITS else None
