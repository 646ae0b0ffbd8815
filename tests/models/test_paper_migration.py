"""What an older database kept among a paper's facts after its issue moves to its notes."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import text

from models import migrate
from models.database import open_database
from tests.support.databases import KINDS, database

CAMPAIGN = (
    "INSERT INTO campaign (id, code, title, definition, file_sha256, version, state, simulated) "
    "VALUES (1, 'a', '甲', :definition, :sum, 1, 'launched', :simulated)"
)
PAPER = (
    "INSERT INTO paper (campaign_id, step, kind, version, series, year, number, title, state, "
    "issued_at, main, copies, facts, template, files, faces) VALUES (1, '3.3', 'circular', 1, "
    "'评选', 2022, 8, '通报', 'issued', '2022-01-17 01:00:00.000000', '[]', '[]', "
    "'{\"places\": 99, \"delivered\": {}}', 'circular', '{}', '[]')"
)


@pytest.mark.parametrize("kind", KINDS)
def test_notes_move_out_of_the_facts_and_numbers_go_on(kind: str, tmp_path: Path) -> None:
    with database(kind, tmp_path) as url:
        engine = open_database(url)
        with engine.begin() as connection:
            command.upgrade(migrate._config(connection), "0010")
            connection.execute(
                text(CAMPAIGN), {"sum": "0" * 64, "simulated": False, "definition": "{}"}
            )
            connection.execute(text(PAPER))
        migrate.upgrade(engine)
        with engine.begin() as connection:
            paper = connection.execute(text("SELECT facts, notes, text FROM paper")).one()
            series = connection.execute(text("SELECT series, year, last FROM paperseries")).one()
        engine.dispose()

    assert [str(value).replace('"', "'") for value in paper] == [
        "{'places': 99}", "{'delivered': {}}", "",
    ]  # fmt: skip
    assert tuple(series) == ("评选", 2022, 8)
