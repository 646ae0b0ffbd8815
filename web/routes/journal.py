"""The journal in the auditor's hands: checked against itself and against paper, its checkpoints, its extract."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request
from sqlmodel import col
from starlette.responses import RedirectResponse, Response

from models import JournalCheckpoint
from rules.access import Right
from tasks import checkpoints, journal_check, journal_extract
from tasks.journal_check import Checked
from tasks.stamps import Stamp
from web.desk import Seat, acting, seated
from web.doors import needs
from web.forms import Problem, missing, problems_of
from web.lists import Column, Listing, Order, OrderDep, attachment

router = APIRouter(prefix="/audit")


def stamp(one: JournalCheckpoint) -> str:
    """As it is printed on papers."""
    return Stamp.of(one.seq, one.hash, one.key_id).text


FIRST = Order()
PACKAGE = "日志.zip"
COLUMNS: tuple[Column[JournalCheckpoint], ...] = (
    Column("seq", "行", lambda one: one.seq, col(JournalCheckpoint.seq), number=True),
    Column("at", "时间", lambda one: one.at, col(JournalCheckpoint.at)),
    Column("occasion", "为何取", lambda one: one.occasion, col(JournalCheckpoint.occasion)),
    Column("stamp", "纸面上的检查点", stamp),
    Column("hash", "校验码", lambda one: one.hash),
    Column("key", "密钥号", lambda one: one.key_id or "未签名", col(JournalCheckpoint.key_id)),
)


@dataclass(frozen=True, slots=True)
class Told:
    """What the page says beside the checkpoints: what was typed, what is wrong, what was found."""

    printed: str = ""
    problems: tuple[Problem, ...] = ()
    checked: Checked | None = None
    compared: int = 0
    occasion: str = ""
    done: str = ""


@router.get("/check")
@needs(Right.AUDIT)
def show(request: Request, order: OrderDep, done: str = "") -> Response:
    with seated(request) as seat:
        if order.workbook:
            return _listing(seat, order).as_workbook(seat.printed_by)
        return _page(seat, order, Told(done=done))


@router.post("/check")
@needs(Right.AUDIT)
def check(request: Request, printed: Annotated[str, Form(max_length=4000)] = "") -> Response:
    """Walk the chain from its first row to its last, past every line copied from paper."""
    stamps, unread = _stamps(printed)
    with seated(request) as seat:
        if unread:
            return _page(seat, FIRST, Told(printed, problems_of(unread, "printed")))
        checked = journal_check.check(seat.ctx.session, stamps)
        return _page(seat, FIRST, Told(printed, (), checked, len(stamps)))


@router.post("/checkpoint")
@needs(Right.AUDIT)
def checkpoint(request: Request, occasion: Annotated[str, Form(max_length=200)] = "") -> Response:
    """Sign where the journal stands, to be copied to paper."""
    problems = missing(occasion=(occasion, "请写明为何取检查点"))
    if problems:
        with seated(request) as seat:
            return _page(seat, FIRST, Told(problems=problems, occasion=occasion))
    with acting(request) as (ctx, _):
        checkpoints.checkpoint(ctx, occasion.strip())
    return RedirectResponse("/audit/check?done=taken", status_code=303)


@router.post("/extract")
@needs(Right.AUDIT)
def extract(request: Request, payloads: Annotated[str, Form(max_length=1)] = "") -> Response:
    """The whole chain with its signed end and the program that checks it, to be saved."""
    with acting(request) as (ctx, _):
        data = journal_extract.packed(ctx, payloads=bool(payloads))
    return attachment(data, PACKAGE, "application/zip")


def _stamps(printed: str) -> tuple[list[Stamp], list[str]]:
    """Checkpoints as typed, one a line, and what is wrong with those that cannot be read."""
    stamps: list[Stamp] = []
    unread: list[str] = []
    for line in filter(None, map(str.strip, printed.splitlines())):
        try:
            stamps.append(Stamp.read(line))
        except ValueError as error:
            unread.append(str(error))
    return stamps, unread


def _listing(seat: Seat, order: Order) -> Listing[JournalCheckpoint]:
    listing = Listing("日志检查点", COLUMNS, order)
    said_in = (JournalCheckpoint.occasion, JournalCheckpoint.hash, JournalCheckpoint.key_id)
    return listing.with_rows(*checkpoints.page_of(seat.ctx, listing.cut(*said_in)))


def _page(seat: Seat, order: Order, told: Told) -> Response:
    return seat.page(
        "audit/check.html",
        status=422 if told.problems else 200,
        listing=_listing(seat, order),
        stamp=stamp,
        told=told,
    )
