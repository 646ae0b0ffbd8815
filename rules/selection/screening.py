"""Who may compete at all: withdrawn, ineligible, barred, incomplete or below the mark, with why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rules.definition import Campaign, Cell
from rules.eligibility import Effect
from rules.selection.candidates import Candidate, Cells, quota_rule
from rules.selection.result import Outcome

if TYPE_CHECKING:
    from rules.definition import Honour
    from rules.eligibility import Reason
    from rules.selection.decisions import Override

_OUTCOMES = (
    (Effect.BARRED, Outcome.BARRED),
    (Effect.FAILS, Outcome.INELIGIBLE),
    (Effect.RULING, Outcome.NEEDS_RULING),
)


@dataclass(frozen=True, slots=True)
class Finding:
    """Why a candidate does not get a place: the outcome, its rule and the words."""

    outcome: Outcome
    rule: str
    text: str


NOTHING_LIFTED: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Within:
    """What all candidates of one honour are screened against."""

    campaign: Campaign
    cells: Cells


@dataclass(frozen=True, slots=True)
class Screened:
    candidate: Candidate
    cell: Cell | None
    finding: Finding | None
    """None: it competes."""


def screen(
    candidate: Candidate, honour: Honour, within: Within, override: Override | None = None
) -> Screened:
    """The cell and the finding, with what the leading group has lifted left aside."""
    campaign = within.campaign
    cell = within.cells.cell_of(candidate.application)
    if override is not None and override.cell is not None:
        cell = next((own for own in honour.cells if own.code == override.cell), None)
    lifted = frozenset(override.rules) if override else NOTHING_LIFTED
    finding = _standing(candidate, lifted) or _score(candidate, honour, campaign, lifted)
    if finding is None and cell is None:
        text = f"“{honour.name}”没有{candidate.application.unit.name}所属类别的名额。"
        finding = Finding(Outcome.INELIGIBLE, quota_rule(honour), text)
    return Screened(candidate, cell, finding)


def in_the_way(candidate: Candidate, campaign: Campaign) -> set[str]:
    """The rules that an override could lift for this candidate."""
    rules = {r.rule for r in candidate.eligibility.reasons if _can_be_lifted(r, campaign)}
    if candidate.total is not None and candidate.total < campaign.evaluation.pass_mark:
        rules.add("R53")
    return rules


def _can_be_lifted(reason: Reason, campaign: Campaign) -> bool:
    """A20: where the bar on member units is read as absolute, nobody lifts it."""
    absolute = reason.rule == "R40" and campaign.readings.member_units == "block"
    return reason.effect is not Effect.NOTE and not absolute


def _standing(candidate: Candidate, lifted: frozenset[str]) -> Finding | None:
    if candidate.application.withdrawn:
        return Finding(Outcome.WITHDRAWN, "", "申报已撤回。")
    reasons = candidate.eligibility.reasons
    if not reasons:
        return None
    against = [r for r in reasons if r.effect is not Effect.NOTE and r.rule not in lifted]
    for effect, outcome in _OUTCOMES:
        first = next((reason for reason in against if reason.effect is effect), None)
        if first is not None:
            return Finding(outcome, first.rule, "".join(f"[{r.rule}] {r.text}" for r in against))
    return None


def _score(
    candidate: Candidate, honour: Honour, campaign: Campaign, lifted: frozenset[str]
) -> Finding | None:
    """R53: better vacant than undeserved; and missing is never zero."""
    total, mark = candidate.total, campaign.evaluation.pass_mark
    if total is None:
        missing = "；".join(candidate.score.missing) if candidate.score else "尚无得分"
        return Finding(Outcome.INCOMPLETE, "R5", f"考评未完成，不按零分计算：{missing}。")
    if total < mark and "R53" not in lifted:
        text = f"总分{total}，低于达标线{mark}，不占“{honour.name}”名额。"
        return Finding(Outcome.BELOW_MARK, "R53", text)
    return None
