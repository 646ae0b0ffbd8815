"""How the places of one cell are filled: by total, the windows' by rank, ties never silently."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from operator import attrgetter
from typing import TYPE_CHECKING

from rules.selection.candidates import Candidate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rules.evaluation import WindowRanking


@dataclass(slots=True)
class Tie:
    places: int
    candidates: list[Candidate]


@dataclass(slots=True)
class Filled:
    """A cell while decisions are still being applied to it."""

    winners: list[Candidate] = field(default_factory=list)
    ties: list[Tie] = field(default_factory=list)
    reserves: list[Candidate] = field(default_factory=list)
    replaced: list[Candidate] = field(default_factory=list)
    by_rank: frozenset[str] = frozenset()
    """Numbers that won by the windows' overall rank (R47)."""

    @property
    def claimed(self) -> int:
        """Places given, or waiting for the answer to a tie."""
        return len(self.winners) + sum(tie.places for tie in self.ties)


def total_of(candidate: Candidate) -> Decimal:
    """The total of one that competes, which therefore has one."""
    return candidate.total if candidate.total is not None else Decimal()


def best_first(candidates: Sequence[Candidate]) -> list[Candidate]:
    """By total; the number only gives equal ones a fixed place on paper, never a win."""
    in_order = sorted(candidates, key=attrgetter("number"))
    in_order.sort(key=total_of, reverse=True)
    return in_order


def ranks_of(ordered: Sequence[Candidate]) -> list[int]:
    """1, 2, 2, 4: equal totals share a rank."""
    ranks: list[int] = []
    previous: Decimal | None = None
    for place, one in enumerate(ordered, start=1):
        total = total_of(one)
        ranks.append(ranks[-1] if total == previous else place)
        previous = total
    return ranks


def fill(ordered: Sequence[Candidate], places: int) -> Filled:
    """The best win; where the last place has several equal claims, none of them does."""
    if len(ordered) <= places:
        return Filled(winners=list(ordered))
    if places <= 0:
        return Filled(reserves=list(ordered))
    border = total_of(ordered[places - 1])
    if total_of(ordered[places]) != border:
        return Filled(winners=list(ordered[:places]), reserves=list(ordered[places:]))
    ahead = [one for one in ordered if total_of(one) > border]
    equal = [one for one in ordered if total_of(one) == border]
    behind = list(ordered[len(ahead) + len(equal) :])
    return Filled(ahead, [Tie(places - len(ahead), equal)], behind)


def fill_by_rank(ordered: Sequence[Candidate], ranking: WindowRanking, places: int) -> Filled:
    """R47: the first ranks win, nobody slides up (A6, A30); places beyond the ranks go by total."""
    reserved = min(places, ranking.rule.ranks)
    top = [one for one in ordered if one.application.unit.code in ranking.winners]
    tied = [one for one in ordered if one.application.unit.code in ranking.tied]
    if len(tied) <= ranking.tied_ranks:
        top, tied = [*top, *tied], []
    filled = fill(top, reserved)
    if left := min(ranking.tied_ranks, reserved - filled.claimed) if tied else 0:
        filled.ties.append(Tie(left, tied))
    elif tied:
        filled.reserves.extend(tied)
    filled.by_rank = frozenset(one.number for one in (*top, *tied))
    others = [one for one in ordered if one.number not in filled.by_rank]
    rest = fill(others, places - reserved)
    filled.winners.extend(rest.winners)
    filled.ties.extend(rest.ties)
    filled.reserves.extend(rest.reserves)
    return filled
