"""What other systems hand in: roster and sheets as files, reports and receipts one by one, each once."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request

from tasks import filings, fulfilment
from tasks.api_tokens import Scope
from tasks.context import Context
from tasks.filings import HandIn
from tasks.import_desk import Extra, way_of
from tasks.imports.book import Book, read_bytes
from tasks.lookup import unit_by_code
from tasks.overview import Desk
from web.api.door import Once, once
from web.api.shapes import AcknowledgementIn, DoneOut, ImportedOut, ProblemOut, ReportIn

REFUSED: dict[int | str, dict[str, Any]] = {
    409: {"model": ProblemOut, "description": "Not done, with all reasons"}
}
UPLOADED = "接口上传"
"""What a file is called that came without a name."""
router = APIRouter(tags=["writing"], responses=REFUSED)

SHEET = {
    "requestBody": {
        "required": True,
        "description": "The workbook (.xlsx) or CSV as `pingxuan templates` lays it out",
        "content": {
            "text/csv": {"schema": {"type": "string"}},
            "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
        },
    }
}


class ScoreSheet(StrEnum):
    BIMONTHLY = "bimonthly"
    THIRD_PARTY = "third-party"
    SCORES = "scores"
    TALLIES = "tallies"


async def body_of(request: Request) -> bytes:
    """The body as it came; a workbook is read where nobody else waits for it."""
    return await request.body()


BodyDep = Annotated[bytes, Depends(body_of)]


@router.post("/roster", openapi_extra=SHEET)
def roster(
    write: Annotated[Once, once(Scope.ROSTER)],
    body: BodyDep,
    *,
    as_of: Annotated[date | None, Query(description="Holds from this day on; today")] = None,
    dry_run: bool = False,
) -> ImportedOut:
    """Bring the roster to what the sheets say; unknown units are added, known ones updated by code."""

    def act(ctx: Context, at: Desk) -> ImportedOut:
        extra = Extra(as_of=as_of or at.today)
        return _taken_in("roster", ctx, at, sheet, extra, dry_run=dry_run)

    sheet = read_bytes(UPLOADED, body)
    return ImportedOut(**write.do(act))


@router.post("/scores/{kind}", openapi_extra=SHEET)
def scores(
    write: Annotated[Once, once(Scope.SCORES)],
    kind: ScoreSheet,
    body: BodyDep,
    *,
    dry_run: bool = False,
) -> ImportedOut:
    """Bimonthly rounds, an agency's results, evaluators' scores or counted votes."""

    def act(ctx: Context, at: Desk) -> ImportedOut:
        return _taken_in(kind, ctx, at, sheet, Extra(), dry_run=dry_run)

    sheet = read_bytes(UPLOADED, body)
    return ImportedOut(**write.do(act))


@router.post("/reports")
def reports(
    write: Annotated[Once, once(Scope.REPORTS)],
    report: ReportIn,
) -> DoneOut:
    """An information report of a unit; it meets the earliest report that the unit still owes."""

    def act(ctx: Context, at: Desk) -> DoneOut:
        unit = unit_by_code(ctx, report.unit)
        what = HandIn(
            kind="report",
            title=report.title,
            happened_on=report.happened_on,
            by=report.by,
            heading=report.heading,
            channel="import",
            link=report.link,
        )
        return DoneOut(met=filings.hand_in(ctx, at.campaign_id, unit.id or 0, what).met)

    return DoneOut(**write.do(act))


@router.post("/acknowledgements")
def acknowledgements(
    write: Annotated[Once, once(Scope.ACKNOWLEDGEMENTS)],
    received: AcknowledgementIn,
) -> DoneOut:
    """A unit has received the notice of a step."""

    def act(ctx: Context, at: Desk) -> DoneOut:
        unit = unit_by_code(ctx, received.unit)
        met = fulfilment.acknowledge(
            ctx, at.campaign_id, received.step, unit.id or 0, at=ctx.now, by=received.by
        )
        return DoneOut(met=met)

    return DoneOut(**write.do(act))


def _taken_in(
    code: str, ctx: Context, at: Desk, sheet: Book, extra: Extra, *, dry_run: bool
) -> ImportedOut:
    """The same import as on the office's page, with what it did."""
    report = way_of(code).run(ctx, at.campaign_id, sheet, extra, dry_run=dry_run)
    return ImportedOut(
        title=report.title,
        sha256=report.sha256,
        counts=dict(report.counts),
        changes=list(report.changes),
        warnings=[str(warning) for warning in report.warnings],
        dry_run=report.dry_run,
    )
