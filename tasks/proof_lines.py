"""A result as plain lines: what stands in each file of an export, in an order that never varies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC
from fractions import Fraction
from typing import Any

from pydantic import TypeAdapter

from models import Decision, TallySheet
from rules import definition
from rules.definition import Priority
from rules.evaluation import Raw, ScoreLine, WindowRanking
from rules.facts import ApplicationFacts
from rules.score_cards import ScoreCard, as_json
from rules.selection import Candidate, Outcome, Proposal

Line = dict[str, Any]

_FACTS: TypeAdapter[ApplicationFacts] = TypeAdapter(ApplicationFacts)


@dataclass(frozen=True, slots=True)
class AgendaRef:
    """Where a decision was taken; not the minutes' number, since minutes print the head."""

    number: int
    kind: str
    held_on: str
    item: int


@dataclass(frozen=True, slots=True)
class Mask:
    """What strangers may read: persons who win by name, all others and all evaluators without."""

    names: Mapping[str, str]
    """By application number: the name that its texts may not show."""
    sources: Mapping[str, str]
    """What stands for each evaluator."""
    persons: Mapping[str, str]
    """What stands for each person's code; the same person keeps the same one."""
    facts: bool = False
    """Whether the facts behind the rulings are given as well."""

    def told(self, number: str, text: str) -> str:
        name = self.names.get(number)
        return text.replace(name, masked(name)) if name else text

    def anywhere(self, text: str) -> str:
        for name in self.names.values():
            text = text.replace(name, masked(name))
        return text

    def within(self, value: Any) -> Any:  # noqa: ANN401 - any plain JSON value
        """The same in every text of a value, however deep."""
        match value:
            case str():
                return self.anywhere(value)
            case list():
                return [self.within(item) for item in value]
            case dict():
                return {key: self.within(item) for key, item in value.items()}
            case _:
                return value

    def marked(self, raw: Raw) -> Raw:
        """Figures under the names that stand for their sources."""
        if not isinstance(raw, tuple):
            return raw
        return tuple(
            replace(mark, source=self.sources.get(mark.source, mark.source)) for mark in raw
        )


def masked(name: str) -> str:
    return name[:1] + "＊" * (len(name) - 1)


def public_mask(
    candidates: Sequence[Candidate], proposal: Proposal, sources: Iterable[str]
) -> Mask:
    """The mask of an export that anybody may have."""
    persons = {one.number: one.application.person for one in candidates if one.application.person}
    won = {n for n, verdict in proposal.verdicts.items() if verdict.outcome is Outcome.WON}
    shown = {person.name for number, person in persons.items() if number in won}
    codes = sorted({person.code for person in persons.values()})
    return Mask(
        {number: p.name for number, p in persons.items() if p.name not in shown},
        {source: f"评委{place}" for place, source in enumerate(sorted(set(sources)), 1)},
        {code: f"个人{place}" for place, code in enumerate(codes, 1)},
    )


def full_mask(candidates: Sequence[Candidate]) -> Mask:
    """Nothing withheld: for the leading group, discipline inspection and the archive."""
    codes = {one.application.person.code for one in candidates if one.application.person}
    return Mask({}, {}, {code: code for code in codes}, facts=True)


def candidate_lines(
    candidates: Iterable[Candidate], plan: definition.Campaign, mask: Mask
) -> Iterator[Line]:
    """Who competes; whether each is eligible is an input of the proof, with every reason.

    A priority recommendation stands there unless the campaign keeps it out of sight (R51).
    """
    shown = plan.selection.priority is not Priority.NONE
    for one in candidates:
        application, unit = one.application, one.application.unit
        person = application.person
        line: Line = {
            "number": one.number,
            "honour": application.honour,
            "candidate": mask.told(one.number, application.shown_name),
            "unit": {
                "code": unit.code,
                "name": unit.name,
                "kind": unit.kind,
                "county": unit.county,
                "parent": unit.parent,
                "headcount": unit.headcount,
            },
            "person": mask.persons[person.code] if person else None,
            "withdrawn": application.withdrawn,
            "priority": _priority(one, mask) if shown else None,
            "reasons": [
                {
                    "rule": reason.rule,
                    "clause": reason.clause,
                    "effect": reason.effect.value,
                    "text": mask.told(one.number, reason.text),
                }
                for reason in one.eligibility.reasons
            ],
        }
        if mask.facts:
            line["facts"] = _FACTS.dump_python(application, mode="json")
        yield line


def _priority(one: Candidate, mask: Mask) -> Line | None:
    mark = one.application.priority
    return {"by": mark.by, "reason": mask.told(one.number, mark.reason)} if mark else None


