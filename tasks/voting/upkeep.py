"""What keeps the secret outside the tables: what no backup may hold, and what a file may still hold."""

from __future__ import annotations

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

    For after a vote's closing; nobody can write meanwhile. Raises Refused while a vote is open.
    """
    with house.reading() as ctx:
        if _open_votes(ctx):
            raise Refused(["还有投票没有结束，结束后再清理数据库文件"])
    connection = house.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
    with connection:
        if house.engine.dialect.name == "postgresql":
            for table in SECRET_TABLES:
                connection.exec_driver_sql(f"VACUUM (FULL, ANALYZE) {TABLES[table].name}")
            return
    raw = house.engine.raw_connection()
    try:
        cursor = raw.cursor()
        for statement in ("PRAGMA secure_delete=ON", "VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"):
            cursor.execute(statement)
        cursor.close()
    finally:
        raw.close()


def _open_votes(ctx: Context) -> int:
    return ctx.session.exec(
        select(func.count())
        .select_from(VoteSession)
        .where(col(VoteSession.state) == VoteState.OPEN)
    ).one()
