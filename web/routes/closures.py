"""The calendar: days of rest, days the office closes, the deadlines they hit, a later year's calendar."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request, UploadFile
from pydantic import BaseModel, Field
from starlette.responses import HTMLResponse, RedirectResponse, Response

from rules.access import Right
from tasks import attachments, closures, overview_duties
from tasks.closures import Affected, Period
from tasks.errors import NotPossible, Refused
from tasks.import_desk import LONGEST_NAME
from tasks.imports.calendars import CalendarImport, Sent, import_calendar
from web.desk import Seat, acting, seated
from web.doors import needs
from web.forms import Problem, day_in, problems_of
from web.month import month_of
from web.taking import name_of

router = APIRouter(prefix="/closures")

Month = Annotated[str, Query(pattern=r"^(|\d{4}-(0[1-9]|1[0-2]))$")]
NOT_A_DAY = "日期不对，例如 2021-12-20"
CHOOSE = "请选择要上传的文件"


class Typed(BaseModel):
    """A closure as the form sends it."""

    first: Annotated[str, Field(max_length=10)] = ""
    last: Annotated[str, Field(max_length=10)] = ""
    reason: Annotated[str, Field(max_length=200)] = ""
    act: Annotated[str, Field(pattern="^(preview|confirm|cancel)$")] = "preview"

    def problems(self) -> tuple[Problem, ...]:
        told = (("first", self.first), ("last", self.last or self.first))
        return tuple(Problem(NOT_A_DAY, name) for name, typed in told if day_in(typed) is None)

    @property
    def period(self) -> Period:
        """Only to be asked for when there are no problems."""
        first, last = day_in(self.first), day_in(self.last or self.first)
        if first is None or last is None:
            raise Refused([NOT_A_DAY])
        return Period(first, last)


class Accepting(BaseModel):
    reason: Annotated[str, Field(max_length=2000)] = ""
    ordered_by: Annotated[str, Field(max_length=200)] = ""


@router.get("")
@needs(Right.RUN)
def show(request: Request, month: Month = "") -> HTMLResponse:
    with seated(request) as seat:
        return _page(seat, month)


@router.post("")
@needs(Right.RUN)
def enter(request: Request, typed: Annotated[Typed, Form()]) -> Response:
    """Preview, enter or take back; what is wrong leads back with everything that was typed."""
    problems, affected = typed.problems(), None
    if not problems:
        try:
            affected = _act(request, typed)
        except NotPossible as refused:
            problems = problems_of(refused)
    if problems or typed.act == "preview":
        with seated(request) as seat:
            return _page(seat, typed.first[:7], typed, problems, affected)
    return RedirectResponse(f"/closures?month={typed.first[:7]}", status_code=303)


@router.post("/accept")
@needs(Right.RUN)
def accept(request: Request, typed: Annotated[Accepting, Form()]) -> Response:
    """Move every proposed deadline in one act."""
    try:
        with acting(request) as (ctx, at):
            closures.accept(
                ctx,
                at.campaign_id,
                reason=typed.reason.strip(),
                ordered_by=typed.ordered_by.strip(),
            )
    except Refused as refused:
        with seated(request) as seat:
            return _page(seat, "", problems=problems_of(refused), accepting=typed)
    return RedirectResponse("/closures", status_code=303)


@router.post("/calendar/upload")
@needs(Right.RUN)
def upload(request: Request, file: UploadFile | None = None) -> Response:
    """An official calendar of a later year: read first, kept by its hash until it is confirmed."""
    name = name_of(file)
    problems: tuple[Problem, ...] = () if name else (Problem(CHOOSE, "file"),)
    if file and not problems:
        try:
            data = file.file.read()
            with acting(request) as (ctx, at):
                import_calendar(ctx, at.campaign_id, Sent(name, data), dry_run=True)
                kept = attachments.keep(ctx, name, data)
            return RedirectResponse(
                f"/closures/calendar/{kept}?{urlencode({'name': name})}", status_code=303
            )
        except Refused as refused:
            problems = problems_of(refused, "file")
    with seated(request) as seat:
        return _page(seat, "", problems=problems)


@router.get("/calendar/{sha256}")
@needs(Right.RUN)
def try_calendar(
    request: Request, sha256: str, name: Annotated[str, Query(max_length=LONGEST_NAME)] = ""
) -> HTMLResponse:
    with seated(request) as seat:
        data = attachments.find(seat.ctx, sha256).read_bytes()
        found = import_calendar(seat.ctx, seat.at.campaign_id, Sent(name, data), dry_run=True)
        return _calendar(seat, found, sha256, name)


@router.post("/calendar/{sha256}")
@needs(Right.RUN)
def take_calendar(
    request: Request, sha256: str, name: Annotated[str, Query(max_length=LONGEST_NAME)] = ""
) -> Response:
    with acting(request) as (ctx, at):
        data = attachments.find(ctx, sha256).read_bytes()
        found = import_calendar(ctx, at.campaign_id, Sent(name, data))
    return RedirectResponse(f"/closures?month={found.year}-01", status_code=303)


def _act(request: Request, typed: Typed) -> Affected | None:
    if typed.act == "preview":
        with seated(request) as seat:
            here = seat.ctx, seat.at.campaign_id
            return closures.enter(*here, typed.period, reason=typed.reason, dry_run=True)
    with acting(request) as (ctx, at):
        if typed.act == "cancel":
            closures.cancel(ctx, at.campaign_id, typed.period, reason=typed.reason)
            return None
        return closures.enter(ctx, at.campaign_id, typed.period, reason=typed.reason)


def _page(
    seat: Seat,
    month: str,
    typed: Typed | None = None,
    problems: tuple[Problem, ...] = (),
    affected: Affected | None = None,
    accepting: Accepting | None = None,
) -> HTMLResponse:
    asked, today = day_in(f"{month}-01"), seat.at.today
    shown = asked if asked and closures.near(asked, today) else today
    due = overview_duties.owed_by_day(seat.ctx, seat.at)
    return seat.page(
        "closures/page.html",
        status=422 if problems else 200,
        month=month_of(shown, seat.at.calendar, due),
        closures=closures.listed(seat.ctx),
        proposed=closures.proposed(seat.ctx, seat.at.campaign_id),
        typed=typed or Typed(),
        accepting=accepting or Accepting(),
        problems=problems,
        affected=affected,
    )


def _calendar(seat: Seat, found: CalendarImport, sha256: str, name: str) -> HTMLResponse:
    return seat.page("closures/calendar.html", found=found, sha256=sha256, name=name)
