"""The selection as a whole: honours in order, cells in turn, decisions applied, everything told."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from rules.evaluation import rank_windows
from rules.selection.amend import Amendments
from rules.selection.candidates import Candidate
from rules.selection.cells import Contest, Run, run_cell
from rules.selection.decisions import (
    Choose,
    ConfirmRanking,
    DecisionRefusedError,
    FillVacancy,
    GiveTieTo,
    Override,
    Replace,
)
from rules.selection.exclusions import Wins, choices
from rules.selection.places import places_after
from rules.selection.refusals import refused_beforehand, why_not_applied
from rules.selection.result import HonourResult, Outcome, Proposal
from rules.selection.screening import Within, found, screen

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rules.definition import Campaign, Honour
    from rules.evaluation import WindowRanking
    from rules.selection.decisions import Decision

_ON_A_CELL = GiveTieTo | FillVacancy | Replace


def propose(
    candidates: Sequence[Candidate],
    campaign: Campaign,
    decisions: Sequence[Decision] = (),
    *,
    ranking: WindowRanking | None = None,
) -> Proposal:
    """Places for all honours; the same inputs in any order give the same proposal.

    Decisions act only through a new run with all of them; `ranking` is computed unless given.
    Raises DecisionRefusedError naming every decision that cannot be applied and why.
    """
    by_number = {one.number: one for one in sorted(candidates, key=lambda one: one.number)}
    problems = refused_beforehand(candidates, by_number, decisions, campaign)
    chosen = choices([d for d in decisions if isinstance(d, Choose)], by_number, problems)
    on_cells: list[Decision] = [d for d in decisions if isinstance(d, _ON_A_CELL)]
    run = Run(
        Wins(campaign, chosen),
        ranking or _ranking(by_number, campaign),
        Amendments(on_cells, problems=problems),
    )
    overrides = {d.application: d for d in decisions if isinstance(d, Override)}
    by_honour: dict[str, list[Candidate]] = defaultdict(list)
    for one in by_number.values():
        by_honour[one.application.honour].append(one)
    honours = tuple(
        _run_honour(honour, by_honour[honour.code], run, decisions, overrides)
        for honour in campaign.honours
    )
    problems.extend(why_not_applied(run.amendments.waiting, run.verdicts))
    if problems:
        raise DecisionRefusedError(tuple(dict.fromkeys(problems)))
    return Proposal(
        honours,
        {number: run.verdicts[number] for number in by_number},
        run.ranking,
        tuple(run.model_windows),
        (*_about_ranking(run, decisions), *run.awaits),
        tuple(decisions),
    )


def _run_honour(
    honour: Honour,
    candidates: Sequence[Candidate],
    run: Run,
    decisions: Sequence[Decision],
    overrides: Mapping[str, Override],
) -> HonourResult:
    within = Within(honour, run.wins.campaign)
    competing: dict[str, list[Candidate]] = defaultdict(list)
    out: dict[str, Counter[Outcome]] = defaultdict(Counter)
    for one in candidates:
        override = overrides.get(one.number)
        cell = within.cell(one, override)
        finding = screen(one, cell, within, override)
        if finding is not None:
            run.verdicts[one.number] = found(one, cell, finding)
            out[cell.code if cell else ""][finding.outcome] += 1
        elif cell is not None:
            competing[cell.code].append(one)
    places = places_after(decisions, honour, run.amendments.problems)
    contests = (
        Contest(honour, cell, places.of[cell.code], places.to_fill(cell.code), out[cell.code])
        for cell in honour.cells
    )
    return HonourResult(
        honour.code,
        tuple(run_cell(contest, competing[contest.cell.code], run) for contest in contests),
    )


def _ranking(by_number: Mapping[str, Candidate], campaign: Campaign) -> WindowRanking | None:
    """R45, from the windows' scores for the pool's honours (one score serves them all)."""
    rule = campaign.evaluation.top_rule
    if rule is None:
        return None
    pool = [one for one in by_number.values() if one.application.honour in rule.pool_honours]
    pool.sort(key=lambda one: one.application.honour == rule.honour)
    scores = {one.application.unit.code: one.score for one in pool if one.score is not None}
    return rank_windows((one.application for one in by_number.values()), scores, campaign)


def _about_ranking(run: Run, decisions: Sequence[Decision]) -> tuple[str, ...]:
    """R46: the ranking takes effect only once the leading group has confirmed it."""
    ranking = run.ranking
    if ranking is None or not (ranking.rows or ranking.incomplete):
        return ()
    told: list[str] = []
    if not any(isinstance(decision, ConfirmRanking) for decision in decisions):
        told.append(f"窗口总排名（{len(ranking.rows)}个窗口）须经领导小组审核后明确")
    if ranking.incomplete:
        told.append(f"窗口总排名不完整，尚缺{'、'.join(ranking.incomplete)}的总分")
    if ranking.other_pool:
        told.append("“相关荣誉”的另一种理解会改变窗口前几名，请一并审核")
    return tuple(told)
