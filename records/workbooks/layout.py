"""What a sheet looks like: its columns, their names, and what may stand in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

R = TypeVar("R")

EXAMPLE_MARK = "示例"
"""A row whose first column begins so is an example of the template and never imported."""


class Kind(StrEnum):
    """How a cell is read and formatted."""

    CODE = "code"
    TEXT = "text"
    WHOLE = "whole"
    SCORE = "score"
    DAY = "day"
    YES_NO = "yes_no"
    CHOICE = "choice"
    ROUND = "round"


@dataclass(frozen=True, slots=True)
class Column:
    """One column; `key` is the field of the row that it fills."""

    key: str
    name: str
    kind: Kind = Kind.TEXT
    required: bool = False
    """The column must be there, and every row must have a value in it."""
    aliases: tuple[str, ...] = ()
    note: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    """Words that may stand in the cell, each with the value it means."""
    longest: int = 200
    most: int | None = None

    @property
    def shown_choices(self) -> tuple[str, ...]:
        """One word for each value, for drop-down lists."""
        first: dict[str, str] = {}
        for word, value in self.choices:
            first.setdefault(value, word)
        return tuple(first.values())

    @property
    def named(self) -> tuple[str, ...]:
        return (self.name, *self.aliases)


@dataclass(frozen=True, slots=True)
class Layout(Generic[R]):
    """A sheet whose rows become values of `row`; a key without a field goes into `extra`."""

    code: str
    sheet: str
    columns: tuple[Column, ...]
    row: type[R]
    examples: tuple[R, ...] = ()
    extra: str = ""
    """Field that gathers the columns which have no field of their own, such as a vote's grades."""

    def column(self, key: str) -> Column:
        return next(c for c in self.columns if c.key == key)

    def cells(self, row: R) -> tuple[object, ...]:
        """The row as people read it: words instead of codes, in the order of the columns."""
        gathered: Mapping[str, object] = getattr(row, self.extra) if self.extra else {}
        return tuple(
            shown(c, gathered[c.key] if c.key in gathered else getattr(row, c.key, None))
            for c in self.columns
        )


def shown(column: Column, value: object) -> object:
    if value is None or value == "":
        return None
    if column.kind is Kind.YES_NO:
        return "是" if value else "否"
    if column.kind is Kind.CHOICE:
        return next((word for word, meant in column.choices if meant == value), value)
    return value
