"""One cell from its contestants to its result: filled, amended by decisions, and put into words."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rules.definition import Cell, Honour
from rules.evaluation import WindowRanking
from rules.selection.amend import Amendments, amend
from rules.selection.candidates import quota_rule
from rules.selection.contest import figure_of, fill, fill_by_rank, ranks_of, total_of
from rules.selection.exclusions import Wins, apart_from_kin, once_each
from rules.selection.notes import notes_on
from rules.selection.result import CellResult, OpenTie, Outcome, Verdict
from rules.selection.screening import Finding, found
from rules.selection.telling import Telling
from rules.selection.vacancies import vacancies
from rules.selection.wording import Frame, Sentence
from rules.ties import chain_of, in_order

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rules.selection.candidates import Candidate
    from rules.selection.contest import Filled


@dataclass(slots=True)
class Run:
    """What a selection carries from cell to cell."""

    wins: Wins
    ranking: WindowRanking | None
    amendments: Amendments
    verdicts: dict[str, Verdict] = field(default_factory=dict)
    awaits: list[str] = field(default_factory=list)
    model_windows: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Contest:
    honour: Honour
    cell: Cell
    places: int
    """As the cell has them after moves."""
    to_fill: int
    """Without those held back by decision."""
    out: Counter[Outcome]
    """How many of the cell's candidates do not compete, by what became of them."""


def run_cell(contest: Contest, contestants: Sequence[Candidate], run: Run) -> CellResult:
    """Fill the cell, note every verdict, and carry its winners on."""
    honour, cell, campaign = contest.honour, contest.cell, run.wins.campaign
    field = _still_competing(contest, contestants, run)
    order = in_order(field, total_of, chain_of(honour, cell.kinds, campaign), figure_of)
    ranks, ranking = ranks_of(order.levels), _ranking_for(contest, run)
    filled = (
        fill_by_rank(order.levels, ranking, contest.to_fill)
        if ranking
        else fill(order.levels, contest.to_fill)
    )
    amend(filled, (honour.code, cell.code), contest.to_fill, ranks, run.amendments)
    choosing = _choosing(filled, run)
    last = min((total_of(one) for one in filled.winners), default=None)
    frame = Frame(honour, cell, contest.to_fill, quota_rule(honour), last)
    Telling(frame, ranks, notes_on(field, order.splits, campaign), run).of(
        filled, choosing, only_by_rank=ranking is not None and contest.places <= ranking.rule.ranks
    )
    return CellResult(
        cell.code,
        contest.places,
        tuple(one.number for one in filled.winners),
        tuple(one.number for one in filled.reserves),
        vacancies(contest, filled, len(choosing), by_rank=ranking is not None),
        tuple(OpenTie(t.places, tuple(c.number for c in t.candidates)) for t in filled.ties),
        tuple(one.number for one in choosing),
    )


def _still_competing(
    contest: Contest, contestants: Sequence[Candidate], run: Run
) -> list[Candidate]:
    """By number, without those that wins elsewhere or a better entry of their own keep out."""
    out: list[tuple[Candidate, Finding]] = []
    standing: list[Candidate] = []
    for one in contestants:
        finding = run.wins.finding(one)
        if finding is None:
            standing.append(one)
        else:
            out.append((one, finding))
    rule = quota_rule(contest.honour)
    singles, doubles = once_each(standing)
    kept, kin = apart_from_kin(singles, run.wins.campaign)
    for one in standing if doubles or kin else ():
        if better := doubles.get(one.number):
            text = f"就同一荣誉另有得分不低于本件的申报{better}，只计一件。"
            out.append((one, Finding(Outcome.EXCLUDED, Sentence(rule, text))))
        elif better := kin.get(one.number):
            text = f"上级或下级单位的申报{better}得分不低于本件，本活动约定不同时获评。"
            out.append((one, Finding(Outcome.EXCLUDED, Sentence("A15", text))))
    for one, finding in out:
        contest.out[finding.outcome] += 1
        run.verdicts[one.number] = found(one, contest.cell, finding)
    return kept


def _ranking_for(contest: Contest, run: Run) -> WindowRanking | None:
    """The windows' ranking where the places of this cell go by it (R47)."""
    ranking = run.ranking
    if ranking is None or ranking.rule.honour != contest.honour.code:
        return None
    return ranking if ranking.rule.kind in contest.cell.kinds else None


def _choosing(filled: Filled, run: Run) -> list[Candidate]:
    """Winners that already win the other personal honour; their place is held (A14)."""
    if run.wins.campaign.readings.both_personal_honours != "choose":
        return []
    choosing = [one for one in filled.winners if run.wins.other_personal(one) is not None]
    numbers = {one.number for one in choosing}
    filled.winners = [one for one in filled.winners if one.number not in numbers]
    return choosing
