"""What a selection says: places by honour and cell, and a verdict with its reason for everybody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from rules.evaluation import WindowRanking
from rules.selection.decisions import Decision


class Outcome(StrEnum):
    WON = "won"
    RESERVE = "reserve"
    TIE = "tie"
    CHOICE = "choice"
    """Would win, but already wins the other personal honour: the person chooses (A14)."""
    BELOW_MARK = "below_mark"
    EXCLUDED = "excluded"
    INELIGIBLE = "ineligible"
    NEEDS_RULING = "needs_ruling"
    BARRED = "barred"
    INCOMPLETE = "incomplete"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Why a candidate has the place or has not, with the clause and the numbers."""

    number: str
    outcome: Outcome
    honour: str
    cell: str | None
    rank: int | None
    """Among those that compete in the cell; equal totals share a rank."""
    total: Decimal | None
    reason: str
    rule: str
    clause: str


@dataclass(frozen=True, slots=True)
class OpenTie:
    """Candidates with one total and fewer places: the leading group decides, nobody else."""

    places: int
    applications: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CellResult:
    cell: str
    places: int
    winners: tuple[str, ...]
    next_in_line: tuple[str, ...]
    vacant: int
    """Places that nobody gets and that wait for nobody's answer."""
    open_ties: tuple[OpenTie, ...] = ()
    open_choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HonourResult:
    code: str
    cells: tuple[CellResult, ...]

    @property
    def winners(self) -> tuple[str, ...]:
        return tuple(number for cell in self.cells for number in cell.winners)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposal only: the leading group's meeting decides (R6)."""

    honours: tuple[HonourResult, ...]
    verdicts: Mapping[str, Verdict]
    ranking: WindowRanking | None
    model_windows: tuple[str, ...]
    """Unit codes of the hall's model windows of the next year (R48)."""
    awaits: tuple[str, ...]
    """What the leading group or a person still has to settle, in plain words."""
    decisions: tuple[Decision, ...] = ()

    def honour(self, code: str) -> HonourResult:
        return next(honour for honour in self.honours if honour.code == code)

    def cell(self, honour: str, cell: str) -> CellResult:
        return next(result for result in self.honour(honour).cells if result.cell == cell)
