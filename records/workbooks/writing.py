"""Tables written as workbooks: readable, printable, and never a formula that came from data."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils.cell import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""First characters that make a spreadsheet take text for a formula."""
HEADER_FONT = Font(bold=True)
HEADER_FILL = PatternFill("solid", fgColor="DCE6F1")
HEADER_LINE = Border(bottom=Side(style="thin", color="7F7F7F"))
WRAPPED = Alignment(vertical="center", wrap_text=True)
TITLE_FONT = Font(bold=True, size=14)
TEXT = "@"
DAY = "yyyy-mm-dd"
A4 = 9
"""As Office Open XML numbers paper sizes."""
NARROWEST, WIDEST = 8, 48


@dataclass(frozen=True, slots=True)
class Heading:
    """A column of a written table."""

    name: str
    width: int = 0
    """In characters; 0 fits it to the name."""
    text: bool = False
    """Codes: kept as text even when they look like numbers."""


@dataclass(frozen=True, slots=True)
class Written:
    """A sheet to write: its name, columns and rows, and a title above them if wanted."""

    name: str
    headings: Sequence[Heading]
    rows: Iterable[Sequence[object]]
    title: str = ""


def write_workbook(target: Path | BytesIO, sheets: Sequence[Written]) -> None:
    """Write the sheets in order; rows are streamed, so that size does not matter."""
    book = Workbook(write_only=True)
    for sheet in sheets:
        _write(new_sheet(book, sheet.name), sheet)
    if isinstance(target, Path):
        target.parent.mkdir(parents=True, exist_ok=True)
    book.save(target)


def new_sheet(book: Workbook, name: str) -> WriteOnlyWorksheet:
    sheet: Any = book.create_sheet(name)
    sheet.page_setup.paperSize = A4
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    made: WriteOnlyWorksheet = sheet
    return made


def set_columns(sheet: Any, headings: Sequence[Heading]) -> None:  # noqa: ANN401 - openpyxl's own
    for place, heading in enumerate(headings, 1):
        column = sheet.column_dimensions[get_column_letter(place)]
        wide = heading.width or 2 * len(heading.name) + 4
        column.width = max(NARROWEST, min(WIDEST, wide))
        if heading.text:
            column.number_format = TEXT


def dress_header(cell: Any) -> None:  # noqa: ANN401 - openpyxl's own
    cell.font, cell.fill = HEADER_FONT, HEADER_FILL
    cell.border, cell.alignment = HEADER_LINE, WRAPPED


def set_value(cell: Any, value: object, *, text: bool = False) -> None:  # noqa: ANN401 - openpyxl's own
    """Store the value; text stays text whatever it begins with."""
    cell.value = _storable(value)
    if isinstance(value, str):
        # Only now: openpyxl takes text that begins with = for a formula when the value is set.
        cell.data_type = "s"
        if text or value.startswith(DANGEROUS):
            cell.number_format = TEXT
        if value.startswith(DANGEROUS):
            # The mark with which a spreadsheet remembers that this was typed as text.
            cell.quotePrefix = True
    elif isinstance(value, date):
        cell.number_format = DAY


def _storable(value: object) -> Any:  # noqa: ANN401 - whatever a cell may hold
    if isinstance(value, str):
        # A spreadsheet's line break is \n alone; what writes the file may turn \r into either.
        return ILLEGAL_CHARACTERS_RE.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))
    return float(value) if isinstance(value, Decimal) else value


def safe_cell(sheet: Any, value: object, *, text: bool = False) -> object:  # noqa: ANN401 - openpyxl's own
    """The value itself where it is harmless and needs no format, else a cell that holds it."""
    value = _storable(value)
    plain = not isinstance(value, str | date)
    if plain or (isinstance(value, str) and not text and not value.startswith(DANGEROUS)):
        return value
    cell = WriteOnlyCell(sheet)
    set_value(cell, value, text=text)
    return cell


def _write(sheet: Any, content: Written) -> None:  # noqa: ANN401 - openpyxl's own
    set_columns(sheet, content.headings)
    header_row = 2 if content.title else 1
    sheet.freeze_panes = f"A{header_row + 1}"
    sheet.print_title_rows = f"{header_row}:{header_row}"
    if content.title:
        title: Any = WriteOnlyCell(sheet, content.title)
        title.font = TITLE_FONT
        sheet.append([title])
    names: list[Any] = [WriteOnlyCell(sheet, heading.name) for heading in content.headings]
    for cell in names:
        dress_header(cell)
    sheet.append(names)
    texts = [heading.text for heading in content.headings]
    for row in content.rows:
        sheet.append([safe_cell(sheet, v, text=t) for v, t in zip(row, texts, strict=True)])
