"""What an evaluator sees: the candidates to score, what is on record about each, and others' marks afterwards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import sqlalchemy
from sqlalchemy import ColumnElement, func
from sqlmodel import col, select

from models import SCALE, Application, Assignment, Evaluator, Filing, Score, ScoreSheet, Unit
from rules.access import Part, Who
from rules.conflicts import conflict
from tasks import attachments, observers, reach
from tasks.context import Context
from tasks.cut import EVERYTHING, Cut
from tasks.errors import NotFound
from tasks.filings import CASE, EVIDENCE
from tasks.imports.candidates import Candidate, known_among
from tasks.judges import judges_of
from tasks.overview import Desk
from tasks.score_entries import Task
from tasks.score_sheets import sheet_number


@dataclass(frozen=True, slots=True)
class Given:
    """One candidate that somebody was assigned, and what became of it."""

    task: Task
    component: str
    """The component's name."""
    name: str
    unit: str
    barred: str
    """Why it may not be scored; empty where nothing stands against it."""
    recused: str
    """Why the evaluator stepped back."""
    mark: Decimal | None

    @property
    def state(self) -> str:
        if self.recused:
            return "recused"
        if self.mark is not None:
            return "in"
        return "barred" if self.barred else "open"


@dataclass(frozen=True, slots=True)
class Piece:
    """Something on record about a candidate's unit."""

    id: int
    kind: str
    title: str
    heading: str
    on: date
    link: str
    file: str
    """Name of the kept file; empty where there is none."""
    unit: str


@dataclass(frozen=True, slots=True)
class Beside:
    """What lies beside the sheet: criteria, what was applied for, evidence, opinions."""

    criteria: tuple[tuple[str, tuple[str, ...]], ...]
    applications: tuple[Application, ...]
    pieces: tuple[Piece, ...]
    observed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """One evaluator's mark, as whoever may look sees it."""

    component: str
    candidate: str
    name: str
    evaluator: str
    evaluator_name: str
    points: Decimal


@dataclass(frozen=True, slots=True)
class Sheet:
    """A workbook that was handed out."""

    number: str
    component: str
    version: int
    candidates: int
    returned: bool


def given_to(ctx: Context, at: Desk, who: Who) -> list[Given]:
    """Everything that somebody was assigned, in order of component and candidate."""
    rows = ctx.session.execute(
        sqlalchemy.select(Assignment, col(Score.scaled))
        .outerjoin(
            Score,
            (col(Score.campaign_id) == col(Assignment.campaign_id))
            & (col(Score.component) == col(Assignment.component))
            & (col(Score.candidate) == col(Assignment.candidate))
            & (col(Score.source) == col(Assignment.evaluator)),
        )
        .where(col(Assignment.campaign_id) == at.campaign_id, reach.assignments(who))
        .order_by(col(Assignment.component), col(Assignment.candidate))
    ).all()
    asked = {row.candidate for row, _ in rows}
    known = known_among(ctx, at.campaign_id, at.plan, asked)
    judges = judges_of(ctx, at.campaign_id, at.plan, {row.evaluator for row, _ in rows})
    names = at.plan.component_names
    found = []
    for row, scaled in rows:
        one = known.get(row.candidate)
        against = conflict(judges[row.evaluator], one.judged, at.plan.judging) if one else ""
        found.append(
            Given(
                Task(row.component, row.candidate, row.evaluator),
                names.get(row.component, row.component),
                one.names[0] if one else row.candidate,
                one.judged.unit if one else "",
                against,
                row.recused_for,
                None if scaled is None else Decimal(scaled) / SCALE,
            )
        )
    return found


def given_one(ctx: Context, at: Desk, who: Who, component: str, candidate: str) -> Given:
    """One of them. Raises NotFound for what was not assigned to them, in the same words as unknown."""
    for one in given_to(ctx, at, who):
        if (one.task.component, one.task.candidate) == (component, candidate):
            return one
    raise NotFound(["没有指派给您的这张评分表"])


def beside(ctx: Context, at: Desk, given: Given) -> Beside:
    """What the evaluator reads while scoring; a constant number of queries."""
    unit = select(Unit.id).where(col(Unit.code) == given.unit).scalar_subquery()
    about = (
        col(Application.number) == given.task.candidate
        if given.task.candidate != given.unit
        else col(Application.unit_id) == unit
    )
    applied = ctx.session.exec(
        select(Application)
        .where(
            col(Application.campaign_id) == at.campaign_id,
            col(Application.state).not_in(["draft", "withdrawn"]),
            about,
        )
        .order_by(col(Application.number))
    ).all()
    shown = [one for one in applied if given.task.candidate == one.number or not _person(one)]
    honours = {one.honour for one in shown}
    observed = observers.observer_opinions(ctx, at.campaign_id).get(given.task.candidate, ())
    return Beside(
        tuple((h.name, tuple(h.criteria)) for h in at.plan.honours if h.code in honours),
        tuple(shown),
        pieces(ctx, at, [col(Filing.unit_id) == unit])[0],
        tuple(one.beside for one in observed),
    )


