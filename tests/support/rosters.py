"""Small rosters and sheets as files, and a house to import them into."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from sqlmodel import select

from models import Address, Holding, Person, Post, Unit
from records.workbooks.filled import write_roster
from records.workbooks.roster import PersonRow, Roster, UnitRow
from tasks.context import Context, House
from tasks.imports.problems import ImportRefused
from tasks.imports.report import ImportReport
from tasks.imports.roster import import_roster
from tests.support.campaigns import suzhou
from tests.support.launched import bare_house

JUNE = datetime(2021, 6, 18, 1, tzinfo=UTC)
KINDS = suzhou().unit_kinds

COUNTY = UnitRow("xq01", "甲县行政审批局", "county_bureau", "甲县", headcount=50, order=1)
TOWN = UnitRow("zh001", "乙镇行政审批局", "town_bureau", "甲县", "xq01", 12, order=2)
STAFF = (
    PersonRow("xq01", "r1", "赵示一", "leader", "局长", mobile="10000000001"),
    PersonRow("xq01", "r2", "钱示一", "deputy", "副局长", mobile="10000000002"),
    PersonRow("xq01", "r3", "孙示一", "contact", "科员", email="r3@units.example"),
)


def book_of(path: Path, sheets: Mapping[str, Sequence[Sequence[Any]]]) -> Path:
    """A workbook with these cells."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path


def roster_of(path: Path, units: Sequence[UnitRow] = (), people: Sequence[PersonRow] = ()) -> Path:
    write_roster(path, Roster(tuple(units), tuple(people)), KINDS)
    return path


def bring_in(
    house: House,
    path: Path,
    *,
    at: datetime = JUNE,
    as_of: date | None = None,
    dry_run: bool = False,
) -> ImportReport:
    with house.acting("办公室", now=at) as ctx:
        return import_roster(ctx, path, KINDS, as_of, dry_run=dry_run)


def refusal(house: House, path: Path, *, as_of: date | None = None) -> tuple[str, ...]:
    """Why the roster is refused; an import that succeeds fails the test."""
    with pytest.raises(ImportRefused) as caught:
        bring_in(house, path, as_of=as_of)
    return caught.value.reasons


def everything(ctx: Context) -> list[Any]:
    """All rows that an import may touch."""
    tables: tuple[type[Any], ...] = (Unit, Person, Address, Post, Holding)
    return [row.model_dump() for table in tables for row in ctx.session.exec(select(table)).all()]


@contextmanager
def rostered(home: Path, units: Sequence[UnitRow], people: Sequence[PersonRow]) -> Iterator[House]:
    """A house with this roster, imported on 18 June 2021."""
    with bare_house(home) as house:
        bring_in(house, roster_of(home / "名册.xlsx", units, people), as_of=date(2021, 6, 18))
        yield house
