"""Scores come in: bimonthly rounds, third-party measurement, evaluators' sheets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlmodel import col, select

from models import ItemMark, Person, Score
from records.workbooks.sheets import (
    BIMONTHLY,
    THIRD_PARTY,
    BimonthlyRow,
    EvaluationRow,
    ThirdPartyRow,
    evaluation_layout,
)
from rules.definition import Campaign, Method
from tasks.campaigns import definition_of
from tasks.context import Context
from tasks.imports.candidates import Candidates, candidates_of
from tasks.imports.figures import Batch, Figure, double_problems, scaled, write_figures
from tasks.imports.one_sheet import refuse_if, sheet_of
from tasks.imports.problems import Problem
from tasks.imports.report import ImportReport, Source, opened
from tasks.imports.sheets import Line, Sheet
from tasks.judging_guard import Guard, guard_of, told
from tasks.use_case import use_case


@use_case("导入双月度考核得分")
def import_bimonthly(
    ctx: Context, campaign_id: int, source: Source, *, dry_run: bool = False
) -> ImportReport:
    """Scores of the bimonthly assessment, window by window and round by round (R43, R49).

    Raises ImportRefused naming every bad cell; then nothing was imported.
    """
    book, plan = opened(source), definition_of(ctx, campaign_id)
    sheet = sheet_of(book, BIMONTHLY)
    known = candidates_of(ctx, campaign_id, plan)
    figures = [
        Figure(
            _component(known, line.row.window, Method.BIMONTHLY),
            line.row.window,
            line.row.round,
            scaled(line.row.score),
        )
        for line in sheet.lines
    ]
    guard = guard_of(ctx, campaign_id, plan, known, ())
    problems = [p for line in sheet.lines for p in _bimonthly_problems(line, guard)]
    refuse_if([*problems, *double_problems(sheet.lines, figures, "轮次")])
    warnings = (*sheet.warnings, *_uncounted_rounds(sheet, plan))
    batch = Batch("bimonthly", "双月度考核", book, figures, warnings)
    return write_figures(ctx, campaign_id, batch, dry_run=dry_run)


@use_case("导入第三方测评得分")
def import_third_party(
    ctx: Context, campaign_id: int, source: Source, *, dry_run: bool = False
) -> ImportReport:
    """Results of an agency's measurement (A4).

    Raises ImportRefused naming every bad cell; then nothing was imported.
    """
    book, plan = opened(source), definition_of(ctx, campaign_id)
    sheet = sheet_of(book, THIRD_PARTY)
    known = candidates_of(ctx, campaign_id, plan)
    figures = [
        Figure(
            _component(known, line.row.candidate, Method.THIRD_PARTY),
            line.row.candidate,
            line.row.agency,
            scaled(line.row.score),
        )
        for line in sheet.lines
    ]
    guard = guard_of(ctx, campaign_id, plan, known, {figure.source for figure in figures})
    problems = [p for line in sheet.lines for p in _third_party_problems(line, guard)]
    if plan.judging.agencies == "one":
        problems += _second_agencies(ctx, campaign_id, sheet.lines, figures)
    refuse_if([*problems, *double_problems(sheet.lines, figures, "测评机构")])
    batch = Batch("third_party", "第三方测评", book, figures, sheet.warnings)
    return write_figures(ctx, campaign_id, batch, dry_run=dry_run)


@use_case("导入评委评分表")
def import_scores(
    ctx: Context, campaign_id: int, source: Source, *, dry_run: bool = False
) -> ImportReport:
    """Evaluators' scores for the components that people score (R5).

    Raises ImportRefused naming every bad cell; then nothing was imported.
    """
    book, plan = opened(source), definition_of(ctx, campaign_id)
    sheet = sheet_of(book, evaluation_layout(plan))
    known = candidates_of(ctx, campaign_id, plan)
    rows = [line.row for line in sheet.lines]
    figures = [Figure(r.component, r.candidate, r.evaluator, scaled(r.score)) for r in rows]
    guard = guard_of(ctx, campaign_id, plan, known, {row.evaluator for row in rows})
    problems = [p for line in sheet.lines for p in _score_problems(line, guard)]
    problems += _itemised(ctx, campaign_id, sheet.lines)
    refuse_if([*problems, *double_problems(sheet.lines, figures, "评委")])
    warnings = (*sheet.warnings, *_unknown_evaluators(ctx, sheet, known))
    batch = Batch("scores", "评分表", book, figures, warnings)
    return write_figures(ctx, campaign_id, batch, dry_run=dry_run)


def _component(known: Candidates, code: str, method: Method) -> str:
    """The component of the candidate that this method fills; its own name where there is none."""
    candidate = known.known.get(code)
    return (candidate.component_by(method) if candidate else None) or method.value


def _bimonthly_problems(line: Line[BimonthlyRow], guard: Guard) -> Iterator[Problem]:
    row, known = line.row, guard.known
    yield from known.problems(line, "窗口代码", row.window, row.name, "窗口名称")
    candidate = known.known.get(row.window)
    if candidate and candidate.component_by(Method.BIMONTHLY) is None:
        what = f"{row.window} {candidate.names[0]} 不是参加双月度考核的窗口"
        yield line.problem("窗口代码", what, "请填进驻窗口的代码")
    yield from told(line, guard.before_method(row.window), "窗口代码", "轮次")


def _third_party_problems(line: Line[ThirdPartyRow], guard: Guard) -> Iterator[Problem]:
    row, known = line.row, guard.known
    yield from known.problems(line, "代码", row.candidate, row.name, "名称")
    candidate = known.known.get(row.candidate)
    if candidate and candidate.component_by(Method.THIRD_PARTY) is None:
        what = f"{row.candidate} {candidate.names[0]} 的考评办法里没有第三方测评"
        yield line.problem("代码", what, "请删去这一行，或先调整考评办法")
    yield from told(line, guard.before_method(row.candidate), "代码", "测评机构")
    yield from told(line, guard.conflicts(row.agency, row.candidate), "代码", "测评机构")


def _second_agencies(
    ctx: Context, campaign_id: int, lines: Sequence[Line[ThirdPartyRow]], figures: Sequence[Figure]
) -> Iterator[Problem]:
    """Two agencies for one candidate: the file says that only one result counts."""
    components = sorted({figure.component for figure in figures})
    stored = ctx.session.exec(
        select(Score.component, Score.candidate, Score.source).where(
            col(Score.campaign_id) == campaign_id, col(Score.component).in_(components)
        )
    ).all()
    first = {(component, candidate): source for component, candidate, source in stored}
    for line, figure in zip(lines, figures, strict=True):
        before = first.setdefault((figure.component, figure.candidate), figure.source)
        if before != figure.source:
            what = f"{figure.candidate} 已有“{before}”的测评结果，不能再用“{figure.source}”的"
            yield line.problem("测评机构", what, "只采用一家机构的结果（judging.agencies）")


def _score_problems(line: Line[EvaluationRow], guard: Guard) -> Iterator[Problem]:
    row, known = line.row, guard.known
    yield from known.problems(line, "候选代码", row.candidate, row.name, "候选名称")
    candidate = known.known.get(row.candidate)
    if candidate and row.component not in candidate.components:
        what = f"{row.candidate} {candidate.names[0]} 不按这个项目评分"
        yield line.problem("考评项目", what, f"其考评项目是：{candidate.scored_by}")
    hindrances = guard.scoring(row.evaluator, row.candidate, row.component)
    yield from told(line, hindrances, "候选代码", "评委")


def _itemised(
    ctx: Context, campaign_id: int, lines: Sequence[Line[EvaluationRow]]
) -> Iterator[Problem]:
    """A score whose single items are in stays their sum."""
    stored = set(
        ctx.session.exec(
            select(ItemMark.component, ItemMark.candidate, ItemMark.source)
            .where(col(ItemMark.campaign_id) == campaign_id)
            .distinct()
        ).all()
    )
    for line in lines:
        row = line.row
        if (row.component, row.candidate, row.evaluator) in stored:
            what = f"{row.evaluator} 已交 {row.candidate} 的细项评分，合计不能单独填报"
            hint = "请删去这一行；要更换请重交细项评分表"
            yield line.problem("评委", what, hint)


def _unknown_evaluators(
    ctx: Context, sheet: Sheet[EvaluationRow], known: Candidates
) -> Iterator[Problem]:
    """R11: whether somebody only attends as an observer is told from the roster."""
    people = set(ctx.session.exec(select(Person.code)).all())
    told: set[str] = set()
    for line in sheet.lines:
        by = line.row.evaluator
        if by not in people and by not in known.known and by not in told:
            told.add(by)
            what = f"名册里没有评委 {by}，无法核对是否列席"
            yield line.problem("评委", what, "照样导入并计分，请填人员编号或处室代码")


def _uncounted_rounds(sheet: Sheet[BimonthlyRow], plan: Campaign) -> Iterator[Problem]:
    counted = plan.readings.bimonthly_rounds
    told: set[str] = set()
    for line in sheet.lines:
        if line.row.round not in counted and line.row.round not in told:
            told.add(line.row.round)
            what = f"第 {line.row.round} 期不在计分期次（{'、'.join(counted)}）内"
            yield line.problem("轮次", what, "照样导入，但不计入总分")
