from __future__ import annotations

import io
import zipfile
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from tasks.imports.book import read_book, read_bytes
from tasks.imports.problems import ImportRefused
from tasks.imports.tables import Table
from tests.support.rosters import book_of

ROWS = [("代码", "名称"), ("zh001", "示例，镇")]


def refusal(data: bytes, name: str = "名册.xlsx") -> tuple[str, ...]:
    with pytest.raises(ImportRefused) as caught:
        read_bytes(name, data)
    return caught.value.reasons


def workbook(book: Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def repacked(data: bytes, extra: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            if name not in extra:
                new.writestr(name, old.read(name))
        for name, content in extra.items():
            new.writestr(name, content)
    return stream.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_a_csv_is_read_whatever_its_encoding_and_separator(encoding: str, separator: str) -> None:
    text = "\r\n".join(separator.join(f'"{cell}"' for cell in row) for row in ROWS)

    book = read_bytes("名册.csv", text.encode(encoding))

    assert book.tables == (Table("名册.csv", "", list(enumerate(ROWS, 1))),)


def test_rows_keep_the_number_a_spreadsheet_shows_beside_them(tmp_path: Path) -> None:
    path = book_of(tmp_path / "名册.xlsx", {"单位": [["代码"], [], [None, " "], ["a"]]})

    [table] = read_book(path).tables

    assert table.rows == [(1, ("代码",)), (3, (None, " ")), (4, ("a",))]


def test_a_merged_range_means_its_value_in_every_cell() -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "单位"
    for row in (["代码", "县市区"], ["a", "甲县"], ["b", None], ["c", None]):
        sheet.append(row)
    sheet.merge_cells("B2:B4")

    [table] = read_bytes("名册.xlsx", workbook(book)).tables

    assert [row for _, row in table.rows] == [
        ("代码", "县市区"),
        ("a", "甲县"),
        ("b", "甲县"),
        ("c", "甲县"),
    ]


def test_a_formula_without_a_stored_result_is_named_by_its_cell(tmp_path: Path) -> None:
    path = book_of(tmp_path / "得分.xlsx", {"考核": [["得分"], [90], ["=A2+1"]]})

    with pytest.raises(ImportRefused) as caught:
        read_book(path)

    [reason] = caught.value.reasons
    assert reason == (
        "得分.xlsx，工作表“考核”，第3行，“A”列：公式没有存下结果，"
        "请用表格软件打开保存一次，或直接填写数值。"
    )


def test_dates_come_as_dates_and_hidden_sheets_not_at_all() -> None:
    book = Workbook()
    book.worksheets[0].append([datetime(2021, 6, 18)])  # noqa: DTZ001 - spreadsheets know no zone
    hidden = book.create_sheet("选项")
    hidden.append(["是"])
    hidden.sheet_state = "hidden"

    [table] = read_bytes("a.xlsx", workbook(book)).tables

    assert table.rows == [(1, (datetime(2021, 6, 18),))]  # noqa: DTZ001 - as above


def test_a_file_that_is_no_table_gets_a_clear_answer() -> None:
    ole = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)
    locked = ole + "EncryptedPackage".encode("utf-16-le")
    whole = workbook(Workbook())

    assert refusal(b"") == ("名册.xlsx：文件是空的，请填写后重新选择。",)
    assert refusal(ole) == ("名册.xlsx：这是旧格式（.xls）或其他文件，请另存为 .xlsx 再导入。",)
    assert refusal(locked) == ("名册.xlsx：文件设有打开密码，请取消密码另存后再导入。",)
    assert refusal(bytes(range(256)) * 8, "a.csv") == (
        "a.csv：不是表格文件，请选择 .xlsx，或另存为 UTF-8 编码的 .csv。",
    )
    assert refusal(whole[: len(whole) // 2]) == (
        "名册.xlsx：工作簿已损坏，请用表格软件打开后另存为 .xlsx 再导入。",
    )


def test_a_missing_file_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused) as caught:
        read_book(tmp_path / "没有.xlsx")

    assert caught.value.reasons == ("没有.xlsx：找不到这个文件，请检查路径和权限。",)


def test_an_archive_that_unpacks_to_far_more_than_it_is_stays_packed() -> None:
    bomb = repacked(workbook(Workbook()), {"xl/media/a.bin": bytes(40 << 20)})

    assert refusal(bomb) == ("名册.xlsx：解开后过大，请只保留需要的工作表，另存后再导入。",)


def test_an_archive_of_another_kind_is_no_workbook() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a.txt", "a")

    assert refusal(stream.getvalue()) == ("名册.xlsx：不是 .xlsx 工作簿，请另存为 .xlsx 再导入。",)


def test_a_workbook_that_declares_entities_is_not_opened() -> None:
    laughing = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "ha">]><a>&b;</a>'
    data = repacked(workbook(Workbook()), {"xl/sharedStrings.xml": laughing})

    assert refusal(data) == ("名册.xlsx：工作簿里有不允许的内容，请用表格软件另存后再导入。",)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 5000), st.binary(min_size=1, max_size=30))
def test_a_workbook_with_any_bytes_damaged_is_read_or_refused(place: int, noise: bytes) -> None:
    book = Workbook()
    book.worksheets[0].append(["代码", "名称"])
    whole = workbook(book)
    place %= len(whole)
    damaged = whole[:place] + noise + whole[place + len(noise) :]

    with suppress(ImportRefused):
        read_bytes("a.xlsx", damaged)


@given(st.binary(max_size=300))
def test_any_bytes_at_all_are_read_or_refused(data: bytes) -> None:
    with suppress(ImportRefused):
        read_bytes("a.csv", data)