def mark_lines(
    figures: Mapping[tuple[str, str], Raw],
    files: Mapping[tuple[str, str, str], str | None],
    mask: Mask,
) -> Iterator[Line]:
    """Every mark that was handed in, with the SHA-256 of the workbook that brought it."""
    for (component, about), raw in sorted(figures.items(), key=lambda item: item[0]):
        for mark in raw if isinstance(raw, tuple) else ():
            yield {
                "component": component,
                "about": about,
                "source": mask.sources.get(mark.source, mark.source),
                "score": f"{mark.score.normalize():f}",
                "observer": mark.observer,
                "role": mark.role,
                "file": files.get((component, about, mark.source)),
            }


def tally_line(sheet: TallySheet, file: str | None) -> Line:
    return {
        "component": sheet.component,
        "about": sheet.candidate,
        "voter_class": sheet.voter_class,
        "issued": sheet.issued,
        "returned": sheet.returned,
        "valid": sheet.valid,
        "own": sheet.own,
        "counts": sheet.grades,
        "file": file,
    }


def report_lines(reports: Mapping[str, Sequence[str]], mask: Mask) -> Iterator[Line]:
    """Information reports by unit, where a component counts them (R56)."""
    for unit, titles in sorted(reports.items()):
        yield {"unit": unit, "titles": [mask.anywhere(title) for title in titles]}


def decision_lines(
    rows: Iterable[Decision], items: Mapping[int, AgendaRef], mask: Mask
) -> Iterator[Line]:
    """In the order in which they were taken, which the result depends on; each with its meeting."""
    for place, row in enumerate(rows, 1):
        content = {
            name: mask.anywhere(value) if isinstance(value, str) else value
            for name, value in row.content.items()
        }
        at = row.at.astimezone(UTC).isoformat()
        item = items.get(row.id or 0)
        meeting = asdict(item) if item else None
        yield {"order": place, "kind": row.kind, **content, "at": at, "meeting": meeting}


def card_lines(cards: Iterable[ScoreCard], mask: Mask) -> Iterator[Line]:
    """Score cards by number; the marks behind them are masked already."""
    for card in sorted(cards, key=lambda card: card.number):
        yield mask.within(as_json(card))


def score_lines(candidates: Iterable[Candidate]) -> Iterator[Line]:
    """Exact values as fractions, and the one rounded total that ranks."""
    for one in candidates:
        line = one.score
        yield {
            "number": one.number,
            "scheme": line.scheme.code if line else None,
            "components": _components(line) if line else [],
            "exact": _exact(line.exact) if line else None,
            "total": None if one.total is None else str(one.total),
        }


def _components(line: ScoreLine) -> list[Line]:
    return [
        {
            "code": part.component.code,
            "value": _exact(part.measured.value),
            "denominator": _exact(Fraction(part.measured.denominator)),
            "points": _exact(part.points),
        }
        for part in line.components
    ]


def _exact(value: Fraction | None) -> str | None:
    return None if value is None else f"{value.numerator}/{value.denominator}"


def ranking_lines(ranking: WindowRanking | None) -> Iterator[Line]:
    """The windows' overall ranking, first what follows from it."""
    if ranking is None:
        return
    yield {
        "winners": list(ranking.winners),
        "tied": list(ranking.tied),
        "tied_ranks": ranking.tied_ranks,
        "incomplete": list(ranking.incomplete),
    }
    for row in ranking.rows:
        yield {
            "unit": row.unit.code,
            "rank": row.rank,
            "total": str(row.total),
            "applied": row.applied,
        }


def cell_lines(proposal: Proposal) -> Iterator[Line]:
    """Each cell's places, who takes them, and why some go to nobody."""
    for honour in proposal.honours:
        for cell in honour.cells:
            yield {
                "honour": honour.code,
                **asdict(cell),
                "vacancies": [{"places": v.places, "cause": v.cause.value} for v in cell.vacancies],
                "reason": "".join(vacancy.text for vacancy in cell.vacancies),
            }


def verdict_lines(proposal: Proposal, mask: Mask) -> Iterator[Line]:
    for number, verdict in proposal.verdicts.items():
        yield {
            "number": number,
            "honour": verdict.honour,
            "cell": verdict.cell,
            "outcome": verdict.outcome.value,
            "rank": verdict.rank,
            "total": None if verdict.total is None else str(verdict.total),
            "rule": verdict.rule,
            "clause": verdict.clause,
            "reason": mask.told(number, verdict.reason),
        }


def evaluators(figures: Mapping[tuple[str, str], Raw], plan: definition.Campaign) -> Iterator[str]:
    """Everybody who gave marks as a person."""
    codes = {
        component.code
        for scheme in plan.evaluation.schemes
        for component in scheme.components
        if component.method.by_evaluators
    }
    for (component, _), raw in figures.items():
        if component in codes and isinstance(raw, tuple):
            yield from (mark.source for mark in raw)
