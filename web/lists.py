"""Lists as every page shows them: filtered, sorted, paged, taken along as a workbook, printed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from io import BytesIO
from typing import Annotated, Any, Generic, TypeVar
from urllib.parse import quote, urlencode

from fastapi import Depends, Query
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from sqlalchemy import ColumnElement, or_
from sqlmodel import col
from starlette.responses import Response

from config.calendars import SHANGHAI
from tasks.cut import Cut

Row = TypeVar("Row")
PAGE = 50
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDEST = 60
BY_VALUE = True
"""Sorted by what a workbook says: for lists that are computed or short, which no database sorts."""


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """A column: its heading, what a workbook says in it, and what it is sorted by in the database."""

    key: str
    label: str
    value: Callable[[Row], object]
    sort: Any = None
    """A mapped column or expression, BY_VALUE in a list that is at hand whole; None: not sorted by."""
    number: bool = False


@dataclass(frozen=True, slots=True)
class Order:
    """How somebody asked to see a list."""

    sort: str = ""
    down: bool = False
    page: int = 1
    workbook: bool = False
    """As .xlsx, all pages in one."""
    find: str = ""
    """Only rows that say this somewhere, in lists that have no filter of their own."""

    @property
    def limit(self) -> int | None:
        return None if self.workbook else PAGE

    @property
    def offset(self) -> int:
        return 0 if self.workbook else (self.page - 1) * PAGE


def asked_order(
    *,
    sort: Annotated[str, Query(max_length=40)] = "",
    down: bool = False,
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
    format: Annotated[str, Query(pattern="^(|xlsx)$")] = "",  # noqa: A002 - the name in the address
    find: Annotated[str, Query(max_length=60)] = "",
) -> Order:
    return Order(sort, down, page, format == "xlsx", find.strip())


OrderDep = Annotated[Order, Depends(asked_order)]


@dataclass(frozen=True, slots=True)
class Listing(Generic[Row]):
    """A list on its page: title, columns, the order asked for and the filter that is kept with it."""

    title: str
    columns: Sequence[Column[Row]]
    order: Order
    filter: Mapping[str, str] = field(default_factory=dict)
    rows: Sequence[Row] = ()
    total: int = 0

    def order_by(self, *then: Any) -> list[ColumnElement[Any]]:  # noqa: ANN401 - mapped columns
        """What the database sorts by; `then` tells equal rows apart, so that pages never overlap."""
        chosen = next((c.sort for c in self.columns if c.key == self.order.sort), None)
        if chosen is None:
            return [*then]
        return [chosen.desc() if self.order.down else chosen.asc(), *then]

    def with_rows(self, rows: Sequence[Row], total: int) -> Listing[Row]:
        return Listing(self.title, self.columns, self.order, self.filter, rows, total)

    def of_all(self, rows: Sequence[Row]) -> Listing[Row]:
        """A list that is at hand whole: narrowed, sorted by its column's values, cut to the page."""
        rows = [row for row in rows if self._says(row, self.order.find.casefold())]
        chosen = next((c for c in self.columns if c.sort and c.key == self.order.sort), None)
        if chosen is not None:
            told = chosen.value
            rows = sorted(rows, key=lambda row: _rank(told(row)), reverse=self.order.down)
        start, limit = self.order.offset, self.order.limit
        shown = rows if limit is None else rows[start : start + limit]
        return self.with_rows(shown, len(rows))

    def cut(self, *said_in: Any) -> Cut:  # noqa: ANN401 - mapped columns
        """What the page asks of the database; rows say in one of these columns what is looked for."""
        find, where = self.order.find, tuple[ColumnElement[bool], ...]()
        if find and said_in:
            where = (or_(*(col(one).icontains(find, autoescape=True) for one in said_in)),)
        return Cut(self.order_by(), self.order.limit, self.order.offset, where)

    def _says(self, row: Row, find: str) -> bool:
        return not find or any(find in f"{c.value(row)}".casefold() for c in self.columns)

    def query(self, **changed: str) -> str:
        """The address's query with something changed; empty values are left out."""
        told = {
            **self.filter,
            "sort": self.order.sort,
            "down": "1" if self.order.down else "",
            "find": self.order.find,
            **changed,
        }
        return urlencode({name: value for name, value in told.items() if value})

    def sorted_by(self, key: str) -> str:
        """The query that sorts by a column, downwards where it is sorted by it already."""
        again = self.order.sort == key and not self.order.down
        return self.query(sort=key, down="1" if again else "")

    def as_workbook(self, printed_by: str) -> Response:
        """The rows as .xlsx: heading row, filter, widths, and A4 pages with title and numbers."""
        data = workbook_of(self.title, self.columns, self.rows, printed_by)
        return attachment(data, f"{self.title}.xlsx", WORKBOOK)


def workbook_of(
    title: str, columns: Sequence[Column[Row]], rows: Iterable[Row], printed_by: str
) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None  # noqa: S101 - a new workbook has a sheet; this tells the type checker
    sheet.title = title[:31]
    sheet.append([column.label for column in columns])
    widths = [_width(column.label) for column in columns]
    for row in rows:
        cells = [_cell(column.value(row)) for column in columns]
        sheet.append(cells)
        for cell in sheet[sheet.max_row]:
            if cell.data_type == "f":
                # Typed by people: what begins like a formula is text all the same.
                cell.data_type = "s"
        widths = [max(w, _width(c)) for w, c in zip(widths, cells, strict=True)]
    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = min(width + 2, WIDEST)
    for cell in sheet[1]:
        cell.font, cell.alignment = Font(bold=True), Alignment(vertical="center")
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    sheet.page_setup.paperSize, sheet.page_setup.orientation = 9, "landscape"
    sheet.print_title_rows = "1:1"
    sheet.HeaderFooter.oddHeader.center.text = title
    sheet.HeaderFooter.oddFooter.left.text = printed_by
    sheet.HeaderFooter.oddFooter.center.text = "&P / &N"
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()


def attachment(data: bytes, name: str, kind: str) -> Response:
    """A file to be saved, never shown inside a page."""
    disposition = f"attachment; filename*=UTF-8''{quote(name)}"
    return Response(data, media_type=kind, headers={"content-disposition": disposition})


def _cell(value: object) -> Any:  # noqa: ANN401 - what openpyxl takes
    if isinstance(value, datetime):
        return value.astimezone(SHANGHAI).replace(tzinfo=None)
    if value is None or isinstance(value, date | int | float):
        return value
    return str(value)


def _rank(value: object) -> tuple[bool, Any]:
    """Nothing comes after everything."""
    return value is None, "" if value is None else value


def _width(value: object) -> int:
    return sum(2 if ord(sign) > 0x2E80 else 1 for sign in str(value or ""))  # noqa: PLR2004 - from there on signs are wide
