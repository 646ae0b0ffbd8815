"""What a selection says: places by honour and cell, and a verdict with its reason for everybody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple, Protocol

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


OUTCOME_NAMES: Mapping[Outcome, str] = {
    Outcome.WON: "拟获评",
    Outcome.RESERVE: "递补",
    Outcome.TIE: "并列待定",
    Outcome.CHOICE: "待本人选择",
    Outcome.BELOW_MARK: "未达标准",
    Outcome.EXCLUDED: "不重复获评",
    Outcome.INELIGIBLE: "不符合条件",
    Outcome.NEEDS_RULING: "待认定",
    Outcome.BARRED: "原则上不参评",
    Outcome.INCOMPLETE: "得分不全",
    Outcome.REPLACED: "已调整",
    Outcome.WITHDRAWN: "已撤回",
}
"""What each outcome is called on tables."""


class Words(Protocol):
    """Why a candidate has its outcome, put into a sentence only when somebody asks."""

    @property
    def rule(self) -> str: ...

    @property
    def clause(self) -> str: ...

    def reason(self, verdict: Verdict) -> str: ...


class Verdict(NamedTuple):
    """Why a candidate has the place or has not, with the clause and the numbers.

    A tuple, and its sentence a pure function of it, because a selection may make a hundred
    thousand of them.
    """

    number: str
    outcome: Outcome
    honour: str
    cell: str | None
    rank: int | None
    """Among those that compete in the cell; those that nothing tells apart share a rank."""
    total: Decimal | None
    words: Words

    @property
    def reason(self) -> str:
        return self.words.reason(self)

    @property
    def rule(self) -> str:
        return self.words.rule

    @property
    def clause(self) -> str:
        return self.words.clause

    @property
    def text(self) -> str:
        """The reason with the rule and the clause that it rests on."""
        return f"{self.reason}（{f'{self.rule} {self.clause}'.strip()}）"


@dataclass(frozen=True, slots=True)
class OpenTie:
    """Candidates that nothing declared tells apart, and fewer places: the leading group decides."""

    places: int
    applications: tuple[str, ...]


class Cause(StrEnum):
    """Why a place is given to nobody."""

    HELD_BACK = "held_back"
    """By decision (R53)."""
    NO_SLIDING = "no_sliding"
    """The first ranks leave it, and nobody slides up (A6, A30)."""
    NO_CANDIDATES = "no_candidates"
    BELOW_MARK = "below_mark"
    """Whoever is left does not reach the mark (R53)."""
    NOBODY_LEFT = "nobody_left"
    """Whoever is left does not compete: ineligible, excluded, incomplete, withdrawn."""


@dataclass(frozen=True, slots=True)
class Vacancy:
    places: int
    cause: Cause
    text: str


@dataclass(frozen=True, slots=True)
class CellResult:
    cell: str
    places: int
    winners: tuple[str, ...]
    next_in_line: tuple[str, ...]
    vacancies: tuple[Vacancy, ...] = ()
    """Places that nobody gets and that wait for nobody's answer, each with why."""
    open_ties: tuple[OpenTie, ...] = ()
    open_choices: tuple[str, ...] = ()

    @property
    def vacant(self) -> int:
        return sum(vacancy.places for vacancy in self.vacancies)

    @property
    def waiting(self) -> int:
        """Places held for the answer to a tie or a person's choice."""
        return sum(tie.places for tie in self.open_ties) + len(self.open_choices)


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
