"""The summary meeting that was held is found again as such, and a planned one is not taken for it."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import text

from models import migrate
from models.database import open_database
from tests.models.test_paper_migration import CAMPAIGN
from tests.support.databases import KINDS, database

VISIT = (
    "INSERT INTO visit (campaign_id, kind, planned_on, held_on, title, record, attended, "
    "entered_at, entered_by) VALUES (1, :kind, '2022-01-14', :held, :title, '', 0, "
    "'2022-01-14 01:00:00.000000', '办公室')"
)
VISITS = (
    ("meeting", "2022-01-14", "年度总结会议"),
    ("meeting", None, "年度总结会议"),
    ("meeting", "2021-11-02", "座谈会"),
    ("visit", "2021-11-03", "年度总结会议"),
)


AS_THEY_WERE = ["meeting", "meeting", "meeting", "visit"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("state", "after"), [("launched", ["summary", *AS_THEY_WERE[1:]]), ("archived", AS_THEY_WERE)]
)
def test_only_the_meeting_that_was_held_in_an_open_campaign_changes_its_kind_and_back(
    kind: str, tmp_path: Path, state: str, after: list[str]
) -> None:
    kinds = []
    with database(kind, tmp_path) as url:
        engine = open_database(url)
        with engine.begin() as connection:
            config = migrate._config(connection)
            command.upgrade(config, "0019")
            values = {"sum": "0" * 64, "simulated": False, "definition": "{}"}
            connection.execute(text(CAMPAIGN), values)
            for what, held, title in VISITS:
                connection.execute(text(VISIT), {"kind": what, "held": held, "title": title})
            connection.execute(text("UPDATE campaign SET state = :state"), {"state": state})
            for go, to in ((command.upgrade, "0020"), (command.downgrade, "0019")):
                go(config, to)
                found = connection.execute(text("SELECT kind FROM visit ORDER BY id"))
                kinds.append([*found.scalars()])
        engine.dispose()

    assert kinds == [after, AS_THEY_WERE]
