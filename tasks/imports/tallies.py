"""Counted votes come in: issued, returned, valid, and the marks, which must add up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import update
from sqlmodel import col, insert, select

from models import TallySheet
from records.workbooks.sheets import TallyRow, tally_layout
from rules.ballots import Tally, TallyError, session_problems, values_of
from rules.definition import Campaign, Method, Vote
from tasks import signatures
from tasks.campaigns import definition_of
from tasks.context import Context
from tasks.imports.candidates import Candidates, candidates_of
from tasks.imports.one_sheet import Outcome, refuse_if, remember, sheet_of
from tasks.imports.paper_batches import enter_batches, held_votes
from tasks.imports.problems import Problem
from tasks.imports.report import ImportReport, Source, opened
from tasks.imports.sheets import Line
from tasks.judging_guard import Guard, guard_of, told
from tasks.use_case import use_case


@use_case("导入计票单")
def import_tallies(
    ctx: Context, campaign_id: int, source: Source, *, dry_run: bool = False
) -> ImportReport:
    """Votes counted elsewhere, one row for each candidate and class (R44, A29).

    Rows with a batch number are paper of a vote that is open here: they wait for their second
    person. Raises ImportRefused naming every bad cell; then nothing was imported.
    """
    book, plan = opened(source), definition_of(ctx, campaign_id)
    sheet = sheet_of(book, tally_layout(plan))
    known = candidates_of(ctx, campaign_id, plan)
    held = held_votes(ctx, campaign_id)
    lines = [_without_only_class(line, known, plan) for line in sheet.lines]
    guard = guard_of(ctx, campaign_id, plan, known, {line.row.teller for line in lines})
    problems = [p for line in lines for p in _problems(line, guard, plan, held)]
    refuse_if([*problems, *_doubles(lines)])
    batched = [line.row for line in lines if line.row.batch]
    before = _known(ctx, campaign_id)
    rows = [_values(line.row, known) for line in lines if not line.row.batch]
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
    warnings = [*sheet.warnings, *_too_many_voters(lines, known, plan)]
    added, same = len(new) + len(batched), len(rows) - len(new)
    outcome = Outcome("tallies", "计票单", "计票", book, added, same, changes, warnings)
    report = outcome.report(dry_run=dry_run)
    if not dry_run:
        file = remember(ctx, campaign_id, outcome, report)
        _write(ctx, campaign_id, file, new, changed)
        enter_batches(ctx, campaign_id, file, [(known.known[r.candidate].vote, r) for r in batched])
        signatures.void_changed(ctx, campaign_id)
    return report


def _without_only_class(line: Line[TallyRow], known: Candidates, plan: Campaign) -> Line[TallyRow]:
    """A vote of one class is kept under no class, whether the sheet names it or not."""
    candidate = known.known.get(line.row.candidate)
    vote = plan.vote(candidate.vote) if candidate and candidate.vote else None
    if vote is None or [c.code for c in vote.classes] != [line.row.voter_class]:
        return line
    return replace(line, row=replace(line.row, voter_class=""))


def _problems(
    line: Line[TallyRow], guard: Guard, plan: Campaign, held: set[str]
) -> Iterator[Problem]:
    row, known = line.row, guard.known
    yield from known.problems(line, "候选代码", row.candidate, row.name, "候选名称")
    candidate = known.known.get(row.candidate)
    if candidate and candidate.component_by(Method.VOTE) is None:
        what = f"{row.candidate} {candidate.names[0]} 的考评办法里没有投票"
        yield line.problem("候选代码", what, "请删去这一行，或先调整考评办法")
    elif candidate:
        yield from _of_the_vote(line, plan.vote(candidate.vote), plan, held)
    yield from told(line, guard.before_method(row.candidate), "候选代码", "计票人")
    yield from told(line, guard.conflicts(row.teller, row.candidate), "候选代码", "计票人")
    try:
        Tally(tuple(row.grades.items()), row.issued, row.returned, row.valid)
    except TallyError as error:
        for problem in error.problems:
            yield line.problem("有效", problem)


def _of_the_vote(
    line: Line[TallyRow], vote: Vote, plan: Campaign, held: set[str]
) -> Iterator[Problem]:
    row, classes = line.row, [c.code for c in vote.classes]
    if row.voter_class not in classes and (row.voter_class or len(classes) > 1):
        what = f"“{vote.name}”没有“{row.voter_class}”这一类投票人"
        yield line.problem("投票人类别", what, f"可填：{'、'.join(classes)}")
    known = values_of(vote, plan)
    for mark, count in row.grades.items():
        if count and mark not in known:
            yield line.problem(mark, f"“{vote.name}”的票上没有“{mark}”", "请留空")
    if row.batch and vote.code not in held:
        what = f"“{vote.name}”还没有在本系统开始"
        yield line.problem("批次", what, "请先准备并开始投票；别处已经计好的票请把批次留空")
    if not row.batch and vote.code in held:
        what = f"“{vote.name}”在本系统投票，结束时自动计票"
        yield line.problem("批次", what, "纸质票请填批次")


def _doubles(lines: Sequence[Line[TallyRow]]) -> Iterator[Problem]:
    first: dict[tuple[str, str, str], int] = {}
    for line in lines:
        key = (line.row.candidate, line.row.voter_class, line.row.batch)
        row = first.setdefault(key, line.place.row)
        if row != line.place.row:
            what = f"{line.row.candidate} 与第{row}行重复"
            yield line.problem("候选代码", what, "一个候选只写一行")


def _too_many_voters(
    lines: Sequence[Line[TallyRow]], known: Candidates, plan: Campaign
) -> Iterator[Problem]:
    """R44: the roster knows how many heads there are in each class."""
    for line in lines:
        vote = plan.vote(known.known[line.row.candidate].vote)
        voter_class = line.row.voter_class or vote.classes[0].code
        for problem in session_problems(line.row.issued, known.voters[vote.code, voter_class]):
            yield line.problem("发出", problem)


def _values(row: TallyRow, known: Candidates) -> dict[str, Any]:
    component = known.known[row.candidate].component_by(Method.VOTE)
    return {
        "component": component or Method.VOTE.value,
        "candidate": row.candidate,
        "voter_class": row.voter_class,
        "issued": row.issued,
        "returned": row.returned,
        "valid": row.valid,
        "grades": dict(row.grades),
    }


def _known(ctx: Context, campaign_id: int) -> dict[tuple[str, str, str], dict[str, Any]]:
    sheets = ctx.session.exec(
        select(TallySheet).where(col(TallySheet.campaign_id) == campaign_id)
    ).all()
    return {_key(values): values for values in (sheet.model_dump() for sheet in sheets)}


def _key(row: dict[str, Any]) -> tuple[str, str, str]:
    return row["component"], row["candidate"], row["voter_class"]


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
        rows = [{"campaign_id": campaign_id, "file_id": file, "own": 0, **row} for row in new]
        ctx.session.execute(insert(TallySheet), rows)
    if changed:
        updates = [{"id": old["id"], "file_id": file, **row} for old, row in changed]
        ctx.session.execute(update(TallySheet), updates)
        ctx.session.expire_all()
