"""Texts longer than their column are refused in words, before any database cuts or rejects them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache

from sqlalchemy import event
from sqlalchemy.exc import DataError
from sqlalchemy.orm import class_mapper
from sqlalchemy.orm.attributes import instance_state
from sqlmodel import Session, SQLModel

from rules.said import Said
from tasks.errors import Refused

TOO_LONG = "22001"
"""PostgreSQL's code (string_data_right_truncation); SQLite keeps texts of any length."""
SHOWN = 20
"""Letters of a text that tell people which one is meant."""


@contextmanager
def refusing_long_texts() -> Iterator[None]:
    """Turn the database's refusal into ours where rows are written without passing the session."""
    try:
        yield
    except DataError as error:
        if getattr(error.orig, "sqlstate", "") == TOO_LONG:
            raise Refused([Said("有一处文字太长，请缩短后再提交")]) from error
        raise


@event.listens_for(Session, "before_flush")
def _refuse_long_texts(session: Session, *_: object) -> None:
    rows = [(type(row), vars(row)) for row in session.new]
    refuse_long_texts([*rows, *((type(row), _changed(row)) for row in session.dirty)])


def _changed(row: SQLModel) -> dict[str, object]:
    """Only what is written now: a long text that SQLite has kept since before stops nothing else."""
    changed = instance_state(row).committed_state
    return {name: value for name, value in vars(row).items() if name in changed}


def refuse_long_texts(rows: Iterable[tuple[type[SQLModel], Mapping[str, object]]]) -> None:
    """Raises Refused with every text that does not fit, with its beginning and the limit."""
    reasons = [
        Said("“{start}…”超过{limit}个字，请缩短", start=value[:SHOWN], limit=limit)
        for table, values in rows
        for name, limit in _limits(table)
        if isinstance(value := values.get(name), str) and len(value) > limit
    ]
    if reasons:
        raise Refused(reasons)


@cache
def _limits(table: type[SQLModel]) -> tuple[tuple[str, int], ...]:
    """Attributes that are kept as texts of a limited length, with their limits."""
    columns = ((one.key, one.columns[0].type) for one in class_mapper(table).column_attrs)
    lengths = ((key, getattr(kind, "length", None)) for key, kind in columns)
    return tuple((key, length) for key, length in lengths if length)
