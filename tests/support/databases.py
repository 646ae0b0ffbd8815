"""Real databases for tests: a SQLite file, or a scratch database on a PostgreSQL server."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy
from sqlalchemy import URL, Engine, create_engine, make_url
from sqlalchemy.exc import OperationalError

SERVER = "postgresql+psycopg://127.0.0.1:5432/postgres"
"""Where a server listens by default; PINGXUAN_TEST_POSTGRES names another."""
KINDS = ("sqlite", "postgresql")


@contextmanager
def database(kind: str, home: Path) -> Iterator[str]:
    """The URL of an empty database of a kind, gone afterwards; skips where there is no server."""
    if kind == "sqlite":
        yield f"sqlite:///{home}/pingxuan.db"
        return
    with scratch_postgres() as url:
        yield url


@contextmanager
def scratch_postgres() -> Iterator[str]:
    server = os.environ.get("PINGXUAN_TEST_POSTGRES", SERVER)
    engine = _administered(make_url(server))
    name = f"pingxuan_test_{secrets.token_hex(6)}"
    try:
        _run(engine, f'CREATE DATABASE "{name}"')
    except OperationalError as error:
        engine.dispose()
        pytest.skip(f"no PostgreSQL server at {server}: {str(error.orig).splitlines()[0]}")
    try:
        yield make_url(server).set(database=name).render_as_string(hide_password=False)
    finally:
        _run(engine, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        engine.dispose()


def copied_postgres(target: URL, template: URL) -> None:
    """Put a copy of a template, to which nobody is connected, in the place of an empty database."""
    engine = _administered(target.set(database="postgres"))
    _run(engine, f'DROP DATABASE "{target.database}"')
    _run(engine, f'CREATE DATABASE "{target.database}" TEMPLATE "{template.database}"')
    engine.dispose()


def _administered(server: URL) -> Engine:
    return create_engine(server, isolation_level="AUTOCOMMIT", connect_args={"connect_timeout": 3})


def _run(engine: Engine, statement: str) -> None:
    with engine.connect() as connection:
        connection.execute(sqlalchemy.text(statement))
