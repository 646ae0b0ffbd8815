"""The judging: evaluators on their panels, conflicts, a drawn hearing, score sheets out and back."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path

from sqlmodel import col, select

from cli.demo.agenda import OFFICE, Fixed, Playing, sheets_folder
from models import Unit
from records.fiction import score_sheets as fiction
from records.fiction.sheets import evaluation_rows
from records.workbooks.filled import write_sheet
from records.workbooks.judging import (
    EvaluatorRow,
    ObserverOpinionRow,
    evaluators_layout,
    observer_opinions_layout,
)
from records.workbooks.sheets import evaluation_layout
from rules.definition import Role
from tasks import assigning, hearings, observers, recusals, score_sheets
from tasks.context import Context
from tasks.imports.evaluators import groups_of, import_evaluators
from tasks.imports.score_sheets import import_score_sheet
from tasks.imports.scores import import_scores
from tasks.panels import panel_of, to_score
from tasks.recipients import holders_of

VISIT, RESEARCH, HEARING, MATERIALS = "site_visit", "field_research", "hearing", "materials"
ON_OWN_SHEETS = (VISIT, RESEARCH, HEARING)
"""Marked item by item on each evaluator's own workbook; the rest comes in one table."""
SEATS = {
    MATERIALS: (0, 1, 2, 3, 4, 5), VISIT: (5, 6, 7, 8, 9), RESEARCH: (2, 3, 4, 10),
    HEARING: (3, 4, 7, 9, 11),
}  # fmt: skip
"""Places on the bench: nine deputy heads of offices, then the outside experts."""
EXPERTS = ("专家子（虚构）", "专家丑（虚构）", "专家寅（虚构）")
COMMENTED = 6
"""So many candidates an observer office has something to say about."""


def agenda(one: Playing) -> tuple[Fixed, ...]:
    return (
        ("2021-12-23 09:40", OFFICE, "导入评委名单", partial(_bring_evaluators, one)),
        ("2021-12-23 10:20", OFFICE, "登记评委申报的关系", partial(_declare, one)),
        ("2021-12-23 10:50", OFFICE, "均衡指派评委", partial(_assign, one)),
        ("2021-12-23 14:10", OFFICE, "登记回避并另行指派", partial(_step_back, one)),
        ("2021-12-23 15:10", OFFICE, "导入列席单位意见", partial(_comment, one)),
        ("2021-12-23 16:10", OFFICE, "汇报抽签", partial(_draw, one)),
        ("2021-12-23 16:40", OFFICE, "发放评分表", partial(_issue, one)),
        ("2021-12-24 11:50", OFFICE, "登记汇报会", partial(_hear, one)),
        ("2021-12-27 10:10", OFFICE, "收回评委评分表", partial(_take_back, one)),
        ("2021-12-27 11:20", OFFICE, "导入材料审阅得分", partial(_take_table, one)),
    )  # fmt: skip


def correct_one(one: Playing, ctx: Context) -> None:
    """An evaluator corrects a mark after the offices have signed, which voids their signatures."""
    path = next(path for path in _sheets(ctx) if f"-{VISIT}-" in path.name)
    fiction.lower_first_mark(path, one.plan)
    why = "评委复看台账后更正一项，已书面说明"
    import_score_sheet(ctx, one.campaign, path, replacing=why)


def _bring_evaluators(one: Playing, ctx: Context) -> None:
    bench = [*_deputies(one, ctx), *((f"zj{n:02}", name) for n, name in enumerate(EXPERTS, 1))]
    inside = len(bench) - len(EXPERTS)
    rows = [
        EvaluatorRow(
            *bench[place], component, role="专家" if place >= inside else "处室",
            outside=place >= inside,
        )
        for component, places in SEATS.items()
        for place in places
    ]  # fmt: skip
    path = sheets_folder(ctx) / "评委名单.xlsx"
    write_sheet(path, evaluators_layout(one.plan), rows)
    import_evaluators(ctx, one.campaign, path)


