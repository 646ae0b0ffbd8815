"""Results that hang on little: how far each border is away, and the smallest change that crosses it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from rules.definition import Bands, RankPoints, Scaled
from rules.evaluation.measured import FULL
from rules.selection.result import Outcome
from rules.selection.screening import pass_mark

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from rules.definition import Campaign
    from rules.evaluation import ComponentScore, ScoreLine
    from rules.selection.candidates import Candidate
    from rules.selection.result import CellResult, Proposal

HALF = Fraction(1, 2)


class Border(StrEnum):
    LAST_PLACE = "last_place"
    """The last that won a cell, and the first that did not."""
    PASS_MARK = "pass_mark"  # noqa: S105 - R53, nothing secret
    """One candidate and the mark that it reaches or misses (R53)."""
    TOP_RANK = "top_rank"
    """The windows on either side of the last rank that wins (R47)."""


BORDER_NAMES: Mapping[Border, str] = {
    Border.LAST_PLACE: "末位获评与首位备选",
    Border.PASS_MARK: "达标线",
    Border.TOP_RANK: "窗口总排名末位",
}


@dataclass(frozen=True, slots=True)
class Lever:
    """The smallest change of one figure that crosses the border: more than `change`, less does not."""

    number: str
    component: str
    """Code of the component, or nothing where only the total is known."""
    name: str
    change: Fraction
    """In the figure as it was measured, before conversion and weight; down where it is negative."""


@dataclass(frozen=True, slots=True)
class Margin:
    border: Border
    honour: str
    cell: str
    ahead: str | None
    """Application number; None where the mark itself is ahead."""
    behind: str | None
    gap: Decimal
    """Between the two totals, as they are shown."""
    levers: tuple[Lever, ...]
    """The easiest way for each side that has one, the smaller first."""


def margins(
    candidates: Sequence[Candidate], proposal: Proposal, campaign: Campaign, within: Decimal
) -> tuple[Margin, ...]:
    """Every border whose two sides are no further apart than `within`, the closest first.

    A border between two counts as crossed when the one behind has the higher total; at equal totals
    the tie chain or the leading group decides, which no figure here foretells.
    """
    by_number = {one.number: one for one in candidates}
    found = [
        *_last_places(by_number, proposal, campaign),
        *_marks(by_number, proposal, campaign),
        *_top_rank(by_number, proposal, campaign),
    ]
    close = [margin for margin in found if margin.gap <= within]
    return tuple(sorted(close, key=lambda m: (m.gap, m.honour, m.cell, m.border, m.behind or "")))


def _last_places(
    by_number: Mapping[str, Candidate], proposal: Proposal, campaign: Campaign
) -> Iterator[Margin]:
    for honour in proposal.honours:
        for cell in honour.cells:
            pair = _border_pair(cell, by_number)
            if pair is not None and not _by_rank(honour.code, cell, proposal, campaign):
                yield _between(Border.LAST_PLACE, (honour.code, cell.cell), *pair)


def _border_pair(
    cell: CellResult, by_number: Mapping[str, Candidate]
) -> tuple[Candidate, Candidate] | None:
    """Inside an open tie two that share it; else the last winner and the first reserve by total."""
    if cell.open_ties:
        first, second, *_ = cell.open_ties[0].applications
        return by_number[first], by_number[second]
    if not cell.winners or not cell.next_in_line:
        return None
    ahead = min((by_number[n] for n in cell.winners), key=_exact)
    behind = max((by_number[n] for n in cell.next_in_line), key=_exact)
    decided = (ahead.total or 0) < (behind.total or 0)
    return None if decided else (ahead, behind)


def _by_rank(honour: str, cell: CellResult, proposal: Proposal, campaign: Campaign) -> bool:
    """Whether all places of the cell go by the windows' overall rank and none by its own order."""
    rule = campaign.evaluation.top_rule
    if rule is None or proposal.ranking is None or honour != rule.honour:
        return False
    own = next(c for c in campaign.honour(honour).cells if c.code == cell.cell)
    return rule.kind in own.kinds and cell.places <= rule.ranks


