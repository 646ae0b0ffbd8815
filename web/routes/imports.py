"""Workbooks that come in: uploaded, tried out with every bad cell named, then confirmed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Query, Request, UploadFile
from sqlmodel import col
from starlette.responses import HTMLResponse, RedirectResponse, Response

from models import ImportedFile
from rules.access import Right
from tasks import import_desk
from tasks.errors import Refused
from tasks.import_desk import LONGEST_NAME, WAYS, Extra, Way
from tasks.imports.problems import ImportRefused
from tasks.imports.problems import Problem as BadCell
from tasks.imports.report import ImportReport
from web.desk import Seat, acting, seated
from web.doors import house_of, needs
from web.forms import Problem, day_in, problems_of
from web.lists import WORKBOOK, Column, Listing, OrderDep, attachment
from web.taking import name_of

router = APIRouter(prefix="/imports")

SHOWN = 200
"""Bad cells and changes shown on the page; the workbook has all of them."""
CHOOSE = "请选择要上传的文件"
HISTORY: tuple[Column[ImportedFile], ...] = (
    Column("id", "编号", lambda f: f.id, col(ImportedFile.id), number=True),
    Column("at", "时间", lambda f: f.at, col(ImportedFile.at)),
    Column("name", "文件名", lambda f: f.name, col(ImportedFile.name)),
    Column("rows", "行数", lambda f: f.rows, col(ImportedFile.rows), number=True),
    Column("by", "经办", lambda f: f.by, col(ImportedFile.by)),
)
BAD_CELLS: tuple[Column[BadCell], ...] = (
    Column("sheet", "工作表", lambda p: p.place.sheet),
    Column("row", "行", lambda p: p.place.row or None, number=True),
    Column("column", "列", lambda p: p.place.column),
    Column("what", "问题", lambda p: p.what),
    Column("hint", "怎样改", lambda p: p.hint),
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """An uploaded file between trying out and confirming, as the address carries it."""

    name: str
    sha256: str
    as_of: str
    replacing: str

    @property
    def file(self) -> tuple[str, str]:
        return self.name, self.sha256

    @property
    def extra(self) -> Extra:
        return Extra(day_in(self.as_of), self.replacing)

    @property
    def query(self) -> str:
        told = {"name": self.name, "as_of": self.as_of, "replacing": self.replacing}
        return urlencode({name: value for name, value in told.items() if value})


@dataclass(frozen=True, slots=True)
class Beside:
    """What the address says of a file beside its hash."""

    name: str
    as_of: str
    replacing: str

    def of(self, sha256: str) -> Waiting:
        return Waiting(self.name, sha256, self.as_of, self.replacing)


def told_beside(
    name: Annotated[str, Query(max_length=LONGEST_NAME)] = "",
    as_of: Annotated[date | None, Query()] = None,
    replacing: Annotated[str, Query(max_length=500)] = "",
) -> Beside:
    return Beside(name, as_of.isoformat() if as_of else "", replacing)


BesideDep = Annotated[Beside, Depends(told_beside)]


@router.get("")
@needs(Right.IMPORTS)
def overview(request: Request, order: OrderDep) -> Response:
    """Every kind of import, and what was taken in before."""
    with seated(request) as seat:
        listing = Listing("已导入的文件", HISTORY, order)
        rows, total = import_desk.history(seat.ctx, listing.cut(ImportedFile.name, ImportedFile.by))
        listing = listing.with_rows(rows, total)
        if order.workbook:
            return listing.as_workbook(seat.printed_by)
        return seat.page("imports/list.html", ways=WAYS.values(), listing=listing)


@router.get("/done/{number}")
@needs(Right.IMPORTS)
def done(request: Request, number: int) -> HTMLResponse:
    with seated(request) as seat:
        return seat.page(
            "imports/done.html", file=import_desk.imported(seat.ctx, number), shown=SHOWN
        )


@router.get("/{way}")
@needs(Right.IMPORTS)
def ask(request: Request, way: str) -> HTMLResponse:
    with seated(request) as seat:
        return _form(seat, import_desk.way_of(way))


@router.get("/{way}/template")
@needs(Right.IMPORTS)
def take_template(request: Request, way: str) -> Response:
    """The workbook to fill in."""
    known = import_desk.way_of(way)
    with seated(request) as seat:
        content = import_desk.empty_workbook(seat.ctx, seat.at.campaign_id, known)
    return attachment(content, f"{known.template}.xlsx", WORKBOOK)


@router.post("/{way}/upload")
@needs(Right.IMPORTS)
def upload(
    request: Request,
    way: str,
    file: UploadFile | None = None,
    as_of: Annotated[str, Form(max_length=10)] = "",
    replacing: Annotated[str, Form(max_length=500)] = "",
) -> Response:
    """Put the file aside and lead to what it would do."""
    known, name = import_desk.way_of(way), name_of(file)
    problems = tuple(mistakes_in(name, as_of))
    if file and not problems:
        try:
            settings = house_of(request).settings
            kept = import_desk.put_aside(settings, name, file.file.read())
            target = Waiting(name, kept, as_of, replacing)
            return RedirectResponse(f"/imports/{way}/{kept}?{target.query}", status_code=303)
        except Refused as refused:
            problems = problems_of(refused, "file")
    with seated(request) as seat:
        return _form(seat, known, problems, {"as_of": as_of, "replacing": replacing})


@router.get("/{way}/{sha256}")
@needs(Right.IMPORTS)
def try_out(
    request: Request, way: str, sha256: str, beside: BesideDep, order: OrderDep
) -> Response:
    """What taking it in would do, or every bad cell; nothing is written."""
    known, file = import_desk.way_of(way), beside.of(sha256)
    with seated(request) as seat:
        try:
            report = import_desk.try_out(
                seat.ctx, seat.at.campaign_id, known, file.file, file.extra
            )
        except ImportRefused as refused:
            bad = Listing("导入问题", BAD_CELLS, order, {"name": file.name})
            bad = bad.with_rows(refused.problems, len(refused.problems))
            if order.workbook:
                return bad.as_workbook(seat.printed_by)
            return _report(seat, known, file, bad=bad)
        return _report(seat, known, file, report=report)


@router.post("/{way}/{sha256}")
@needs(Right.IMPORTS)
def confirm(request: Request, way: str, sha256: str, beside: BesideDep) -> Response:
    known, file = import_desk.way_of(way), beside.of(sha256)
    try:
        with acting(request) as (ctx, at):
            import_desk.take_in(ctx, at.campaign_id, known, file.file, file.extra)
            ctx.session.flush()
            number = import_desk.newest(ctx, file.sha256)
    except ImportRefused:
        # Something has changed since it was tried out: the page says what.
        return RedirectResponse(f"/imports/{way}/{file.sha256}?{file.query}", status_code=303)
    return RedirectResponse(f"/imports/done/{number}", status_code=303)


def mistakes_in(name: str, as_of: str) -> list[Problem]:
    """What is wrong with the form around a file."""
    problems = [] if name else [Problem(CHOOSE, "file")]
    if as_of and day_in(as_of) is None:
        problems.append(Problem("日期不对，例如 2021-12-20", "as_of"))
    return problems


def _form(
    seat: Seat,
    way: Way,
    problems: tuple[Problem, ...] = (),
    typed: dict[str, str] | None = None,
) -> HTMLResponse:
    return seat.page(
        "imports/form.html",
        status=422 if problems else 200,
        way=way,
        problems=problems,
        typed=typed or {"as_of": "", "replacing": ""},
    )


def _report(
    seat: Seat,
    way: Way,
    file: Waiting,
    *,
    report: ImportReport | None = None,
    bad: Listing[BadCell] | None = None,
) -> HTMLResponse:
    return seat.page(
        "imports/report.html",
        status=422 if bad else 200,
        way=way,
        file=file,
        report=report,
        bad=bad,
        shown=SHOWN,
    )
