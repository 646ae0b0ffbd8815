"""Who stands before whom: by total, then link by link of the declared chain, never beyond it (A7)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from rules.definition import Method, Priority

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from decimal import Decimal
    from fractions import Fraction

    from rules.definition import Campaign, Honour, TieLink

T = TypeVar("T")

PRIORITY = "priority"
A7 = (f"method:{Method.BIMONTHLY}", f"method:{Method.VOTE}")


def chain_of(honour: Honour, kinds: Sequence[str], campaign: Campaign) -> tuple[TieLink, ...]:
    """What tells equal totals of these kinds of units apart; nothing: the leading group decides.

    Windows have one ranking for all honours of the pool (R45), so A7 alone speaks for them.
    """
    rule = campaign.evaluation.top_rule
    if rule and rule.kind in kinds and honour.code in rule.pool_honours:
        return A7 if campaign.readings.tie_at_top == "bimonthly_then_vote" else ()
    stated = campaign.selection.ties if honour.ties is None else honour.ties
    last = (PRIORITY,) if campaign.selection.priority is Priority.BREAKS_TIES else ()
    return (*stated, *last)


def named(link: TieLink, campaign: Campaign) -> str:
    """What people call the link."""
    if link == PRIORITY:
        return "优先推荐"
    by, code = link.split(":")
    for scheme in campaign.evaluation.schemes:
        for component in scheme.components:
            if code == (component.code if by == "component" else component.method):
                return component.name
    return code


@dataclass(frozen=True, slots=True)
class Split(Generic[T]):
    """Equal ones that a link told apart: best first, with the figure of each part."""

    link: TieLink
    parts: tuple[tuple[Fraction, tuple[T, ...]], ...]

    @property
    def size(self) -> int:
        return sum(len(members) for _, members in self.parts)


@dataclass(frozen=True, slots=True)
class Order(Generic[T]):
    """Best first, in levels: those of one level are equal in everything that may be compared."""

    levels: list[list[T]]
    splits: list[Split[T]]


def in_order(
    field: Iterable[T],
    total: Callable[[T], Decimal],
    chain: Sequence[TieLink],
    figure: Callable[[T, TieLink], Fraction | None],
) -> Order[T]:
    """By total, then by the chain; within a level the order of `field` stays.

    A link that lacks a figure for one of the equal is passed over for all of them, because missing
    is never zero.
    """
    by_total: dict[Decimal, list[T]] = defaultdict(list)
    for one in field:
        by_total[total(one)].append(one)
    levels = [by_total[value] for value in sorted(by_total, reverse=True)]
    splits: list[Split[T]] = []
    if chain:
        levels = [part for level in levels for part in _told_apart(level, chain, figure, splits)]
    return Order(levels, splits)


def _told_apart(
    equal: list[T],
    chain: Sequence[TieLink],
    figure: Callable[[T, TieLink], Fraction | None],
    splits: list[Split[T]],
) -> list[list[T]]:
    if len(equal) == 1 or not chain:
        return [equal]
    link, *rest = chain
    by_figure: dict[Fraction, list[T]] = defaultdict(list)
    for one in equal:
        value = figure(one, link)
        if value is None:
            return _told_apart(equal, rest, figure, splits)
        by_figure[value].append(one)
    best_first = sorted(by_figure, reverse=True)
    if len(best_first) > 1:
        splits.append(Split(link, tuple((v, tuple(by_figure[v])) for v in best_first)))
    return [p for v in best_first for p in _told_apart(by_figure[v], rest, figure, splits)]
