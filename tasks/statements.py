"""Statements that SQLite and PostgreSQL both understand but SQLAlchemy spells apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel

T = TypeVar("T")

TABLES: Mapping[str, Table] = SQLModel.metadata.tables
"""By name, for statements over many rows that build no objects."""
MOST_AT_ONCE = 1000
"""Values in one list of a statement; below what either database takes."""


def insert_new(
    session: Session, table: str, rows: Sequence[Mapping[str, Any]], *, unique: Sequence[str]
) -> list[tuple[Any, ...]]:
    """Insert the rows that are not there yet; returns the unique columns and the id of each new one."""
    if not rows:
        return []
    target = TABLES[table]
    insert = postgresql.insert if on_postgresql(session) else sqlite.insert
    statement = (
        insert(target)
        .on_conflict_do_nothing(index_elements=list(unique))
        .returning(*(target.c[name] for name in unique), target.c.id)
    )
    found = session.connection().execute(statement, [dict(row) for row in rows]).all()
    return [tuple(row) for row in found]


def on_postgresql(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"


def in_parts(many: Sequence[T], size: int = MOST_AT_ONCE) -> Iterator[Sequence[T]]:
    for start in range(0, len(many), size):
        yield many[start : start + size]