def pieces(
    ctx: Context, at: Desk, where: Sequence[ColumnElement[bool]], cut: Cut = EVERYTHING
) -> tuple[tuple[Piece, ...], int]:
    """Evidence, cases and reports on record, the newest first, and how many there are; two queries."""
    wanted = [
        col(Filing.campaign_id) == at.campaign_id,
        col(Filing.kind).in_([EVIDENCE, CASE, "report"]),
        *where,
    ]
    total = ctx.session.exec(select(func.count()).select_from(Filing).where(*wanted)).one()
    rows = ctx.session.execute(
        sqlalchemy.select(Filing, col(Unit.name))
        .join(Unit, col(Unit.id) == col(Filing.unit_id))
        .where(*wanted)
        .order_by(*cut.by, col(Filing.happened_on).desc(), col(Filing.id).desc())
        .limit(cut.limit)
        .offset(cut.offset)
    ).all()
    return tuple(
        Piece(
            row.id or 0, row.kind, row.title, row.heading, row.happened_on, row.link,
            row.detail.get("file_name", ""), unit,
        )
        for row, unit in rows
    ), total  # fmt: skip


def file_of(ctx: Context, at: Desk, who: Who, filing: int) -> tuple[str, bytes]:
    """Name and bytes of the file of a piece within reach. Raises NotFound otherwise."""
    row = ctx.session.exec(
        select(Filing).where(
            col(Filing.id) == filing,
            col(Filing.campaign_id) == at.campaign_id,
            reach.filings(who, at.plan),
        )
    ).one_or_none()
    if row is None or "sha256" not in row.detail:
        raise NotFound(["没有这份材料"])
    return row.detail["file_name"], attachments.find(ctx, row.detail["sha256"]).read_bytes()


def marks_seen(
    ctx: Context,
    at: Desk,
    who: Who,
    *,
    beside: Task | None = None,
    cut: Cut = EVERYTHING,
) -> tuple[list[Mark], int]:
    """Marks within reach, and how many there are: the one way by which pages come to marks.

    `beside`: only what others gave the candidate of this task.
    """
    wanted = [col(Score.campaign_id) == at.campaign_id, reach.scores(who, at.plan), *cut.where]
    if beside is not None:
        wanted += [
            col(Score.component) == beside.component,
            col(Score.candidate) == beside.candidate,
            col(Score.source) != beside.evaluator,
        ]
    total = ctx.session.execute(
        sqlalchemy.select(func.count()).select_from(Score).where(*wanted)
    ).scalar_one()
    rows = ctx.session.execute(
        sqlalchemy.select(Score, col(Evaluator.name))
        .outerjoin(
            Evaluator,
            (col(Evaluator.campaign_id) == col(Score.campaign_id))
            & (col(Evaluator.code) == col(Score.source)),
        )
        .where(*wanted)
        .order_by(*cut.by, col(Score.component), col(Score.candidate), col(Score.source))
        .limit(cut.limit)
        .offset(cut.offset)
    ).all()
    return _marks(ctx, at, [(row, name) for row, name in rows]), total


def _marks(ctx: Context, at: Desk, rows: Sequence[tuple[Score, str | None]]) -> list[Mark]:
    known = known_among(ctx, at.campaign_id, at.plan, {row.candidate for row, _ in rows})
    names = at.plan.component_names
    return [
        Mark(
            names.get(row.component, row.component),
            row.candidate,
            _name(known, row.candidate),
            row.source,
            name or row.source,
            Decimal(row.scaled) / SCALE,
        )
        for row, name in rows
    ]


def sheets_of(ctx: Context, at: Desk, who: Who) -> list[Sheet]:
    """Workbooks handed out to somebody."""
    rows = ctx.session.exec(
        select(ScoreSheet)
        .where(
            col(ScoreSheet.campaign_id) == at.campaign_id,
            col(ScoreSheet.evaluator).in_(who.codes(Part.EVALUATOR)),
        )
        .order_by(col(ScoreSheet.component), col(ScoreSheet.scheme))
    ).all()
    names = at.plan.component_names
    return [
        Sheet(
            sheet_number(row), names.get(row.component, row.component), row.version,
            len(row.candidates), row.returned_at is not None,
        )
        for row in rows
    ]  # fmt: skip


def _name(known: Mapping[str, Candidate], code: str) -> str:
    one = known.get(code)
    return one.names[0] if one else code


def _person(row: Application) -> bool:
    return bool(row.facts.get("person"))
