"""Behind the totals: everybody's score cards as one workbook, and results that hang on very little."""

from __future__ import annotations

import tempfile
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from records.score_cards import write_cards
from records.selection import lever_told
from rules.access import Right
from rules.selection import BORDER_NAMES
from tasks import overview_close_calls, reach, score_cards
from tasks.errors import NotFound, Refused
from tasks.overview_close_calls import CloseCall, Side
from web.desk import seated
from web.doors import needs
from web.forms import Problem, problems_of
from web.lists import BY_VALUE, WORKBOOK, Column, Listing, OrderDep, attachment

router = APIRouter(prefix="/rankings")

Code = Annotated[str, Query(max_length=40)]
USUAL = "0.5"
"""Points within which a result is called close, unless somebody asks for others."""
MARK = "达标线"


def side(one: Side | None) -> str:
    return f"{one.number} {one.candidate}" if one else MARK


def ways(one: CloseCall) -> str:
    return "；".join(map(lever_told, one.levers)) or "单项变动不能翻转"


COLUMNS: tuple[Column[CloseCall], ...] = (
    Column("honour", "荣誉", lambda one: one.honour, BY_VALUE),
    Column("cell", "名额类别", lambda one: one.cell, BY_VALUE),
    Column("border", "界线", lambda one: BORDER_NAMES[one.border], BY_VALUE),
    Column("ahead", "在前", lambda one: side(one.ahead), BY_VALUE),
    Column("behind", "在后", lambda one: side(one.behind), BY_VALUE),
    Column("gap", "相差", lambda one: float(one.gap), BY_VALUE, number=True),
    Column("ways", "怎样变动即可翻转", ways),
)


@router.get("/cards")
@needs(Right.SCORES)
def take_cards(request: Request, honour: Code = "") -> Response:
    """A sheet for each candidate of the list as last proposed or confirmed; of one honour or all."""
    with seated(request) as seat:
        reach.refuse_while_owing(seat.ctx, seat.at.campaign_id, seat.who)
        cards = score_cards.kept_cards(seat.ctx, seat.at.campaign_id, honour)
        if not cards:
            raise NotFound(["还没有名单建议，也就没有得分卡；考评结束、提出名单建议之后再看"])
        name = f"得分卡-{cards[0].honour_name if honour else '全部'}.xlsx"
        with tempfile.TemporaryDirectory() as folder:
            path = write_cards(Path(folder) / "cards.xlsx", seat.at.plan.short, cards)
            return attachment(path.read_bytes(), name, WORKBOOK)


@router.get("/close-calls")
@needs(Right.SCORES)
def close_calls(
    request: Request, order: OrderDep, within: Annotated[str, Query(max_length=10)] = USUAL
) -> Response:
    """Who came in or stayed out by less than so many points, and what would turn it."""
    points = _points(within)
    with seated(request) as seat:
        owed = reach.owes_scores(seat.ctx, seat.at.campaign_id, seat.who)
        found: list[CloseCall] = []
        problems: tuple[Problem, ...] = ()
        if points is None:
            problems = (Problem("请填 0 到 100 之间的分数，例如 0.5", "within"),)
        elif not owed:
            try:
                found = overview_close_calls.lines(seat.ctx, seat.at, points)
            except Refused as refused:
                problems = problems_of(refused)
        listing = Listing("相差很小的结果", COLUMNS, order, {"within": within}).of_all(found)
        if order.workbook:
            return listing.as_workbook(seat.printed_by)
        return seat.page(
            "applications/close_calls.html",
            status=422 if problems else 200,
            listing=listing,
            within=within,
            owed=owed,
            mark=MARK,
            borders=BORDER_NAMES,
            problems=problems,
        )


def _points(text: str) -> Decimal | None:
    """None for what is no number of points."""
    try:
        points = Decimal(text.strip())
    except InvalidOperation:
        return None
    return points if points.is_finite() and 0 <= points <= overview_close_calls.WIDEST else None
