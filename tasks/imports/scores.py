"""Scores come in: bimonthly rounds, third-party measurement, evaluators' sheets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlmodel import select

from models import Person
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
from tasks.evaluation import groups_without_method
from tasks.imports.candidates import Candidates, candidates_of
from tasks.imports.figures import Batch, Figure, double_problems, scaled, write_figures
from tasks.imports.one_sheet import refuse_if, sheet_of
from tasks.imports.problems import Problem
from tasks.imports.report import ImportReport, Source, opened
from tasks.imports.sheets import Line, Sheet
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
    problems = [p for line in sheet.lines for p in _bimonthly_problems(line, known)]
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
    problems = [p for line in sheet.lines for p in _third_party_problems(line, known)]
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
    names = {c.code: c.name for s in plan.evaluation.schemes for c in s.components}
    problems = [p for line in sheet.lines for p in _score_problems(line, known, names)]
    without = groups_without_method(ctx, campaign_id, plan)
    problems += [p for line in sheet.lines for p in _too_early(line, known, plan, without)]
    refuse_if([*problems, *double_problems(sheet.lines, figures, "评委")])
    warnings = (*sheet.warnings, *_unknown_evaluators(ctx, sheet, known))
    batch = Batch("scores", "评分表", book, figures, warnings)
    return write_figures(ctx, campaign_id, batch, dry_run=dry_run)


def _component(known: Candidates, code: str, method: Method) -> str:
    """The component of the candidate that this method fills; its own name where there is none."""
    candidate = known.known.get(code)
    return (candidate.component_by(method) if candidate else None) or method.value


def _bimonthly_problems(line: Line[BimonthlyRow], known: Candidates) -> Iterator[Problem]:
    row = line.row
    yield from known.problems(line, "窗口代码", row.window, row.name, "窗口名称")
    candidate = known.known.get(row.window)
    if candidate and candidate.component_by(Method.BIMONTHLY) is None:
        what = f"{row.window} {candidate.names[0]} 不是参加双月度考核的窗口"
        yield line.problem("窗口代码", what, "请填进驻窗口的代码")


def _third_party_problems(line: Line[ThirdPartyRow], known: Candidates) -> Iterator[Problem]:
    row = line.row
    yield from known.problems(line, "代码", row.candidate, row.name, "名称")
    candidate = known.known.get(row.candidate)
    if candidate and candidate.component_by(Method.THIRD_PARTY) is None:
        what = f"{row.candidate} {candidate.names[0]} 的考评办法里没有第三方测评"
        yield line.problem("代码", what, "请删去这一行，或先调整考评办法")


def _score_problems(
    line: Line[EvaluationRow], known: Candidates, names: dict[str, str]
) -> Iterator[Problem]:
    row = line.row
    yield from known.problems(line, "候选代码", row.candidate, row.name, "候选名称")
    candidate = known.known.get(row.candidate)
    if candidate and row.component not in candidate.components:
        asked = "、".join(names[code] for code in candidate.components) or "（没有考评项目）"
        what = f"{row.candidate} {candidate.names[0]} 不按“{names[row.component]}”评分"
        yield line.problem("考评项目", what, f"其考评项目是：{asked}")


def _too_early(
    line: Line[EvaluationRow], known: Candidates, plan: Campaign, without: Mapping[str, str]
) -> Iterator[Problem]:
    """R42: systems that set their own method are not scored before it is registered."""
    candidate = known.known.get(line.row.candidate)
    group = plan.unit_kind(candidate.kind).group if candidate and candidate.components else None
    if group is not None and group in without:
        what = f"{plan.group(group).name}的考评办法尚未登记，不能评分（说明2）"
        yield line.problem("候选代码", what, f"请{without[group]}先报送考评办法")


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
