"""Evidence of applications and of what was handed in: taken in, handed out, taken back by the unit."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.datastructures import UploadFile
from starlette.responses import RedirectResponse, Response

from rules.access import Right
from rules.said import Said
from tasks import attachments, overview_unit, reach
from tasks.application_drafts import WRITABLE
from tasks.attachments import Owner
from tasks.errors import NotFound, Refused
from web.doors import house_of, needs
from web.forms import Problem, problems_of
from web.routes.my import acting_for, applications, at_unit, filings
from web.taking import handed_out, unknown_file

router = APIRouter(prefix="/my/{unit}")

Why = Annotated[str, Form(max_length=200)]
TAKEN_BACK = "单位撤下"


@router.post("/applications/{application}/upload")
@needs(Right.OWN_UNIT)
def upload(request: Request, unit: str, application: str) -> Response:
    if problems := _taken_in(request, unit, _of_application(request, unit, application)):
        return applications.shown_again(request, unit, application, problems)
    return _to_application(unit, application)


@router.get("/applications/{application}/evidence/{attachment}")
@needs(Right.OWN_UNIT)
def hand_out(request: Request, unit: str, application: str, attachment: int) -> Response:
    owner = _of_application(request, unit, application, changing=False)
    return _handed_out(request, unit, owner, attachment)


@router.post("/applications/{application}/evidence/{attachment}/withdraw")
@needs(Right.OWN_UNIT)
def take_back(
    request: Request, unit: str, application: str, attachment: int, reason: Why = TAKEN_BACK
) -> Response:
    _withdraw(request, unit, _of_application(request, unit, application), attachment, reason)
    return _to_application(unit, application)


@router.post("/filings/{filing}/upload")
@needs(Right.OWN_UNIT)
def upload_with_filing(request: Request, unit: str, filing: int) -> Response:
    if problems := _taken_in(request, unit, _of_filing(request, unit, filing)):
        return filings.shown_again(request, unit, filing, problems)
    return _to_filing(unit, filing)


@router.get("/filings/{filing}/evidence/{attachment}")
@needs(Right.OWN_UNIT)
def hand_out_of_filing(request: Request, unit: str, filing: int, attachment: int) -> Response:
    return _handed_out(request, unit, _of_filing(request, unit, filing), attachment)


@router.post("/filings/{filing}/evidence/{attachment}/withdraw")
@needs(Right.OWN_UNIT)
def take_back_from_filing(
    request: Request, unit: str, filing: int, attachment: int, reason: Why = TAKEN_BACK
) -> Response:
    _withdraw(request, unit, _of_filing(request, unit, filing), attachment, reason)
    return _to_filing(unit, filing)


def _taken_in(request: Request, unit: str, owner: Owner) -> tuple[Problem, ...]:
    """Examined before the transaction, which must not wait for a scanner; what was wrong, if anything."""
    files = [one for one in request.state.form.getlist("file") if isinstance(one, UploadFile)]
    settings = house_of(request).settings
    chosen = [file for file in files if file.filename]
    if not chosen:
        return (Problem("请选择要上传的佐证材料", "file"),)
    try:
        with ExitStack() as open_files:
            for file in chosen:
                open_files.callback(file.file.close)
            received = [
                attachments.receive(settings, file.file, file.filename or "") for file in chosen
            ]
        with acting_for(request, unit) as (ctx, _, _):
            for one in received:
                attachments.attach(ctx, owner, one)
    except Refused as refused:
        return problems_of(refused, "file")
    return ()


def _handed_out(request: Request, unit: str, owner: Owner, attachment: int) -> Response:
    with at_unit(request, unit) as (seat, _):
        return handed_out(seat.ctx, attachments.of(seat.ctx, owner), attachment)


def _withdraw(request: Request, unit: str, owner: Owner, attachment: int, reason: str) -> None:
    with acting_for(request, unit) as (ctx, _, _):
        if attachment not in {row.id for row in attachments.of(ctx, owner)}:
            raise unknown_file(attachment)
        attachments.withdraw(ctx, attachment, reason)


def _of_application(
    request: Request, unit: str, application: str, *, changing: bool = True
) -> Owner:
    """The unit's application; raises Refused where its evidence can no longer be changed."""
    with at_unit(request, unit) as (seat, row):
        mine = reach.my_application(seat.ctx, seat.who, application)
        if mine.unit_id != row.id:
            raise NotFound([Said("没有编号为“{number}”的申报", number=application)])
    if changing and mine.state not in WRITABLE:
        raise Refused([Said("{number} 已经提交，不能再增减佐证材料", number=application)])
    return Owner(applications.OWNER, mine.id or 0)


def _of_filing(request: Request, unit: str, filing: int) -> Owner:
    """Something that the unit handed in; whoever was late may still prove what was done."""
    with at_unit(request, unit) as (seat, row):
        return Owner(filings.OWNER, overview_unit.filing_of(seat.ctx, seat.at, row, filing).id)


def _to_application(unit: str, application: str) -> Response:
    return RedirectResponse(f"/my/{unit}/applications/{application}#evidence", status_code=303)


def _to_filing(unit: str, filing: int) -> Response:
    return RedirectResponse(f"/my/{unit}/filings/{filing}#evidence", status_code=303)
