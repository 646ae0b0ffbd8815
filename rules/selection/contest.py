"""How the places of one cell are filled: by total, the windows' by rank, ties never silently."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from operator import attrgetter
from typing import TYPE_CHECKING

from rules.selection.candidates import Candidate
from rules.ties import PRIORITY

if TYPE_CHECKING:
    from collections.abc import Container, Mapping, Sequence

    from rules.definition import TieLink
    from rules.evaluation import WindowRanking

Level = list[Candidate]
"""Candidates that nothing declared tells apart, by number."""


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

    def sort(self, ranks: Mapping[str, int]) -> None:
        """Back into the order of the cell after decisions."""
        for several in (self.winners, self.reserves):
            several.sort(key=lambda one: (ranks[one.number], one.number))


def total_of(candidate: Candidate) -> Decimal:
    """The total of one that competes, which therefore has one."""
    return candidate.total if candidate.total is not None else Decimal()


def figure_of(candidate: Candidate, link: TieLink) -> Fraction | None:
    """What a link of the tie chain compares."""
    if link == PRIORITY:
        return Fraction(candidate.application.priority is not None)
    return candidate.score.on_link(link) if candidate.score else None


def best_first(candidates: Sequence[Candidate]) -> list[Candidate]:
    """By total; the number only gives equal ones a fixed place on paper, never a win."""
    in_order = sorted(candidates, key=attrgetter("number"))
    in_order.sort(key=total_of, reverse=True)
    return in_order


def ranks_of(levels: Sequence[Level]) -> dict[str, int]:
    """1, 2, 2, 4: those of one level share a rank."""
    ranks: dict[str, int] = {}
    for level in levels:
        rank = len(ranks) + 1
        for one in level:
            ranks[one.number] = rank
    return ranks


def fill(levels: Sequence[Level], places: int) -> Filled:
    """The best win; where the last place has several equal claims, none of them does."""
    filled = Filled()
    for level in levels:
        left = places - filled.claimed
        if left <= 0:
            filled.reserves.extend(level)
        elif len(level) <= left:
            filled.winners.extend(level)
        else:
            filled.ties.append(Tie(left, level))
    return filled


def fill_by_rank(levels: Sequence[Level], ranking: WindowRanking, places: int) -> Filled:
    """R47: the first ranks win, nobody slides up (A6, A30); places beyond the ranks go by total."""
    reserved = min(places, ranking.rule.ranks)
    ahead, level = _of_units(levels, ranking.winners), _of_units(levels, ranking.tied)
    tied = [one for members in level for one in members]
    if len(tied) <= ranking.tied_ranks:
        ahead, tied = [*ahead, *level], []
    filled = fill(ahead, reserved)
    if left := min(ranking.tied_ranks, reserved - filled.claimed) if tied else 0:
        filled.ties.append(Tie(left, tied))
    elif tied:
        filled.reserves.extend(tied)
    filled.by_rank = frozenset(one.number for members in (*ahead, tied) for one in members)
    others = [[one for one in members if one.number not in filled.by_rank] for members in levels]
    rest = fill([members for members in others if members], places - reserved)
    filled.winners.extend(rest.winners)
    filled.ties.extend(rest.ties)
    filled.reserves.extend(rest.reserves)
    return filled


def _of_units(levels: Sequence[Level], units: Container[str]) -> list[Level]:
    chosen = ([one for one in level if one.application.unit.code in units] for level in levels)
    return [level for level in chosen if level]
