"""Score sheets as workbooks: taken along, filled in elsewhere, brought back with every conflict shown."""

from __future__ import annotations

import tempfile
import zipfile
from io import BytesIO
from pathlib import Path

from fastapi import APIRouter, Request
from starlette.datastructures import FormData, UploadFile
from starlette.responses import HTMLResponse, Response

from rules.access import Part, Right
from tasks import score_sheets
from tasks.errors import Refused
from tasks.imports.book import read_bytes
from tasks.imports.report import ImportReport
from tasks.imports.score_sheets import import_score_sheet
from web.desk import acting, seated
from web.doors import needs, visitor_in
from web.forms import Problem, problems_of
from web.lists import WORKBOOK, attachment

router = APIRouter(prefix="/sheets")


@router.post("/book")
@needs(Right.EVALUATE)
def take(request: Request) -> Response:
    """The workbook of one component, or all of them packed where several schemes score it."""
    component = str(request.state.form.get("component", ""))
    who = visitor_in(request).who
    if not component:
        raise Refused(["请选择要下载哪个考评项目的评分表"])
    data: list[tuple[str, bytes]] = []
    with tempfile.TemporaryDirectory() as folder, acting(request) as (ctx, at):
        for code in who.codes(Part.EVALUATOR):
            issued = score_sheets.issue(
                ctx, at.campaign_id, component, Path(folder), evaluator=code
            )
            data += [(path.name, path.read_bytes()) for path in issued.files]
    if len(data) == 1:
        return attachment(data[0][1], data[0][0], WORKBOOK)
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in data:
            archive.writestr(name, content)
    return attachment(packed.getvalue(), f"评分表-{component}.zip", "application/zip")


@router.get("/upload")
@needs(Right.EVALUATE)
def ask(request: Request) -> HTMLResponse:
    return _form(request, (), None)


@router.post("/upload")
@needs(Right.EVALUATE)
def bring_back(request: Request) -> Response:
    """Look it over or take it in; a sheet that differs from what is in needs a reason."""
    form: FormData = request.state.form
    file, reason = form.get("file"), str(form.get("reason", ""))[:500]
    if not isinstance(file, UploadFile) or not file.filename:
        return _form(request, (Problem("请选择填好的评分表", "file"),), None, reason)
    mine = visitor_in(request).who.codes(Part.EVALUATOR)
    dry_run = form.get("act") == "check"
    try:
        with file.file:
            book = read_bytes(file.filename, file.file.read())
        with acting(request) as (ctx, at):
            report = import_score_sheet(
                ctx, at.campaign_id, book, replacing=reason, dry_run=dry_run, only=mine
            )
    except Refused as refused:
        return _form(request, problems_of(refused), None, reason)
    return _form(request, (), report, reason)


def _form(
    request: Request,
    problems: tuple[Problem, ...],
    report: ImportReport | None,
    reason: str = "",
) -> HTMLResponse:
    with seated(request) as seat:
        return seat.page(
            "sheets/upload.html",
            status=422 if problems else 200,
            problems=problems,
            report=report,
            reason=reason,
        )
