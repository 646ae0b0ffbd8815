"""A component's figure turned into points: closed forms only, ranks against those compared."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Self

from rules.definition import AsIs, Bands, Grades, RankPoints, Scaled
from rules.evaluation.measured import FULL, Digest, MarksError, plain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rules.definition import Conversion
    from rules.evaluation.measured import Raw


@dataclass(frozen=True, slots=True)
class Converted:
    points: Fraction | None
    told: str = ""
    """What was done, in words; nothing where the figure is the points."""
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cohort:
    """The figures of those compared with each other on one component."""

    ascending: tuple[Fraction, ...]
    waiting: int
    """How many of them have no figure yet, so that no rank is final."""

    @classmethod
    def of(cls, values: Iterable[Fraction | None]) -> Self:
        """The same in whatever order the values come."""
        known = list(values)
        there = sorted(value for value in known if value is not None)
        return cls(tuple(there), len(known) - len(there))

    def rank(self, value: Fraction) -> int:
        """1 for the best; equal figures share a rank. One outside is ranked as if it were in."""
        return len(self.ascending) - bisect_right(self.ascending, value) + 1

    def sharing(self, value: Fraction) -> int:
        """How many hold this rank."""
        equal = bisect_right(self.ascending, value) - bisect_left(self.ascending, value)
        return max(1, equal)


def graded(raw: Raw, by: Conversion) -> Raw:
    """Figures that stand for grades replaced by the grades' points, before they are joined.

    Raises MarksError naming every figure that is no grade.
    """
    if not isinstance(by, Grades) or not isinstance(raw, tuple | Digest):
        return raw
    if isinstance(raw, Digest):
        raise MarksError(("按等次折算须逐个列出得分，不能只有合计",))
    known = {grade.figure: grade for grade in by.grades}
    if wrong := [mark for mark in raw if mark.score not in known]:
        asked = "、".join(f"{figure}（{grade.name}）" for figure, grade in known.items())
        raise MarksError(
            tuple(f"“{mark.source}”的{mark.score}不是任何等次，可填：{asked}" for mark in wrong)
        )
    return tuple(
        replace(mark, score=known[mark.score].points, given=f"{known[mark.score].name}＝")
        for mark in raw
    )


def convert(value: Fraction, by: Conversion, cohort: Cohort | None) -> Converted:
    """The points of a figure; ranks need the cohort, and are open while it is not complete."""
    match by:
        case AsIs():
            return Converted(value)
        case Grades():
            return Converted(value, "按等次折算")
        case Scaled():
            return Converted(value * FULL / Fraction(by.full), f"按{plain(by.full)}分制折算")
        case Bands():
            return _banded(value, by)
        case RankPoints():
            return _ranked(value, by, cohort)


def _banded(value: Fraction, by: Bands) -> Converted:
    ordered = sorted(by.bands, key=lambda band: band.low)
    found = [band for band in ordered if band.low <= value]
    if not found:
        return Converted(None, missing=(f"{value}低于最低一档{ordered[0].low}，没有分值",))
    band = found[-1]
    open_end = "以上" if band is ordered[-1] else f"至{band.high}"
    return Converted(Fraction(band.points), f"落在{band.low}{open_end}一档折算")


def _ranked(value: Fraction, by: RankPoints, cohort: Cohort | None) -> Converted:
    if cohort is None:
        return Converted(None, missing=("名次须与同组一起排",))
    if cohort.waiting:
        return Converted(None, missing=(f"同组还有{cohort.waiting}件没有得分，名次未定",))
    rank, sharing = cohort.rank(value), cohort.sharing(value)
    filled = range(rank, rank + sharing) if by.ties == "mean" else (rank,)
    points = sum((_points_of(place, by) for place in filled), Fraction()) / len(filled)
    shared = f"（{sharing}件并列，{_TIES[by.ties]}）" if sharing > 1 else ""
    return Converted(points, f"同组第{rank}名{shared}折算")


_TIES = {"best": "同得该名次分值", "mean": "平分所占名次的分值"}


def _points_of(rank: int, by: RankPoints) -> Fraction:
    return Fraction(next((band.points for band in by.ranks if rank <= band.to), by.beyond))
