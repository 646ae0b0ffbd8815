"""The step to votes by class: tallies that were there stay, and no slip gets a number of SQLite's own."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlmodel import Session

from models import Campaign
from models.database import open_database
from models.migrate import _config
from tests.support.databases import KINDS, database

KEPT = "campaign_id, component, candidate, issued, returned, valid"


@pytest.mark.parametrize("kind", KINDS)
def test_tallies_of_before_are_those_of_the_only_class(kind: str, tmp_path: Path) -> None:
    with database(kind, tmp_path) as url:
        engine = open_database(url)
        with engine.begin() as connection:
            config = _config(connection)
            before = ScriptDirectory.from_config(config).get_revision("0005").down_revision
            command.upgrade(config, str(before))
        with Session(engine) as session:
            session.add(Campaign(code="a", title="甲", definition={}, file_sha256="0" * 64))
            session.flush()
            tallies = f"INSERT INTO tallysheet ({KEPT}, grades) VALUES (1, 'vote', 'ck1', 9, 8, 7, '{{}}')"  # noqa: S608
            session.connection().execute(text(tallies))
            session.commit()
        with engine.begin() as connection:
            command.upgrade(_config(connection), "0005")
        with engine.connect() as connection:
            rows = connection.execute(text(f"SELECT {KEPT}, voter_class, own FROM tallysheet"))  # noqa: S608
            assert [tuple(row) for row in rows] == [(1, "vote", "ck1", 9, 8, 7, "", 0)]
        if kind == "sqlite":
            with engine.connect() as connection:
                tables = "SELECT sql FROM sqlite_master WHERE name IN ('voteslip', 'votecode')"
                made = [sql for (sql,) in connection.execute(text(tables))]
            assert ["WITHOUT ROWID" in sql for sql in made] == [True, True]
        engine.dispose()
