"""Who owes what: the matrix of units and duties, and one unit's page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import HTMLResponse, Response

from rules.access import Right
from tasks import explain, overview_duties, reach
from tasks.overview_duties import SORTED_BY, MatrixFilter, UnitLine
from tasks.paper_acts import entries_of
from web.desk import Seat, seated
from web.doors import needs
from web.lists import Column, Listing, OrderDep
from web.words import DUTY_STATES

router = APIRouter()

Code = Annotated[str, Query(max_length=40)]
OVERDUE = "逾期"
OF_THE_UNIT: tuple[Column[UnitLine], ...] = (
    Column("unit", "单位", lambda unit: unit.name, SORTED_BY["unit"]),
    Column("code", "单位编码", lambda unit: unit.code, SORTED_BY["code"]),
    Column("county", "地区", lambda unit: unit.county, SORTED_BY["county"]),
)


def wanted_units(
    *,
    county: Code = "",
    kind: Code = "",
    group: Code = "",
    step: Code = "",
    duty: Code = "",
    owing: bool = False,
) -> MatrixFilter:
    """The filter as the form of the page sends it."""
    return MatrixFilter(county, kind, group, step, duty, owing)


Wanted = Annotated[MatrixFilter, Depends(wanted_units)]


@router.get("/duties")
@needs(Right.UNITS)
def matrix(request: Request, wanted: Wanted, order: OrderDep) -> Response:
    with seated(request) as seat:
        listing = Listing("单位事项表", _columns(seat), order, _told(wanted))
        found = overview_duties.matrix(
            seat.ctx,
            seat.at,
            wanted,
            listing.order_by(),
            limit=order.limit,
            offset=order.offset,
        )
        listing = listing.with_rows(found.units, found.total)
        if order.workbook:
            return listing.as_workbook(seat.printed_by)
        return seat.living_page(
            "duties/matrix.html",
            matrix=found,
            wanted=wanted,
            listing=listing,
            duty_title=_title(found.columns, wanted),
        )


@router.get("/units/{unit}")
@needs(Right.UNITS, Right.COUNTY, Right.OWN_UNIT)
def one_unit(request: Request, unit: str, entered: int = 0) -> HTMLResponse:
    with seated(request) as seat:
        row = reach.unit(seat.ctx, seat.who, unit)
        found = overview_duties.duties_of_unit(seat.ctx, seat.at, row)
        acts_for_it = seat.who.may(Right.ACT_FOR_UNITS)
        return seat.living_page(
            "duties/unit.html",
            unit=found,
            kind=seat.at.plan.unit_kind(found.kind),
            entered=entered if acts_for_it else 0,
            entries=entries_of(seat.ctx, seat.at.campaign_id, row) if acts_for_it else (),
        )


@router.get("/units/{unit}/steps/{step}")
@needs(Right.UNITS, Right.COUNTY, Right.OWN_UNIT)
def why(request: Request, unit: str, step: str) -> HTMLResponse:
    """What `pingxuan why` tells: every message sent or not sent, and how each date came about."""
    with seated(request) as seat:
        reach.unit(seat.ctx, seat.who, unit)
        story = explain.why(seat.ctx, seat.at.campaign_id, unit, step, now=seat.at.now)
        return seat.living_page("duties/why.html", story=story, code=unit)


def _columns(seat: Seat) -> tuple[Column[UnitLine], ...]:
    duties = overview_duties.columns_of(seat.ctx, seat.at)
    return (
        *OF_THE_UNIT,
        *(
            Column(f"{one.step}/{one.duty}", f"{one.step} {one.title}", _mark(one.step, one.duty))
            for one in duties
        ),
    )


def _mark(step: str, duty: str) -> Callable[[UnitLine], object]:
    def told(unit: UnitLine) -> object:
        mark = unit.marks.get((step, duty))
        if mark is None:
            return None
        state = OVERDUE if mark.overdue else DUTY_STATES[mark.state]
        return f"{state} {mark.due_on:%m-%d}" if mark.state.owed else state

    return told


def _told(wanted: MatrixFilter) -> dict[str, str]:
    return {name: "1" if value is True else value or "" for name, value in asdict(wanted).items()}


def _title(columns: tuple[overview_duties.Column, ...], wanted: MatrixFilter) -> str:
    return next(
        (c.title for c in columns if (c.step, c.duty) == (wanted.step, wanted.duty)), wanted.duty
    )
