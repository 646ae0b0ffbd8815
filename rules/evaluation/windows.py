"""The windows' overall ranking: its pool, its ranks, and who wins by it (R45 to R49, A6, A7, A27)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from rules.definition import Method, TopRule
from rules.facts import UnitFacts

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

    def rank_of(self, unit: str) -> int | None:
        return next((row.rank for row in self.rows if row.unit.code == unit), None)


@dataclass(frozen=True, slots=True)
class _Entry:
    unit: UnitFacts
    total: Decimal
    key: tuple[Fraction, ...]
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
    rows = _ranked(_entries(pool, wanting, scores, campaign))
    other = _ranked(_entries(wide, wanting, scores, campaign))
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


def _entries(
    pool: Sequence[UnitFacts],
    wanting: Collection[str],
    scores: Mapping[str, ScoreLine],
    campaign: Campaign,
) -> list[_Entry]:
    """Those with a total, best first; equal keys share a rank."""
    entries = [
        _Entry(unit, total, _key(scores[unit.code], total, campaign), unit.code in wanting)
        for unit in pool
        if (total := _total(unit, scores)) is not None
    ]
    if campaign.readings.top_three == "among_applicants":
        entries = [entry for entry in entries if entry.applied]
    return sorted(entries, key=lambda entry: (*(-part for part in entry.key), entry.unit.code))


def _key(line: ScoreLine, total: Decimal, campaign: Campaign) -> tuple[Fraction, ...]:
    """What orders windows: the total, then B and V where A7 is read so."""
    if campaign.readings.tie_at_top != "bimonthly_then_vote":
        return (Fraction(total),)
    chain = (line.by_method(Method.BIMONTHLY), line.by_method(Method.VOTE))
    return (Fraction(total), *(part or Fraction() for part in chain))


def _ranked(entries: Sequence[_Entry]) -> tuple[RankedWindow, ...]:
    rows: list[RankedWindow] = []
    for place, entry in enumerate(entries, start=1):
        same = place > 1 and entries[place - 2].key == entry.key
        rank = rows[-1].rank if same else place
        rows.append(RankedWindow(entry.unit, entry.total, rank, entry.applied))
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
