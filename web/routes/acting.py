"""Acting for a unit from its page: what came on paper or by telephone, and releasing it from a duty."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Annotated

from fastapi import APIRouter, Form, Request, UploadFile
from starlette.responses import HTMLResponse, RedirectResponse, Response

from rules.access import Right
from tasks import attachments, fulfilment, paper_acts, reach
from tasks.attachments import Received
from tasks.errors import Refused
from tasks.paper_acts import Done
from web.desk import Seat, acting, seated
from web.doors import house_of, needs, visitor_in
from web.forms import Problem, day_in, problems_of
from web.lists import attachment

router = APIRouter(prefix="/units/{unit}")

BYTES = "application/octet-stream"
NOT_A_DAY = "日期不对，例如 2021-12-20"
EMPTY = {"channel": "paper", "happened_on": "", "by": "", "title": "", "heading": "", "note": ""}
NO_WAIVER = {"reason": "", "ordered_by": ""}


@router.get("/duties/{owed}")
@needs(Right.ACT_FOR_UNITS)
def ask(request: Request, unit: str, owed: int) -> HTMLResponse:
    with seated(request) as seat:
        return _form(seat, unit, owed)


@router.post("/duties/{owed}/upload")
@needs(Right.ACT_FOR_UNITS)
def enter(  # noqa: PLR0913 - one for each field of the form
    request: Request,
    unit: str,
    owed: int,
    *,
    channel: Annotated[str, Form(max_length=20)] = "",
    happened_on: Annotated[str, Form(max_length=10)] = "",
    by: Annotated[str, Form(max_length=200)] = "",
    title: Annotated[str, Form(max_length=300)] = "",
    heading: Annotated[str, Form(max_length=100)] = "",
    note: Annotated[str, Form(max_length=2000)] = "",
    scan: UploadFile | None = None,
) -> Response:
    """Enter it on its real day; what is wrong leads back with all reasons and what was typed."""
    day = day_in(happened_on)
    file, problems = _scanned(request, scan)
    if day is None:
        problems = (Problem(NOT_A_DAY, "happened_on"), *problems)
    if day is not None and not problems:
        done = Done(channel, day, by, title, heading, note, file)
        try:
            with acting(request) as (ctx, at):
                row = reach.unit(ctx, visitor_in(request).who, unit)
                number = paper_acts.enter(ctx, at.campaign_id, row, owed, done)
            return RedirectResponse(f"/units/{unit}?entered={number}", status_code=303)
        except Refused as refused:
            problems = problems_of(refused)
    typed = {
        "channel": channel, "happened_on": happened_on, "by": by, "title": title,
        "heading": heading, "note": note,
    }  # fmt: skip
    with seated(request) as seat:
        return _form(seat, unit, owed, problems, typed)


@router.post("/duties/{owed}/waive")
@needs(Right.ACT_FOR_UNITS)
def waive(
    request: Request,
    unit: str,
    owed: int,
    reason: Annotated[str, Form(max_length=2000)] = "",
    ordered_by: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    try:
        with acting(request) as (ctx, at):
            row = reach.unit(ctx, visitor_in(request).who, unit)
            paper_acts.owed_act(ctx, at.campaign_id, row, owed)
            fulfilment.waive(ctx, owed, reason=reason.strip(), ordered_by=ordered_by.strip())
    except Refused as refused:
        waived = {"reason": reason, "ordered_by": ordered_by}
        with seated(request) as seat:
            return _form(seat, unit, owed, problems_of(refused), waived=waived)
    return RedirectResponse(f"/units/{unit}", status_code=303)


@router.get("/scans/{number}")
@needs(Right.ACT_FOR_UNITS)
def take_scan(request: Request, unit: str, number: int) -> Response:
    """The scan of an entry, to be saved; it is never shown inside a page."""
    with seated(request) as seat:
        row = reach.unit(seat.ctx, seat.who, unit)
        name, content = paper_acts.scan_of(seat.ctx, seat.at.campaign_id, row, number)
    return attachment(content, name, BYTES)


def _form(
    seat: Seat,
    unit: str,
    owed: int,
    problems: tuple[Problem, ...] = (),
    typed: dict[str, str] | None = None,
    waived: dict[str, str] | None = None,
) -> HTMLResponse:
    row = reach.unit(seat.ctx, seat.who, unit)
    return seat.page(
        "acting/form.html",
        status=422 if problems else 200,
        unit=row,
        act=paper_acts.owed_act(seat.ctx, seat.at.campaign_id, row, owed),
        headings=[(heading, heading) for heading in seat.at.plan.report_headings],
        problems=problems,
        typed=typed or EMPTY,
        waived=waived or NO_WAIVER,
    )


def _scanned(
    request: Request, scan: UploadFile | None
) -> tuple[Received | None, tuple[Problem, ...]]:
    """The scan, if one was chosen, examined before the transaction; and what is wrong with it."""
    if scan is None or not scan.filename:
        return None, ()
    settings, name = house_of(request).settings, PurePosixPath(scan.filename).name
    try:
        return attachments.receive(settings, scan.file, name, paper_acts.SCANS), ()
    except Refused as refused:
        return None, problems_of(refused, "scan")
