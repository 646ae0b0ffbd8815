"""Votes as counts: a tally that adds up, the points it is worth, and who may take part (R44, A29)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rules.definition import Campaign, GradePoints
    from rules.facts import UnitFacts


class TallyError(ValueError):
    """A tally that does not add up; says every number that is wrong, and what to do."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("；".join(problems))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class Tally:
    """The counted vote on one candidate: 发出, 收回, 有效, and how often each grade was given.

    Raises TallyError where the counts contradict each other.
    """

    counts: tuple[tuple[str, int], ...]
    issued: int
    returned: int
    valid: int

    def __post_init__(self) -> None:
        if problems := tuple(self._problems()):
            raise TallyError(problems)

    def _problems(self) -> Iterable[str]:
        named = (("发出", self.issued), ("收回", self.returned), ("有效", self.valid))
        for name, count in (*named, *self.counts):
            if count < 0:
                yield f"{name}{count}票，票数不能为负，请核对计票表"
        if self.returned > self.issued:
            yield f"收回{self.returned}票，多于发出{self.issued}票，请核对收发登记"
        if self.valid > self.returned:
            yield f"有效{self.valid}票，多于收回{self.returned}票，请核对废票登记"
        grades = [grade for grade, _ in self.counts]
        for grade in sorted({g for g in grades if grades.count(g) > 1}):
            yield f"等次“{grade}”出现{grades.count(grade)}次，请合并为一行"
        given = sum(count for _, count in self.counts)
        if given != self.valid:
            yield f"各等次合计{given}票，有效{self.valid}票，两者须相等"


def points(tally: Tally, grades: Sequence[GradePoints]) -> Fraction | None:
    """Mean points of the valid votes; None without any, because missing is never zero.

    Raises TallyError for grades that the campaign does not know.
    """
    worth = {grade.grade: Fraction(grade.points) for grade in grades}
    if unknown := [grade for grade, _ in tally.counts if grade not in worth]:
        known = "、".join(worth)
        raise TallyError([f"等次“{grade}”不在活动的等次（{known}）中" for grade in unknown])
    if not tally.valid:
        return None
    return sum((worth[grade] * count for grade, count in tally.counts), Fraction()) / tally.valid


def electorate(units: Iterable[UnitFacts], campaign: Campaign) -> tuple[UnitFacts, ...]:
    """R44: the units whose heads vote, in one joint session, by code."""
    kinds = campaign.evaluation.voters
    return tuple(sorted((u for u in units if u.kind in kinds), key=lambda unit: unit.code))


def session_problems(tally: Tally, voters: Sequence[UnitFacts]) -> tuple[str, ...]:
    """R44: one joint session hands out at most one slip per head."""
    if tally.issued <= len(voters):
        return ()
    return (f"发出{tally.issued}票，多于应到投票人{len(voters)}人，请核对签到表",)
