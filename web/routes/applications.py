"""Applications: the list that everybody concerned shares, one with its facts, and what is said of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from models import Application, Unit
from rules.access import Right
from rules.facts import Ruling
from rules.states import ApplicationState
from tasks import (
    applications,
    eligibility,
    overview_applications,
    overview_quota,
    reach,
    score_cards,
)
from tasks.context import Context
from tasks.errors import NotFound, Refused
from tasks.overview import Desk
from tasks.overview_applications import Line, Page, Ranked, Wanted
from web.desk import Seat, acting, seated
from web.doors import needs, visitor_in
from web.forms import Problem, day_in, missing, problems_of
from web.lists import BY_VALUE, Column, Listing, OrderDep
from web.pages import when_text
from web.taking import handed_out
from web.words import APPLICATION_STATES

router = APIRouter()

COLUMNS: tuple[Column[Line], ...] = (
    Column("number", "编号", lambda row: row.number, Application.number),
    Column("honour", "荣誉", lambda row: row.honour, Application.honour),
    Column("unit", "单位", lambda row: row.unit, Unit.listed_order),
    Column("county", "地区", lambda row: row.county, Unit.county),
    Column("candidate", "候选", lambda row: row.candidate, Application.candidate),
    Column("state", "状态", lambda row: APPLICATION_STATES[row.state], Application.state),
    Column("applied_on", "申报日期", lambda row: row.applied_on, Application.applied_on),
    Column("to_rule_on", "待裁定", lambda row: row.to_rule_on, number=True),
    Column("opinion", "上级意见", lambda row: row.opinion, Application.opinion),
    Column("priority", "优先推荐", lambda row: row.priority, Application.priority),
)
RANKING: tuple[Column[Ranked], ...] = (
    Column("place", "名次", lambda row: row.place, BY_VALUE, number=True),
    Column("number", "编号", lambda row: row.number, BY_VALUE),
    Column("honour", "荣誉", lambda row: row.honour, BY_VALUE),
    Column("unit", "单位", lambda row: row.unit, BY_VALUE),
    Column("candidate", "候选", lambda row: row.candidate, BY_VALUE),
    Column(
        "total", "总分", lambda row: None if row.total is None else float(row.total), BY_VALUE,
        number=True,
    ),
    Column("missing", "尚缺", lambda row: "；".join(row.missing), BY_VALUE),
)  # fmt: skip
Code = Annotated[str, Query(max_length=40)]


def wanted_applications(
    *, honour: Code = "", state: Code = "", kind: Code = "", county: Code = "", need: Code = ""
) -> Wanted:
    """The filter as the form of the page sends it; a state that does not exist narrows nothing."""
    known = state if state in tuple(ApplicationState) else ""
    return Wanted(honour, known, kind, county, need)


WantedDep = Annotated[Wanted, Depends(wanted_applications)]


@router.get("/applications")
@needs(Right.APPLICATIONS, Right.LEAD, Right.COUNTY)
def listed(request: Request, wanted: WantedDep, order: OrderDep) -> Response:
    with seated(request) as seat:
        listing = Listing("申报", COLUMNS, order, _told(wanted))
        cut = listing.cut()
        rows, total = overview_applications.listed(seat.ctx, seat.at, seat.who, wanted, cut)
        listing = listing.with_rows(rows, total)
        if order.workbook:
            return listing.as_workbook(_printed(seat))
        return seat.page("applications/list.html", listing=listing, wanted=wanted)


@router.get("/rankings")
@needs(Right.SCORES, Right.LEAD)
def rankings(request: Request, order: OrderDep, honour: Code = "", group: Code = "") -> Response:
    """Totals as they stand; shut to whoever still has to score."""
    with seated(request) as seat:
        owed = reach.owes_scores(seat.ctx, seat.at.campaign_id, seat.who)
        rows = (
            []
            if owed
            else overview_applications.ranking(seat.ctx, seat.at, seat.who, honour, group)
        )
        told = {"honour": honour, "group": group}
        listing = Listing("总分排名", RANKING, order, told).of_all(rows)
        if order.workbook:
            return listing.as_workbook(_printed(seat))
        return seat.page(
            "applications/rankings.html",
            listing=listing,
            honour=honour,
            group=group,
            owed=owed,
            cards=score_cards.any_kept(seat.ctx, seat.at.campaign_id),
            announced=overview_quota.announced(seat.ctx, seat.at.campaign_id),
        )


@router.get("/applications/{application}")
@needs(Right.APPLICATIONS, Right.LEAD, Right.COUNTY, Right.EVALUATE)
def one(request: Request, application: str, done: str = "") -> HTMLResponse:
    with seated(request) as seat:
        return _page(seat, application, done=done)


@router.get("/applications/{application}/evidence/{attachment}")
@needs(Right.APPLICATIONS, Right.LEAD, Right.COUNTY, Right.EVALUATE)
def hand_out(request: Request, application: str, attachment: int) -> Response:
    """A file of an application within reach, to be saved; it is never shown inside a page."""
    with seated(request) as seat:
        found = overview_applications.one(seat.ctx, seat.at, seat.who, application)
        return handed_out(seat.ctx, found.files, attachment)


@router.post("/applications/{application}/opinion")
@needs(Right.COUNTY)
def opine(request: Request, application: str) -> Response:
    """R50, R51: the county bureau's opinion, with or without a priority recommendation."""
    typed = _typed(request)

    def act(ctx: Context, at: Desk, page: Page) -> None:
        if not page.may_opine or page.parent is None:
            raise NotFound(["这份申报不是您所属单位报送的"])
        eligibility.give_opinion(
            ctx,
            at.campaign_id,
            application,
            county=page.parent.code,
            text=typed.get("text", ""),
            priority=typed.get("priority", ""),
        )

    problems = missing(text=(typed.get("text", ""), "请写明意见"))
    if typed.get("recommend") and not typed.get("priority"):
        problems += (Problem("请写明优先推荐的理由", "priority"),)
    if not typed.get("recommend"):
        typed["priority"] = ""
    return _done(request, application, ("opinion", typed), act, problems)