def _deputies(one: Playing, ctx: Context) -> list[tuple[str, str]]:
    """Code and name of the deputy head of every office that judges; observers do not (R11)."""
    observing = [office.code for office in one.plan.offices if office.observer]
    units = ctx.session.exec(
        select(Unit.id)
        .where(col(Unit.kind) == "bureau_office", col(Unit.code).not_in(observing))
        .order_by(col(Unit.listed_order))
    ).all()
    held = holders_of(ctx, [id_ for id_ in units if id_ is not None], ctx.now.date())
    deputies = {h.unit_id: (h.code, h.name) for h in held if h.role is Role.DEPUTY}
    return [deputies[id_] for id_ in units if id_ is not None]


def _declare(one: Playing, ctx: Context) -> None:
    """A relation told before anybody is assigned: the assignment goes around it."""
    first = next(iter(to_score(ctx, one.campaign, one.plan, VISIT)))
    judge = panel_of(ctx, one.campaign, VISIT)[0]
    recusals.recuse(ctx, one.campaign, judge, first, reason="配偶在该单位工作")


def _assign(one: Playing, ctx: Context) -> None:
    """A hearing is scored by its whole panel, everything else by three evaluators a candidate."""
    for component in SEATS:
        if component != HEARING:
            assigning.balance(ctx, one.campaign, component, seed=one.cast.seed)
    for group in _heard(one, ctx):
        assigning.assign_panel(ctx, one.campaign, HEARING, group, leave_out=True)


def _step_back(one: Playing, ctx: Context) -> None:
    """A relation found out after the assignment: somebody else of the panel takes over."""
    board = assigning.Board(ctx, one.campaign)
    standing = board.standing()
    component, about, judge = max(triple for triple in standing if triple[0] == VISIT)
    recusals.recuse(ctx, one.campaign, judge, about, reason="曾在该单位挂职，未满三年")
    instead = next(
        code
        for code in panel_of(ctx, one.campaign, component)
        if (component, about, code) not in standing and not board.barred(about, code)
    )
    assigning.assign(ctx, one.campaign, component, instead, about)


def _comment(one: Playing, ctx: Context) -> None:
    """R11: what observers say stands beside the scores and never counts."""
    heard = list(to_score(ctx, one.campaign, one.plan, VISIT))[:COMMENTED]
    rows = [
        ObserverOpinionRow(office.code, code, "日常工作配合较好，材料与平时掌握的情况相符")
        for office in one.plan.offices
        if office.observer
        for code in heard
    ]
    path = sheets_folder(ctx) / "列席单位意见.xlsx"
    write_sheet(path, observer_opinions_layout(one.plan), rows)
    observers.import_opinions(ctx, one.campaign, path)


def _draw(one: Playing, ctx: Context) -> None:
    for group in _heard(one, ctx):
        hearings.draw(ctx, one.campaign, HEARING, group)


def _hear(one: Playing, ctx: Context) -> None:
    present = panel_of(ctx, one.campaign, HEARING)
    for group in _heard(one, ctx):
        held_on = date(2021, 12, 24)
        hearings.record(ctx, one.campaign, HEARING, group, held_on=held_on, present=present)


def _heard(one: Playing, ctx: Context) -> list[str]:
    groups = groups_of(one.plan, HEARING)
    return [g for g in groups if to_score(ctx, one.campaign, one.plan, HEARING, g)]


def _issue(one: Playing, ctx: Context) -> None:
    for component in ON_OWN_SHEETS:
        score_sheets.issue(ctx, one.campaign, component, _folder(ctx))


def _take_back(one: Playing, ctx: Context) -> None:
    for path in _sheets(ctx):
        fiction.fill(path, one.plan, seed=one.cast.seed)
        import_score_sheet(ctx, one.campaign, path)


def _take_table(one: Playing, ctx: Context) -> None:
    standing = sorted(assigning.Board(ctx, one.campaign).standing())
    assigned = [triple for triple in standing if triple[0] not in ON_OWN_SHEETS]
    path = sheets_folder(ctx) / "评分表.xlsx"
    rows = evaluation_rows(assigned, seed=one.cast.seed)
    write_sheet(path, evaluation_layout(one.plan), rows)
    import_scores(ctx, one.campaign, path)


def _folder(ctx: Context) -> Path:
    return sheets_folder(ctx) / "评委评分表"


def _sheets(ctx: Context) -> list[Path]:
    return sorted(_folder(ctx).glob("*.xlsx"))
