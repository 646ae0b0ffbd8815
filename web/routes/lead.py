"""The lead and cooperating office: progress, signatures, evidence, the method paper."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from sqlmodel import col
from starlette.responses import HTMLResponse, RedirectResponse, Response

from models import Filing, Unit
from rules.access import Part, Right, Who
from rules.definition import Group
from tasks import (
    attachments,
    filings,
    method_papers,
    overview_lead,
    overview_sheets,
    reach,
    signatures,
)
from tasks.attachments import Owner
from tasks.errors import NotPossible, Refused
from tasks.filings import EVIDENCE, HandIn
from tasks.overview_lead import Overview, Progress
from tasks.overview_sheets import Piece
from web.desk import Seat, acting, seated
from web.doors import house_of, needs, visitor_in
from web.forms import Problem, day_in, missing, problems_of
from web.lists import BY_VALUE, Column, Listing, Order, OrderDep
from web.taking import taken
from web.words import FILING_KINDS

router = APIRouter()
FIRST = Order()
Kind = Annotated[str, Query(pattern="^(|evidence|case|report)$")]
PIECES: tuple[Column[Piece], ...] = (
    Column("on", "日期", lambda row: row.on, Filing.happened_on),
    Column("unit", "单位", lambda row: row.unit, Unit.listed_order),
    Column("kind", "材料", lambda row: FILING_KINDS[row.kind], Filing.kind),
    Column("title", "标题", lambda row: row.title, Filing.title),
    Column("heading", "所属方面", lambda row: row.heading, Filing.heading),
    Column("link", "链接", lambda row: row.link),
    Column("file", "文件", lambda row: row.file),
)
PROGRESS: tuple[Column[Progress], ...] = (
    Column("group", "考评组", lambda row: row.group_name, BY_VALUE),
    Column("component", "考评项目", lambda row: row.name, BY_VALUE),
    Column("evaluator", "评委", lambda row: row.evaluator_name, BY_VALUE),
    Column("assigned", "已指派", lambda row: row.assigned, BY_VALUE, number=True),
    Column("scored", "已评分", lambda row: row.scored, BY_VALUE, number=True),
)


@router.get("/lead")
@needs(Right.LEAD, Right.SCORES)
def overview(request: Request, order: OrderDep, done: str = "") -> Response:
    with seated(request) as seat:
        if order.workbook:
            view = overview_lead.overview(seat.ctx, seat.at, seat.who)
            return _progress(order, view).as_workbook(seat.printed_by)
        return _overview(seat, (), done, order)


@router.post("/lead/sign")
@needs(Right.LEAD)
def sign(request: Request) -> Response:
    """Sign what stands now under one group or honour, as one's own office."""
    typed, _ = taken(request)
    who = visitor_in(request).who
    problems = missing(post=(typed.get("post", ""), "请写明由哪个岗位签字"))
    if typed.get("office") not in who.codes(Part.LEAD, Part.COOPERATING):
        problems += (Problem("只能以本处室的名义签字"),)
    if not problems:
        kind: Literal["group", "honour"] = "group" if typed.get("kind") == "group" else "honour"
        under = signatures.Under(
            kind, typed.get("subject", ""), typed.get("office", ""), typed["post"]
        )
        try:
            with acting(request) as (ctx, at):
                reach.refuse_while_owing(ctx, at.campaign_id, who)
                signatures.sign(ctx, at.campaign_id, under)
        except Refused as refused:
            problems = problems_of(refused)
    if problems:
        with seated(request) as seat:
            return _overview(seat, problems)
    return RedirectResponse("/lead?done=signed", status_code=303)


@router.get("/lead/evidence/upload")
@needs(Right.LEAD, Right.APPLICATIONS)
def collected(request: Request, order: OrderDep, kind: Kind = "", done: str = "") -> Response:
    with seated(request) as seat:
        listing = _pieces(seat, order, kind)
        if order.workbook:
            return listing.as_workbook(seat.printed_by)
        return _evidence(seat, listing, {}, (), done)


@router.post("/lead/evidence/upload")
@needs(Right.LEAD)
def collect(request: Request) -> Response:
    """R13: evidence about a unit, noted all year round, with its file."""
    typed, file = taken(request)
    visitor = visitor_in(request)
    on, problems = day_of(typed)
    problems += missing(
        about=(typed.get("about", ""), "请填写单位编码"),
        title=(typed.get("title", ""), "请填写标题"),
    )
    if not problems:
        try:
            kept = file.received(house_of(request).settings) if file else None
            detail = {"sha256": kept.sha256, "file_name": kept.name} if kept else {}
            with acting(request) as (ctx, at):
                what = HandIn(
                    EVIDENCE, typed["title"], on, visitor.display, typed.get("heading", ""),
                    link=typed.get("link", ""), detail=detail,
                )  # fmt: skip
                office = office_of(visitor.who)
                done = filings.record_evidence(ctx, at.campaign_id, typed["about"], office, what)
                if kept:
                    attachments.attach(ctx, Owner("filing", done.filing_id), kept)
        except NotPossible as refused:
            problems = problems_of(refused)
    if problems:
        with seated(request) as seat:
            return _evidence(seat, _pieces(seat, FIRST, ""), typed, problems)
    return RedirectResponse("/lead/evidence/upload?done=collected", status_code=303)


