from __future__ import annotations

from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from records.workbooks.judging import (
    assignments_layout,
    evaluators_layout,
    observer_opinions_layout,
)
from records.workbooks.layout import EXAMPLE_MARK, Layout
from records.workbooks.roster import PEOPLE, units_layout
from records.workbooks.selection import selection_layouts
from records.workbooks.sheets import (
    BIMONTHLY,
    THIRD_PARTY,
    evaluation_layout,
    reports_layout,
    tally_layout,
)
from records.workbooks.templates import write_templates
from tasks.imports.book import read_book
from tasks.imports.sheets import Sheet, best_layout, read_sheet
from tests.support.campaigns import suzhou

PLAN = suzhou()
LAYOUTS: tuple[Layout[Any], ...] = (
    units_layout(PLAN.unit_kinds),
    PEOPLE,
    BIMONTHLY,
    THIRD_PARTY,
    reports_layout(PLAN),
    evaluation_layout(PLAN),
    tally_layout(PLAN),
    evaluators_layout(PLAN),
    assignments_layout(PLAN),
    observer_opinions_layout(PLAN),
    *selection_layouts(PLAN),
)


def lists_of(sheet: Worksheet, letter: str) -> list[str]:
    """The words of the drop-down in a column, wherever they stand."""
    [rule] = [
        r for r in sheet.data_validations.dataValidation if str(r.sqref).startswith(f"{letter}2:")
    ]
    if rule.formula1.startswith('"'):
        return str(rule.formula1).strip('"').split(",")
    name, place = rule.formula1.split("!")
    assert sheet.parent is not None
    return [str(row[0].value) for row in sheet.parent[name][place.replace("$", "")]]


def test_there_is_a_template_for_every_kind_of_import(tmp_path: Path) -> None:
    paths = write_templates(tmp_path, PLAN)

    assert [path.name for path in paths] == [
        "单位名册.xlsx",
        "双月度考核.xlsx",
        "第三方测评.xlsx",
        "信息报送.xlsx",
        "评分表.xlsx",
        "计票单.xlsx",
        "评委.xlsx",
        "评委指派.xlsx",
        "列席单位意见.xlsx",
        "评选输入.xlsx",
    ]
    sheets = [name for path in paths for name in load_workbook(path).sheetnames]
    assert [name for name in sheets if name not in ("填写说明", "选项")] == [
        layout.sheet for layout in LAYOUTS
    ]


def test_every_template_is_understood_by_its_import_and_its_examples_are_skipped(
    tmp_path: Path,
) -> None:
    read: dict[str, Sheet[object]] = {}
    for path in write_templates(tmp_path, PLAN):
        for table in read_book(path).tables:
            layout = best_layout(table, LAYOUTS)
            if layout is not None:
                assert str(table.rows[1][1][0]).startswith(EXAMPLE_MARK)
                read[layout.sheet] = read_sheet(table, layout)

    assert read == {
        layout.sheet: Sheet(columns=frozenset(c.key for c in layout.columns)) for layout in LAYOUTS
    }


def test_an_example_would_be_good_input_were_it_not_marked(tmp_path: Path) -> None:
    for path in write_templates(tmp_path, PLAN):
        for table in read_book(path).tables:
            layout = best_layout(table, LAYOUTS)
            if layout is None:
                continue
            plain = [
                (number, tuple(str(c).replace(EXAMPLE_MARK, "样") if c else c for c in row))
                for number, row in table.rows
            ]
            sheet = read_sheet(type(table)(table.file, table.sheet, plain), layout)
            assert sheet.problems == ()
            assert len(sheet.lines) == len(layout.examples)


def test_choices_are_drop_downs_however_long_their_words_are(tmp_path: Path) -> None:
    [path, *_] = write_templates(tmp_path, PLAN)
    units = load_workbook(path)["单位"]

    assert lists_of(units, "C") == [kind.name for kind in PLAN.unit_kinds]
    assert lists_of(units, "G") == ["是", "否"]


def test_header_cells_explain_themselves_and_codes_stay_text(tmp_path: Path) -> None:
    [path, *_] = write_templates(tmp_path, PLAN)
    book = load_workbook(path)
    units = book["单位"]

    assert units["A1"].comment is not None
    assert units["A1"].comment.text.startswith("必填。一经启用不再改变")
    assert units.column_dimensions["A"].number_format == "@"
    assert units.freeze_panes == "B2"
    assert book["选项"].sheet_state == "hidden"
