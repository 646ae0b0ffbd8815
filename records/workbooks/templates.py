"""Empty workbooks to fill in: drop-downs, notes on every column, and an example that is skipped."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any, TypeVar

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.utils.cell import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from records.workbooks.filled import heading_of
from records.workbooks.judging import (
    assignments_layout,
    evaluators_layout,
    observer_opinions_layout,
)
from records.workbooks.layout import EXAMPLE_MARK, Column, Kind, Layout
from records.workbooks.roster import PEOPLE, units_layout
from records.workbooks.selection import BOOK, selection_layouts
from records.workbooks.sheets import (
    BIMONTHLY,
    THIRD_PARTY,
    evaluation_layout,
    reports_layout,
    tally_layout,
)
from records.workbooks.writing import DAY, TEXT, dress_header, set_columns, set_value
from rules.definition import Campaign

Target = TypeVar("Target", Path, BytesIO)
FILLABLE_ROWS = 5_000
"""As far down as drop-downs and formats reach."""
EXAMPLE_FONT = Font(italic=True, color="7F7F7F")
OPTIONS = "选项"
GUIDE = "填写说明"
NOTE_BY = "评选"
KIND_NOTES = {
    Kind.WHOLE: "填整数。",
    Kind.SCORE: "填 0 至 100 的数。",
    Kind.DAY: "填日期，如 2021-06-18。",
    Kind.YES_NO: "填“是”或“否”，留空为否。",
}


def write_templates(folder: Path, campaign: Campaign) -> tuple[Path, ...]:
    """One workbook for each kind of import."""
    folder.mkdir(parents=True, exist_ok=True)
    return tuple(
        _write(folder / f"{name}.xlsx", layouts) for name, layouts in _books(campaign).items()
    )


def template(name: str, campaign: Campaign) -> bytes | None:
    """One of these workbooks by its name; None for no such name."""
    layouts = _books(campaign).get(name)
    if layouts is None:
        return None
    kept = BytesIO()
    _write(kept, layouts)
    return kept.getvalue()


def _books(campaign: Campaign) -> dict[str, tuple[Layout[Any], ...]]:
    single: tuple[Layout[Any], ...] = (
        BIMONTHLY,
        THIRD_PARTY,
        reports_layout(campaign),
        evaluation_layout(campaign),
        tally_layout(campaign),
        evaluators_layout(campaign),
        assignments_layout(campaign),
        observer_opinions_layout(campaign),
    )
    return {
        "单位名册": (units_layout(campaign.unit_kinds), PEOPLE),
        **{layout.sheet: (layout,) for layout in single},
        BOOK: selection_layouts(campaign),
    }


def _write(path: Target, layouts: Sequence[Layout[Any]]) -> Target:
    book = Workbook()
    book.remove(book.worksheets[0])
    sheets = [book.create_sheet(layout.sheet) for layout in layouts]
    guide, options = book.create_sheet(GUIDE), book.create_sheet(OPTIONS)
    options.sheet_state = "hidden"
    _fill_guide(guide, layouts)
    for sheet, layout in zip(sheets, layouts, strict=True):
        _fill_sheet(sheet, layout)
        for place, column in enumerate(layout.columns, 1):
            _restrict(sheet, options, get_column_letter(place), column)
    book.save(path)
    return path


def _fill_sheet(sheet: Any, layout: Layout[Any]) -> None:  # noqa: ANN401 - openpyxl's own
    headings = [heading_of(column) for column in layout.columns]
    set_columns(sheet, headings)
    sheet.freeze_panes = "B2"
    for place, column in enumerate(layout.columns, 1):
        cell = sheet.cell(1, place, column.name)
        dress_header(cell)
        cell.comment = Comment(_note(column), NOTE_BY, width=260, height=110)
        _format_column(sheet, place, column)
    for number, example in enumerate(layout.examples, 2):
        values = zip(layout.columns, layout.cells(example), strict=True)
        for place, (column, value) in enumerate(values, 1):
            cell = sheet.cell(number, place)
            set_value(cell, value, text=column.kind in (Kind.CODE, Kind.ROUND))
            cell.font = EXAMPLE_FONT


def _format_column(sheet: Any, place: int, column: Column) -> None:  # noqa: ANN401 - openpyxl's own
    """Codes and rounds stay text when typed, days look like days."""
    style = sheet.column_dimensions[get_column_letter(place)]
    if column.kind is Kind.DAY:
        style.number_format = DAY
    elif column.kind in (Kind.CODE, Kind.ROUND, Kind.TEXT):
        style.number_format = TEXT


def _restrict(sheet: Any, options: Any, letter: str, column: Column) -> None:  # noqa: ANN401 - openpyxl's own
    rule = _rule(options, column)
    if rule is None:
        return
    rule.errorTitle, rule.error = column.name, _note(column)[:220]
    rule.showErrorMessage = True
    rule.add(f"{letter}2:{letter}{FILLABLE_ROWS}")
    sheet.add_data_validation(rule)


def _rule(options: Any, column: Column) -> DataValidation | None:  # noqa: ANN401 - openpyxl's own
    match column.kind:
        case Kind.CHOICE:
            # Lists stand on a sheet of their own: written into the rule they end at 255 characters.
            words, place = column.shown_choices, options.max_column + bool(options["A1"].value)
            for number, word in enumerate(words, 1):
                set_value(options.cell(number, place), word, text=True)
            letter = get_column_letter(place)
            source = f"{OPTIONS}!${letter}$1:${letter}${len(words)}"
            return DataValidation("list", formula1=source, allow_blank=not column.required)
        case Kind.YES_NO:
            return DataValidation("list", formula1='"是,否"', allow_blank=True)
        case Kind.WHOLE | Kind.SCORE:
            most = 100 if column.most is None else column.most
            return DataValidation(
                "whole" if column.kind is Kind.WHOLE else "decimal",
                operator="between",
                formula1="0",
                formula2=str(most),
                allow_blank=True,
            )
        case Kind.DAY:
            return DataValidation(
                "date", operator="greaterThan", formula1="36526", allow_blank=True
            )
        case _:
            return None


def _note(column: Column) -> str:
    parts = [
        "必填。" if column.required else "可留空。",
        column.note or KIND_NOTES.get(column.kind, ""),
    ]
    if column.aliases:
        parts.append(f"也可写作：{'、'.join(column.aliases)}。")
    return "".join(parts)


def _fill_guide(sheet: Any, layouts: Sequence[Layout[Any]]) -> None:  # noqa: ANN401 - openpyxl's own
    sheet.append(["工作表", "列名", "要求", "可选内容"])
    for cell in sheet[1]:
        dress_header(cell)
    for layout in layouts:
        for column in layout.columns:
            words = "、".join(column.shown_choices)
            sheet.append([layout.sheet, column.name, _note(column), words])
    sheet.append([])
    sheet.append([f"第一列以“{EXAMPLE_MARK}”开头的行是示例，导入时跳过，可以删去。列的顺序不限。"])
    for letter, width in zip("ABCD", (14, 16, 60, 60), strict=True):
        sheet.column_dimensions[letter].width = width
