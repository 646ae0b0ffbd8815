"""Plain tables of cells, and how much of them is taken in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TypeAlias

from tasks.imports.problems import ImportRefused, Place, Problem

MEGABYTE = 1 << 20
MOST_BYTES = 64 * MEGABYTE
MOST_ROWS = 2_000_000
MOST_COLUMNS = 40

Cell: TypeAlias = str | int | float | bool | date | datetime | time | None
Row: TypeAlias = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet; each row with the number that a spreadsheet program shows beside it."""

    file: str
    sheet: str
    rows: Sequence[tuple[int, Row]]

    def place(self, row: int = 0, column: str = "") -> Place:
        return Place(self.file, self.sheet, row, column)


def refused(file: str, what: str, hint: str = "") -> ImportRefused:
    return ImportRefused([Problem(Place(file), what, hint)])


def too_many_rows(file: str) -> ImportRefused:
    return refused(file, f"超过{MOST_ROWS}行", "请拆成几个文件")
