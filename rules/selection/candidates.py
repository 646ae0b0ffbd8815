"""Who competes: an application with its eligibility and score, and the cell it competes in."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Self

from rules.definition import Cell, Subject, Way
from rules.eligibility import Eligibility, judge
from rules.evaluation import ScoreLine
from rules.facts import ApplicationFacts

if TYPE_CHECKING:
    from rules.definition import Campaign, Honour


@dataclass(frozen=True, slots=True)
class Candidate:
    application: ApplicationFacts
    eligibility: Eligibility
    score: ScoreLine | None = None
    number: str = field(init=False, repr=False, compare=False)
    total: Decimal | None = field(init=False, repr=False, compare=False)
    who: tuple[str, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # Read some thirty times per candidate in a selection, so taken out of their holders once.
        object.__setattr__(self, "number", self.application.number)
        object.__setattr__(self, "total", self.score.total if self.score else None)
        object.__setattr__(self, "who", self.application.who)


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of an honour by the units and the kinds that they name."""

    by_unit: dict[str, Cell]
    by_kind: dict[str, Cell]
    kind_first: bool

    @classmethod
    def of(cls, honour: Honour, campaign: Campaign) -> Self:
        """A31: a unit named by a cell competes there, unless its kind's cell is read to go first."""
        cells = honour.cells[::-1]  # the first that names a unit or kind has the last word
        return cls(
            {code: cell for cell in cells for code in cell.units},
            {code: cell for cell in cells for code in cell.kinds},
            campaign.readings.centre_staff == "bureau_cell",
        )

    def cell_of(self, application: ApplicationFacts) -> Cell | None:
        named = self.by_unit.get(application.unit.code)
        by_kind = self.by_kind.get(application.unit.kind)
        return (by_kind or named) if self.kind_first else (named or by_kind)


def candidate(
    application: ApplicationFacts, score: ScoreLine | None, campaign: Campaign
) -> Candidate:
    return Candidate(application, judge(application, campaign), score)


def cell_of(application: ApplicationFacts, honour: Honour, campaign: Campaign) -> Cell | None:
    """The cell whose places it competes for, if any."""
    return Cells.of(honour, campaign).cell_of(application)


def quota_rule(honour: Honour) -> str:
    """The rule that splits the places of an honour of this nature."""
    if honour.subject is Subject.UNIT:
        return "R22" if honour.way is Way.PROJECT else "R27"
    return "R32" if honour.conditions.front_line else "R39"
