"""The lead and cooperating office: progress, signatures, guidance, evidence, the method paper."""

from __future__ import annotations

from datetime import date
from typing import Literal

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from rules.access import Part, Right, Who
from tasks import (
    attachments,
    filings,
    guidance,
    method_papers,
    overview_lead,
    overview_sheets,
    reach,
    signatures,
)
from tasks.attachments import Owner
from tasks.errors import Refused
from tasks.filings import EVIDENCE, HandIn
from web.desk import Seat, acting, seated
from web.doors import house_of, needs, visitor_in
from web.forms import Problem, missing, problems_of
from web.taking import taken

router = APIRouter()


@router.get("/lead")
@needs(Right.LEAD, Right.SCORES)
def overview(request: Request, done: str = "") -> HTMLResponse:
    with seated(request) as seat:
        return _overview(seat, (), done)


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


@router.get("/guidance")
@needs(Right.LEAD, Right.OWN_UNIT, Right.COUNTY, Right.APPLICATIONS)
def guided(request: Request, done: str = "") -> HTMLResponse:
    with seated(request) as seat:
        return _guidance(seat, {}, (), done)


@router.post("/guidance")
@needs(Right.LEAD)
def guide(request: Request) -> Response:
    typed, _ = taken(request)
    about, _, code = typed.get("about", "").partition(":")
    on, problems = _day(typed)
    problems += missing(
        title=(typed.get("title", ""), "请填写标题"), text=(typed.get("text", ""), "请填写指导内容")
    )
    if not problems:
        told = guidance.Told(
            _office(visitor_in(request).who), typed["title"], typed["text"], on,
            code if about == "group" else "", code if about == "honour" else "",
        )  # fmt: skip
        try:
            with acting(request) as (ctx, at):
                guidance.give(ctx, at.campaign_id, told)
        except Refused as refused:
            problems = problems_of(refused)
    if problems:
        with seated(request) as seat:
            return _guidance(seat, typed, problems)
    return RedirectResponse("/guidance?done=given", status_code=303)


@router.get("/lead/evidence/upload")
@needs(Right.LEAD, Right.APPLICATIONS)
def collected(request: Request, done: str = "") -> HTMLResponse:
    with seated(request) as seat:
        return _evidence(seat, {}, (), done)


@router.post("/lead/evidence/upload")
@needs(Right.LEAD)
def collect(request: Request) -> Response:
    """R13: evidence about a unit, noted all year round, with its file."""
    typed, file = taken(request)
    visitor = visitor_in(request)
    on, problems = _day(typed)
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
                office = _office(visitor.who)
                done = filings.record_evidence(ctx, at.campaign_id, typed["about"], office, what)
                if kept:
                    attachments.attach(ctx, Owner("filing", done.filing_id), kept)
        except Refused as refused:
            problems = problems_of(refused)
    if problems:
        with seated(request) as seat:
            return _evidence(seat, typed, problems)
    return RedirectResponse("/lead/evidence/upload?done=collected", status_code=303)


@router.get("/lead/groups/{group}/method/upload")
@needs(Right.LEAD)
def ask_method(request: Request, group: str) -> HTMLResponse:
    with seated(request) as seat:
        return _method(seat, group, {}, ())


@router.post("/lead/groups/{group}/method/upload")
@needs(Right.LEAD)
def register_method(request: Request, group: str) -> Response:
    """R42."""
    typed, file = taken(request)
    who = visitor_in(request).who
    on, problems = _day(typed)
    if file is None:
        problems += (Problem("请附上办法的正式文本", "file"),)
    with seated(request) as seat:
        overview_lead.group_of(seat.at, who, group)
    if file is not None and not problems:
        method = method_papers.Method(
            group, _office(who), typed.get("title", ""), typed.get("number", ""), on,
            file.name, file.data,
        )  # fmt: skip
        try:
            file.received(house_of(request).settings)
            with acting(request) as (ctx, at):
                method_papers.register(ctx, at.campaign_id, method)
        except Refused as refused:
            problems = problems_of(refused)
    if problems:
        with seated(request) as seat:
            return _method(seat, group, typed, problems)
    return RedirectResponse("/lead?done=method", status_code=303)


def _office(who: Who) -> str:
    """The office that somebody acts for: one that leads before one that helps."""
    return next(iter((*who.codes(Part.LEAD), *who.codes(Part.COOPERATING))), "")


def _day(typed: dict[str, str]) -> tuple[date, tuple[Problem, ...]]:
    try:
        return date.fromisoformat(typed.get("on", "")), ()
    except ValueError:
        return date.min, (Problem("请填写日期，例如 2021-12-17", "on"),)


def _overview(seat: Seat, problems: tuple[Problem, ...], done: str = "") -> HTMLResponse:
    return seat.page(
        "lead/overview.html",
        status=422 if problems else 200,
        view=overview_lead.overview(seat.ctx, seat.at, seat.who),
        problems=problems,
        done=done,
    )


def _guidance(
    seat: Seat, typed: dict[str, str], problems: tuple[Problem, ...], done: str = ""
) -> HTMLResponse:
    groups = reach.led_groups(seat.who, seat.at.plan)
    honours = reach.led_honours(seat.who, seat.at.plan)
    plan = seat.at.plan
    choices = [(f"group:{code}", plan.group(code).name) for code in groups]
    choices += [(f"honour:{code}", plan.honour(code).name) for code in honours]
    return seat.page(
        "lead/guidance.html",
        status=422 if problems else 200,
        rows=guidance.seen_by(seat.ctx, seat.at.campaign_id, plan, seat.who),
        choices=choices,
        typed=typed,
        problems=problems,
        done=done,
    )


def _evidence(
    seat: Seat, typed: dict[str, str], problems: tuple[Problem, ...], done: str = ""
) -> HTMLResponse:
    where = [reach.filings(seat.who, seat.at.plan)]
    return seat.page(
        "lead/evidence.html",
        status=422 if problems else 200,
        pieces=overview_sheets.pieces(seat.ctx, seat.at, where),
        typed=typed,
        problems=problems,
        done=done,
    )


def _method(
    seat: Seat, group: str, typed: dict[str, str], problems: tuple[Problem, ...]
) -> HTMLResponse:
    return seat.page(
        "lead/method.html",
        status=422 if problems else 200,
        group=overview_lead.group_of(seat.at, seat.who, group),
        typed=typed,
        problems=problems,
    )
