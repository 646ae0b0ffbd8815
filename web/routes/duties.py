"""Who owes what: the matrix of units and duties, and one unit's page."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import HTMLResponse

from rules.access import Right
from tasks import explain, overview_duties, reach
from tasks.overview_duties import PAGE, Matrix, MatrixFilter
from web.desk import seated
from web.doors import needs

router = APIRouter()

PageNumber = Annotated[int, Query(ge=1, le=100_000)]
Code = Annotated[str, Query(max_length=40)]


def wanted_units(
    *, county: Code = "", kind: Code = "", step: Code = "", duty: Code = "", owing: bool = False
) -> MatrixFilter:
    """The filter as the form of the page sends it."""
    return MatrixFilter(county=county, kind=kind, step=step, duty=duty, owing=owing)


Wanted = Annotated[MatrixFilter, Depends(wanted_units)]


@router.get("/duties")
@needs(Right.UNITS)
def matrix(request: Request, wanted: Wanted, page: PageNumber = 1) -> HTMLResponse:
    with seated(request) as seat:
        found = overview_duties.matrix(seat.ctx, seat.at, wanted, page)
        return seat.living_page(
            "duties/matrix.html",
            matrix=found,
            wanted=wanted,
            number=page,
            size=PAGE,
            query=_query(wanted),
            duty_title=_title(found, wanted),
        )


@router.get("/units/{unit}")
@needs(Right.UNITS, Right.COUNTY, Right.OWN_UNIT)
def one_unit(request: Request, unit: str) -> HTMLResponse:
    with seated(request) as seat:
        row = reach.unit(seat.ctx, seat.who, unit)
        found = overview_duties.duties_of_unit(seat.ctx, seat.at, row)
        return seat.living_page(
            "duties/unit.html", unit=found, kind=seat.at.plan.unit_kind(found.kind)
        )


@router.get("/units/{unit}/steps/{step}")
@needs(Right.UNITS, Right.COUNTY, Right.OWN_UNIT)
def why(request: Request, unit: str, step: str) -> HTMLResponse:
    """What `pingxuan why` tells: every message sent or not sent, and how each date came about."""
    with seated(request) as seat:
        reach.unit(seat.ctx, seat.who, unit)
        story = explain.why(seat.ctx, seat.at.campaign_id, unit, step, now=seat.at.now)
        return seat.living_page("duties/why.html", story=story, code=unit)


def _query(wanted: MatrixFilter) -> str:
    told = {
        "county": wanted.county,
        "kind": wanted.kind,
        "step": wanted.step,
        "duty": wanted.duty,
        "owing": "1" if wanted.owing else "",
    }
    text = urlencode({name: value for name, value in told.items() if value})
    return f"{text}&" if text else ""


def _title(found: Matrix, wanted: MatrixFilter) -> str:
    return next(
        (c.title for c in found.columns if (c.step, c.duty) == (wanted.step, wanted.duty)),
        wanted.duty,
    )
