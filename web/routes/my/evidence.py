"""Evidence of an application: taken in, handed out, taken back, as long as the unit may change it."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.datastructures import UploadFile
from starlette.responses import FileResponse, RedirectResponse, Response

from rules.access import Right
from rules.said import Said
from tasks import attachments, reach
from tasks.application_drafts import WRITABLE
from tasks.attachments import Owner
from tasks.errors import NotFound, Refused
from web.doors import house_of, needs
from web.routes.my import acting_for, at_unit

router = APIRouter(prefix="/my/{unit}/applications/{application}")

OWNER = "application"


@router.post("/upload")
@needs(Right.OWN_UNIT)
def upload(request: Request, unit: str, application: str) -> Response:
    """Examined before the transaction, which must not wait for a scanner."""
    owner = _owner(request, unit, application)
    files = [one for one in request.state.form.getlist("file") if isinstance(one, UploadFile)]
    settings = house_of(request).settings
    with ExitStack() as open_files:
        for file in files:
            open_files.callback(file.file.close)
        chosen = [file for file in files if file.filename]
        if not chosen:
            raise Refused(["请选择要上传的佐证材料"])
        received = [
            attachments.receive(settings, file.file, file.filename or "") for file in chosen
        ]
    with acting_for(request, unit) as (ctx, _, _):
        for one in received:
            attachments.attach(ctx, owner, one)
    return _back(unit, application)


@router.get("/evidence/{attachment}")
@needs(Right.OWN_UNIT)
def hand_out(request: Request, unit: str, application: str, attachment: int) -> Response:
    owner = _owner(request, unit, application, changing=False)
    with at_unit(request, unit) as (seat, _):
        for row in attachments.of(seat.ctx, owner):
            if row.id == attachment:
                served = attachments.serve(seat.ctx, row)
                return FileResponse(served.path, headers=served.headers)
    raise _unknown(attachment)


@router.post("/evidence/{attachment}/withdraw")
@needs(Right.OWN_UNIT)
def take_back(
    request: Request,
    unit: str,
    application: str,
    attachment: int,
    reason: Annotated[str, Form(max_length=200)] = "单位撤下",
) -> Response:
    owner = _owner(request, unit, application)
    with acting_for(request, unit) as (ctx, _, _):
        if attachment not in {row.id for row in attachments.of(ctx, owner)}:
            raise _unknown(attachment)
        attachments.withdraw(ctx, attachment, reason)
    return _back(unit, application)


def _owner(request: Request, unit: str, application: str, *, changing: bool = True) -> Owner:
    """The unit's application; raises Refused where its evidence can no longer be changed."""
    with at_unit(request, unit) as (seat, row):
        mine = reach.my_application(seat.ctx, seat.who, application)
        if mine.unit_id != row.id:
            raise NotFound([Said("没有编号为“{number}”的申报", number=application)])
    if changing and mine.state not in WRITABLE:
        raise Refused([Said("{number} 已经提交，不能再增减佐证材料", number=application)])
    return Owner(OWNER, mine.id or 0)


def _unknown(attachment: int) -> NotFound:
    return NotFound([Said("没有编号为 {number} 的附件", number=attachment)])


def _back(unit: str, application: str) -> Response:
    return RedirectResponse(f"/my/{unit}/applications/{application}#evidence", status_code=303)
