"""Statements that SQLite and PostgreSQL both understand but SQLAlchemy spells apart."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar, cast

from sqlalchemy import JSON, ColumnElement, CursorResult, Dialect, Select, Table, func, select
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
    columns = (*(target.c[name] for name in unique), target.c.id)
    if on_postgresql(session):
        statement = (
            postgresql.insert(target)
            .on_conflict_do_nothing(index_elements=list(unique))
            .returning(*columns)
        )
        found = session.connection().execute(statement, [dict(row) for row in rows])
        return [tuple(row) for row in found]
    # SQLite has one writer at a time: what stands behind the last row known is ours.
    last = select(func.coalesce(func.max(target.c.id), 0))
    before = session.connection().execute(last).scalar_one()
    insert_unless_known(session, table, rows, unique=unique)
    new = session.connection().execute(select(*columns).where(target.c.id > before))
    return [tuple(row) for row in new]


def insert_unless_known(
    session: Session, table: str, rows: Sequence[Mapping[str, Any]], *, unique: Sequence[str]
) -> None:
    """Insert many rows of the same columns, those whose unique columns are known left out.

    The driver is handed plain tuples: binding every value by name would take longer than writing
    it. A value that many rows share is put into the driver's form once.
    """
    if not rows:
        return
    connection, names = session.connection(), tuple(rows[0])
    insert = postgresql.insert if on_postgresql(session) else sqlite.insert
    statement = insert(TABLES[table]).on_conflict_do_nothing(index_elements=list(unique)).inline()
    compiled = statement.compile(dialect=connection.dialect, column_keys=list(names))
    plain = _plain(connection.dialect, TABLES[table], names)
    values = zip(*(plain(name, [row[name] for row in rows]) for name in names), strict=True)
    if compiled.positional:
        order = [names.index(name) for name in compiled.positiontup or ()]
        in_order = order == list(range(len(names)))
        told: list[Any] = list(values) if in_order else [tuple(v[i] for i in order) for v in values]
    else:
        told = [dict(zip(names, one, strict=True)) for one in values]
    connection.exec_driver_sql(str(compiled), told)


def _plain(
    dialect: Dialect, table: Table, names: Sequence[str]
) -> Callable[[str, list[Any]], Sequence[Any]]:
    """Turns a column of values into what the driver takes."""
    processors = {
        name: table.c[name].type.dialect_impl(dialect).bind_processor(dialect) for name in names
    }

    def column(name: str, values: list[Any]) -> Sequence[Any]:
        processor = processors[name]
        if processor is None:
            return values
        if isinstance(table.c[name].type, JSON):
            return [processor(value) for value in values]
        known = {value: processor(value) for value in set(values)}
        return [known[value] for value in values]

    return column


def among(session: Session, column: Any, numbers: Iterable[int]) -> ColumnElement[bool]:  # noqa: ANN401 - a column of any model
    """Whether a whole number is one of many, told to the database in one value.

    A list of a thousand values would be a new statement of a thousand parts each time.
    """
    if on_postgresql(session):
        return cast("ColumnElement[bool]", column == func.any(list(numbers)))
    told = func.json_each(json.dumps(list(numbers))).table_valued("value")
    return cast("ColumnElement[bool]", column.in_(select(told.c.value)))


def on_postgresql(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"


def in_parts(many: Sequence[T], size: int = MOST_AT_ONCE) -> Iterator[Sequence[T]]:
    for start in range(0, len(many), size):
        yield many[start : start + size]
