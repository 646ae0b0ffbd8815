"""The county bureau's pages: its units, and the typical cases that it forwards."""

from __future__ import annotations

from datetime import date

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from models import Filing, Unit
from rules.access import Right
from tasks import attachments, filings, overview_county
from tasks.attachments import Owner
from tasks.errors import NotFound, NotPossible
from tasks.filings import CASE, HandIn
from tasks.overview_county import Case, UnitLine
from web.desk import Seat, acting, seated
from web.doors import house_of, needs, visitor_in
from web.forms import Problem, day_in, missing, problems_of
from web.lists import Column, Listing, OrderDep
from web.pages import when_text
from web.taking import taken

router = APIRouter(prefix="/county")

UNITS: tuple[Column[UnitLine], ...] = (
    Column("unit", "单位", lambda row: row.name, Unit.name),
    Column("kind", "类别", lambda row: row.kind, Unit.kind),
    Column("owed", "未完成事项", lambda row: row.owed, number=True),
    Column("overdue", "逾期", lambda row: row.overdue, number=True),
    Column("next_due", "最近截止", lambda row: row.next_due),
    Column("applications", "申报", lambda row: row.applications, number=True),
    Column("to_opine", "待出意见", lambda row: row.to_opine, number=True),
)
CASES: tuple[Column[Case], ...] = (
    Column("on", "日期", lambda row: row.on, Filing.happened_on),
    Column("about", "单位", lambda row: row.about),
    Column("title", "案例", lambda row: row.title, Filing.title),
    Column("by", "报送人", lambda row: row.by),
    Column("link", "链接", lambda row: row.link),
)


@router.get("")
@needs(Right.COUNTY)
def units(request: Request, order: OrderDep, *, owing: bool = False) -> Response:
    with seated(request) as seat:
        listing = Listing("所属单位", UNITS, order, {"owing": "1" if owing else ""})
        rows, total = overview_county.units_below(
            seat.ctx,
            seat.at,
            seat.who,
            owing=owing,
            cut=listing.cut(),
        )
        listing = listing.with_rows(rows, total)
        if order.workbook:
            return listing.as_workbook(_printed(seat))
        bureaus = overview_county.bureaus(seat.ctx, seat.who)
        return seat.page("county/units.html", listing=listing, owing=owing, bureaus=bureaus)


@router.get("/cases")
@needs(Right.COUNTY)
def cases(request: Request, order: OrderDep, done: str = "") -> Response:
    with seated(request) as seat:
        listing = Listing("推荐典型案例", CASES, order)
        cut = listing.cut(Filing.title, Filing.link, Filing.entered_by)
        rows, total = overview_county.cases(seat.ctx, seat.at, seat.who, cut)
        listing = listing.with_rows(rows, total)
        if order.workbook:
            return listing.as_workbook(_printed(seat))
        return seat.page("county/cases.html", listing=listing, done=done)


@router.get("/cases/upload")
@needs(Right.COUNTY)
def ask(request: Request) -> HTMLResponse:
    with seated(request) as seat:
        return _form(seat, {"happened_on": seat.at.today.isoformat()}, ())


@router.post("/cases/upload")
@needs(Right.COUNTY)
def forward(request: Request) -> Response:
    """R50: a lower unit's case, through its bureau."""
    typed, file = taken(request)
    problems = missing(
        about=(typed.get("about", ""), "请选择单位"),
        title=(typed.get("title", ""), "请填写案例标题"),
    )
    on = day_in(typed.get("happened_on", "")) or date.min
    if on == date.min:
        problems += (Problem("请填写日期，例如 2021-12-17", "happened_on"),)
    if not problems:
        visitor = visitor_in(request)
        try:
            kept = file.received(house_of(request).settings) if file else None
            detail = {"sha256": kept.sha256, "file_name": kept.name} if kept else {}
            with acting(request) as (ctx, at):
                units = {bureau.id: bureau for bureau in overview_county.bureaus(ctx, visitor.who)}
                bureau = next(iter(units.values()), None)
                if bureau is None:
                    raise NotFound(["您没有所属单位"])
                what = HandIn(
                    CASE,
                    typed["title"],
                    on,
                    visitor.display,
                    link=typed.get("link", ""),
                    detail=detail,
                )
                done = filings.record_case(ctx, at.campaign_id, bureau.code, typed["about"], what)
                if kept:
                    attachments.attach(ctx, Owner("filing", done.filing_id), kept)
        except NotPossible as refused:
            problems = problems_of(refused)
    if problems:
        with seated(request) as seat:
            return _form(seat, typed, problems)
    return RedirectResponse("/county/cases?done=forwarded", status_code=303)


def _form(seat: Seat, typed: dict[str, str], problems: tuple[Problem, ...]) -> HTMLResponse:
    below, _ = overview_county.units_below(seat.ctx, seat.at, seat.who)
    own = overview_county.bureaus(seat.ctx, seat.who)
    units = [*((unit.code, unit.name) for unit in own), *((line.code, line.name) for line in below)]
    return seat.page(
        "county/case.html",
        status=422 if problems else 200,
        typed=typed,
        problems=problems,
        units=units,
    )


def _printed(seat: Seat) -> str:
    return f"{visitor_in(seat.request).display} {when_text(seat.at.now)}"
