"""The database itself keeps issued papers: made at once or migrated, on both servers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from models import Campaign, Paper
from models.database import create_tables, open_database
from models.migrate import upgrade
from rules.states import PaperState
from tests.support.databases import KINDS, database

REFUSED = (
    "UPDATE paper SET title = '别的'", "UPDATE paper SET number = 9",
    "UPDATE paper SET text = '别的'", "UPDATE paper SET facts = '{}'",
    "UPDATE paper SET main = '[]'", "UPDATE paper SET issued_at = NULL",
    "UPDATE paper SET state = 'draft'", "DELETE FROM paper",
)  # fmt: skip
ALLOWED = (
    "UPDATE paper SET notes = '{}'", "UPDATE paper SET files = '{}'",
    "UPDATE paper SET state = 'replaced'",
)  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("tables", [create_tables, upgrade])
def test_an_issued_paper_stays_as_it_is_and_a_draft_may_change(
    kind: str, tables: Callable[[Engine], None], tmp_path: Path
) -> None:
    with database(kind, tmp_path) as url:
        engine = open_database(url)
        tables(engine)
        with Session(engine) as session:
            session.add(Campaign(code="a", title="甲", definition={}, file_sha256="0" * 64))
            session.flush()
            session.add(_paper())
            session.commit()
        _do(engine, "UPDATE paper SET title = '改过的', number = 1")
        _do(engine, "UPDATE paper SET state = 'issued', issued_at = '2021-06-18 02:00:00.000000'")
        for statement in REFUSED:
            with pytest.raises(IntegrityError):
                _do(engine, statement)
        for statement in ALLOWED:
            _do(engine, statement)
        engine.dispose()


def _paper() -> Paper:
    return Paper(
        campaign_id=1, step="1.1", kind="notice-1.1", series="评选", year=2021, title="题",
        state=PaperState.DRAFT, text="文", facts={"places": 99}, main=["甲"],
    )  # fmt: skip


def _do(engine: Engine, statement: str) -> None:
    with engine.begin() as connection:
        connection.execute(text(statement))
