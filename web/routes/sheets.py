"""The evaluator's work: candidates to score, a sheet with the evidence beside it, stepping back, others' marks."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Annotated

from fastapi import APIRouter, Query, Request
from sqlmodel import col
from starlette.datastructures import FormData
from starlette.responses import HTMLResponse, RedirectResponse, Response

from models import SCALE, Score
from rules.access import Right
from rules.evaluation.rubric import item_problems
from tasks import kept_forms, overview_sheets, recusals, score_entries
from tasks.errors import Refused
from tasks.overview_sheets import Given, Mark
from tasks.score_entries import MarksRefused
from web.desk import Seat, acting, seated
from web.doors import VisitorDep, house_of, needs, visitor_in
from web.forms import Problem, missing, problems_of, texts_of
from web.lists import BY_VALUE, Column, Listing, OrderDep
from web.pages import when_text
from web.words import SHEET_STATES

router = APIRouter(prefix="/sheets")
Component = Annotated[str, Query(max_length=40)]

GIVEN: tuple[Column[Given], ...] = (
    Column("component", "考评项目", lambda row: row.component, BY_VALUE),
    Column("name", "候选", lambda row: row.name, BY_VALUE),
    Column("state", "状态", lambda row: SHEET_STATES[row.state], BY_VALUE),
    Column("mark", "我的评分", lambda row: None if row.mark is None else float(row.mark), BY_VALUE,
           number=True),
    Column("note", "说明", lambda row: row.recused or row.barred, BY_VALUE),
)  # fmt: skip
MARKS: tuple[Column[Mark], ...] = (
    Column("component", "考评项目", lambda row: row.component, Score.component),
    Column("candidate", "候选代码", lambda row: row.candidate, Score.candidate),
    Column("name", "候选名称", lambda row: row.name),
    Column("evaluator", "评委", lambda row: row.evaluator_name, Score.source),
    Column("points", "得分", lambda row: float(row.points), Score.scaled, number=True),
)


@router.get("")
@needs(Right.EVALUATE)
def mine(request: Request, order: OrderDep, state: str = "", done: str = "") -> Response:
    with seated(request) as seat:
        everything = overview_sheets.given_to(seat.ctx, seat.at, seat.who)
        shown = [one for one in everything if state in ("", one.state)]
        listing = Listing("我的评分", GIVEN, order, {"state": state}).of_all(shown)
        if order.workbook:
            return listing.as_workbook(_printed(seat))
        return seat.page(
            "sheets/list.html",
            listing=listing,
            total=len(everything),
            left=sum(one.state == "open" for one in everything),
            components=list(dict.fromkeys((o.task.component, o.component) for o in everything)),
            sheets=overview_sheets.sheets_of(seat.ctx, seat.at, seat.who),
            state=state,
            done=done,
        )


@router.get("/scores")
@needs(Right.EVALUATE, Right.LEAD, Right.SCORES)
def marks(request: Request, order: OrderDep, component: Component = "") -> Response:
    """Marks that the visitor may see; whose own are still owed is not among them."""
    with seated(request) as seat:
        listing = Listing("评分明细", MARKS, order, {"component": component})
        cut = listing.cut()
        if component:
            cut = replace(cut, where=(col(Score.component) == component,))
        rows, total = overview_sheets.marks_seen(seat.ctx, seat.at, seat.who, cut=cut)
        listing = listing.with_rows(rows, total)
        if order.workbook:
            return listing.as_workbook(_printed(seat))
        return seat.page("sheets/marks.html", listing=listing, component=component)


@router.get("/{component}/{candidate}")
@needs(Right.EVALUATE)
def sheet(request: Request, component: str, candidate: str) -> HTMLResponse:
    with seated(request) as seat:
        given = overview_sheets.given_one(seat.ctx, seat.at, seat.who, component, candidate)
        return _sheet(seat, given, _before(seat, given), ())


@router.post("/{component}/{candidate}")
@needs(Right.EVALUATE)
def fill(request: Request, component: str, candidate: str, visitor: VisitorDep) -> Response:
    """Put aside, look over, or hand in; what does not fit leads back to its field."""
    form: FormData = request.state.form
    typed = {name: values[-1] for name, values in texts_of(form).items()}
    act = typed.pop("act", "check")
    with seated(request) as seat:
        given = overview_sheets.given_one(seat.ctx, seat.at, seat.who, component, candidate)
        if act == "draft":
            return _put_aside(request, visitor.account_id, typed)
        if act == "edit":
            return _sheet(seat, given, typed, ())
        read, problems = _read(seat, given, typed)
        if act == "check" and not problems:
            return _check(seat, given, typed, read)
        if problems:
            return _sheet(seat, given, typed, problems)
    try:
        with acting(request) as (ctx, at):
            score_entries.hand_in(
                ctx, at.campaign_id, given.task, read, replacing=typed.get("reason", "")
            )
            kept_forms.forget(ctx, visitor.account_id, request.url.path)
    except MarksRefused as refused:
        with seated(request) as seat:
            told = tuple(Problem(text, item) for item, text in refused.items)
            return _sheet(seat, given, typed, told)
    return RedirectResponse(f"{request.url.path}/receipt", status_code=303)


@router.get("/{component}/{candidate}/receipt")
@needs(Right.EVALUATE)
def receipt(request: Request, component: str, candidate: str) -> HTMLResponse:
    with seated(request) as seat:
        given = overview_sheets.given_one(seat.ctx, seat.at, seat.who, component, candidate)
        everything = overview_sheets.given_to(seat.ctx, seat.at, seat.who)
        following = next((one for one in everything if one.state == "open"), None)
        return seat.page("sheets/receipt.html", given=given, following=following)


@router.get("/{component}/{candidate}/recuse")
@needs(Right.EVALUATE)
def ask_recusal(request: Request, component: str, candidate: str) -> HTMLResponse:
    with seated(request) as seat:
        given = overview_sheets.given_one(seat.ctx, seat.at, seat.who, component, candidate)
        return seat.page("sheets/recuse.html", given=given, reason="", problems=())


@router.post("/{component}/{candidate}/recuse")
@needs(Right.EVALUATE)
def recuse(request: Request, component: str, candidate: str) -> Response:
    """Step back from a candidate and everything of its unit; marks given already are taken out."""
    reason = str(request.state.form.get("reason", "")).strip()[:500]
    with seated(request) as seat:
        given = overview_sheets.given_one(seat.ctx, seat.at, seat.who, component, candidate)
    problems = missing(reason=(reason, "请写明回避的理由"))
    if not problems:
        try:
            with acting(request) as (ctx, at):
                recusals.recuse(
                    ctx, at.campaign_id, given.task.evaluator, given.unit, reason=reason
                )
        except Refused as refused:
            problems = problems_of(refused)
    if problems:
        with seated(request) as seat:
            return seat.page(
                "sheets/recuse.html", status=422, given=given, reason=reason, problems=problems
            )
    return RedirectResponse("/sheets?done=recused", status_code=303)


def _put_aside(request: Request, account_id: int, typed: dict[str, str]) -> Response:
    with house_of(request).acting(visitor_in(request).name) as ctx:
        fields = {name: [value] for name, value in typed.items()}
        kept_forms.keep(ctx, account_id, request.url.path, fields)
    return RedirectResponse("/sheets?done=draft", status_code=303)


def _before(seat: Seat, given: Given) -> dict[str, str]:
    """What was put aside, else what was handed in."""
    account = visitor_in(seat.request).account_id
    kept = kept_forms.kept(seat.ctx, account, seat.request.url.path)
    if kept is not None:
        return {name: values[-1] for name, values in kept.fields.items() if values}
    marks = score_entries.marks_given(seat.ctx, seat.at.campaign_id, given.task)
    return {code: f"{(Decimal(mark) / SCALE).normalize():f}" for code, mark in marks.items()}


def _read(
    seat: Seat, given: Given, typed: dict[str, str]
) -> tuple[dict[str, Decimal | None], tuple[Problem, ...]]:
    line = score_entries.scored_line(seat.ctx, seat.at.campaign_id, given.task)
    marks: dict[str, Decimal | None] = {}
    problems = []
    for item in score_entries.whole(line.component).rubric:
        text = typed.get(item.code, "").strip()
        try:
            marks[item.code] = Decimal(text) if text else None
        except InvalidOperation:
            problems.append(Problem(f"“{item.name}”填的“{text[:20]}”不是数", item.code))
    if not problems:
        step = seat.at.plan.judging.mark_step
        wrong = item_problems(score_entries.whole(line.component), marks, step)
        problems = [Problem(text, item) for item, text in wrong]
    return marks, tuple(problems)


def _check(
    seat: Seat, given: Given, typed: dict[str, str], read: dict[str, Decimal | None]
) -> HTMLResponse:
    line = score_entries.scored_line(seat.ctx, seat.at.campaign_id, given.task)
    component = score_entries.whole(line.component)
    total = sum((mark for mark in read.values() if mark is not None), Decimal())
    return seat.page(
        "sheets/check.html", given=given, component=component, read=read, total=total, typed=typed
    )


def _sheet(
    seat: Seat, given: Given, typed: dict[str, str], problems: tuple[Problem, ...]
) -> HTMLResponse:
    component = None
    if given.state in ("open", "in"):
        line = score_entries.scored_line(seat.ctx, seat.at.campaign_id, given.task)
        component = score_entries.whole(line.component)
    others, _ = overview_sheets.marks_seen(seat.ctx, seat.at, seat.who, beside=given.task)
    return seat.page(
        "sheets/sheet.html",
        status=422 if problems else 200,
        given=given,
        component=component,
        beside=overview_sheets.beside(seat.ctx, seat.at, given),
        typed=typed,
        problems=problems,
        others=others,
        path=seat.request.url.path,
    )


def _printed(seat: Seat) -> str:
    return f"{visitor_in(seat.request).display} {when_text(seat.at.now)}"
