"""Statements that SQLite and PostgreSQL both understand but SQLAlchemy spells apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import CursorResult, Select, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel

T = TypeVar("T")

TABLES: Mapping[str, Table] = SQLModel.metadata.tables
"""By name, for statements over many rows that build no objects."""
MOST_AT_ONCE = 4000
"""Values in one list of a statement; far below what either database takes."""


def plain_rows(session: Session, statement: Select[Any]) -> CursorResult[Any]:
    """Rows as the database gives them: building objects would take as long as finding them."""
    session.flush()
    return session.connection().execute(statement)


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


def insert_unless_known(
    session: Session, table: str, rows: Sequence[Mapping[str, Any]], *, unique: Sequence[str]
) -> None:
    """The same where nobody needs the ids, which costs half."""
    if rows:
        insert = postgresql.insert if on_postgresql(session) else sqlite.insert
        statement = insert(TABLES[table]).on_conflict_do_nothing(index_elements=list(unique))
        session.connection().execute(statement, [dict(row) for row in rows])


def on_postgresql(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"


def in_parts(many: Sequence[T], size: int = MOST_AT_ONCE) -> Iterator[Sequence[T]]:
    for start in range(0, len(many), size):
        yield many[start : start + size]
