"""Objections and enquiries in the office's hands: register, check by two, effect, answer."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from sqlmodel import col
from starlette.responses import HTMLResponse, RedirectResponse, Response

from models import Objection
from rules.access import Right
from rules.meetings import Votes
from tasks import objection_checks, objections, overview_objections
from tasks.errors import NotPossible, Refused
from tasks.meetings import objecting
from tasks.meetings import rows as meetings
from tasks.meetings.guard import Said as Word
from tasks.meetings.objecting import Verdict
from tasks.objection_checks import Check
from tasks.objections import EFFECTS, KINDS, REMEDIES, SIGNATURES, Raised
from tasks.overview_objections import ObjectionLine, Wanted
from web.desk import acting, seated
from web.doors import needs, visitor_in
from web.forms import Problem, day_in, missing, problems_of, typed_of
from web.lists import Column, Listing, OrderDep

router = APIRouter(prefix="/objections")
Text = Annotated[str, Query(max_length=60)]
DONE = {
    "new": "已登记。",
    "check": "核查情况已登记，请另一位核查人用自己的账号确认。",
    "confirm": "核查情况已由第二人确认，可以提交领导小组。",
    "decide": "处理决定已登记。",
    "answer": "答复已登记。",
}
COLUMNS: tuple[Column[ObjectionLine], ...] = (
    Column("number", "编号", lambda o: o.row.number, col(Objection.number)),
    Column("kind", "类别", lambda o: KINDS[o.row.kind], col(Objection.kind)),
    Column("by", "提出人", lambda o: o.row.raised_by, col(Objection.raised_by)),
    Column("received", "收到", lambda o: o.row.received_on, col(Objection.received_on)),
    Column("about", "对象", lambda o: f"{o.application} {o.candidate}".strip()),
    Column("due", "答复期限", lambda o: o.row.answer_due, col(Objection.answer_due)),
    Column("state", "状态", lambda o: o.state),
)


@router.get("")
@needs(Right.OBJECTIONS)
def register(
    request: Request, order: OrderDep, kind: Text = "", text: Text = "", *, waiting: bool = False
) -> Response:
    wanted = Wanted(kind=kind if kind in KINDS else "", open=waiting, text=text)
    kept = {"kind": wanted.kind, "text": text, "waiting": "1" if waiting else ""}
    listing = Listing("异议、疑问和建议登记簿", COLUMNS, order, kept)
    with seated(request) as seat:
        rows, total = overview_objections.register(
            seat.ctx,
            seat.at.campaign_id,
            wanted,
            seat.at.today,
            listing.order_by(col(Objection.id)),
            limit=order.limit,
            offset=order.offset,
        )
        listing = listing.with_rows(rows, total)
        if order.workbook:
            return listing.as_workbook(seat.printed_by)
        return seat.page("objections/register.html", list=listing, wanted=wanted, kinds=KINDS)


@router.get("/new")
@needs(Right.OBJECTIONS)
def ask(request: Request) -> HTMLResponse:
    return _form(request, typed_of(()), ())


@router.post("/new")
@needs(Right.OBJECTIONS)
def enter(request: Request) -> Response:
    """What came by letter, visit or telephone, on its real day."""
    typed = typed_of(request.state.form)
    day = day_in(typed.get("received_on", ""))
    if day is None:
        problem = Problem("收到日期请按 2021-12-20 的格式填写", "received_on")
        return _form(request, typed, (problem,))
    try:
        with acting(request) as (ctx, at):
            raised = Raised(
                typed["kind"],
                typed["raised_by"],
                typed["text"],
                day,
                typed["application"],
                typed["signature"] or "signed",
                typed["address"],
            )
            number = objections.register(ctx, at.campaign_id, raised)
    except NotPossible as refused:
        return _form(request, typed, problems_of(refused))
    return _to(number, "new")


@router.get("/{objection}")
@needs(Right.OBJECTIONS)
def show(request: Request, objection: str, done: str = "") -> HTMLResponse:
    return _page(request, objection, typed_of(()), (), done=done)


@router.post("/{objection}/check")
@needs(Right.OBJECTIONS)
def check(request: Request, objection: str) -> Response:
    """What was found, by the first of two people."""
    typed = typed_of(request.state.form)
    problems = list(
        missing(
            finding=(typed.get("finding", ""), "请写明核查情况"),
            documents=(typed.get("documents", ""), "请列出核查所依据的材料"),
        )
    )
    since, until = day_in(typed.get("since", "")), day_in(typed.get("until", ""))
    if since is None or until is None:
        problems.append(Problem("日期请按 2021-12-20 的格式填写", "since"))
        return _page(request, objection, typed, tuple(problems))
    if problems:
        return _page(request, objection, typed, tuple(problems))
    try:
        with acting(request) as (ctx, at):
            looked = Check(typed.get("by", ""), since, until, typed["documents"], typed["finding"])
            objection_checks.check(ctx, at.campaign_id, objection, looked)
    except Refused as refused:
        return _again(request, objection, typed, refused)
    return _to(objection, "check")


@router.post("/{objection}/confirm")
@needs(Right.OBJECTIONS)
def confirm(
    request: Request, objection: str, code: Annotated[str, Form(max_length=64)] = ""
) -> Response:
    """The second person has read this very finding and stands by it."""
    try:
        with acting(request) as (ctx, at):
            objection_checks.confirm(ctx, at.campaign_id, objection, code)
    except Refused as refused:
        return _again(request, objection, typed_of(()), refused)
    return _to(objection, "confirm")


@router.post("/{objection}/decide")
@needs(Right.OBJECTIONS)
def decide(request: Request, objection: str) -> Response:
    """What the leading group's meeting decided; the guard of meetings judges it."""
    typed = typed_of(request.state.form)
    numbers = [typed.get(name, "") for name in ("agree", "disagree", "abstain")]
    if any(number and not number.isdecimal() for number in numbers):
        return _page(request, objection, typed, (Problem("票数请填数字", "agree"),))
    votes = Votes(*(int(number or 0) for number in numbers)) if any(numbers) else None
    said = Word(typed.get("reason", ""), votes)
    verdict = Verdict(typed.get("effect", ""), said, typed.get("remedy", ""), typed.get("into", ""))
    try:
        with acting(request) as (ctx, at):
            objecting.decide_objection(ctx, at.campaign_id, objection, verdict)
    except Refused as refused:
        return _again(request, objection, typed, refused)
    return _to(objection, "decide")


