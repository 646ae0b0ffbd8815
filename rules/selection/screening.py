"""Who may compete at all: withdrawn, ineligible, barred, incomplete or below the mark, with why."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from rules.definition import Campaign, Cell, Honour
from rules.eligibility import Effect
from rules.selection.candidates import Candidate, Cells, quota_rule
from rules.selection.result import Outcome, Verdict, Words
from rules.selection.wording import Against, BelowMark, Sentence

if TYPE_CHECKING:
    from rules.eligibility import Reason
    from rules.selection.decisions import Override

_OUTCOMES = (
    (Effect.BARRED, Outcome.BARRED),
    (Effect.FAILS, Outcome.INELIGIBLE),
    (Effect.RULING, Outcome.NEEDS_RULING),
)
NOTHING_LIFTED: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Finding:
    """Why a candidate does not get a place: the outcome and the words."""

    outcome: Outcome
    words: Words


@dataclass(frozen=True)
class Within:
    """What all candidates of one honour are screened against."""

    honour: Honour
    campaign: Campaign

    @cached_property
    def cells(self) -> Cells:
        return Cells.of(self.honour, self.campaign)

    def cell(self, candidate: Candidate, override: Override | None) -> Cell | None:
        if override is None or override.cell is None:
            return self.cells.cell_of(candidate.application)
        return next((own for own in self.honour.cells if own.code == override.cell), None)

    @cached_property
    def below(self) -> dict[str | None, Finding]:
        """By cell code, the finding on whoever misses its mark."""
        cells = (None, *self.honour.cells)
        return {
            cell.code if cell else None: Finding(
                Outcome.BELOW_MARK,
                BelowMark(self.honour.name, pass_mark(self.honour, cell, self.campaign)),
            )
            for cell in cells
        }

    @cached_property
    def marks(self) -> dict[str | None, Decimal]:
        cells = (None, *self.honour.cells)
        return {
            cell.code if cell else None: pass_mark(self.honour, cell, self.campaign)
            for cell in cells
        }


def pass_mark(honour: Honour, cell: Cell | None, campaign: Campaign) -> Decimal:
    """R53: the cell's mark, else the honour's, else the campaign's."""
    if cell is not None and cell.pass_mark is not None:
        return cell.pass_mark
    return campaign.evaluation.pass_mark if honour.pass_mark is None else honour.pass_mark


def screen(
    candidate: Candidate, cell: Cell | None, within: Within, override: Override | None = None
) -> Finding | None:
    """Why it does not compete, with what the leading group has lifted left aside; None: it does."""
    lifted = frozenset(override.rules) if override else NOTHING_LIFTED
    finding = _standing(candidate, within.honour, lifted) or _score(candidate, cell, within, lifted)
    if finding is None and cell is None:
        name = candidate.application.unit.name
        text = f"“{within.honour.name}”没有{name}所属类别的名额。"
        return Finding(Outcome.INELIGIBLE, Sentence(quota_rule(within.honour), text))
    return finding


def found(candidate: Candidate, cell: Cell | None, finding: Finding) -> Verdict:
    """The verdict on one who does not compete."""
    return Verdict(
        candidate.number,
        finding.outcome,
        candidate.application.honour,
        cell.code if cell else None,
        None,
        candidate.total,
        finding.words,
    )


def in_the_way(candidate: Candidate, campaign: Campaign, override: Override) -> set[str]:
    """The rules that an override could lift for this candidate."""
    rules = {r.rule for r in candidate.eligibility.reasons if _can_be_lifted(r, campaign)}
    within = Within(campaign.honour(candidate.application.honour), campaign)
    cell = within.cell(candidate, override)
    if candidate.total is not None and _score(candidate, cell, within, NOTHING_LIFTED):
        rules.add("R53")
    return rules


def _can_be_lifted(reason: Reason, campaign: Campaign) -> bool:
    """A20: where the bar on member units is read as absolute, nobody lifts it."""
    absolute = reason.rule == "R40" and campaign.readings.member_units == "block"
    return reason.effect is not Effect.NOTE and not absolute


def _standing(candidate: Candidate, honour: Honour, lifted: frozenset[str]) -> Finding | None:
    if candidate.application.withdrawn:
        return Finding(Outcome.WITHDRAWN, Sentence("", "申报已撤回。", honour.clause))
    reasons = candidate.eligibility.reasons
    if not reasons:
        return None
    against = tuple(r for r in reasons if r.effect is not Effect.NOTE and r.rule not in lifted)
    for effect, outcome in _OUTCOMES:
        first = next((reason for reason in against if reason.effect is effect), None)
        if first is not None:
            return Finding(outcome, Against(first.rule, against))
    return None


def _score(
    candidate: Candidate, cell: Cell | None, within: Within, lifted: frozenset[str]
) -> Finding | None:
    """R53: better vacant than undeserved; and missing is never zero."""
    total, code = candidate.total, cell.code if cell else None
    if total is None:
        missing = "；".join(candidate.score.missing) if candidate.score else "尚无得分"
        text = f"考评未完成，不按零分计算：{missing}。"
        return Finding(Outcome.INCOMPLETE, Sentence("R5", text))
    if "R53" in lifted:
        return None
    if total < within.marks[code]:
        return within.below[code]
    return _components(candidate, within.honour) if within.honour.component_marks else None


def _components(candidate: Candidate, honour: Honour) -> Finding | None:
    """Least figures of single components, where the scheme has them; exact, before any rounding."""
    line = candidate.score
    if line is None:
        return None
    low: list[str] = []
    for component in line.scheme.components:
        mark = honour.component_marks.get(component.code)
        if mark is None:
            continue
        value = line.on_link(f"component:{component.code}")
        if value is None:
            text = f"只有总分，没有“{component.name}”的得分，不能核对单项达标线{mark}。"
            return Finding(Outcome.INCOMPLETE, Sentence("R53", text))
        if value < Fraction(mark):
            shown = f"{float(value):.4f}".rstrip("0").rstrip(".")
            low.append(f"“{component.name}”{shown}分，低于单项达标线{mark}")
    if not low:
        return None
    text = f"{'；'.join(low)}，不占“{honour.name}”名额。"
    return Finding(Outcome.BELOW_MARK, Sentence("R53", text))
