"""CSV as Chinese offices save it: UTF-8 with or without a mark, GB18030, UTF-16; any separator."""

from __future__ import annotations

import codecs
import csv
import io

from tasks.imports.tables import MOST_COLUMNS, MOST_ROWS, Row, Table, refused, too_many_rows

SEPARATORS = (",", "\t", ";")
GUARDED = ("=", "+", "-", "@", "\t", "\r")
LONGEST_CELL = 32_767
"""As in a spreadsheet."""


def table_of(name: str, data: bytes) -> Table:
    """The one table of a CSV file.

    Raises:
        ImportRefused: When it is no text, or not a table.
    """
    text = decoded(name, data)
    csv.field_size_limit(LONGEST_CELL)
    rows: list[tuple[int, Row]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator_of(text), strict=True)
    try:
        for number, cells in enumerate(reader, 1):
            if number > MOST_ROWS:
                raise too_many_rows(name)
            if any(cell.strip() for cell in cells):
                rows.append((number, tuple(_unquoted(c) for c in cells[:MOST_COLUMNS])))
    except csv.Error as error:
        line = reader.line_num
        raise refused(
            name, f"第{line}行附近的引号不成对或单元格过长", "请另存为 .xlsx 再导入"
        ) from error
    return Table(name, "", rows)


def _unquoted(cell: str) -> str:
    """Without the quote that keeps a spreadsheet from taking text for a formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in GUARDED else cell


def decoded(name: str, data: bytes) -> str:
    """A mark first, then strict UTF-8; only what is not UTF-8 can be GB18030."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise refused(name, "不是表格文件", "请选择 .xlsx，或另存为 UTF-8 编码的 .csv")


def separator_of(text: str) -> str:
    """Whichever stands most often in the first line that says something."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(SEPARATORS, key=first.count)
