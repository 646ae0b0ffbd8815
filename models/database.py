"""Engines for the business database: SQLite with honest transactions, or PostgreSQL."""

from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event, make_url
from sqlmodel import SQLModel, create_engine

from models.frozen import freeze_archived

PRAGMAS = ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=30000", "foreign_keys=ON")


def open_database(url: str) -> Engine:
    """An engine for `url`; writers on SQLite take their lock at BEGIN, so that none fails half way.

    Read-only work uses `engine.execution_options(readonly=True)`, which never waits for a writer.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True)
    if parsed.database and parsed.database != ":memory:":
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"timeout": 30, "check_same_thread": False})
    event.listen(engine, "connect", _prepare_connection)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare_connection(connection: Any, _record: object) -> None:  # noqa: ANN401 - DB-API object
    # The driver must not send BEGIN by itself: it would be a deferred one, whose upgrade to a
    # write lock can fail in the middle of a transaction.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Any) -> None:  # noqa: ANN401 - SQLAlchemy passes its Connection
    readonly = connection.get_execution_options().get("readonly")
    connection.exec_driver_sql("BEGIN" if readonly else "BEGIN IMMEDIATE")


def create_tables(engine: Engine) -> None:
    """All tables at once, for tests and rehearsals; offices migrate with Alembic."""
    with engine.begin() as connection:
        SQLModel.metadata.create_all(connection)
        freeze_archived(connection)
