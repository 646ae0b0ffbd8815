"""Layouts filled with rows: the roster and the sheets as files that can be imported again."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

from records.workbooks.layout import Column, Kind, Layout
from records.workbooks.roster import PEOPLE, Roster, units_layout
from records.workbooks.steady import make_steady
from records.workbooks.writing import DANGEROUS, Heading, Written, write_workbook
from rules.definition import UnitKind

R = TypeVar("R")

WIDTHS = {Kind.CODE: 14, Kind.TEXT: 28, Kind.CHOICE: 26, Kind.DAY: 13}


def heading_of(column: Column) -> Heading:
    text = column.kind in (Kind.CODE, Kind.ROUND)
    return Heading(column.name, WIDTHS.get(column.kind, 0), text=text)


def filled(layout: Layout[R], rows: Iterable[R]) -> Written:
    headings = [heading_of(column) for column in layout.columns]
    return Written(layout.sheet, headings, (layout.cells(row) for row in rows))


def write_roster(path: Path, roster: Roster, kinds: Sequence[UnitKind]) -> None:
    """The roster as one workbook with its two sheets."""
    write_workbook(path, [filled(units_layout(kinds), roster.units), filled(PEOPLE, roster.people)])
    make_steady(path)


def write_sheet(path: Path, layout: Layout[R], rows: Iterable[R]) -> None:
    """One filled sheet, as .csv where the name says so (UTF-8 with mark), else as a workbook."""
    if path.suffix.lower() != ".csv":
        write_workbook(path, [filled(layout, rows)])
        make_steady(path)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow([column.name for column in layout.columns])
        writer.writerows([_plain(value) for value in layout.cells(row)] for row in rows)


def _plain(value: object) -> object:
    """A quote before what a spreadsheet would take for a formula; imports take it off again."""
    if isinstance(value, str) and value.startswith(DANGEROUS):
        return f"'{value}"
    if isinstance(value, date | Decimal):
        return str(value)
    return value
