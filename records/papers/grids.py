"""The shapes of ruled tables that several papers share: lists, forms, places to sign."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from records.papers.document import Block, Cell, Grid
from rules.dates import date_cn

Facts = Mapping[str, Any]
"""What a paper states: plain values, as they are kept with it."""
Table = Grid | Sequence[Block]
"""A table, or a volume of sheets."""
Tables = Mapping[str, tuple[str, Callable[[Facts], Table]]]
"""By the name a template calls it: the fact that it needs, and how it is made of the facts."""
PAIRS = (2, 3, 2, 3)
"""Widths of a form: what is asked, the answer, and once more."""


def listing(
    widths: Sequence[int], head: Sequence[str], rows: Sequence[Sequence[str]], *, wide: bool = False
) -> Grid:
    """A list whose head repeats on every page."""
    labels = tuple(Cell(name, label=True) for name in head)
    cells = tuple(tuple(Cell(text) for text in row) for row in rows)
    return Grid(tuple(widths), (labels, *cells), head_rows=1, wide=wide)


def form(*rows: tuple[Cell, ...]) -> Grid:
    """A form of two questions a line."""
    return Grid(PAIRS, rows)


def pair(first: str, one: str, second: str, two: str) -> tuple[Cell, ...]:
    """Two questions with their answers on one line of a form."""
    return Cell(first, label=True), Cell(one), Cell(second, label=True), Cell(two)


def long(name: str, text: str = "", lines: int = 1) -> tuple[Cell, ...]:
    """One question whose answer takes the line; an empty one leaves room to write by hand."""
    return Cell(name, label=True), Cell(text, columns=3, lines=1 if text else lines)


def signed(*who: str) -> Grid:
    """A line for each two who sign by hand."""
    couples = [who[at : at + 2] for at in range(0, len(who), 2)]
    rows = [pair(one[0], "", one[1] if len(one) > 1 else "日期", "") for one in couples]
    return Grid(PAIRS, tuple(rows))


def day(text: str | None) -> str:
    """A day as kept with a paper, as papers print it; nothing for none."""
    return date_cn(date.fromisoformat(text)) if text else ""
