"""Letters that authorities wrote about the candidates: the list, and the scan of each."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from rules.access import Right
from tasks import opinion_replies, overview_opinions
from tasks.errors import Refused
from tasks.overview_opinions import LetterLine
from tasks.paper_acts import SCANS
from web.desk import Seat, acting, seated
from web.doors import house_of, needs
from web.forms import Problem, problems_of
from web.lists import BY_VALUE, Column, Listing, Order, OrderDep
from web.taking import handed_out, taken

router = APIRouter(prefix="/opinions")

FIRST = Order()
COLUMNS: tuple[Column[LetterLine], ...] = (
    Column("authority", "部门", lambda one: one.name, BY_VALUE),
    Column("document", "来函文号", lambda one: one.document, BY_VALUE),
    Column("on", "答复日期", lambda one: one.on, BY_VALUE),
    Column("answers", "答复", lambda one: one.answers, BY_VALUE, number=True),
    Column("objections", "有异议", lambda one: one.objections, BY_VALUE, number=True),
    Column("scan", "扫描件", lambda one: one.scan_name),
)


@router.get("/upload")
@needs(Right.APPLICATIONS)
def listed(request: Request, order: OrderDep, done: str = "") -> Response:
    with seated(request) as seat:
        if order.workbook:
            return _listing(seat, order).as_workbook(seat.printed_by)
        return _page(seat, order, (), done)


@router.post("/upload")
@needs(Right.APPLICATIONS)
def add_scan(request: Request) -> Response:
    """The scan of a letter whose answers are in already."""
    typed, file = taken(request, "scan")
    problems: tuple[Problem, ...] = () if file else (Problem("请选择扫描件", "scan"),)
    if file is not None:
        try:
            kept = file.received(house_of(request).settings, SCANS)
            authority, document = typed.get("authority", ""), typed.get("document", "")
            with acting(request) as (ctx, at):
                opinion_replies.add_scan(ctx, at.campaign_id, authority, document, kept)
        except Refused as refused:
            problems = problems_of(refused)
    if problems:
        with seated(request) as seat:
            return _page(seat, FIRST, problems)
    return RedirectResponse("/opinions/upload?done=1", status_code=303)


@router.get("/scans/{attachment}")
@needs(Right.APPLICATIONS)
def hand_out(request: Request, attachment: int) -> Response:
    """The scan of a letter, to be saved; it is never shown inside a page."""
    with seated(request) as seat:
        return handed_out(seat.ctx, overview_opinions.scans_of(seat.ctx, seat.at), attachment)


def _listing(seat: Seat, order: Order) -> Listing[LetterLine]:
    return Listing("部门来函", COLUMNS, order).of_all(overview_opinions.letters(seat.ctx, seat.at))


def _page(seat: Seat, order: Order, problems: tuple[Problem, ...], done: str = "") -> Response:
    return seat.page(
        "opinions/letters.html",
        status=422 if problems else 200,
        listing=_listing(seat, order),
        problems=problems,
        done=done,
    )
