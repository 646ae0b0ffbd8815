"""Answers of authorities come back as the workbook that was written for them, every bad cell named."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from records.workbooks.filled import write_sheet
from records.workbooks.opinions import OpinionRow, opinions_layout
from rules.opinions import RESULT_NAMES, Result
from tasks.campaigns import definition_of
from tasks.context import Context
from tasks.imports.one_sheet import Outcome, refuse_if, remember, sheet_of
from tasks.imports.problems import Problem
from tasks.imports.report import ImportReport, Source, opened
from tasks.imports.sheets import Line
from tasks.opinion_replies import Answer, Asking, Letter, about_letter, asking_of, keep
from tasks.opinion_table import authority_of, table
from tasks.use_case import use_case


def write_table(ctx: Context, campaign_id: int, path: Path) -> Path:
    """Write the table with what has been answered; squares not asked about are left out."""
    plan = definition_of(ctx, campaign_id)
    rows = [
        OpinionRow(
            square.about.number,
            square.authority.code,
            square.answer.result if square.answer else "",
            square.answer.document if square.answer else "",
            square.answer.answered_on if square.answer else None,
            square.answer.remark if square.answer else "",
            square.answer.scan_name if square.answer else "",
            square.about.name,
        )
        for square in table(ctx, campaign_id)
        if square.waiting or square.answer is not None
    ]
    write_sheet(path, opinions_layout(plan), rows)
    return path


@use_case("导入部门意见")
def import_opinions(
    ctx: Context, campaign_id: int, source: Source, *, dry_run: bool = False
) -> ImportReport:
    """Enter the answered rows of the table; rows without a result are still open and passed over.

    Raises ImportRefused naming every bad cell; then nothing was imported.
    """
    book, asking = opened(source), asking_of(ctx, campaign_id)
    sheet = sheet_of(book, opinions_layout(asking.plan))
    lines = [line for line in sheet.lines if line.row.result]
    refuse_if([*_doubles(sheet.lines), *_bad(ctx, campaign_id, asking, lines)])
    known = [line for line in lines if _known(asking, line.row) is not None]
    changed = [line for line in known if _changed(asking, line.row)]
    changes = [
        {
            "about": f"{line.row.candidate} {line.row.authority}",
            "old": RESULT_NAMES[Result(_known(asking, line.row) or "")],
            "new": RESULT_NAMES[Result(line.row.result)],
        }
        for line in changed
    ]
    new = [line for line in lines if _known(asking, line.row) is None]
    outcome = Outcome(
        "opinions", "部门意见", "答复", book, len(new), len(known), changes, sheet.warnings
    )
    report = outcome.report(dry_run=dry_run)
    if not dry_run:
        remember(ctx, campaign_id, outcome, report)
        given = [(_letter(x.row), x.row.candidate, _answer(x.row)) for x in (*new, *changed)]
        keep(ctx, campaign_id, asking, given)
    return report


def _bad(
    ctx: Context, campaign_id: int, asking: Asking, lines: Sequence[Line[OpinionRow]]
) -> Iterator[Problem]:
    for line in lines:
        authority = authority_of(asking.plan, line.row.authority)
        for fault in asking.faults(authority, line.row.candidate, _answer(line.row)):
            yield line.problem(fault.column, fault.text)
        if line.row.on is None:
            yield line.problem("答复日期", "有结果的须填答复日期")
        for fault in about_letter(ctx, campaign_id, asking, _letter(line.row)):
            if fault.column != "答复日期" or line.row.on is not None:
                yield line.problem(fault.column, fault.text)


def _doubles(lines: Sequence[Line[OpinionRow]]) -> Iterator[Problem]:
    first: dict[tuple[str, str], int] = {}
    for line in lines:
        row = first.setdefault((line.row.candidate, line.row.authority), line.place.row)
        if row != line.place.row:
            yield line.problem("申报编号", f"与第{row}行是同一部门的同一对象", "请只保留一行")


def _letter(row: OpinionRow) -> Letter:
    return Letter(row.authority, row.on or date.min, row.document, row.scan)


def _answer(row: OpinionRow) -> Answer:
    return Answer(row.result, row.remark)


def _known(asking: Asking, row: OpinionRow) -> str | None:
    """The result that stands in the square already."""
    known = asking.answered.get((row.authority, asking.about[row.candidate].id))
    return known.result if known else None


def _changed(asking: Asking, row: OpinionRow) -> bool:
    known = asking.answered[row.authority, asking.about[row.candidate].id]
    before = (known.result, known.remark, known.document, known.answered_on, known.scan_name)
    return before != (row.result, row.remark, row.document, row.on, row.scan)
