from __future__ import annotations

import csv
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from records.workbooks.filled import write_sheet
from records.workbooks.sheets import BIMONTHLY, BimonthlyRow
from records.workbooks.writing import Heading, Written, write_workbook
from tasks.imports.book import read_book

HEADINGS = (Heading("代码", text=True), Heading("名称"))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_text_that_looks_like_a_formula_stays_text(tmp_path: Path, start: str) -> None:
    evil = f'{start}HYPERLINK("https://x.example","a")'
    write_workbook(tmp_path / "表.xlsx", [Written("表", HEADINGS, [(evil, evil)])])

    cells = load_workbook(tmp_path / "表.xlsx")["表"][2]

    assert [(cell.value, cell.data_type) for cell in cells] == [(evil.replace("\r", "\n"), "s")] * 2
    assert [cell.quotePrefix for cell in cells] == [True, True]


def test_a_table_has_its_title_header_widths_and_a_frozen_head(tmp_path: Path) -> None:
    rows = [("007", date(2021, 6, 18)), ("008", Decimal("92.5"))]
    write_workbook(
        tmp_path / "表.xlsx", [Written("电话清单", HEADINGS, rows, "六月十八日电话清单")]
    )

    sheet = load_workbook(tmp_path / "表.xlsx")["电话清单"]

    assert [[cell.value for cell in row] for row in sheet["A1:A4"]] == [
        ["六月十八日电话清单"],
        ["代码"],
        ["007"],
        ["008"],
    ]
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("A3", "$2:$2")
    assert sheet["A3"].number_format == "@"
    assert sheet["B3"].number_format == "yyyy-mm-dd"
    assert sheet["B4"].value == 92.5


def test_characters_that_no_workbook_can_hold_are_left_out(tmp_path: Path) -> None:
    write_workbook(tmp_path / "表.xlsx", [Written("表", HEADINGS, [("a\x00b", "c\x0bd")])])

    assert [c.value for c in load_workbook(tmp_path / "表.xlsx")["表"][2]] == ["ab", "cd"]


def test_a_csv_carries_a_mark_and_guards_its_formulas_until_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "得分.csv"
    row = BimonthlyRow("ck001", "2021-1", Decimal("90.5"), "-窗口")
    write_sheet(path, BIMONTHLY, [row])

    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as stream:
        assert list(csv.reader(stream))[1] == ["ck001", "'-窗口", "2021-1", "90.5"]
    [table] = read_book(path).tables
    assert table.rows[1] == (2, ("ck001", "-窗口", "2021-1", "90.5"))


def test_a_filled_sheet_does_not_tell_when_it_was_written(tmp_path: Path) -> None:
    row = BimonthlyRow("ck001", "2021-1", Decimal("90.5"), "示例窗口")
    write_sheet(tmp_path / "得分.xlsx", BIMONTHLY, [row])

    with zipfile.ZipFile(tmp_path / "得分.xlsx") as file:
        assert b"dcterms:created" not in file.read("docProps/core.xml")
        assert {entry.date_time for entry in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
