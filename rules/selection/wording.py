"""The words of a verdict: rank, total, places and clause, so that nobody has to ask why."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from rules.clauses import clause_of
from rules.definition import Cell, Honour

if TYPE_CHECKING:
    from rules.eligibility import Reason
    from rules.selection.notes import Note
    from rules.selection.result import Verdict, Words


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence that stands as it is, with the total before it where there is one."""

    rule: str
    sentence: str
    elsewhere: str = ""
    """The clause where no numbered rule applies."""

    @property
    def clause(self) -> str:
        return clause_of(self.rule) if self.rule else self.elsewhere

    def reason(self, verdict: Verdict) -> str:
        return f"{_total(verdict)}{self.sentence}"


@dataclass(frozen=True, slots=True)
class Against:
    """What eligibility holds against an application, all of it at once."""

    rule: str
    reasons: tuple[Reason, ...]

    @property
    def clause(self) -> str:
        return clause_of(self.rule)

    def reason(self, verdict: Verdict) -> str:
        return _total(verdict) + "".join(f"[{r.rule}] {r.text}" for r in self.reasons)


@dataclass(frozen=True, slots=True)
class BelowMark:
    """R53: better vacant than undeserved."""

    honour: str
    mark: Decimal
    rule: str = "R53"

    @property
    def clause(self) -> str:
        return clause_of(self.rule)

    def reason(self, verdict: Verdict) -> str:
        return f"总分{verdict.total}，低于达标线{self.mark}，不占“{self.honour}”名额。"


@dataclass(frozen=True, slots=True)
class Frame:
    """What the verdicts of one cell have in common."""

    honour: Honour
    cell: Cell
    places: int
    quota_rule: str
    last: Decimal | None
    """The lowest total that won, where anybody did."""


@dataclass(frozen=True, slots=True)
class Placed:
    """What became of one that competes, after rank, total and places."""

    frame: Frame
    rule: str
    sentence: str

    @property
    def clause(self) -> str:
        return clause_of(self.rule)

    def reason(self, verdict: Verdict) -> str:
        return f"{_figures(verdict, self.frame)}{self.sentence}"


@dataclass(frozen=True, slots=True)
class Behind:
    """How far from the last place that was given."""

    frame: Frame

    @property
    def rule(self) -> str:
        return self.frame.quota_rule

    @property
    def clause(self) -> str:
        return clause_of(self.rule)

    def reason(self, verdict: Verdict) -> str:
        return f"{_figures(verdict, self.frame)}{self._distance(verdict)}"

    def _distance(self, verdict: Verdict) -> str:
        last = self.frame.last
        if last is None or verdict.total is None:
            return "未获评，列入备选。"
        gap = last - verdict.total
        if gap <= 0:
            return f"未获评（末位获评{last}分），列入备选。"
        return f"末位获评{last}分，差{gap}分，列入备选。"


@dataclass(frozen=True, slots=True)
class Noted:
    """The same words with what stands beside them: how a tie was broken, a recommendation."""

    words: Words
    notes: tuple[Note, ...]

    @property
    def rule(self) -> str:
        return self.words.rule

    @property
    def clause(self) -> str:
        return self.words.clause

    def reason(self, verdict: Verdict) -> str:
        return f"{self.words.reason(verdict)}{''.join(map(str, self.notes))}"


def _total(verdict: Verdict) -> str:
    return "" if verdict.total is None else f"总分{verdict.total}；"


def _figures(verdict: Verdict, frame: Frame) -> str:
    name, places = frame.cell.name, frame.places
    return f"{name}第{verdict.rank}名，总分{verdict.total}，名额{places}个；"
