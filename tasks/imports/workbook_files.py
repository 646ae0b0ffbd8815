"""Workbooks (.xlsx) from strangers: looked at as an archive first, opened only when harmless."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from typing import Any, TypeAlias, cast

from openpyxl import load_workbook
from openpyxl.utils.cell import column_index_from_string, get_column_letter
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from tasks.imports.problems import ImportRefused, Problem
from tasks.imports.tables import (
    MEGABYTE,
    MOST_COLUMNS,
    MOST_ROWS,
    Row,
    Table,
    refused,
    too_many_rows,
)

ZIP_MARK = b"PK\x03\x04"
OLE_MARK = bytes.fromhex("d0cf11e0a1b11ae1")
MOST_ENTRIES = 1_000
MOST_UNPACKED = 600 * MEGABYTE
MOST_RATIO = 200
SMALL_ENTRY = 8 * MEGABYTE
"""Below it a high ratio does no harm; repetitive sheets reach it honestly."""
MOST_FILLED = 100_000
"""Cells that merged ranges may fill; a range over whole columns fills nothing."""
MERGE = re.compile(rb'<(?:\w+:)?mergeCell [^>]*?ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
FORMULA = re.compile(rb"<(?:\w+:)?f[ >/]")
Range: TypeAlias = tuple[int, int, int, int]
DAMAGED = ("工作簿已损坏", "请用表格软件打开后另存为 .xlsx 再导入")


def old_or_locked(data: bytes) -> tuple[str, str]:
    """What an OLE file is, and what to do about it."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return "文件设有打开密码", "请取消密码另存后再导入"
    return "这是旧格式（.xls）或其他文件", "请另存为 .xlsx 再导入"


def tables_of(name: str, data: bytes) -> tuple[Table, ...]:
    """Every visible sheet that has content.

    Raises:
        ImportRefused: For archives that are broken, locked, oversized or not workbooks.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _inspect(name, archive)
        with warnings.catch_warnings():
            # Extensions that openpyxl does not keep are of no account for reading values.
            warnings.simplefilter("ignore")
            return tuple(_tables(name, data))
    except ImportRefused:
        raise
    except Exception as error:  # a hostile archive may make the reader raise anything
        raise refused(name, *DAMAGED) from error


def _inspect(name: str, archive: zipfile.ZipFile) -> None:
    """Refuse what could do harm before anything is unpacked."""
    entries = archive.infolist()
    names = [entry.filename for entry in entries]
    swollen = any(
        e.file_size > SMALL_ENTRY and e.file_size > MOST_RATIO * max(e.compress_size, 1)
        for e in entries
    )
    if len(entries) > MOST_ENTRIES or sum(e.file_size for e in entries) > MOST_UNPACKED or swollen:
        raise refused(name, "解开后过大", "请只保留需要的工作表，另存后再导入")
    if len(set(names)) != len(names):
        raise refused(name, *DAMAGED)
    if any(entry.flag_bits & 1 for entry in entries):
        raise refused(name, "文件设有打开密码", "请取消密码另存后再导入")
    if "xl/workbook.xml" not in names:
        raise refused(name, "不是 .xlsx 工作簿", "请另存为 .xlsx 再导入")
    for entry in entries:
        if entry.filename.endswith((".xml", ".rels")):
            with archive.open(entry) as stream:
                if b"<!DOCTYPE" in stream.read(4096):
                    raise refused(name, "工作簿里有不允许的内容", "请用表格软件另存后再导入")


def _tables(name: str, data: bytes) -> Iterator[Table]:
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    unsolved: list[Problem] = []
    for sheet in cast("list[ReadOnlyWorksheet]", book.worksheets):
        if sheet.sheet_state != "visible":
            continue
        formulas, merges = _marks(data, sheet)
        rows = _rows_of(name, sheet)
        table = Table(name, sheet.title, _spread(rows, merges) if merges else rows)
        if formulas:
            unsolved += _unsolved(data, table)
        if rows:
            yield table
    if unsolved:
        raise ImportRefused(unsolved)


def _rows_of(name: str, sheet: ReadOnlyWorksheet) -> list[tuple[int, Row]]:
    # What the sheet says about its own size is often wrong and sometimes hostile.
    sheet.reset_dimensions()
    rows: list[tuple[int, Row]] = []
    # The stubs type the reader's rows as those of a full sheet.
    cells = cast("Any", sheet).iter_rows(max_col=MOST_COLUMNS, values_only=True)
    for number, values in enumerate(cells, 1):
        if number > MOST_ROWS:
            raise too_many_rows(name)
        width = MOST_COLUMNS
        while width and values[width - 1] is None:
            width -= 1
        if width:
            rows.append((number, cast("Row", values[:width])))
    return rows


def _marks(data: bytes, sheet: ReadOnlyWorksheet) -> tuple[bool, list[Range]]:
    """Whether a sheet has formulas, and its merged ranges: the quick reader tells neither."""
    formulas, tail = False, b""
    merges: list[Range] = []
    path = cast("Any", sheet)._worksheet_path  # noqa: SLF001 - openpyxl has no public name for it
    with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open(path) as stream:
        while chunk := stream.read(MEGABYTE):
            text = tail + chunk
            formulas = formulas or FORMULA.search(text) is not None
            # Only whole elements count, so that none is taken twice at the seam of two chunks.
            end = text.rfind(b">") + 1
            merges += [_range(*found) for found in MERGE.findall(text[:end])]
            tail = text[end:][-MEGABYTE:]
    return formulas, merges


def _range(left: bytes, top: bytes, right: bytes, bottom: bytes) -> Range:
    first, last = (column_index_from_string(letters.decode()) for letters in (left, right))
    return first, int(top), last, int(bottom)


def _spread(rows: list[tuple[int, Row]], merges: list[Range]) -> list[tuple[int, Row]]:
    """Give every cell of a merged range the value that is seen on it."""
    cells = {number: list(row) for number, row in rows}
    for left, top, right, bottom in merges:
        size = (right - left + 1) * (bottom - top + 1)
        if size > MOST_FILLED or right > MOST_COLUMNS or top not in cells:
            continue
        row = cells[top]
        value = row[left - 1] if left <= len(row) else None
        for number in range(top, bottom + 1):
            target = cells.setdefault(number, [])
            target += [None] * (right - len(target))
            target[left - 1 : right] = [value] * (right - left + 1)
    return [(number, tuple(cells[number])) for number in sorted(cells)]


def _unsolved(data: bytes, table: Table) -> Iterator[Problem]:
    """Formulas without a stored result: they would be read as empty cells."""
    book = load_workbook(io.BytesIO(data), read_only=True)
    sheet = cast("ReadOnlyWorksheet", book[table.sheet])
    written = dict(_rows_of(table.file, sheet))
    known = dict(table.rows)
    for number, row in written.items():
        for place, cell in enumerate(row):
            values = known.get(number, ())
            if isinstance(cell, str) and cell.startswith("=") and not _has(values, place):
                yield Problem(
                    table.place(number, get_column_letter(place + 1)),
                    "公式没有存下结果",
                    "请用表格软件打开保存一次，或直接填写数值",
                )


def _has(row: Row, place: int) -> bool:
    return place < len(row) and row[place] is not None
