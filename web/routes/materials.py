"""Working papers: every kind with what was made of it, made anew from the rows as they stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import HTMLResponse, Response

from records.papers.catalogue import CATALOGUE, PaperKind
from rules.access import Right
from tasks import overview_materials, printing
from tasks.errors import Refused
from tasks.materials import making
from tasks.overview_materials import MaterialLine
from web.desk import Seat, acting, seated
from web.doors import needs
from web.forms import Problem, problems_of
from web.lists import BY_VALUE, Column, Listing, Order, OrderDep

router = APIRouter(prefix="/papers/materials")

FIRST = Order()
SHOWN = 20
"""Papers of one kind that the page names; the others are found among all papers."""
COLUMNS: tuple[Column[MaterialLine], ...] = (
    Column("kind", "评选材料", lambda line: line.kind.name, BY_VALUE),
    Column("step", "环节", lambda line: "、".join(step.code for step in line.steps), BY_VALUE),
    Column("papers", "现有", lambda line: len(line.made), BY_VALUE),
    Column(
        "number", "最新文号", lambda line: line.newest.number if line.newest else None, BY_VALUE
    ),
    Column("made", "形成时间", lambda line: line.newest.made_at if line.newest else None, BY_VALUE),
)


@dataclass(slots=True)
class Outcome:
    """What came of the kinds that somebody asked for."""

    numbers: list[str] = field(default_factory=list)
    unchanged: int = 0
    nothing_yet: list[PaperKind] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def add(self, made: making.Made) -> None:
        self.numbers += made.numbers
        self.unchanged += made.unchanged
        self.nothing_yet += [CATALOGUE[kind] for kind in made.nothing_yet]


@router.get("")
@needs(Right.DRAFT)
def listed(request: Request, order: OrderDep) -> Response:
    with seated(request) as seat:
        if order.workbook:
            return _listing(seat, order).as_workbook(seat.printed_by)
        return _page(seat, order)


@router.post("")
@needs(Right.DRAFT)
def make(request: Request, kind: Annotated[str, Form(max_length=40)] = "") -> HTMLResponse:
    """Make one kind, or all that stay inside, and say what came of it; again it gives nothing new."""
    outcome = Outcome()
    _make(request, [kind] if kind else making.INSIDE, outcome)
    _print(request, outcome)
    with seated(request) as seat:
        return _page(seat, FIRST, outcome)


def _make(request: Request, kinds: Sequence[str], outcome: Outcome) -> None:
    """Each kind by itself: one that is refused leaves the others to be made."""
    for kind in kinds:
        try:
            with acting(request) as (ctx, at):
                made = making.make(ctx, at.campaign_id, [kind])
            outcome.add(made)
        except Refused as refused:
            outcome.problems += problems_of(refused)


def _print(request: Request, outcome: Outcome) -> None:
    """One paper at a time, so that nobody else waits long for the database."""
    printed, failed = True, tuple[str, ...]()
    while printed:
        with acting(request) as (ctx, at):
            done = printing.print_issued(ctx, at.campaign_id, "", at_most=1)
        printed, failed = bool(done.files), done.failed
    outcome.problems += problems_of(failed)


def _listing(seat: Seat, order: Order) -> Listing[MaterialLine]:
    return Listing("评选材料", COLUMNS, order).of_all(overview_materials.lines(seat.ctx, seat.at))


def _page(seat: Seat, order: Order, outcome: Outcome | None = None) -> HTMLResponse:
    problems = outcome.problems if outcome else ()
    return seat.page(
        "papers/materials.html",
        status=422 if problems else 200,
        listing=_listing(seat, order),
        outcome=outcome,
        problems=problems,
        shown=SHOWN,
    )
