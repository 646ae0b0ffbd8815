"""Handing in: measures against the task areas, summaries, information reports under their headings."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from fastapi import APIRouter, Request
from starlette.datastructures import FormData
from starlette.responses import HTMLResponse, RedirectResponse, Response

from models import Unit
from rules.access import Right
from rules.definition import Campaign
from rules.said import Said
from tasks import attachments, filings, kept_forms, overview_unit
from tasks.attachments import Owner
from tasks.errors import NotFound, Refused
from tasks.filings import HandIn
from tasks.overview_unit import FilingLine
from web.desk import Seat
from web.doors import needs, visitor_in
from web.forms import Problem, day_in, problems_of, texts_of
from web.lists import BY_VALUE, Column, Listing, OrderDep
from web.routes.my import acting_for, at_unit
from web.words import DUTY_STATES

router = APIRouter(prefix="/my/{unit}")

OWNER = "filing"
"""What its evidence belongs to."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A kind of thing that units hand in, as its form shows it."""

    title: str
    hint: str
    headed: bool = False
    areas: bool = False


SHEETS = {
    "measures": Sheet("报送争创措施", "按四个方面的目标任务逐项填写差距和措施。", areas=True),
    "report": Sheet("报送工作信息", "选择所属方面，写明标题和发生日期。", headed=True),
    "summary": Sheet("报送工作总结", "写明标题；总结全文可填链接。", headed=True),
    "task": Sheet("报送材料", "写明标题和完成日期。"),
}
COLUMNS: tuple[Column[FilingLine], ...] = (
    Column("id", "登记号", lambda one: one.id, BY_VALUE, number=True),
    Column("kind", "材料", lambda one: SHEETS[one.kind].title if one.kind in SHEETS else one.kind,
           BY_VALUE),
    Column("title", "标题", lambda one: one.title, BY_VALUE),
    Column("heading", "所属方面", lambda one: one.heading, BY_VALUE),
    Column("on", "日期", lambda one: one.happened_on, BY_VALUE),
    Column("entered_at", "登记时间", lambda one: one.entered_at, BY_VALUE),
    Column("judged", "是否按期", lambda one: DUTY_STATES[one.judged.state] if one.judged else ""),
)  # fmt: skip


@router.get("/filings")
@needs(Right.OWN_UNIT)
def listed(request: Request, unit: str, order: OrderDep) -> Response:
    with at_unit(request, unit) as (seat, row):
        lines = overview_unit.filings_of(seat.ctx, seat.at, row)
        listing = Listing("已报材料", COLUMNS, order).of_all(lines)
        if order.workbook:
            return listing.as_workbook(seat.printed_by)
        return seat.page("my/filings.html", unit=row, listing=listing, sheets=SHEETS)


@router.get("/hand-in/{sheet}")
@needs(Right.OWN_UNIT)
def ask(request: Request, unit: str, sheet: str) -> HTMLResponse:
    with at_unit(request, unit) as (seat, row):
        kept = kept_forms.kept(seat.ctx, visitor_in(request).account_id, request.url.path)
        typed = {name: values[0] for name, values in kept.fields.items()} if kept else {}
        typed.setdefault("happened_on", seat.at.today.isoformat())
        return _form(seat, row, sheet, typed, ())


@router.post("/hand-in/{sheet}")
@needs(Right.OWN_UNIT)
def hand_in(request: Request, unit: str, sheet: str) -> Response:
    """First the answers to be checked, then handed in; what is wrong leads back with all reasons."""
    form: FormData = request.state.form
    typed = {name: values[0] for name, values in texts_of(form).items()}
    with at_unit(request, unit) as (seat, row):
        problems = _problems(seat.at.plan, sheet, typed)
        if problems or typed.get("act") == "edit":
            return _form(seat, row, sheet, typed, problems)
        if typed.get("act") != "confirm":
            return seat.page(
                "my/check_hand_in.html",
                unit=row,
                sheet=_sheet(sheet),
                code=sheet,
                typed=typed,
                answers=_answers(seat.at.plan, sheet, typed),
            )
    return _confirm(request, unit, sheet, typed)


