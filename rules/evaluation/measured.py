"""What every evaluation method takes and gives: raw marks or a tally in, one component value out."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Protocol

from rules.ballots import VoteCount
from rules.definition import Campaign

FULL = 100
"""The scale of every component: 0 to 100."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One figure from one source: an evaluator, an agency, a bimonthly round."""

    source: str
    score: Decimal
    observer: bool = False
    """Observers (列席) give opinions: recorded beside the scores, never in them (R11)."""


Raw = tuple[Mark, ...] | VoteCount
"""What was handed in for one component of one candidate."""

NOTHING: Raw = ()


@dataclass(frozen=True, slots=True)
class Measured:
    """A component's value, with what counted, what did not, and the denominator."""

    value: Fraction | None
    used: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    denominator: int = 0
    missing: tuple[str, ...] = ()
    """What was expected and is not there; it never counts as zero."""


class MarksError(ValueError):
    """Marks that cannot be scored, every one named at once."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("；".join(problems))
        self.problems = problems


class ScoringMethod(Protocol):
    """How one method's raw figures become a value from 0 to 100."""

    @property
    def name(self) -> str: ...

    def measure(self, raw: Raw, campaign: Campaign) -> Measured:
        """The value, or None with what is missing.

        Raises MarksError or TallyError for figures that cannot be right.
        """
        ...


def checked_marks(raw: Raw) -> tuple[Mark, ...]:
    """The marks in order of their source; raises MarksError for doubles, tallies, bad figures."""
    if isinstance(raw, VoteCount):
        raise MarksError(("此项须为得分表，不是计票表",))
    seen: set[str] = set()
    problems: list[str] = []
    for mark in raw:
        if not mark.score.is_finite() or not 0 <= mark.score <= FULL:
            problems.append(f"“{mark.source}”的得分{mark.score}不在0至{FULL}之间")
        if mark.source in seen:
            problems.append(f"“{mark.source}”重复评分")
        seen.add(mark.source)
    if problems:
        raise MarksError(tuple(problems))
    return tuple(sorted(raw, key=lambda mark: mark.source))


def mean_of(counted: tuple[Mark, ...], left_out: tuple[str, ...] = ()) -> Measured:
    """The plain mean of the figures that are there, with their number as the denominator."""
    if not counted:
        return Measured(None, left_out=left_out, missing=("尚无得分",))
    total = sum((mark.score for mark in counted), Decimal())
    used = tuple(f"{mark.source} {mark.score}" for mark in counted)
    return Measured(Fraction(total) / len(counted), used, left_out, len(counted))
