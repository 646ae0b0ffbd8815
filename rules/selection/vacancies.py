"""Why places of a cell are given to nobody, each with its cause and the numbers (R53, A6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.clauses import clause_of
from rules.selection.result import OUTCOME_NAMES, Cause, Outcome, Vacancy

if TYPE_CHECKING:
    from rules.selection.cells import Contest
    from rules.selection.contest import Filled


def vacancies(
    contest: Contest, filled: Filled, choosing: int, *, by_rank: bool
) -> tuple[Vacancy, ...]:
    """Held back by decision first, then those that nobody can take."""
    found: list[Vacancy] = []
    if held := contest.places - contest.to_fill:
        text = f"{held}个名额按决定空缺（R53 {clause_of('R53')}）。"
        found.append(Vacancy(held, Cause.HELD_BACK, text))
    if left := contest.to_fill - filled.claimed - choosing:
        cause = _cause(contest, filled, choosing, by_rank=by_rank)
        found.append(Vacancy(left, cause, _told(left, cause, contest, filled, choosing)))
    return tuple(found)


def _cause(contest: Contest, filled: Filled, choosing: int, *, by_rank: bool) -> Cause:
    if by_rank and filled.reserves:
        return Cause.NO_SLIDING
    if not _entered(contest, filled, choosing):
        return Cause.NO_CANDIDATES
    return Cause.BELOW_MARK if contest.out[Outcome.BELOW_MARK] else Cause.NOBODY_LEFT


def _entered(contest: Contest, filled: Filled, choosing: int) -> int:
    tied = sum(len(tie.candidates) for tie in filled.ties)
    several = (filled.winners, filled.reserves, filled.replaced)
    return sum(map(len, several)) + tied + choosing + contest.out.total()


def _told(left: int, cause: Cause, contest: Contest, filled: Filled, choosing: int) -> str:
    if cause is Cause.NO_CANDIDATES:
        return f"{left}个名额无人申报。"
    if cause is Cause.NO_SLIDING:
        clause = f"R47 {clause_of('R47')}"
        return (
            f"{left}个名额没有前列窗口可给，不向后顺延，备选{len(filled.reserves)}件（{clause}）。"
        )
    out = "，".join(f"{OUTCOME_NAMES[what]}{n}件" for what, n in sorted(contest.out.items()))
    given = f"获评{len(filled.winners)}件" + (f"，{out}" if out else "")
    entered = _entered(contest, filled, choosing)
    told = f"{left}个名额没有可获评的申报：共申报{entered}件，{given}"
    return f"{told}（R53 {clause_of('R53')}）。" if cause is Cause.BELOW_MARK else f"{told}。"
