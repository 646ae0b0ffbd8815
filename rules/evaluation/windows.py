"""The windows' overall ranking: its pool, its ranks, and who wins by it (R45 to R49, A6, A7, A27)."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from rules.definition import TopRule
from rules.facts import UnitFacts
from rules.ties import chain_of, in_order

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from rules.definition import Campaign
    from rules.evaluation.totals import ScoreLine
    from rules.facts import ApplicationFacts


@dataclass(frozen=True, slots=True)
class RankedWindow:
    unit: UnitFacts
    total: Decimal
    rank: int
    applied: bool
    """For the honour that the top ranks win."""


@dataclass(frozen=True, slots=True)
class WindowRanking:
    """A proposal for the leading group, which confirms it (R46); nothing follows from it before."""

    rule: TopRule
    rows: tuple[RankedWindow, ...]
    winners: tuple[str, ...]
    """Unit codes that win by rank; eligibility is judged apart, and nobody slides up (A30)."""
    tied: tuple[str, ...]
    """Unit codes between which the leading group decides (A7)."""
    tied_ranks: int
    """How many of the tied may still win by rank."""
    incomplete: tuple[str, ...]
    """Unit codes of the pool that cannot be ranked yet."""
    other_pool: tuple[RankedWindow, ...]
    """The ranks under the other reading of 相关荣誉, where it changes the top (A27)."""
    _ranks: dict[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_ranks", {row.unit.code: row.rank for row in self.rows})

    def rank_of(self, unit: str) -> int | None:
        return self._ranks.get(unit)


@dataclass(frozen=True, slots=True)
class _Entry:
    unit: UnitFacts
    line: ScoreLine
    total: Decimal
    applied: bool


def rank_windows(
    applications: Iterable[ApplicationFacts],
    scores: Mapping[str, ScoreLine],
    campaign: Campaign,
) -> WindowRanking | None:
    """The ranking of the pool from the windows' scores by unit code; None without a top rule."""
    rule = campaign.evaluation.top_rule
    if rule is None:
        return None
    standing = [a for a in applications if a.unit.kind == rule.kind and not a.withdrawn]
    wanting = {a.unit.code for a in standing if a.honour == rule.honour}
    pool = _pool(standing, rule, campaign, any_honour=False)
    wide = _pool(standing, rule, campaign, any_honour=True)
    if campaign.readings.relevant_honours == "any":
        pool, wide = wide, pool
    rows = _ranked(_levels(pool, wanting, scores, campaign))
    other = _ranked(_levels(wide, wanting, scores, campaign))
    winners, tied, left = _top(rows, rule)
    return WindowRanking(
        rule,
        rows,
        winners,
        tied,
        left,
        tuple(unit.code for unit in pool if _total(unit, scores) is None),
        () if _head(other, rule) == _head(rows, rule) else other,
    )


def entity_problems(
    pool: Iterable[UnitFacts], assessed: Iterable[str], roster: Iterable[str]
) -> tuple[str, ...]:
    """R49: each window competes as the one assessed bimonthly, neither split nor merged."""
    sheets, known = set(assessed), set(roster)
    split = [
        f"窗口“{unit.name}”（{unit.code}）在双月度考核中没有对应的窗口，不得拆分或合并后申报"
        for unit in sorted(pool, key=lambda unit: unit.code)
        if unit.code not in sheets
    ]
    merged = [
        f"双月度考核中的“{code}”在花名册中没有对应的窗口，请核对编码"
        for code in sorted(sheets - known)
    ]
    return (*split, *merged)


def _pool(
    standing: Sequence[ApplicationFacts], rule: TopRule, campaign: Campaign, *, any_honour: bool
) -> tuple[UnitFacts, ...]:
    """R45: windows with enough staff, on the day they applied, for a relevant honour."""
    least = campaign.honour(rule.honour).conditions.min_headcount.get(rule.kind, 0)
    least += campaign.readings.at_least == "exclusive"
    fitting = (
        application
        for application in sorted(standing, key=lambda application: application.number)
        if application.unit.headcount >= least
        and (any_honour or application.honour in rule.pool_honours)
    )
    units = {application.unit.code: application.unit for application in fitting}
    return tuple(units[code] for code in sorted(units))


def _total(unit: UnitFacts, scores: Mapping[str, ScoreLine]) -> Decimal | None:
    line = scores.get(unit.code)
    return line.total if line else None


def _levels(
    pool: Sequence[UnitFacts],
    wanting: Collection[str],
    scores: Mapping[str, ScoreLine],
    campaign: Campaign,
) -> list[list[_Entry]]:
    """Those with a total, best first; windows that A7 does not tell apart stand on one level."""
    entries = [
        _Entry(unit, scores[unit.code], total, unit.code in wanting)
        for unit in pool
        if (total := _total(unit, scores)) is not None
    ]
    rule = campaign.evaluation.top_rule
    if rule is None:
        return []
    if campaign.readings.top_three == "among_applicants":
        entries = [entry for entry in entries if entry.applied]
    chain = chain_of(campaign.honour(rule.honour), (rule.kind,), campaign)
    order = in_order(entries, lambda e: e.total, chain, lambda e, link: e.line.on_link(link))
    return order.levels


def _ranked(levels: Sequence[Sequence[_Entry]]) -> tuple[RankedWindow, ...]:
    """1, 2, 2, 4: windows of one level share a rank."""
    rows: list[RankedWindow] = []
    for level in levels:
        rank = len(rows) + 1
        rows += [RankedWindow(e.unit, e.total, rank, e.applied) for e in level]
    return tuple(rows)


def _head(rows: Sequence[RankedWindow], rule: TopRule) -> list[tuple[str, int]]:
    return [(row.unit.code, row.rank) for row in rows if row.rank <= rule.ranks]


def _top(
    rows: Sequence[RankedWindow], rule: TopRule
) -> tuple[tuple[str, ...], tuple[str, ...], int]:
    """R47: who of the first ranks wins, who is tied at the last one, and for how many ranks.

    Windows that share the last rank all hold it (A7); only where more of them applied than
    ranks are left does the leading group have to choose.
    """
    head = [row for row in rows if row.rank <= rule.ranks]
    border = head[-1].rank if len(head) > rule.ranks else 0
    ahead = tuple(row.unit.code for row in head if row.applied and row.rank != border)
    last = tuple(row.unit.code for row in head if row.applied and row.rank == border)
    left = rule.ranks - sum(row.rank < border for row in head) if border else 0
    return ((*ahead, *last), (), 0) if len(last) <= left else (ahead, last, left)
