"""Evaluators come in: persons and offices of the roster, outside experts, and their panels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sqlmodel import col, select

from models import Evaluator, PanelSeat, Person, Unit
from records.workbooks.judging import EvaluatorRow, evaluators_layout
from rules.conflicts import Judge
from rules.definition import Campaign
from tasks.campaigns import definition_of
from tasks.context import Context
from tasks.imports.one_sheet import Outcome, refuse_if, remember, sheet_of
from tasks.imports.problems import Problem
from tasks.imports.report import ImportReport, Source, opened
from tasks.imports.sheets import Line
from tasks.judges import judges_of
from tasks.use_case import use_case

Seat = tuple[str, str, str]
"""Evaluator, component and group, by their codes."""


@use_case("导入评委名单")
def import_evaluators(
    ctx: Context, campaign_id: int, source: Source, *, dry_run: bool = False
) -> ImportReport:
    """Enter evaluators and their seats; nobody loses a seat because a file leaves it out.

    Raises ImportRefused naming every bad cell; then nothing was imported.
    """
    book, plan = opened(source), definition_of(ctx, campaign_id)
    sheet = sheet_of(book, evaluators_layout(plan))
    codes = {line.row.code for line in sheet.lines}
    judges = judges_of(ctx, campaign_id, plan, codes)
    roster = _roster(ctx)
    problems = [p for line in sheet.lines for p in _problems(line, plan, judges, roster)]
    refuse_if([*problems, *_doubles(sheet.lines)])
    known = {row.code: row for row in _evaluators(ctx, campaign_id)}
    seats = _seats(ctx, campaign_id)
    rows = [line.row for line in sheet.lines]
    new = [row for row in rows if (row.code, row.component, row.group) not in seats]
    changes = [
        {"about": row.code, "old": f"{old.name} {old.role}", "new": f"{row.name} {row.role}"}
        for row in {row.code: row for row in rows}.values()
        if (old := known.get(row.code)) and (old.name, old.role) != (row.name, row.role)
    ]
    outcome = Outcome(
        "evaluators",
        "评委名单",
        "席位",
        book,
        len(new),
        len(rows) - len(new),
        changes,
        sheet.warnings,
    )
    report = outcome.report(dry_run=dry_run)
    if not dry_run:
        remember(ctx, campaign_id, outcome, report)
        _write(ctx, campaign_id, rows, known, seats)
    return report


def _roster(ctx: Context) -> Mapping[str, str]:
    """Names by the codes of persons and units."""
    units = dict(ctx.session.exec(select(Unit.code, Unit.name)).all())
    return {**units, **dict(ctx.session.exec(select(Person.code, Person.name)).all())}


def _problems(
    line: Line[EvaluatorRow], plan: Campaign, judges: Mapping[str, Judge], roster: Mapping[str, str]
) -> Iterator[Problem]:
    row = line.row
    name = roster.get(row.code)
    if row.outside and name is not None:
        yield line.problem("外部", f"{row.code} 是名册中的{name}", "请留空，或另编一个编号")
    elif name is None and not row.outside:
        hint = "请填人员编号或处室代码；外部专家在“外部”列填“是”"
        yield line.problem("评委编号", f"名册里没有 {row.code}", hint)
    elif name is not None and name != row.name:
        what = f"{row.code} 在名册中是“{name}”，这里是“{row.name}”"
        yield line.problem("姓名", what, "请核对编号和姓名")
    if judges[row.code].observer:
        what = f"{row.code} {row.name} 属于列席单位，不评分（附件1）"
        yield line.problem("评委编号", what, "列席单位的意见请用“列席单位意见”表报送")
    groups = groups_of(plan, row.component)
    if row.group and row.group not in groups:
        asked = "、".join(plan.group(code).name for code in groups)
        what = f"{plan.group(row.group).name}不按这个项目考评"
        yield line.problem("考评分组", what, f"这个项目的分组：{asked}")


def groups_of(plan: Campaign, component: str) -> tuple[str, ...]:
    """The groups that a component scores, in the order of the file."""
    found = {s.group for s in plan.evaluation.schemes for c in s.components if c.code == component}
    return tuple(g.code for g in plan.evaluation.groups if g.code in found)


def _doubles(lines: Sequence[Line[EvaluatorRow]]) -> Iterator[Problem]:
    seats: dict[Seat, int] = {}
    first: dict[str, Line[EvaluatorRow]] = {}
    for line in lines:
        row = line.row
        earlier = seats.setdefault((row.code, row.component, row.group), line.place.row)
        if earlier != line.place.row:
            yield line.problem("评委编号", f"与第{earlier}行重复", "请只保留一行")
        before = first.setdefault(row.code, line)
        if (before.row.name, before.row.role) != (row.name, row.role):
            what = f"{row.code} 的姓名或类别与第{before.place.row}行不一致"
            yield line.problem("姓名", what, "一个编号只能是一个人")


def _evaluators(ctx: Context, campaign_id: int) -> Sequence[Evaluator]:
    return ctx.session.exec(
        select(Evaluator).where(col(Evaluator.campaign_id) == campaign_id)
    ).all()


def _seats(ctx: Context, campaign_id: int) -> set[Seat]:
    rows = ctx.session.exec(
        select(Evaluator.code, PanelSeat.component, PanelSeat.group)
        .join(PanelSeat, col(PanelSeat.evaluator_id) == col(Evaluator.id))
        .where(col(Evaluator.campaign_id) == campaign_id)
    ).all()
    return {(code, component, group) for code, component, group in rows}


def _write(
    ctx: Context,
    campaign_id: int,
    rows: Sequence[EvaluatorRow],
    known: dict[str, Evaluator],
    seats: set[Seat],
) -> None:
    for row in rows:
        entry = known.setdefault(
            row.code,
            Evaluator(
                campaign_id=campaign_id, code=row.code, name=row.name, outside=row.outside,
                entered_at=ctx.now, entered_by=ctx.actor,
            ),
        )  # fmt: skip
        entry.name, entry.role = row.name, row.role
        ctx.session.add(entry)
    ctx.session.flush()
    ctx.session.add_all(
        PanelSeat(evaluator_id=known[row.code].id or 0, component=row.component, group=row.group)
        for row in rows
        if (row.code, row.component, row.group) not in seats
    )
