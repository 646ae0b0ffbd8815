"""Scores as the rules take them: sums by the database where those give the total, else each mark."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select, true
from sqlmodel import col

from models import SCALE, Filing, Holding, Person, Post, Score, Unit
from rules import definition
from rules.definition import DutyKind, Method, WeightedMean
from rules.evaluation import Digest, Mark, Raw, Spread, sums_suffice
from tasks.context import Context

Key = tuple[str, str]
"""Component, and whom the figures are about."""


@dataclass(frozen=True, slots=True)
class Judges:
    """What the campaign file and the roster say about the sources of scores."""

    observers: frozenset[str]
    """R11: offices that attend and their people; what they give stands beside the scores."""
    role: Mapping[str, str]
    """The class of evaluators by source, where the file names classes."""


def marks_of(
    ctx: Context, campaign_id: int, plan: definition.Campaign, *, explained: bool
) -> dict[Key, Raw]:
    """All scores of a campaign; `explained` brings every single mark, for cards and tables.

    Four statements at most, however many scores there are, and without `explained` few rows as well.
    """
    judges = judges_of(ctx, plan)
    summed = frozenset() if explained else _summed(plan)
    weighed = {c.code for c in _components(plan) if isinstance(c.aggregation, WeightedMean)}
    single = {component.code for component in _components(plan)} - summed
    found = _single(ctx, campaign_id, judges, single)
    for codes, by_class in ((summed & weighed, True), (summed - weighed, False)):
        if codes:
            found |= _sums(ctx, campaign_id, judges, codes, by_class=by_class)
    return found


def reports_of(ctx: Context, campaign_id: int) -> dict[str, tuple[str, ...]]:
    """Information reports by unit code, in order of their days, each with its link (R56, A25)."""
    rows = ctx.session.execute(
        select(col(Unit.code), col(Filing.happened_on), col(Filing.title), col(Filing.link))
        .join(Filing, col(Filing.unit_id) == col(Unit.id))
        .where(col(Filing.campaign_id) == campaign_id, col(Filing.kind) == DutyKind.REPORT.value)
        .order_by(col(Filing.happened_on), col(Filing.title))
    )
    found: dict[str, list[str]] = defaultdict(list)
    for code, day, title, link in rows:
        found[code].append(f"{day} {title}{f'（{link}）' if link else ''}")
    return {code: tuple(titles) for code, titles in found.items()}


def judges_of(ctx: Context, plan: definition.Campaign) -> Judges:
    """Everybody whose office or kind of unit makes them an observer or one of a class."""
    observing = {office.code for office in plan.offices if office.observer}
    classes = plan.evaluation.evaluators
    codes = observing.union(*(c.offices for c in classes))
    kinds = {kind for c in classes for kind in c.kinds}
    people = ctx.session.execute(
        select(col(Person.code), col(Unit.code), col(Unit.kind))
        .join(Holding, col(Holding.person_id) == col(Person.id))
        .join(Post, col(Post.id) == col(Holding.post_id))
        .join(Unit, col(Unit.id) == col(Post.unit_id))
        .where(or_(col(Unit.code).in_(sorted(codes)), col(Unit.kind).in_(sorted(kinds))))
        .order_by(col(Person.code), col(Unit.code))
    ).all()
    sources = [
        *((person, unit, kind) for person, unit, kind in people),
        *((code, code, "") for code in sorted(codes)),
    ]
    role = {
        source: fitting
        for source, unit, kind in reversed(sources)
        if (fitting := _class_of(unit, kind, classes))
    }
    observers = (source for source, unit, _ in sources if unit in observing)
    return Judges(frozenset(observers), role)


def _class_of(unit: str, kind: str, classes: Iterable[definition.EvaluatorClass]) -> str:
    return next((c.code for c in classes if unit in c.offices or kind in c.kinds), "")


def _summed(plan: definition.Campaign) -> frozenset[str]:
    """Codes of components for which sums suffice in whatever scheme they stand."""
    single = {c.code for c in _components(plan) if not sums_suffice(c)}
    return frozenset(c.code for c in _components(plan) if c.code not in single)


def _components(plan: definition.Campaign) -> list[definition.Component]:
    return [component for scheme in plan.evaluation.schemes for component in scheme.components]


def _single(
    ctx: Context, campaign_id: int, judges: Judges, components: Collection[str]
) -> dict[Key, Raw]:
    rows = ctx.session.execute(
        select(col(Score.component), col(Score.candidate), col(Score.source), col(Score.scaled))
        .where(col(Score.campaign_id) == campaign_id, col(Score.component).in_(sorted(components)))
        .order_by(col(Score.source))
    )
    marks: dict[Key, list[Mark]] = defaultdict(list)
    for component, candidate, source, scaled in rows:
        observer, role = source in judges.observers, judges.role.get(source, "")
        mark = Mark(source, _points(scaled), observer, role)
        marks[component, candidate].append(mark)
    return {key: tuple(given) for key, given in marks.items()}


def _sums(
    ctx: Context, campaign_id: int, judges: Judges, components: frozenset[str], *, by_class: bool
) -> dict[Key, Raw]:
    """Number, sum, lowest and highest by component and candidate, apart by class where wanted."""
    parts = _classes(judges) if by_class else [("", true())]
    scaled = col(Score.scaled)
    figures = [
        figure.filter(of) if by_class else figure
        for _, of in parts
        for figure in (func.count(), func.sum(scaled), func.min(scaled), func.max(scaled))
    ]
    grouped = (col(Score.component), col(Score.candidate))
    asked = [col(Score.campaign_id) == campaign_id, col(Score.component).in_(sorted(components))]
    if judges.observers:
        asked.append(col(Score.source).not_in(sorted(judges.observers)))
    rows = ctx.session.execute(select(*grouped, *figures).where(*asked).group_by(*grouped))
    return {
        (component, candidate): Digest(
            tuple(
                Spread(count, _points(total), _points(low), _points(high), role)
                for (role, _), (count, total, low, high) in zip(parts, _fours(values), strict=True)
                if count
            )
        )
        for component, candidate, *values in rows
    }


def _classes(judges: Judges) -> list[tuple[str, ColumnElement[bool]]]:
    """Each class with its sources, and those in none; one pass over the scores for all of them.

    Grouping by a class instead would sort every score, which took five times as long.
    """
    sources: dict[str, list[str]] = defaultdict(list)
    for source, role in judges.role.items():
        sources[role].append(source)
    inside = [(role, col(Score.source).in_(sorted(of))) for role, of in sorted(sources.items())]
    return [*inside, ("", col(Score.source).not_in(sorted(judges.role)))]


def _fours(values: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (values[start : start + 4] for start in range(0, len(values), 4))


def _points(scaled: int | Decimal) -> Decimal:
    """PostgreSQL sums whole numbers to a numeric."""
    return Decimal(scaled) / SCALE


def counts_reports(plan: definition.Campaign) -> bool:
    return any(component.method is Method.REPORTS for component in _components(plan))
