"""The figures of the year, handed in as an office gets them: four workbooks, imported one by one."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from records.fiction.sheets import (
    bimonthly_rows,
    evaluation_rows,
    tally_rows,
    third_party_rows,
)
from records.workbooks.filled import write_sheet
from records.workbooks.sheets import BIMONTHLY, THIRD_PARTY, evaluation_layout, tally_layout
from rules.definition import Campaign, Method
from rules.eligibility import Standing
from rules.selection import Candidate
from tasks import method_papers, signatures
from tasks.candidates import candidates_of, competing_of
from tasks.context import Context
from tasks.imports.scores import import_bimonthly, import_scores, import_third_party
from tasks.imports.tallies import import_tallies

EVALUATORS = ("评委甲", "评委乙", "评委丙")
VOTERS = 66
"""Slips handed out in the joint session of heads (R44)."""


def hand_in_scores(campaign: int, plan: Campaign, seed: int, ctx: Context) -> None:
    """Write and import figures for every component of every candidate that competes."""
    competing = [
        one
        for one in candidates_of(ctx, campaign, plan)
        if one.eligibility.verdict is not Standing.INELIGIBLE and one.score is not None
    ]
    folder = ctx.house.settings.home / "表格"
    rounds = plan.readings.bimonthly_rounds
    windows = _scored_by(competing, Method.BIMONTHLY)
    measured = _scored_by(competing, Method.THIRD_PARTY)
    voted = _scored_by(competing, Method.VOTE)
    grades = [grade.grade for grade in plan.evaluation.grades]
    files: list[Path] = [
        folder / f"{n}.xlsx" for n in ("双月度考核", "第三方测评", "评分表", "计票单")
    ]
    write_sheet(files[0], BIMONTHLY, bimonthly_rows(windows, rounds, seed=seed))
    write_sheet(files[1], THIRD_PARTY, third_party_rows(measured, seed=seed))
    write_sheet(
        files[2],
        evaluation_layout(plan),
        evaluation_rows(_by_people(competing), EVALUATORS, seed=seed),
    )
    tallies = tally_rows(voted, grades, voters=VOTERS, seed=seed)
    write_sheet(files[3], tally_layout(plan), tallies)
    import_bimonthly(ctx, campaign, files[0])
    import_third_party(ctx, campaign, files[1])
    import_scores(ctx, campaign, files[2])
    import_tallies(ctx, campaign, files[3])


def register_method(campaign: int, group: str, office: str, ctx: Context) -> None:
    """R42: a system's own method, before anything of it is scored."""
    text = "考评办法（演示）：考评项目、分值和程序。\n".encode()
    what = method_papers.Method(
        group, office, "本系统考评办法", "演示〔2021〕1号", ctx.now.date(), "考评办法.txt", text
    )
    method_papers.register(ctx, campaign, what)


def sign_scores(campaign: int, plan: Campaign, ctx: Context) -> None:
    """A17: group leads under their figures, honour leads under the totals."""
    competing = competing_of(ctx, campaign, plan)
    for due in signatures.missing(ctx, campaign, plan, competing):
        post = f"{plan.office(due.office).short}负责人"
        under = signatures.Under(due.kind, due.subject, due.office, post)
        signatures.sign(ctx, campaign, under)


def _about(one: Candidate) -> str:
    """A person is scored under the application's number, a collective under its unit's code."""
    return one.number if one.application.person else one.application.unit.code


def _scored_by(competing: Iterable[Candidate], method: Method) -> dict[str, str]:
    return {
        _about(one): one.application.person.name
        if one.application.person
        else one.application.unit.name
        for one in competing
        if one.score and any(c.method is method for c in one.score.scheme.components)
    }


def _by_people(competing: Iterable[Candidate]) -> dict[str, list[str]]:
    """Components that evaluators score, by whom they are about."""
    counted = (Method.BIMONTHLY, Method.THIRD_PARTY, Method.VOTE)
    found: dict[str, list[str]] = {}
    for one in competing:
        components = one.score.scheme.components if one.score else ()
        codes = [c.code for c in components if c.method not in counted]
        known = found.setdefault(_about(one), [])
        known.extend(code for code in codes if code not in known)
    return {about: codes for about, codes in found.items() if codes}
