"""Tables read by their layout: header by name in any order, every bad cell named at once."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any, Generic, TypeVar

from records.workbooks.layout import EXAMPLE_MARK, Column, Layout
from tasks.imports.cells import BadCellError, read_cell, text_of
from tasks.imports.problems import Place, Problem
from tasks.imports.tables import Row, Table

R = TypeVar("R")

SHORT_NAME = 2
HEADER_WITHIN = 10
"""Rows that may stand above the header, such as a title over the whole sheet."""


@dataclass(frozen=True, slots=True)
class Line(Generic[R]):
    """A row that was read, with its place for what may still be wrong with it."""

    place: Place
    row: R

    def problem(self, column: str, what: str, hint: str = "") -> Problem:
        return Problem(Place(self.place.file, self.place.sheet, self.place.row, column), what, hint)


@dataclass(frozen=True, slots=True)
class Sheet(Generic[R]):
    """What a table said: its rows, and which columns it had at all."""

    lines: tuple[Line[R], ...] = ()
    columns: frozenset[str] = frozenset()
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class _Header:
    row: int
    """Index into the rows of the table."""
    known: dict[int, Column]
    unknown: dict[int, str]


def best_layout(table: Table, layouts: Sequence[Layout[Any]]) -> Layout[Any] | None:
    """The layout that a table follows: by the sheet's name, else by most of its columns."""
    for layout in layouts:
        if table.sheet.strip() == layout.sheet:
            return layout

    def fit(layout: Layout[Any]) -> int:
        known = _header(table, layout).known.values()
        needed = [c for c in layout.columns if c.required]
        return len(known) if all(c in known for c in needed) else 0

    chosen = max(layouts, key=fit)
    return chosen if fit(chosen) else None


def read_sheet(table: Table, layout: Layout[R]) -> Sheet[R]:
    """All rows of a table; where anything is wrong, `problems` says so and rows may be missing."""
    header = _header(table, layout)
    head = table.rows[header.row][0] if table.rows else 0
    problems = list(_header_problems(table, layout, header, head))
    mistyped, warnings = _unknown_columns(table, layout, header, head)
    problems += mistyped
    if problems:
        return Sheet(problems=(*problems, *warnings))
    lines: list[Line[R]] = []
    first = min((i for i, c in header.known.items() if c == layout.columns[0]), default=0)
    for number, row in table.rows[header.row + 1 :]:
        texts = {place: text_of(row[place]) for place in header.known if place < len(row)}
        if not any(texts.values()) or texts.get(first, "").startswith(EXAMPLE_MARK):
            continue
        values, bad = _read_row(table.place(number), layout, header.known, row, texts)
        problems += bad
        if not bad:
            lines.append(Line(table.place(number), layout.row(**values)))
    columns = frozenset(column.key for column in header.known.values())
    return Sheet(tuple(lines), columns, tuple(problems), warnings)


def _header(table: Table, layout: Layout[Any]) -> _Header:
    """The row among the first ones that names most columns."""
    names = {_folded(n): column for column in layout.columns for n in column.named}
    best = _Header(0, {}, {})
    for index, (_, row) in enumerate(table.rows[:HEADER_WITHIN]):
        texts = {place: text_of(cell) for place, cell in enumerate(row)}
        known = {p: names[_folded(t)] for p, t in texts.items() if _folded(t) in names}
        if len(known) > len(best.known):
            unknown = {p: t for p, t in texts.items() if t and p not in known}
            best = _Header(index, known, unknown)
    return best


def _header_problems(
    table: Table, layout: Layout[Any], header: _Header, head: int
) -> Sequence[Problem]:
    present = list(header.known.values())
    problems = [
        Problem(table.place(head), f"“{column.name}”列出现了不止一次", "请只保留一列")
        for column in layout.columns
        if present.count(column) > 1
    ]
    missing = [c for c in layout.columns if c.required and c not in present]
    if missing:
        names = "、".join(f"“{c.name}”" for c in missing)
        problems.append(Problem(table.place(head), f"缺少{names}列", "请按模板补上"))
    return problems


def _unknown_columns(
    table: Table, layout: Layout[Any], header: _Header, head: int
) -> tuple[tuple[Problem, ...], tuple[Problem, ...]]:
    """Columns of no known name: a mistyped one is refused, a foreign one is only mentioned."""
    present = {column.key for column in header.known.values()}
    absent = {w: c for c in layout.columns if c.key not in present for w in c.named}
    mistyped, foreign = [], []
    for name in header.unknown.values():
        place = table.place(head, name)
        # Half of a name of two characters is already a likely slip.
        alike = 0.5 if len(name) <= SHORT_NAME else 0.6
        if near := get_close_matches(name, list(absent), 1, alike):
            mistyped.append(Problem(place, "没有这一列", f"是不是“{near[0]}”"))
        else:
            known = "可用的列：" + "、".join(c.name for c in layout.columns)
            foreign.append(Problem(place, "没有这一列，内容不会导入", known))
    return tuple(mistyped), tuple(foreign)


def _read_row(
    spot: Place, layout: Layout[Any], known: dict[int, Column], row: Row, texts: dict[int, str]
) -> tuple[dict[str, object], list[Problem]]:
    values: dict[str, object] = {}
    extra: dict[str, object] = {}
    problems: list[Problem] = []
    fields = layout.row.__dataclass_fields__
    for place, column in known.items():
        text = texts.get(place, "")
        if not text:
            if column.required:
                where = replace(spot, column=column.name)
                problems.append(Problem(where, "没有填写", "此列每行必填"))
            continue
        try:
            target = values if column.key in fields else extra
            target[column.key] = read_cell(column, row[place], text)
        except BadCellError as bad:
            problems.append(Problem(replace(spot, column=column.name), bad.what, bad.hint))
    if layout.extra:
        values[layout.extra] = extra
    return values, problems


def _folded(name: str) -> str:
    """Header names differ in width, blanks, stars and notes in brackets; none of it matters."""
    plain = unicodedata.normalize("NFKC", name).split("(")[0]
    return "".join(plain.split()).strip("*:").lower()
