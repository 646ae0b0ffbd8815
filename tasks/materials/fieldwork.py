"""Record sheets of the evaluators' methods, empty for the field and filled; visits and symposia."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from sqlmodel import col, select

from models import SCALE, Hearing, ItemMark, Score, Unit, Visit
from records.papers.materials.fieldwork import Item, RecordSheet, VisitRecord
from rules.definition import Campaign, Component, RubricItem
from rules.evaluation.measured import plain
from tasks import observers
from tasks.context import Context
from tasks.materials.gathered import METHODS, content
from tasks.panels import evaluators_of, to_score
from tasks.papers import Content
from tasks.visits import KINDS

EMPTY, FILLED, VISITS = "record-sheet", "record-filled", "visit-record"
WHOLE = RubricItem(code="whole", name="综合评价", full=Decimal(100))
"""What a component without a rubric asks for: one mark."""

Key = tuple[str, str]
"""Candidate and evaluator."""


def empty(ctx: Context, campaign_id: int, plan: Campaign) -> Iterator[Content]:
    """One sheet for each way of scoring a component, with nobody's name on it."""
    del ctx, campaign_id
    for code, parts in _components(plan).items():
        sheets = [
            RecordSheet(
                heading=f"{part.name}（{scheme}）", method=METHODS[part.method], number="", name="",
                held_on=None, evaluators=[], items=_items(part, ()), result="", beside="",
            )
            for scheme, part in parts
        ]  # fmt: skip
        title = f"{parts[0][1].name}记录表"
        yield content(EMPTY, code, title, {"sheets": sheets}, {})


def filled(ctx: Context, campaign_id: int, plan: Campaign) -> Iterator[Content]:
    """A sheet for each candidate with every evaluator's mark, item by item where it came so."""
    names = {code: one.name for code, one in evaluators_of(ctx, campaign_id).items()}
    beside = observers.observer_opinions(ctx, campaign_id)
    held = _hearings(ctx, campaign_id)
    marks = _marks(ctx, campaign_id, plan)
    for code in _components(plan):
        found = marks.get(code, {})
        asked = to_score(ctx, campaign_id, plan, code) if found else {}
        sheets = [
            RecordSheet(
                heading=f"{number}　{line.name}", method=METHODS[line.component.method],
                number=number, name=line.name, held_on=_held_on(held, code, line.group),
                evaluators=[names.get(judge, judge) for judge in found[number]],
                items=_items(line.component, list(found[number].values())),
                result=_totals(found[number], names),
                beside="；".join(said.beside for said in beside.get(number, ())),
            )
            for number, line in asked.items()
            if number in found
        ]  # fmt: skip
        if sheets:
            name = next(iter(asked.values())).component.name
            given = [one for by in found.values() for one in by.values()]
            rows = {
                "score": [one.score for one in given],
                "itemmark": [id_ for one in given for id_ in one.items],
                "hearing": [one.id for (part, _), one in held.items() if part == code],
            }
            yield content(FILLED, code, f"{name}情况记录", {"sheets": sheets}, rows)


def visits(ctx: Context, campaign_id: int, plan: Campaign) -> Iterator[Content]:
    """R61: every visit and symposium with its record; what is still planned has room for it."""
    rows = ctx.session.exec(
        select(Visit, Unit.name)
        .join(Unit, col(Unit.id) == col(Visit.unit_id), isouter=True)
        .where(col(Visit.campaign_id) == campaign_id, col(Visit.kind).in_(["visit", "symposium"]))
        .order_by(col(Visit.planned_on), col(Visit.id))
    ).all()
    records = [
        VisitRecord(
            kind=KINDS[row.kind], title=row.title, unit=unit or "",
            planned_on=row.planned_on.isoformat(),
            held_on=row.held_on.isoformat() if row.held_on else None,
            attended=row.attended, record=row.record,
        )
        for row, unit in rows
    ]  # fmt: skip
    if records:
        sources = {"visit": [row.id for row, _ in rows]}
        title = f"{plan.short}调研座谈记录"
        yield content(VISITS, "", title, {"visits": records}, sources)


@dataclass(slots=True)
class _Given:
    """One evaluator's mark of one candidate, by item where it came so, and the rows it is in."""

    total: Decimal
    score: int | None
    by_item: dict[str, Decimal] = field(default_factory=dict)
    items: list[int | None] = field(default_factory=list)

    def of(self, item: str) -> str:
        whole = self.total if item == WHOLE.code else None
        found = self.by_item.get(item, whole)
        return "" if found is None else plain(found)


def _marks(
    ctx: Context, campaign_id: int, plan: Campaign
) -> dict[str, dict[str, dict[str, _Given]]]:
    """By component, candidate and evaluator; two statements."""
    found: dict[str, dict[str, dict[str, _Given]]] = defaultdict(lambda: defaultdict(dict))
    for score in ctx.session.exec(
        select(Score)
        .where(
            col(Score.campaign_id) == campaign_id,
            col(Score.component).in_(sorted(_components(plan))),
        )
        .order_by(col(Score.source), col(Score.id))
    ):
        given = _Given(Decimal(score.scaled) / SCALE, score.id)
        found[score.component][score.candidate][score.source] = given
    for row in ctx.session.exec(
        select(ItemMark).where(col(ItemMark.campaign_id) == campaign_id).order_by(col(ItemMark.id))
    ):
        known = found[row.component][row.candidate].get(row.source)
        if known is not None:
            known.by_item[row.item] = Decimal(row.scaled) / SCALE
            known.items.append(row.id)
    return found


def _items(part: Component, given: Sequence[_Given]) -> list[Item]:
    return [
        Item(
            name=item.name,
            full=plain(item.full),
            criteria=item.criteria or "",
            marks=[one.of(item.code) for one in given],
        )
        for item in part.rubric or (WHOLE,)
    ]


def _totals(found: Mapping[str, _Given], names: Mapping[str, str]) -> str:
    return "；".join(f"{names.get(code, code)} {plain(one.total)}分" for code, one in found.items())


def _components(plan: Campaign) -> dict[str, list[tuple[str, Component]]]:
    """Evaluators' components by code, each with the schemes whose sheets differ."""
    found: dict[str, list[tuple[str, Component]]] = defaultdict(list)
    for scheme in plan.evaluation.schemes:
        for part in scheme.components:
            known = {(one.name, one.rubric) for _, one in found[part.code]}
            if part.method.by_evaluators and (part.name, part.rubric) not in known:
                found[part.code].append((scheme.name, part))
    return {code: parts for code, parts in found.items() if parts}


def _hearings(ctx: Context, campaign_id: int) -> dict[Key, Hearing]:
    """The draw that stands, by component and group."""
    rows = ctx.session.exec(
        select(Hearing)
        .where(col(Hearing.campaign_id) == campaign_id)
        .order_by(col(Hearing.version))
    ).all()
    return {(row.component, row.group): row for row in rows}


def _held_on(held: dict[Key, Hearing], component: str, group: str) -> str | None:
    hearing = held.get((component, group))
    return hearing.held_on.isoformat() if hearing and hearing.held_on else None