@router.post("/applications/{application}/ruling")
@needs(Right.APPLICATIONS, Right.LEAD)
def rule(request: Request, application: str) -> Response:
    typed = _typed(request)
    ruling = Ruling(
        typed.get("rule", ""),
        typed.get("accepted") == "yes",
        typed.get("reason", ""),
        typed.get("ordered_by", ""),
    )

    def act(ctx: Context, at: Desk, page: Page) -> None:
        if not page.may_judge:
            raise NotFound(["这份申报不由您的处室裁定"])
        eligibility.rule_on_eligibility(ctx, at.campaign_id, application, ruling)

    problems = missing(
        reason=(ruling.reason, "请写明裁定的理由"),
        ordered_by=(ruling.ordered_by, "请写明作出裁定的岗位"),
    )
    if typed.get("accepted") not in ("yes", "no"):
        problems += (Problem("请选择是否认可", "accepted"),)
    return _done(request, application, ("ruling", typed), act, problems)


@router.post("/applications/{application}/return")
@needs(Right.APPLICATIONS)
def send_back(request: Request, application: str) -> Response:
    typed = _typed(request)
    problems = missing(corrections=(typed.get("corrections", ""), "请写明需要补正的内容"))
    due_on = day_in(typed.get("due_on", "")) or date.min
    if due_on == date.min:
        problems += (Problem("请填写补正期限，例如 2021-12-20", "due_on"),)

    def act(ctx: Context, at: Desk, _page: Page) -> None:
        applications.return_for_correction(
            ctx,
            at.campaign_id,
            application,
            corrections=typed.get("corrections", "").splitlines(),
            due_on=due_on,
        )

    return _done(request, application, ("return", typed), act, problems)


def _done(
    request: Request,
    number: str,
    told: tuple[str, dict[str, str]],
    act: Callable[[Context, Desk, Page], None],
    problems: tuple[Problem, ...],
) -> Response:
    """Do it, or show the page again with everything that stands against it."""
    if not problems:
        try:
            with acting(request) as (ctx, at):
                who = visitor_in(request).who
                act(ctx, at, overview_applications.one(ctx, at, who, number))
        except Refused as refused:
            problems = problems_of(refused)
    if problems:
        with seated(request) as seat:
            return _page(seat, number, told, problems)
    return RedirectResponse(f"/applications/{number}?done={told[0]}", status_code=303)


def _page(
    seat: Seat,
    number: str,
    told: tuple[str, dict[str, str]] = ("", {}),
    problems: tuple[Problem, ...] = (),
    done: str = "",
) -> HTMLResponse:
    form, typed = told
    return seat.page(
        "applications/page.html",
        status=422 if problems else 200,
        one=overview_applications.one(seat.ctx, seat.at, seat.who, number),
        form=form,
        typed=typed,
        problems=problems,
        done=done,
    )


def _typed(request: Request) -> dict[str, str]:
    form = request.state.form
    return {name: value.strip() for name, value in form.items() if isinstance(value, str)}


def _told(wanted: Wanted) -> dict[str, str]:
    return {
        "honour": wanted.honour, "state": wanted.state, "kind": wanted.kind,
        "county": wanted.county, "need": wanted.need,
    }  # fmt: skip


def _printed(seat: Seat) -> str:
    return f"{visitor_in(seat.request).display} {when_text(seat.at.now)}"
