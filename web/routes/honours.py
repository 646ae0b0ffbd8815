"""Honours after the decision: who holds them, withdrawals put before a meeting, certificates that come back."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from rules.access import Right
from tasks import certificates, overview_honours
from tasks.application_rows import by_number
from tasks.context import Context
from tasks.errors import NotFound, Refused
from tasks.meetings import rows, withdrawing
from tasks.overview_honours import HonourLine
from web.desk import Seat, acting, seated
from web.doors import needs
from web.forms import Problem, day_in, missing, problems_of
from web.lists import BY_VALUE, Column, Listing, OrderDep, attachment
from web.words import HONOUR_STATES

router = APIRouter(prefix="/honours")

Short = Annotated[str, Query(max_length=40)]
NOT_A_DAY = "日期请按 2021-12-20 的格式填写"


def ending(line: HonourLine) -> str:
    """What ended an honour and who came after, or what a successor still waits for."""
    if line.ended is None:
        return line.one.waits_for
    return f"{line.ended.decided_on} {line.ended.reason}"


def passed_on(line: HonourLine) -> str:
    """Where the place came from or went to."""
    if line.one.instead_of:
        return f"递补{line.one.instead_of}"
    return f"由{line.successor}递补" if line.successor else ""


def certificate(line: HonourLine) -> str:
    if line.ended is None:
        return line.serial
    back = line.ended.certificate_returned_on
    told = f"{back}收回" if back else f"应于{line.ended.certificate_due_on}前收回"
    return f"{line.serial} {told}".strip()


def window(line: HonourLine) -> str:
    if line.window is None:
        return ""
    end = f"（{line.window.ended_on}终止）" if line.window.ended_on else ""
    return f"{line.window.year}年{end}"


COLUMNS: tuple[Column[HonourLine], ...] = (
    Column("number", "申报编号", lambda one: one.number, BY_VALUE),
    Column("honour", "荣誉", lambda one: one.honour, BY_VALUE),
    Column("candidate", "获得者", lambda one: one.one.winner.candidate, BY_VALUE),
    Column("unit", "单位", lambda one: one.one.winner.unit, BY_VALUE),
    Column("state", "状态", lambda one: HONOUR_STATES[one.state], BY_VALUE),
    Column("ending", "说明", ending),
    Column("place", "递补", passed_on),
    Column("certificate", "证书", certificate, BY_VALUE),
    Column("window", "标兵窗口", window, BY_VALUE),
)


@router.get("")
@needs(Right.MEETING_DESK)
def listed(
    request: Request, order: OrderDep, honour: Short = "", state: Short = "", done: str = ""
) -> Response:
    with seated(request) as seat:
        found = [
            line
            for line in overview_honours.lines(seat.ctx, seat.at)
            if honour in ("", line.one.winner.honour) and _fits(line, state)
        ]
        kept = {"honour": honour, "state": state}
        listing = Listing("荣誉现状", COLUMNS, order, kept).of_all(found)
        if order.workbook:
            return listing.as_workbook(seat.printed_by)
        return seat.page(
            "honours/list.html",
            listing=listing,
            decided=overview_honours.decided(seat.ctx, seat.at),
            honour=honour,
            state=state,
            printable=any(line.serial and line.one.holds for line in found),
            done=done,
        )


@router.get("/certificates")
@needs(Right.MEETING_DESK)
def print_all(request: Request) -> Response:
    """The certificates of everybody who holds an honour, to print."""
    with seated(request) as seat:
        return _printed(seat.ctx, seat.at.campaign_id, "荣誉证书")


@router.get("/{application}/print")
@needs(Right.MEETING_DESK)
def print_one(request: Request, application: str) -> Response:
    """A successor's, or one that was lost or spoiled."""
    with seated(request) as seat:
        return _printed(seat.ctx, seat.at.campaign_id, f"荣誉证书-{application}", application)


@router.get("/{application}/withdrawal")
@needs(Right.MEETING_DESK)
def ask_withdrawal(request: Request, application: str) -> HTMLResponse:
    with seated(request) as seat:
        return _withdrawal(seat, application)


@router.post("/{application}/withdrawal")
@needs(Right.MEETING_DESK)
def propose_withdrawal(
    request: Request, application: str, found: Annotated[str, Form(max_length=2000)] = ""
) -> Response:
    """Put it on the agenda of the meeting that is under way, where it is decided."""
    try:
        with acting(request) as (ctx, at):
            by_number(ctx, at.campaign_id, application)
            meeting = rows.find(ctx, at.campaign_id, None).number
            position = withdrawing.put_on_agenda(
                ctx, at.campaign_id, application, found=found.strip(), meeting=meeting
            )
    except Refused as refused:
        with seated(request) as seat:
            return _withdrawal(seat, application, found, problems_of(refused))
    place = f"/meeting/{meeting}/items/{position}?done=added"
    return RedirectResponse(place, status_code=303)


@router.get("/{application}/certificate")
@needs(Right.MEETING_DESK)
def ask_certificate(request: Request, application: str) -> HTMLResponse:
    with seated(request) as seat:
        return _certificate(seat, application, {"on": seat.at.today.isoformat(), "note": ""})


@router.post("/{application}/certificate")
@needs(Right.MEETING_DESK)
def certificate_returned(
    request: Request,
    application: str,
    on: Annotated[str, Form(max_length=10)] = "",
    note: Annotated[str, Form(max_length=400)] = "",
) -> Response:
    """On the real day on which it came back."""
    day = day_in(on)
    problems = missing(on=("" if day is None else on, NOT_A_DAY))
    if day is not None:
        try:
            with acting(request) as (ctx, at):
                withdrawing.certificate_returned(
                    ctx, at.campaign_id, application, on=day, note=note.strip()
                )
        except Refused as refused:
            problems = problems_of(refused, "on")
    if problems:
        with seated(request) as seat:
            return _certificate(seat, application, {"on": on, "note": note}, problems)
    return RedirectResponse("/honours?done=returned", status_code=303)


def _printed(ctx: Context, campaign_id: int, name: str, number: str = "") -> Response:
    wanted = certificates.held(ctx, campaign_id, number)
    if not wanted:
        raise NotFound(["没有可打印的证书：表扬通报还没有印发，或这件申报现在没有荣誉"])
    data = certificates.set_anew(ctx, campaign_id, wanted)
    return attachment(data, f"{name}.pdf", "application/pdf")


def _fits(line: HonourLine, state: str) -> bool:
    match state:
        case "":
            return True
        case "out":
            return line.certificate_due is not None
        case "window":
            return line.window is not None
        case _:
            return line.state == state


def _withdrawal(
    seat: Seat, number: str, found: str = "", problems: tuple[Problem, ...] = ()
) -> HTMLResponse:
    return seat.page(
        "honours/withdrawal.html",
        status=422 if problems else 200,
        row=by_number(seat.ctx, seat.at.campaign_id, number),
        line=overview_honours.line_of(seat.ctx, seat.at, number),
        meeting=rows.under_way(seat.ctx, seat.at.campaign_id),
        found=found,
        problems=problems,
    )


def _certificate(
    seat: Seat, number: str, typed: dict[str, str], problems: tuple[Problem, ...] = ()
) -> HTMLResponse:
    return seat.page(
        "honours/certificate.html",
        status=422 if problems else 200,
        row=by_number(seat.ctx, seat.at.campaign_id, number),
        line=overview_honours.line_of(seat.ctx, seat.at, number),
        typed=typed,
        problems=problems,
    )
