"""Assignments come in as a workbook: every row passes the same guard as one made by hand."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from records.workbooks.judging import AssignmentRow, assignments_layout
from tasks.assigning import Board, write
from tasks.campaigns import definition_of
from tasks.context import Context
from tasks.imports.one_sheet import Outcome, refuse_if, remember, sheet_of
from tasks.imports.problems import Problem
from tasks.imports.report import ImportReport, Source, opened
from tasks.imports.sheets import Line
from tasks.panels import to_score
from tasks.use_case import use_case


@use_case("导入评委指派表")
def import_assignments(
    ctx: Context, campaign_id: int, source: Source, *, dry_run: bool = False
) -> ImportReport:
    """Raises ImportRefused naming every bad cell; then nobody was assigned."""
    book = opened(source)
    sheet = sheet_of(book, assignments_layout(definition_of(ctx, campaign_id)))
    board = Board(ctx, campaign_id)
    components = {line.row.component for line in sheet.lines}
    asked = {part: to_score(ctx, campaign_id, board.plan, part) for part in sorted(components)}
    problems = [p for line in sheet.lines for p in _problems(line, board, asked)]
    refuse_if([*problems, *_doubles(sheet.lines)])
    rows = [line.row for line in sheet.lines]
    wanted = [(row.component, row.candidate, row.evaluator) for row in rows]
    known = sum(triple in board.standing() for triple in wanted)
    outcome = Outcome(
        "assignments", "评委指派", "指派", book, len(rows) - known, known, (), sheet.warnings
    )
    report = outcome.report(dry_run=dry_run)
    if not dry_run:
        remember(ctx, campaign_id, outcome, report)
        write(ctx, campaign_id, board, wanted, "sheet", sha256=book.sha256)
    return report


def _problems(
    line: Line[AssignmentRow], board: Board, asked: Mapping[str, Collection[str]]
) -> Iterator[Problem]:
    row = line.row
    yield from board.known.problems(line, "候选代码", row.candidate, row.name, "候选名称")
    if row.evaluator not in board.evaluators:
        hint = "请先导入评委名单"
        yield line.problem("评委编号", f"评委名单里没有 {row.evaluator}", hint)
    candidate = board.known.known.get(row.candidate)
    if candidate is None:
        return
    if row.component not in candidate.components:
        what = f"{row.candidate} {candidate.names[0]} 不按这个项目评分"
        yield line.problem("考评项目", what, f"其考评项目是：{candidate.scored_by}")
    elif row.candidate not in asked[row.component]:
        what = f"{row.candidate} {candidate.names[0]} 不是这个考评项目的参评对象"
        yield line.problem("候选代码", what, "没有申报、已经退出或不符合条件的不评分，请删去这一行")
    if row.evaluator in board.evaluators and (reason := board.barred(row.candidate, row.evaluator)):
        told = board.told(row.candidate, row.evaluator, reason)
        yield line.problem("评委编号", told, "请另行指派")


def _doubles(lines: Sequence[Line[Any]]) -> Iterator[Problem]:
    first: dict[AssignmentRow, int] = {}
    for line in lines:
        key = AssignmentRow(line.row.evaluator, line.row.candidate, line.row.component)
        row = first.setdefault(key, line.place.row)
        if row != line.place.row:
            yield line.problem("评委编号", f"与第{row}行重复", "请只保留一行")
