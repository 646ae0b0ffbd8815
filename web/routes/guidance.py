"""Guidance of lead offices to the units that they judge: given, and seen by those whom it is for."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from models import Guidance
from rules.access import Right
from tasks import guidance, reach
from tasks.errors import Refused
from web.desk import Seat, acting, seated
from web.doors import needs, visitor_in
from web.forms import Problem, missing, problems_of
from web.lists import Column, Listing, Order, OrderDep
from web.routes.lead import FIRST, day_of, office_of
from web.taking import taken

router = APIRouter()


@router.get("/guidance")
@needs(Right.LEAD, Right.OWN_UNIT, Right.COUNTY, Right.APPLICATIONS)
def guided(request: Request, order: OrderDep, done: str = "") -> Response:
    with seated(request) as seat:
        if order.workbook:
            return _guided(seat, order).as_workbook(seat.printed_by)
        return _guidance(seat, {}, (), done, order)


@router.post("/guidance")
@needs(Right.LEAD)
def guide(request: Request) -> Response:
    typed, _ = taken(request)
    about, _, code = typed.get("about", "").partition(":")
    on, problems = day_of(typed)
    problems += missing(
        title=(typed.get("title", ""), "请填写标题"), text=(typed.get("text", ""), "请填写指导内容")
    )
    if not problems:
        told = guidance.Told(
            office_of(visitor_in(request).who), typed["title"], typed["text"], on,
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


def _guided(seat: Seat, order: Order) -> Listing[Guidance]:
    plan = seat.at.plan
    columns: tuple[Column[Guidance], ...] = (
        Column("on", "日期", lambda row: row.given_on),
        Column("office", "牵头处室", lambda row: plan.office(row.office).short),
        Column("title", "标题", lambda row: row.title),
        Column("text", "内容", lambda row: row.text),
    )
    listing = Listing("指导意见", columns, order)
    cut = listing.cut(Guidance.title, Guidance.text)
    rows = guidance.seen_by(seat.ctx, seat.at.campaign_id, plan, seat.who, cut)
    return listing.with_rows(*rows)


def _guidance(
    seat: Seat,
    typed: dict[str, str],
    problems: tuple[Problem, ...],
    done: str = "",
    order: Order = FIRST,
) -> HTMLResponse:
    groups = reach.led_groups(seat.who, seat.at.plan)
    honours = reach.led_honours(seat.who, seat.at.plan)
    plan = seat.at.plan
    choices = [(f"group:{code}", plan.group(code).name) for code in groups]
    choices += [(f"honour:{code}", plan.honour(code).name) for code in honours]
    return seat.page(
        "lead/guidance.html",
        status=422 if problems else 200,
        listing=_guided(seat, order),
        choices=choices,
        typed=typed,
        problems=problems,
        done=done,
    )
