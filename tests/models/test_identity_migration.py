"""Who signed before there were identities is who bore the name, and nothing that was signed is lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import text

from models import migrate
from models.database import open_database
from tests.models.test_paper_migration import CAMPAIGN, PAPER
from tests.support.databases import KINDS, database

SIGNED = (
    "INSERT INTO signoff (paper_id, round, post, verdict, comment, digest, signer, substitute, "
    "signed_on, entered_at, entered_by, scan_name, scan_sha256) VALUES (1, 1, '主任', 'approved', "
    "'', 'ab', '王芳', :no, '2022-01-16', '2022-01-16 01:00:00.000000', '王芳', '', '')"
)
SIGNATORY = (
    "INSERT INTO signatory (campaign_id, post, name, since, substitute, reason, recorded_at, "
    "recorded_by) VALUES (1, '主任', '王芳', '2021-01-01', :no, '', "
    "'2021-06-18 01:00:00.000000', '办公室')"
)
SIGNATURE = (
    "INSERT INTO signature (campaign_id, kind, subject, office, post, digest, candidates, "
    "signed_at, waived_for) VALUES (1, 'group', 'g4', :office, '处长', 'cd', 2, "
    "'2021-12-27 01:00:00.000000', '')"
)
OBJECTION = (
    "INSERT INTO objection (campaign_id, number, kind, raised_by, signature, address, text, note, "
    "received_on, answer_due, registered_at, registered_by, checked_by, documents, finding, "
    "effect, remedy, answered_how) VALUES (1, 'YY-1', 'objection', '甲', 'signed', '', '文', '', "
    "'2022-01-07', '2022-01-20', '2022-01-07 01:00:00.000000', '办公室', '机关党委', '台账', "
    "'属实', '', '', '')"
)

SESSION = (
    "INSERT INTO votesession (campaign_id, vote, state, held_on, candidates, settings, "
    "electorate_size, electorate_hash, pepper, groups, figures, board_hash) "
    "VALUES (1, 'windows', 'open', '2021-12-20', '[]', '{}', 0, '', '', '{}', '{}', '')"
)
BATCH = (
    "INSERT INTO votebatch (session_id, number, voter_class, issued, lines, entered_by, checked_by) "
    "VALUES (1, :number, 'heads', 3, '{}', '王芳', :checked)"
)


@pytest.mark.parametrize("kind", KINDS)
def test_names_become_keys_on_the_way_up_and_names_again_on_the_way_down(
    kind: str, tmp_path: Path
) -> None:
    with database(kind, tmp_path) as url:
        engine = open_database(url)
        with engine.begin() as connection:
            config = migrate._config(connection)
            command.upgrade(config, "0017")
            values = {"sum": "0" * 64, "simulated": False, "definition": "{}"}
            connection.execute(text(CAMPAIGN), values)
            connection.execute(text(PAPER))
            connection.execute(text(SIGNED), {"no": False})
            connection.execute(text(SIGNATORY), {"no": False})
            for office in ("ducha", "zonghe_shenpi"):
                connection.execute(text(SIGNATURE), {"office": office})
            connection.execute(text(OBJECTION))
            connection.execute(text(SESSION))
            for number, checked in (("1", "李明"), ("2", "")):
                connection.execute(text(BATCH), {"number": number, "checked": checked})
            command.upgrade(config, "0019")
            keys = [
                [*connection.execute(text(f"SELECT {columns} FROM {table} ORDER BY id"))]  # noqa: S608 - names above
                for table, columns in (
                    ("signoff", "signer, signer_key"), ("signatory", "name, key"),
                    ("signature", "signer, signer_key"), ("objection", "found_key, confirmed_key"),
                    ("votebatch", "entered_key, checked_key"),
                )
            ]  # fmt: skip
            command.downgrade(config, "0017")
            names = connection.execute(text("SELECT name FROM signatory")).scalars().all()
        engine.dispose()

    assert keys == [
        [("王芳", "name:王芳")],
        [("王芳", "name:王芳")],
        [("处长", "name:ducha 处长"), ("处长", "name:zonghe_shenpi 处长")],
        [("", "")],
        [("name:王芳", "name:李明"), ("name:王芳", "")],
    ]
    assert names == ["王芳"]
