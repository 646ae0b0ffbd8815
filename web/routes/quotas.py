"""The quota table: places of every honour by category."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from rules.access import Right
from tasks import overview_quota
from tasks.overview_quota import CellLine, HonourLines
from web.desk import seated
from web.doors import needs
from web.lists import BY_VALUE, Column, Listing, OrderDep

router = APIRouter()
Row = tuple[HonourLines, CellLine]
COLUMNS: tuple[Column[Row], ...] = (
    Column("honour", "荣誉", lambda row: row[0].plan.name, BY_VALUE),
    Column("cell", "类别", lambda row: row[1].name, BY_VALUE),
    Column("places", "名额", lambda row: row[1].places, BY_VALUE, number=True),
    Column("applied", "申报", lambda row: row[1].applied, BY_VALUE, number=True),
    Column("eligible", "符合条件", lambda row: row[1].eligible, BY_VALUE, number=True),
    Column("won", "获评", lambda row: row[1].won, BY_VALUE, number=True),
    Column("vacant", "空缺", lambda row: row[1].vacant, BY_VALUE, number=True),
)


@router.get("/quotas")
@needs(Right.OVERVIEW)
def quotas(
    request: Request, order: OrderDep, honour: Annotated[str, Query(max_length=40)] = ""
) -> Response:
    """By honour with its sums, as the notice has it; sorted by a column it is one list of cells."""
    with seated(request) as seat:
        honours = [
            line
            for line in overview_quota.quotas(seat.ctx, seat.at, seat.who)
            if honour in ("", line.plan.code)
        ]
        cells = [(line, cell) for line in honours for cell in line.cells]
        listing = Listing("名额", COLUMNS, order, {"honour": honour}).of_all(cells)
        if order.workbook:
            return listing.as_workbook(seat.printed_by)
        return seat.living_page("quotas.html", honours=honours, listing=listing, honour=honour)
