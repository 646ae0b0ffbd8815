"""The quota table: places of every honour by category."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from rules.access import Right
from tasks import overview_quota
from tasks.overview_quota import CellLine, HonourLines
from web.desk import seated
from web.doors import needs
from web.lists import Column, Listing, OrderDep

router = APIRouter()
Row = tuple[HonourLines, CellLine]
COLUMNS: tuple[Column[Row], ...] = (
    Column("honour", "荣誉", lambda row: row[0].plan.name),
    Column("cell", "类别", lambda row: row[1].name),
    Column("places", "名额", lambda row: row[1].places, number=True),
    Column("applied", "申报", lambda row: row[1].applied, number=True),
    Column("eligible", "符合条件", lambda row: row[1].eligible, number=True),
    Column("won", "获评", lambda row: row[1].won, number=True),
    Column("vacant", "空缺", lambda row: row[1].vacant, number=True),
)


@router.get("/quotas")
@needs(Right.OVERVIEW)
def quotas(request: Request, order: OrderDep) -> Response:
    with seated(request) as seat:
        honours = overview_quota.quotas(seat.ctx, seat.at, seat.who)
        cells = [(honour, cell) for honour in honours for cell in honour.cells]
        listing = Listing("名额", COLUMNS, order).with_rows(cells, len(cells))
        if order.workbook:
            return listing.as_workbook(seat.printed_by)
        return seat.living_page("quotas.html", honours=honours, listing=listing)