def _confirm(request: Request, unit: str, sheet: str, typed: dict[str, str]) -> Response:
    visitor = visitor_in(request)
    try:
        with acting_for(request, unit) as (ctx, at, row):
            what = HandIn(
                kind=sheet,
                title=typed["title"].strip(),
                happened_on=day_in(typed["happened_on"]) or date.min,
                by=visitor.display,
                heading=typed.get("heading", ""),
                link=typed.get("link", "").strip(),
                detail=_detail(at.plan, sheet, typed),
            )
            done = filings.hand_in(ctx, at.campaign_id, row.id or 0, what)
            kept_forms.forget(ctx, visitor.account_id, request.url.path)
    except Refused as refused:
        with at_unit(request, unit) as (seat, row):
            return _form(seat, row, sheet, typed, problems_of(refused))
    return RedirectResponse(f"/my/{unit}/filings/{done.filing_id}?new=1", status_code=303)


@router.get("/filings/{filing}")
@needs(Right.OWN_UNIT)
def show(request: Request, unit: str, filing: int, *, new: bool = False) -> HTMLResponse:
    with at_unit(request, unit) as (seat, row):
        return _filing(seat, row, filing, new=new)


def shown_again(
    request: Request, unit: str, filing: int, problems: tuple[Problem, ...]
) -> HTMLResponse:
    """What was handed in, with what was wrong about a file for it."""
    with at_unit(request, unit) as (seat, row):
        return _filing(seat, row, filing, problems)


def _filing(
    seat: Seat, unit: Unit, filing: int, problems: tuple[Problem, ...] = (), *, new: bool = False
) -> HTMLResponse:
    line = overview_unit.filing_of(seat.ctx, seat.at, unit, filing)
    return seat.page(
        "my/filing.html",
        status=422 if problems else 200,
        unit=unit,
        line=line,
        sheets=SHEETS,
        files=attachments.of(seat.ctx, Owner(OWNER, line.id)),
        problems=problems,
        new=new,
    )


def _problems(plan: Campaign, sheet: str, typed: dict[str, str]) -> tuple[Problem, ...]:
    """What is missing or no day; the rest is the use case's to judge."""
    found = [] if typed.get("title", "").strip() else [Problem("请填写标题", "title")]
    if day_in(typed.get("happened_on", "")) is None:
        found.append(Problem("日期请按 2021-12-20 的格式填写", "happened_on"))
    if sheet == "report" and typed.get("heading") not in plan.report_headings:
        found.append(Problem("请选择所属方面", "heading"))
    if _sheet(sheet).areas:
        found += [
            Problem(
                Said("请填写“{area}”的{part}", area=area.name, part=Said(word)),
                f"{area.code}.{part}",
            )
            for area in plan.task_areas
            for part, word in (("gap", "差距"), ("measures", "措施"))
            if not typed.get(f"{area.code}.{part}", "").strip()
        ]
    return tuple(found)


def _detail(plan: Campaign, sheet: str, typed: dict[str, str]) -> dict[str, Any]:
    if not _sheet(sheet).areas:
        return {}
    return {
        "areas": {
            area.code: {part: typed[f"{area.code}.{part}"].strip() for part in ("gap", "measures")}
            for area in plan.task_areas
        }
    }


def _answers(plan: Campaign, sheet: str, typed: dict[str, str]) -> list[tuple[str, str, str]]:
    rows = [("标题", typed["title"], "title"), ("日期", typed["happened_on"], "happened_on")]
    rows += [
        (name, typed[key], key)
        for key, name in (("heading", "所属方面"), ("link", "链接"))
        if typed.get(key)
    ]
    if _sheet(sheet).areas:
        rows += [
            (f"{area.name}：{word}", typed[f"{area.code}.{part}"], f"{area.code}.{part}")
            for area in plan.task_areas
            for part, word in (("gap", "差距"), ("measures", "措施"))
        ]
    return rows


def _sheet(code: str) -> Sheet:
    if code not in SHEETS:
        raise NotFound([Said("没有“{code}”这种材料", code=code)])
    return SHEETS[code]


def _form(
    seat: Seat, unit: Unit, sheet: str, typed: dict[str, str], problems: tuple[Problem, ...]
) -> HTMLResponse:
    return seat.page(
        "my/hand_in.html",
        status=422 if problems else 200,
        unit=unit,
        sheet=_sheet(sheet),
        code=sheet,
        typed=defaultdict(str, typed),
        problems=problems,
    )
