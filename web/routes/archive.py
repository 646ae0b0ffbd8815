"""The archive: what is in the package, sealing it, checking it against its sheet, putting it away for good."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response

from records.archive import verification
from records.archive.verification import Checked, NotAPackageError
from rules.access import Right
from rules.definition import StepKind
from rules.states import CampaignState
from tasks import archiving, putting_away
from tasks.errors import NotFound, Refused
from web.desk import Seat, acting, seated
from web.doors import needs
from web.forms import Problem, problems_of
from web.lists import BY_VALUE, Column, Listing, Order, OrderDep

router = APIRouter(prefix="/archive")

File = tuple[str, int]
"""A file of the package and its size in bytes."""
FIRST = Order()
COLUMNS: tuple[Column[File], ...] = (
    Column("name", "文件", lambda file: file[0], BY_VALUE),
    Column("size", "大小", lambda file: file[1], BY_VALUE, number=True),
)
Printed = Annotated[str, Form(max_length=200)]


@router.get("")
@needs(Right.ARCHIVE)
def show(request: Request, order: OrderDep) -> Response:
    with seated(request) as seat:
        if order.workbook:
            files = verification.listed(_package(seat))
            return _listing(files, order).as_workbook(seat.printed_by)
        return _page(seat, order=order)


@router.post("/seal")
@needs(Right.ARCHIVE)
def seal(request: Request) -> Response:
    """Seal the package anew, with what has come since and as the settings are now."""
    try:
        with acting(request) as (ctx, at):
            step = next(s for s in at.plan.steps if s.kind is StepKind.ARCHIVING)
            archiving.archive(ctx, at.campaign_id, step.code)
    except Refused as refused:
        with seated(request) as seat:
            return _page(seat, problems=problems_of(refused))
    return RedirectResponse("/archive", status_code=303)


@router.post("/verify")
@needs(Right.ARCHIVE)
def verify(request: Request, printed: Printed = "") -> HTMLResponse:
    """Every file against its sum, and the whole against what the hand-over sheet prints."""
    with seated(request) as seat:
        try:
            checked = verification.verify(_package(seat), _plain(printed))
        except NotAPackageError as error:
            return _page(seat, problems=(Problem(str(error)),))
        return _page(seat, checked=checked, printed=printed)


@router.post("/freeze")
@needs(Right.ARCHIVE)
def freeze(request: Request, printed: Printed = "") -> Response:
    """Put the campaign away: from then on the database refuses every change to it."""
    try:
        with acting(request) as (ctx, at):
            putting_away.put_away(ctx, at.campaign_id, printed)
    except Refused as refused:
        with seated(request) as seat:
            return _page(seat, problems=problems_of(refused), printed=printed)
    return RedirectResponse("/archive", status_code=303)


@router.get("/package")
@needs(Right.ARCHIVE)
def package(request: Request) -> FileResponse:
    with seated(request) as seat:
        path = _package(seat)
    return FileResponse(path, media_type="application/zip", filename=path.name)


@router.get("/sheet")
@needs(Right.ARCHIVE)
def sheet(request: Request) -> FileResponse:
    with seated(request) as seat:
        path = _package(seat).with_name(archiving.SHEET)
    return FileResponse(path, media_type="application/pdf", filename=path.name)


def _package(seat: Seat) -> Path:
    """The sealed package. Raises NotFound where there is none yet."""
    path = archiving.package_path(seat.ctx, seat.at.campaign_id)
    if not path.is_file():
        raise NotFound(["归档包还没有封装"])
    return path


def _plain(printed: str) -> str:
    return printed.replace(" ", "").replace("-", "")


def _listing(files: Sequence[File], order: Order) -> Listing[File]:
    return Listing("包内文件", COLUMNS, order).of_all(files)


def _page(
    seat: Seat,
    *,
    problems: tuple[Problem, ...] = (),
    checked: Checked | None = None,
    printed: str = "",
    order: Order = FIRST,
) -> HTMLResponse:
    path = archiving.package_path(seat.ctx, seat.at.campaign_id)
    try:
        files = verification.listed(path) if path.is_file() else []
    except NotAPackageError as error:
        files, problems = [], (*problems, Problem(str(error)))
    return seat.page(
        "archive/page.html",
        status=409 if problems else 200,
        listing=_listing(files, order),
        files=len(files),
        total=sum(size for _, size in files),
        frozen=seat.at.campaign.state is CampaignState.ARCHIVED,
        problems=problems,
        checked=checked,
        printed=printed,
    )
