"""What keeps the secret outside the tables: what no backup may hold, and what a file may still hold."""

from __future__ import annotations

import sqlite3
from typing import Any

from sqlmodel import col, func, select

from models import VoteBatch, VoteCode, VoteSession, VoteSlip
from rules.states import VoteState
from tasks.context import Context, House
from tasks.errors import Refused
from tasks.statements import TABLES

SECRET_TABLES = tuple(sorted(str(table.__tablename__) for table in (VoteBatch, VoteCode, VoteSlip)))


def open_vote_tables(ctx: Context) -> tuple[str, ...]:
    """Names of the tables that a backup leaves out now: all of a vote's while one is open."""
    return SECRET_TABLES if _open_votes(ctx) else ()


def scrub(house: House) -> None:
    """Rewrite the database file, so that no free page and no log keeps what closing deleted.

    For after a vote's closing. Raises Refused where others are using the file all the time.
    """
    if house.engine.dialect.name == "postgresql":
        connection = house.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        with connection:
            for table in SECRET_TABLES:
                connection.exec_driver_sql(f"VACUUM (FULL, ANALYZE) {TABLES[table].name}")
        return
    raw = house.engine.raw_connection()
    try:
        _vacuum(raw.cursor())
    except sqlite3.OperationalError as error:
        raise Refused([f"数据库正在使用（{error}），请空闲时再清理一次"]) from error
    finally:
        raw.close()


def _vacuum(cursor: Any) -> None:  # noqa: ANN401 - DB-API object
    cursor.execute("PRAGMA secure_delete=ON")
    cursor.execute("VACUUM")
    busy, *_ = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    cursor.close()
    if busy:
        raise Refused(["有程序正在读数据库，日志没有清空，请空闲时再清理一次"])


def _open_votes(ctx: Context) -> int:
    return ctx.session.exec(
        select(func.count())
        .select_from(VoteSession)
        .where(col(VoteSession.state) == VoteState.OPEN)
    ).one()
