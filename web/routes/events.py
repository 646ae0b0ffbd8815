"""The campaign's journal, newest first: filtered, paged, taken along."""

from __future__ import annotations

from dataclasses import replace

from fastapi import APIRouter, Request
from starlette.responses import Response

from rules.access import Right
from tasks import overview_journal
from tasks.overview_journal import Act
from web.acts import ACTS
from web.desk import seated
from web.doors import needs
from web.lists import Column, Listing, OrderDep
from web.routes.audit import Wanted, told

router = APIRouter()
COLUMNS: tuple[Column[Act], ...] = (
    Column("seq", "序号", lambda a: a.seq, number=True),
    Column("at", "时间", lambda a: a.at),
    Column("what", "记事", lambda a: ACTS.get(a.what, a.what)),
    Column("subject", "对象", lambda a: a.subject),
    Column("why", "理由", lambda a: a.why),
    Column(
        "actor", "经办", lambda a: f"{a.actor} 代 {a.on_behalf_of}" if a.on_behalf_of else a.actor
    ),
)


@router.get("/events")
@needs(Right.JOURNAL, Right.AUDIT)
def events(request: Request, order: OrderDep, wanted: Wanted) -> Response:
    with seated(request) as seat:
        here = seat.at.campaign_id
        rows, total = overview_journal.page_of(
            seat.ctx,
            seat.at.calendar,
            replace(wanted, campaign_id=here),
            limit=order.limit,
            offset=order.offset,
        )
        listing = Listing("记事", COLUMNS, order, told(wanted)).with_rows(rows, total)
        if order.workbook:
            return listing.as_workbook(seat.printed_by)
        kinds = overview_journal.kinds_of_acts(seat.ctx, here)
        return seat.living_page("events/page.html", listing=listing, wanted=wanted, kinds=kinds)
