"""Migrations: an office's database ends up as the tables here say, keeps its rows, on both servers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from models import Campaign, JournalEntry, Step, Unit
from models.database import create_tables, open_database
from models.migrate import differences, upgrade
from tests.support.campaign_builder import shanghai
from tests.support.databases import KINDS, database

pytestmark = pytest.mark.parametrize("kind", KINDS)


@contextmanager
def engine_of(kind: str, home: Path) -> Iterator[Engine]:
    with database(kind, home) as url:
        engine = open_database(url)
        try:
            yield engine
        finally:
            engine.dispose()


def shape(engine: Engine) -> dict[str, Any]:
    """Every table with its columns, keys, indexes and checks, in no order that matters."""
    found = inspect(engine)
    return {
        table: {
            "columns": {
                column["name"]: (str(column["type"]), column["nullable"])
                for column in found.get_columns(table)
            },
            "primary key": found.get_pk_constraint(table)["constrained_columns"],
            "foreign keys": sorted(
                (key["constrained_columns"], key["referred_table"], key["referred_columns"])
                for key in found.get_foreign_keys(table)
            ),
            "indexes": sorted(
                (index["name"] or "", index["column_names"], bool(index["unique"]))
                for index in found.get_indexes(table)
            ),
            "unique": sorted(
                constraint["column_names"] for constraint in found.get_unique_constraints(table)
            ),
            "checks": sorted(
                (check["name"] or "", check["sqltext"])
                for check in found.get_check_constraints(table)
            ),
        }
        for table in found.get_table_names()
        if table != "alembic_version"
    }


def test_an_upgraded_database_has_what_the_tables_say_and_nothing_else(
    kind: str, tmp_path: Path
) -> None:
    with engine_of(kind, tmp_path) as engine:
        before = {difference[0] for difference in differences(engine)}
        upgrade(engine)
        after = differences(engine)

    assert "add_table" in before
    assert after == []


def test_tables_made_at_once_are_those_that_the_migrations_make(kind: str, tmp_path: Path) -> None:
    with engine_of(kind, tmp_path / "migrated") as engine:
        upgrade(engine)
        migrated = shape(engine)
    with engine_of(kind, tmp_path / "made") as engine:
        create_tables(engine)
        made = shape(engine)

    assert migrated == made


def test_a_second_upgrade_leaves_the_rows_alone(kind: str, tmp_path: Path) -> None:
    with engine_of(kind, tmp_path) as engine:
        upgrade(engine)
        with Session(engine) as session:
            session.add(Unit(code="ck001", name="示例一窗口", kind="window"))
            session.commit()
        upgrade(engine)
        with Session(engine) as session:
            codes = session.exec(select(Unit.code)).all()

    assert codes == ["ck001"]


def test_a_moment_written_in_the_campaigns_zone_comes_back_the_same_instant(
    kind: str, tmp_path: Path
) -> None:
    noon = shanghai("2021-12-17", "23:59:59.999999")
    with engine_of(kind, tmp_path) as engine:
        upgrade(engine)
        with Session(engine) as session:
            session.add(
                JournalEntry(
                    seq=1, at=noon, actor="办公室", what="x", salt="", digest="", previous="",
                    hash="",
                )
            )  # fmt: skip
            session.commit()
        with Session(engine) as session:
            at = session.exec(select(JournalEntry.at)).one()

    assert at == noon
    assert at.utcoffset() is not None


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE step SET state = 'halted'",
        "UPDATE step SET code = '1.1'",
        "UPDATE step SET campaign_id = 99",
    ],
    ids=["unknown state", "same code twice", "no such campaign"],
)
def test_the_database_itself_refuses_what_must_not_be(
    kind: str, tmp_path: Path, statement: str
) -> None:
    day = shanghai("2021-12-02")
    with engine_of(kind, tmp_path) as engine:
        upgrade(engine)
        with Session(engine) as session:
            session.add(Campaign(code="a", title="甲", definition={}, file_sha256="0" * 64))
            session.flush()
            session.add_all(
                Step(campaign_id=1, phase="p", code=code, position=0, opens_at=day, closes_at=day)
                for code in ("1.1", "1.2")
            )
            session.commit()
        with pytest.raises(IntegrityError), engine.begin() as connection:
            connection.execute(text(statement))