@router.post("/{objection}/answer")
@needs(Right.OBJECTIONS)
def answer(request: Request, objection: str) -> Response:
    typed = typed_of(request.state.form)
    on = day_in(typed.get("on", ""))
    if on is None:
        return _page(request, objection, typed, (Problem("日期请按 2021-12-20 的格式填写", "on"),))
    try:
        with acting(request) as (ctx, at):
            how, text = typed.get("how", ""), typed.get("answer", "")
            objections.answer(ctx, at.campaign_id, objection, on=on, how=how, text=text)
    except Refused as refused:
        return _again(request, objection, typed, refused)
    return _to(objection, "answer")


def _page(
    request: Request,
    number: str,
    typed: dict[str, str],
    problems: tuple[Problem, ...],
    *,
    done: str = "",
) -> HTMLResponse:
    with seated(request) as seat:
        found = overview_objections.one(seat.ctx, seat.at.campaign_id, number, seat.at.today)
        offices = [(o.short, o.short) for o in seat.at.plan.offices if not o.observer]
        return seat.page(
            "objections/one.html",
            status=422 if problems else 200,
            one=found,
            code=objection_checks.finding_code(found.row),
            mine=found.row.found_key == visitor_in(request).identity.key,
            meeting=meetings.under_way(seat.ctx, seat.at.campaign_id),
            offices=offices,
            kinds=KINDS,
            signatures=SIGNATURES,
            effects=EFFECTS,
            remedies=REMEDIES,
            typed=typed,
            problems=problems,
            done=DONE.get(done, ""),
        )


def _form(request: Request, typed: dict[str, str], problems: tuple[Problem, ...]) -> HTMLResponse:
    with seated(request) as seat:
        return seat.page(
            "objections/new.html",
            status=422 if problems else 200,
            typed=typed,
            problems=problems,
            kinds=KINDS,
            signatures=SIGNATURES,
        )


def _again(request: Request, number: str, typed: dict[str, str], refused: Refused) -> HTMLResponse:
    return _page(request, number, typed, problems_of(refused))


def _to(number: str, done: str) -> RedirectResponse:
    return RedirectResponse(f"/objections/{number}?done={done}", status_code=303)
