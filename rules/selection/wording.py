"""The words of a verdict: rank, total, places and clause, so that nobody has to ask why."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from rules.clauses import clause_of
from rules.definition import Cell, Honour
from rules.selection.result import Outcome, Verdict

if TYPE_CHECKING:
    from rules.selection.candidates import Candidate
    from rules.selection.screening import Finding


@dataclass(frozen=True, slots=True)
class Frame:
    """What the verdicts of one cell have in common."""

    honour: Honour
    cell: Cell
    places: int
    quota_rule: str
    last: Decimal | None
    """The lowest total that won, where anybody did."""


def found(candidate: Candidate, honour: Honour, cell: Cell | None, finding: Finding) -> Verdict:
    """The verdict on one who does not compete."""
    return Verdict(
        candidate.number,
        finding.outcome,
        honour.code,
        cell.code if cell else None,
        None,
        candidate.total,
        finding.text,
        finding.rule,
        clause_of(finding.rule) if finding.rule else honour.clause,
    )


def placed(
    candidate: Candidate, outcome: Outcome, rank: int, frame: Frame, words: tuple[str, str]
) -> Verdict:
    """The verdict on one who competes; `words` are the rule and the sentence after the figures."""
    rule, sentence = words
    return Verdict(
        candidate.number,
        outcome,
        frame.honour.code,
        frame.cell.code,
        rank,
        candidate.total,
        f"{frame.cell.name}第{rank}名，总分{candidate.total}，名额{frame.places}个；{sentence}",
        rule,
        clause_of(rule),
    )


def behind(candidate: Candidate, frame: Frame) -> str:
    """How far from the last place that was given."""
    if frame.last is None or candidate.total is None:
        return "未获评，列入备选。"
    gap = frame.last - candidate.total
    if gap < 0:
        return f"未获评（末位获评{frame.last}分），列入备选。"
    return f"末位获评{frame.last}分，差{gap}分，列入备选。"
