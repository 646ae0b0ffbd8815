"""Counted votes come in: issued, returned, valid, and the grades, which must add up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import update
from sqlmodel import col, insert, select

from models import TallySheet
from records.workbooks.sheets import TallyRow, tally_layout
from rules.ballots import Tally, TallyError, session_problems
from rules.definition import Campaign, Method
from tasks import signatures
from tasks.campaigns import definition_of
from tasks.context import Context
from tasks.imports.candidates import Candidates, candidates_of
from tasks.imports.one_sheet import Outcome, refuse_if, remember, sheet_of
from tasks.imports.problems import Problem
from tasks.imports.report import ImportReport, Source, opened
from tasks.imports.sheets import Line
from tasks.judging_guard import Guard, guard_of, told
from tasks.use_case import use_case


@use_case("导入计票单")
def import_tallies(
    ctx: Context, campaign_id: int, source: Source, *, dry_run: bool = False
) -> ImportReport:
    """The tally of the joint session, one row for each candidate (R44, A29).

    Raises ImportRefused naming every bad cell; then nothing was imported.
    """
    book, plan = opened(source), definition_of(ctx, campaign_id)
    sheet = sheet_of(book, tally_layout(plan))
    known = candidates_of(ctx, campaign_id, plan)
    guard = guard_of(ctx, campaign_id, plan, known, {line.row.teller for line in sheet.lines})
    problems = [p for line in sheet.lines for p in _problems(line, guard)]
    refuse_if([*problems, *_doubles(sheet.lines)])
    before = _known(ctx, campaign_id)
    rows = [_values(line.row, known) for line in sheet.lines]
    new = [row for row in rows if _key(row) not in before]
    changed = [
        (before[_key(row)], row)
        for row in rows
        if _key(row) in before and _counts(before[_key(row)]) != _counts(row)
    ]
    changes = [
        {"about": row["candidate"], "old": _counts(old), "new": _counts(row)}
        for old, row in changed
    ]
    warnings = [*sheet.warnings, *_too_many_voters(sheet.lines, known, plan)]
    known_rows = len(rows) - len(new)
    outcome = Outcome("tallies", "计票单", "计票", book, len(new), known_rows, changes, warnings)
    report = outcome.report(dry_run=dry_run)
    if not dry_run:
        _write(ctx, campaign_id, remember(ctx, campaign_id, outcome, report), new, changed)
        signatures.void_changed(ctx, campaign_id)
    return report


def _problems(line: Line[TallyRow], guard: Guard) -> Iterator[Problem]:
    row, known = line.row, guard.known
    yield from known.problems(line, "候选代码", row.candidate, row.name, "候选名称")
    candidate = known.known.get(row.candidate)
    if candidate and candidate.component_by(Method.VOTE) is None:
        what = f"{row.candidate} {candidate.names[0]} 的考评办法里没有投票"
        yield line.problem("候选代码", what, "请删去这一行，或先调整考评办法")
    yield from told(line, guard.before_method(row.candidate), "候选代码", "计票人")
    yield from told(line, guard.conflicts(row.teller, row.candidate), "候选代码", "计票人")
    try:
        Tally(tuple(row.grades.items()), row.issued, row.returned, row.valid)
    except TallyError as error:
        for problem in error.problems:
            yield line.problem("有效", problem)


def _doubles(lines: Sequence[Line[TallyRow]]) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for line in lines:
        row = first.setdefault(line.row.candidate, line.place.row)
        if row != line.place.row:
            what = f"{line.row.candidate} 与第{row}行重复"
            yield line.problem("候选代码", what, "一个候选只写一行")


def _too_many_voters(
    lines: Sequence[Line[TallyRow]], known: Candidates, plan: Campaign
) -> Iterator[Problem]:
    """R44 knows who votes on the windows; for other votes the notice does not say."""
    rule = plan.evaluation.top_rule
    for line in lines:
        row = line.row
        if rule is None or known.known[row.candidate].kind != rule.kind:
            continue
        tally = Tally(tuple(row.grades.items()), row.issued, row.returned, row.valid)
        for problem in session_problems(tally, known.voters):
            yield line.problem("发出", problem)


def _values(row: TallyRow, known: Candidates) -> dict[str, Any]:
    component = known.known[row.candidate].component_by(Method.VOTE)
    return {
        "component": component or Method.VOTE.value,
        "candidate": row.candidate,
        "issued": row.issued,
        "returned": row.returned,
        "valid": row.valid,
        "grades": dict(row.grades),
    }


def _known(ctx: Context, campaign_id: int) -> dict[tuple[str, str], dict[str, Any]]:
    sheets = ctx.session.exec(
        select(TallySheet).where(col(TallySheet.campaign_id) == campaign_id)
    ).all()
    return {(sheet.component, sheet.candidate): sheet.model_dump() for sheet in sheets}


def _key(row: dict[str, Any]) -> tuple[str, str]:
    return row["component"], row["candidate"]


def _counts(row: dict[str, Any]) -> dict[str, int]:
    return {"发出": row["issued"], "收回": row["returned"], "有效": row["valid"], **row["grades"]}


def _write(
    ctx: Context,
    campaign_id: int,
    file: int,
    new: Sequence[dict[str, Any]],
    changed: Sequence[tuple[dict[str, Any], dict[str, Any]]],
) -> None:
    if new:
        rows = [{"campaign_id": campaign_id, "file_id": file, **row} for row in new]
        ctx.session.execute(insert(TallySheet), rows)
    if changed:
        updates = [{"id": old["id"], "file_id": file, **row} for old, row in changed]
        ctx.session.execute(update(TallySheet), updates)
        ctx.session.expire_all()