@router.get("/lead/groups/{group}/method/upload")
@needs(Right.LEAD, Right.SCORES)
def ask_method(request: Request, group: str) -> HTMLResponse:
    with seated(request) as seat:
        return _method(seat, group, {}, ())


@router.post("/lead/groups/{group}/method/upload")
@needs(Right.LEAD, Right.SCORES)
def register_method(request: Request, group: str) -> Response:
    """R42."""
    typed, file = taken(request)
    who = visitor_in(request).who
    on, problems = day_of(typed)
    with seated(request) as seat:
        office = _registering(who, overview_lead.group_of(seat.at, who, group))
    if problems:
        problems += missing(
            title=(typed.get("title", ""), "请填写办法的名称"),
            number=(typed.get("number", ""), "请填写办法的文号，没有文号的写“无文号”和印发单位"),
            file=("ok" if file else "", "办法的文件是空的，请附上正式文本"),
        )
    else:
        name, data = (file.name, file.data) if file else ("", b"")
        method = method_papers.Method(
            group, office, typed.get("title", ""), typed.get("number", ""), on, name, data
        )
        try:
            if file:
                file.received(house_of(request).settings)
            with acting(request) as (ctx, at):
                method_papers.register(ctx, at.campaign_id, method)
        except Refused as refused:
            problems = problems_of(refused)
    if problems:
        with seated(request) as seat:
            return _method(seat, group, typed, problems)
    return RedirectResponse("/lead?done=method", status_code=303)


def _registering(who: Who, group: Group) -> str:
    """In whose name: the campaign's office enters what a lead office sent on paper."""
    if who.may(Right.SCORES) or group.lead in who.codes(Part.LEAD):
        return group.lead
    return office_of(who)


def office_of(who: Who) -> str:
    """The office that somebody acts for: one that leads before one that helps."""
    return next(iter((*who.codes(Part.LEAD), *who.codes(Part.COOPERATING))), "")


def day_of(typed: dict[str, str]) -> tuple[date, tuple[Problem, ...]]:
    day = day_in(typed.get("on", ""))
    return day or date.min, () if day else (Problem("请填写日期，例如 2021-12-17", "on"),)


def _progress(order: Order, view: Overview) -> Listing[Progress]:
    return Listing("评分进度", PROGRESS, order).of_all(view.progress)


def _overview(
    seat: Seat, problems: tuple[Problem, ...], done: str = "", order: Order = FIRST
) -> HTMLResponse:
    view = overview_lead.overview(seat.ctx, seat.at, seat.who)
    return seat.page(
        "lead/overview.html",
        status=422 if problems else 200,
        view=view,
        progress=_progress(order, view),
        problems=problems,
        done=done,
    )


def _pieces(seat: Seat, order: Order, kind: str) -> Listing[Piece]:
    where = [reach.filings(seat.who, seat.at.plan)]
    if kind:
        where.append(col(Filing.kind) == kind)
    listing = Listing("平时佐证", PIECES, order, {"kind": kind})
    cut = listing.cut()
    return listing.with_rows(*overview_sheets.pieces(seat.ctx, seat.at, where, cut))


def _evidence(
    seat: Seat,
    listing: Listing[Piece],
    typed: dict[str, str],
    problems: tuple[Problem, ...],
    done: str = "",
) -> HTMLResponse:
    return seat.page(
        "lead/evidence.html",
        status=422 if problems else 200,
        listing=listing,
        typed=typed,
        problems=problems,
        done=done,
    )


def _method(
    seat: Seat, group: str, typed: dict[str, str], problems: tuple[Problem, ...]
) -> HTMLResponse:
    found = overview_lead.group_of(seat.at, seat.who, group)
    return seat.page(
        "lead/method.html",
        status=422 if problems else 200,
        group=found,
        known=method_papers.registered(seat.ctx, seat.at.campaign_id, group),
        lead=seat.at.plan.office(found.lead),
        behalf=seat.who.may(Right.SCORES) and found.lead not in seat.who.codes(Part.LEAD),
        typed=typed,
        problems=problems,
    )
