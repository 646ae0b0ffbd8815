"""What every evaluation method takes and gives: figures or a tally in, one component value out."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Protocol, TypeAlias

from rules.ballots import VoteCount
from rules.definition import Campaign

if TYPE_CHECKING:
    from collections.abc import Iterator

FULL = 100
"""The scale of every component: 0 to 100."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One figure from one source: an evaluator, an agency, a bimonthly round."""

    source: str
    score: Decimal
    observer: bool = False
    """Observers (列席) give opinions: recorded beside the scores, never in them (R11)."""
    role: str = ""
    """The evaluator's class, where the campaign file names classes."""
    given: str = ""
    """The grade in whose place the score stands, such as 五星."""

    @property
    def text(self) -> str:
        return f"{self.source} {self.given}{self.score}"


@dataclass(frozen=True, slots=True)
class Spread:
    """The figures of one class of evaluators, summed up."""

    count: int
    total: Decimal
    low: Decimal
    high: Decimal
    role: str = ""


@dataclass(frozen=True, slots=True)
class Digest:
    """Figures without their sources: enough for a total, while a card asks for the marks."""

    spreads: tuple[Spread, ...]

    @property
    def count(self) -> int:
        return sum(spread.count for spread in self.spreads)


@dataclass(frozen=True, slots=True)
class Listing:
    """A register to be counted: the titles of a unit's information reports (R56)."""

    titles: tuple[str, ...]


Figures: TypeAlias = tuple[Mark, ...] | Digest


@dataclass(frozen=True, slots=True)
class Measured:
    """A component's value, with what counted, what did not, and the denominator."""

    value: Fraction | None
    used: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    denominator: int | Decimal = 0
    missing: tuple[str, ...] = ()
    """What was expected and is not there; it never counts as zero."""
    how: str = ""
    """How the figures were joined, where it was not by the plain mean."""
    figures: Figures = field(default=(), repr=False, compare=False)
    """The figures that count, for an aggregation other than the method's own plain mean."""


Raw: TypeAlias = Figures | Listing | VoteCount | Measured
"""What was handed in for one component of one candidate; or the value, where it is known already."""

NOTHING: Raw = ()


def plain(number: Decimal | int) -> str:
    """A number as people write it: no needless zeros, no exponent."""
    return f"{Decimal(number).normalize():f}"


class MarksError(ValueError):
    """Marks that cannot be scored, every one named at once."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("；".join(problems))
        self.problems = problems


class ScoringMethod(Protocol):
    """How one method's raw figures become a value, before any conversion."""

    @property
    def name(self) -> str: ...

    def measure(self, raw: Raw, campaign: Campaign) -> Measured:
        """The value, or None with what is missing.

        Raises MarksError or TallyError for figures that cannot be right.
        """
        ...


def checked_figures(raw: Raw) -> Figures:
    """The figures, marks in order of their source; raises MarksError for doubles, bad ones."""
    if not isinstance(raw, tuple | Digest):
        raise MarksError(("此项须为得分表，不是计票表或清单",))
    if problems := tuple(_problems(raw)):
        raise MarksError(problems)
    return raw if isinstance(raw, Digest) else tuple(sorted(raw, key=lambda mark: mark.source))


def checked_marks(raw: Raw) -> tuple[Mark, ...]:
    """As above, for methods that need to know the source of every figure."""
    figures = checked_figures(raw)
    if isinstance(figures, Digest):
        raise MarksError(("此项须逐个列出得分，不能只有合计",))
    return figures


def out_of_scale(figures: Figures, full: Decimal | int = FULL) -> Iterator[tuple[str, str]]:
    """Every figure that is no number from nothing to full, by its source."""
    if isinstance(figures, Digest):
        for spread in figures.spreads:
            if not 0 <= spread.low <= spread.high <= full:
                yield "", f"得分{spread.low}至{spread.high}不在0至{full}之间"
        return
    for mark in figures:
        if not mark.score.is_finite() or not 0 <= mark.score <= full:
            yield mark.source, f"“{mark.source}”的得分{mark.score}不在0至{full}之间"


def _problems(figures: Figures) -> Iterator[str]:
    wrong = [text for _, text in out_of_scale(figures)]
    yield from wrong
    if not isinstance(figures, Digest):
        seen: set[str] = set()
        for mark in figures:
            if mark.source in seen:
                yield f"“{mark.source}”重复评分"
            seen.add(mark.source)
