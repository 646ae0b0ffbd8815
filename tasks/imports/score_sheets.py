"""Score sheets come back: item by item, refused as a whole with every bad cell named."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from models import ScoreSheet
from records.workbooks.layout import Column, Kind
from records.workbooks.score_sheets import (
    CODE,
    FIXED,
    HEADER_ROW,
    NUMBER_ROW,
    SHEET,
    STAMP_ROW,
    Identity,
    header_of,
    items_of,
)
from rules.definition import Campaign, Component, RubricItem
from rules.evaluation.rubric import sheet_mark
from tasks.campaigns import calendar_of, definition_of
from tasks.context import Context
from tasks.imports import item_marks
from tasks.imports.candidates import candidates_of
from tasks.imports.cells import BadCellError, read_cell, text_of
from tasks.imports.figures import Batch, Figure, scaled, write_figures
from tasks.imports.item_marks import Marks
from tasks.imports.one_sheet import refuse_if
from tasks.imports.problems import ImportRefused, Place, Problem
from tasks.imports.report import ImportReport, Source, opened
from tasks.imports.tables import Row, Table, refused
from tasks.judging_guard import Guard, guard_of
from tasks.panels import to_score
from tasks.score_sheets import identity_of, sheet_number, sheet_row
from tasks.use_case import use_case

ISSUE_AGAIN = "请重新下发评分表"


@dataclass(frozen=True, slots=True)
class Returned:
    """A workbook that came back, with the sheet that was handed out."""

    table: Table
    sheet: ScoreSheet
    component: Component
    step: Decimal
    gone: frozenset[str]
    """Candidates of the sheet that compete no longer; whatever stands in their rows is passed over."""

    def problem(self, row: int, column: str, what: str, hint: str = "") -> Problem:
        return Problem(self.table.place(row, column), what, hint)


@use_case("导入评委细项评分表")
def import_score_sheet(
    ctx: Context,
    campaign_id: int,
    source: Source,
    *,
    replacing: str = "",
    dry_run: bool = False,
    only: Collection[str] | None = None,
) -> ImportReport:
    """Take in one evaluator's sheet; marks that are in already are replaced only with a reason.

    `only`: of these evaluators, where somebody hands in their own. Raises ImportRefused naming
    every bad cell, or who handed in what before; then nothing changed.
    """
    book, plan = opened(source), definition_of(ctx, campaign_id)
    table = next((t for t in book.tables if t.sheet == SHEET), None)
    if table is None:
        raise refused(book.name, f"里面没有“{SHEET}”表", "请交回系统发出的原表")
    back = _recognised(ctx, campaign_id, plan, table)
    if only is not None and back.sheet.evaluator not in only:
        raise refused(book.name, "这是别人的评分表", "请交回发给您本人的那一份")
    refuse_if(tuple(_header_problems(back)))
    known = candidates_of(ctx, campaign_id, plan)
    guard = guard_of(ctx, campaign_id, plan, known, {back.sheet.evaluator})
    marks, problems = _read(back, guard)
    refuse_if(problems)
    changed = tuple(item_marks.differences(ctx, campaign_id, back.sheet, back.component, marks))
    if changed and not replacing.strip():
        raise ImportRefused([_already_in(ctx, back, changed)])
    batch = Batch("score_sheet", "细项评分表", book, _figures(back, marks), _passed_over(back))
    report = write_figures(ctx, campaign_id, batch, dry_run=dry_run)
    if not dry_run:
        item_marks.keep(ctx, campaign_id, back.sheet, marks)
        _note_return(ctx, campaign_id, back.sheet, replacing if changed else "")
    return replace(report, changes=changed) if changed else report


def _recognised(ctx: Context, campaign_id: int, plan: Campaign, table: Table) -> Returned:
    """The sheet that the workbook says it is, if it is of this campaign and still stands."""
    rows = dict(table.rows)
    identity = Identity.read(_text(rows, STAMP_ROW, 0))
    if identity is None:
        raise refused(table.file, "看不出是哪一张评分表（表头缺失或被改动）", ISSUE_AGAIN)
    if (identity.campaign, identity.year) != (plan.code, plan.year):
        what = f"这是{identity.year}年度“{identity.campaign}”的评分表，本次是{plan.year}年度“{plan.code}”"
        raise refused(table.file, what, "请交回本年度的评分表")
    key = (identity.component, identity.scheme, identity.evaluator)
    sheet = sheet_row(ctx, campaign_id, key)
    if sheet is None or identity_of(plan, sheet).number != identity.number:
        raise refused(table.file, f"没有发放过表号为 {identity.number} 的评分表", ISSUE_AGAIN)
    if sheet.version != identity.version:
        what = f"这是第{identity.version}版，现在是第{sheet.version}版（候选有调整）"
        raise refused(table.file, what, "请在新发的表上打分")
    if not _text(rows, NUMBER_ROW, 0).startswith(identity.shown()):
        raise refused(table.file, f"第{NUMBER_ROW}行的表号、版次或年度被改动", ISSUE_AGAIN)
    scheme = next(s for s in plan.evaluation.schemes if s.code == identity.scheme)
    component = next(c for c in scheme.components if c.code == identity.component)
    asked = to_score(ctx, campaign_id, plan, component.code)
    gone = frozenset(sheet.candidates) - asked.keys()
    return Returned(table, sheet, component, plan.judging.mark_step, gone)


def _header_problems(back: Returned) -> Iterator[Problem]:
    rows, expected = dict(back.table.rows), header_of(back.component)
    width = max(len(expected), len(rows.get(HEADER_ROW, ())))
    for place in range(width):
        found = _text(rows, HEADER_ROW, place)
        wanted = expected[place] if place < len(expected) else ""
        if found != wanted:
            what = f"第{place + 1}列的表头应为“{wanted}”，这里是“{found}”"
            yield back.problem(HEADER_ROW, found or wanted, what, "请恢复原表头")


def _read(back: Returned, guard: Guard) -> tuple[Marks, list[Problem]]:
    marks: Marks = {}
    first: dict[str, int] = {}
    problems: list[Problem] = []
    excused = {c for part, c, e in guard.stepped_back if (part, e) == _key(back)}
    for number, row in back.table.rows:
        code = text_of(row[0]) if row else ""
        if number <= HEADER_ROW or not any(text_of(cell) for cell in row):
            continue
        problems += _code_problems(back, number, code, first)
        if code in back.gone:
            continue
        cells = row[len(FIXED) : len(FIXED) + len(items_of(back.component))]
        if code in excused and not any(text_of(cell) for cell in cells):
            continue
        if code in back.sheet.candidates:
            given = guard.scoring(back.sheet.evaluator, code, back.component.code)
            problems += [back.problem(number, CODE, one.what, one.hint) for one in given]
        marks[code], bad = _row_marks(back, number, row)
        problems += bad
    for code in back.sheet.candidates:
        if code not in first and code not in excused and code not in back.gone:
            what = f"缺少候选 {code} {guard.known.known[code].names[0]}"
            problems.append(back.problem(0, "", what, "每个候选都要打分；须回避的请先登记回避"))
    return marks, problems


def _code_problems(
    back: Returned, number: int, code: str, first: dict[str, int]
) -> Iterator[Problem]:
    earlier = first.setdefault(code, number)
    if code not in back.sheet.candidates:
        what = f"{code or '（空）'} 不在本表的候选之列"
        yield back.problem(number, CODE, what, "请恢复原代码，不要增加行")
    elif earlier != number:
        yield back.problem(number, CODE, f"{code} 与第{earlier}行重复", "请只保留一行")


def _row_marks(back: Returned, number: int, row: Row) -> tuple[dict[str, Decimal], list[Problem]]:
    marks: dict[str, Decimal] = {}
    problems: list[Problem] = []
    header = header_of(back.component)
    for place, item in enumerate(items_of(back.component), len(FIXED)):
        cell = row[place] if place < len(row) else None
        where = Place(back.table.file, back.table.sheet, number, header[place])
        try:
            marks[item.code] = _mark(item, back.step, cell, text_of(cell))
        except BadCellError as bad:
            problems.append(Problem(where, bad.what, bad.hint))
    return marks, problems


def _mark(item: RubricItem, step: Decimal, cell: object, text: str) -> Decimal:
    if not text:
        raise BadCellError("没有打分", "不打分不等于零分，请补全")
    full = f"{item.full.normalize():f}"
    if not isinstance(cell, int | float) or isinstance(cell, bool):
        raise BadCellError(f"“{text}”是文字，不是数", f"请填 0 至 {full} 的数")
    mark = read_cell(Column(item.code, item.name, Kind.SCORE), cell, text)
    assert isinstance(mark, Decimal)  # noqa: S101 - what a score column reads
    if mark > item.full:
        raise BadCellError(f"{text} 超过满分 {full}", f"请填 0 至 {full} 的数")
    if mark % step:
        lower = mark - mark % step
        hint = f"请填 {lower.normalize():f} 或 {(lower + step).normalize():f}"
        raise BadCellError(f"{text} 不是 {step.normalize():f} 的整数倍", hint)
    return mark


def _passed_over(back: Returned) -> tuple[Problem, ...]:
    what = "已退出或不符合条件，本表这一行不计分"
    return tuple(back.problem(0, CODE, f"{code} {what}") for code in sorted(back.gone))


def _figures(back: Returned, marks: Marks) -> list[Figure]:
    whole = back.component.model_copy(update={"rubric": items_of(back.component)})
    return [
        Figure(back.component.code, code, back.sheet.evaluator, scaled(sheet_mark(whole, items)))
        for code, items in marks.items()
    ]


def _already_in(ctx: Context, back: Returned, changed: Sequence[str]) -> Problem:
    sheet = back.sheet
    day = calendar_of(ctx).day_of(sheet.returned_at) if sheet.returned_at else None
    who = f"（{day} 由{sheet.returned_by}交入）" if day else ""
    what = f"已有{sheet.evaluator}的评分{who}，与本表不同：{'；'.join(changed)}"
    return back.problem(0, "", what, "确要更换请加 --replace 并写明理由")


def _note_return(ctx: Context, campaign_id: int, sheet: ScoreSheet, replacing: str) -> None:
    sheet.returned_at, sheet.returned_by = ctx.now, ctx.actor
    if replacing:
        sheet.replaced_for = replacing
        number = sheet_number(sheet)
        ctx.record("score_sheet.replaced", number, why=replacing, campaign=campaign_id)
    ctx.session.add(sheet)


def _key(back: Returned) -> tuple[str, str]:
    return back.component.code, back.sheet.evaluator


def _text(rows: Mapping[int, Row], number: int, place: int) -> str:
    row = rows.get(number, ())
    return text_of(row[place]) if place < len(row) else ""
