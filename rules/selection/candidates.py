"""Who competes: an application with its eligibility and score, and the cell it competes in."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from rules.definition import Subject, Way
from rules.eligibility import Eligibility, judge
from rules.evaluation import ScoreLine
from rules.facts import ApplicationFacts

if TYPE_CHECKING:
    from rules.definition import Campaign, Cell, Honour


@dataclass(frozen=True, slots=True)
class Candidate:
    application: ApplicationFacts
    eligibility: Eligibility
    score: ScoreLine | None = None

    @property
    def number(self) -> str:
        return self.application.number

    @property
    def total(self) -> Decimal | None:
        return self.score.total if self.score else None


def candidate(
    application: ApplicationFacts, score: ScoreLine | None, campaign: Campaign
) -> Candidate:
    return Candidate(application, judge(application, campaign), score)


def cell_of(application: ApplicationFacts, honour: Honour, campaign: Campaign) -> Cell | None:
    """The cell whose places it competes for.

    A31: a unit named by a cell competes there and nowhere else; read the other way, the cell of
    its kind goes first.
    """
    unit = application.unit
    named = next((cell for cell in honour.cells if unit.code in cell.units), None)
    by_kind = next((cell for cell in honour.cells if unit.kind in cell.kinds), None)
    if campaign.readings.centre_staff == "bureau_cell":
        return by_kind or named
    return named or by_kind


def quota_rule(honour: Honour) -> str:
    """The rule that splits the places of an honour of this nature."""
    if honour.subject is Subject.UNIT:
        return "R22" if honour.way is Way.PROJECT else "R27"
    return "R32" if honour.conditions.front_line else "R39"
