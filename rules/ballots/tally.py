"""Votes as counts that add up: 发出, 收回, 有效, and the grades, by class of voters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

JOINED = "+"
"""Stands between the codes of classes that were counted together."""


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
    own: int = 0
    """How many of those who got a slip head the candidate's own unit, and so leave it out."""

    def __post_init__(self) -> None:
        if problems := tuple(self._problems()):
            raise TallyError(problems)

    @property
    def void(self) -> int:
        """废票."""
        return self.returned - self.valid

    @property
    def unreturned(self) -> int:
        """未收回, with those who left the candidate out."""
        return self.issued - self.returned

    @property
    def too_many(self) -> int:
        """At least so many voted on their own unit although they may not."""
        return max(0, self.returned - (self.issued - self.own))

    def _problems(self) -> Iterator[str]:
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


def session_problems(issued: int, voters: int) -> tuple[str, ...]:
    """R44: one joint session hands out at most one slip per head."""
    if issued <= voters:
        return ()
    return (f"发出{issued}票，多于应到投票人{voters}人，请核对签到表",)


@dataclass(frozen=True, slots=True)
class ClassTally:
    """What one class of voters, or several that were counted together, gave a candidate."""

    voter_class: str
    """A class of the vote, or several joined by `+`; empty: the vote's only one."""
    tally: Tally


@dataclass(frozen=True, slots=True)
class VoteCount:
    """The whole count of one vote on one candidate: what is handed in for a vote component."""

    vote: str
    classes: tuple[ClassTally, ...]

    @classmethod
    def of(cls, vote: str, tallies: Iterable[tuple[str, Tally]]) -> VoteCount:
        return cls(vote, tuple(ClassTally(name, tally) for name, tally in tallies))

    @property
    def issued(self) -> int:
        return sum(part.tally.issued for part in self.classes)

    @property
    def returned(self) -> int:
        return sum(part.tally.returned for part in self.classes)

    @property
    def valid(self) -> int:
        return sum(part.tally.valid for part in self.classes)

    @property
    def too_many(self) -> int:
        return sum(part.tally.too_many for part in self.classes)
