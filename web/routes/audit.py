"""Audit: the whole journal and its filter."""

from __future__ import annotations

import json
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from rules.access import Right
from tasks import overview_journal
from tasks.overview_journal import Act, WantedActs
from web.acts import ACTS
from web.desk import Seat, seated
from web.doors import needs
from web.forms import day_in
from web.lists import Column, Listing, Order, OrderDep

router = APIRouter(prefix="/audit")

Typed = Annotated[str, Query(max_length=60)]
Day = Annotated[str, Query(pattern=r"^(|\d{4}-\d{2}-\d{2})$")]
COLUMNS: tuple[Column[Act], ...] = (
    Column("seq", "序号", lambda a: a.seq, number=True),
    Column("at", "时间", lambda a: a.at),
    Column("actor", "经办", lambda a: a.actor),
    Column("behalf", "代", lambda a: a.on_behalf_of),
    Column("what", "记事", lambda a: ACTS.get(a.what, a.what)),
    Column("subject", "对象", lambda a: a.subject),
    Column("why", "理由", lambda a: a.why),
    Column("data", "内容", lambda a: json.dumps(a.payload, ensure_ascii=False)),
)


def wanted_acts(
    *, actor: Typed = "", what: Typed = "", subject: Typed = "", since: Day = "", until: Day = ""
) -> WantedActs:
    return WantedActs(actor, what, subject, day_in(since), day_in(until))


Wanted = Annotated[WantedActs, Depends(wanted_acts)]


@router.get("")
@needs(Right.AUDIT)
def listed(request: Request, order: OrderDep, wanted: Wanted) -> Response:
    with seated(request) as seat:
        listing = _listing(seat, order, wanted)
        if order.workbook:
            return listing.as_workbook(seat.printed_by)
        kinds = overview_journal.kinds_of_acts(seat.ctx)
        return seat.page("audit/list.html", listing=listing, wanted=wanted, kinds=kinds)


def _listing(seat: Seat, order: Order, wanted: WantedActs) -> Listing[Act]:
    rows, total = overview_journal.page_of(
        seat.ctx, seat.at.calendar, wanted, limit=order.limit, offset=order.offset
    )
    return Listing("审计", COLUMNS, order, told(wanted)).with_rows(rows, total)


def told(wanted: WantedActs) -> dict[str, str]:
    """The filter as an address carries it."""
    return {
        "actor": wanted.actor,
        "what": wanted.what,
        "subject": wanted.subject,
        "since": wanted.since.isoformat() if wanted.since else "",
        "until": wanted.until.isoformat() if wanted.until else "",
    }