def _marks(
    by_number: Mapping[str, Candidate], proposal: Proposal, campaign: Campaign
) -> Iterator[Margin]:
    """Winners that the mark nearly bars, and those that it bars (R53)."""
    for number, verdict in proposal.verdicts.items():
        if verdict.outcome not in (Outcome.WON, Outcome.BELOW_MARK) or verdict.total is None:
            continue
        honour = campaign.honour(verdict.honour)
        cell = next((c for c in honour.cells if c.code == verdict.cell), None)
        mark, line = pass_mark(honour, cell, campaign), by_number[number].score
        below = verdict.total < mark
        if line is None or below is not (verdict.outcome is Outcome.BELOW_MARK):
            continue  # lifted by decision, or stopped by a component's own mark
        needed = Fraction(mark) - _half(line) - _exact(by_number[number])
        levers = _levers(number, line, needed)
        where = (honour.code, verdict.cell or "")
        ahead, behind = (None, number) if below else (number, None)
        yield Margin(Border.PASS_MARK, *where, ahead, behind, abs(verdict.total - mark), levers)


def _top_rank(
    by_number: Mapping[str, Candidate], proposal: Proposal, campaign: Campaign
) -> Iterator[Margin]:
    ranking = proposal.ranking
    if ranking is None or len(ranking.rows) <= ranking.rule.ranks:
        return
    rule = ranking.rule
    lines = _ranked_by(by_number, campaign)
    ahead, behind = ranking.rows[rule.ranks - 1], ranking.rows[rule.ranks]
    cell = next((c.code for c in campaign.honour(rule.honour).cells if rule.kind in c.kinds), "")
    pair = lines[ahead.unit.code], lines[behind.unit.code]
    yield _between(Border.TOP_RANK, (rule.honour, cell), *pair)


def _ranked_by(by_number: Mapping[str, Candidate], campaign: Campaign) -> dict[str, Candidate]:
    """The application whose score stands for each window, as the ranking takes it."""
    rule = campaign.evaluation.top_rule
    if rule is None:
        return {}
    pool = [by_number[n] for n in sorted(by_number)]
    pool = [one for one in pool if one.application.honour in rule.pool_honours]
    pool.sort(key=lambda one: one.application.honour == rule.honour)
    return {one.application.unit.code: one for one in pool if one.score is not None}


def _between(border: Border, where: tuple[str, str], ahead: Candidate, behind: Candidate) -> Margin:
    """Either the one behind rises above the other's total, or the one ahead falls below."""
    gap = (ahead.total or Decimal()) - (behind.total or Decimal())
    levers: list[Lever] = []
    if ahead.score is not None and behind.score is not None:
        half = _half(behind.score)
        rise = Fraction(ahead.total or 0) + half - _exact(behind)
        fall = Fraction(behind.total or 0) - half - _exact(ahead)
        levers += _levers(behind.number, behind.score, rise)
        levers += _levers(ahead.number, ahead.score, fall)
    levers.sort(key=lambda lever: (abs(lever.change), lever.number))
    return Margin(border, *where, ahead.number, behind.number, gap, tuple(levers))


def _half(line: ScoreLine) -> Fraction:
    """Half a unit of the last place shown: from there on a total rounds to the next."""
    return Fraction(1, 10**line.decimals) * HALF


def _exact(one: Candidate) -> Fraction:
    if one.score is not None and one.score.exact is not None:
        return one.score.exact
    return Fraction(one.total or 0)


def _levers(number: str, line: ScoreLine, needed: Fraction) -> tuple[Lever, ...]:
    """The component that moves the total by `needed` with the least change; at most one."""
    if not line.components:
        return (Lever(number, "", "总分", needed),)
    able = [
        Lever(number, part.component.code, part.component.name, change)
        for part in line.components
        if (change := _change(part, needed)) is not None
    ]
    return (min(able, key=lambda lever: (abs(lever.change), lever.component)),) if able else ()


def _change(part: ComponentScore, needed: Fraction) -> Fraction | None:
    """How far the measured figure must move for the total to move so far; None where it cannot."""
    value, points = part.measured.value, part.points
    if value is None or points is None or not part.component.weight:
        return None
    wanted, by = points + needed / Fraction(part.component.weight), part.component.conversion
    if isinstance(by, RankPoints):
        return None  # hangs on the others' figures
    if isinstance(by, Bands):
        return _to_band(by, value, wanted, up=needed > 0)
    full = Fraction(by.full) if isinstance(by, Scaled) else Fraction(FULL)
    target = wanted * full / FULL
    return target - value if 0 <= target <= full else None


def _to_band(by: Bands, value: Fraction, wanted: Fraction, *, up: bool) -> Fraction | None:
    if up:
        lows = [Fraction(b.low) for b in by.bands if b.points >= wanted and b.low > value]
        return min(lows) - value if lows else None
    highs = [Fraction(b.high) for b in by.bands if b.points <= wanted and b.high <= value]
    return max(highs) - value if highs else None
