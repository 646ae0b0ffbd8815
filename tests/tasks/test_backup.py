"""A restored installation is what was backed up, on both databases, and sends nothing by itself."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy
from sqlmodel import Session, SQLModel, func, select

from config.channels import ChannelSettings, EmailSettings
from config.settings import Settings
from models import JournalEntry, OutboxHold, VoteBatch, VoteCode, VoteSession, VoteSlip
from models.database import open_database
from models.frozen import _present
from models.migrate import differences, upgrade
from models.snapshot import SnapshotError, put_back
from notifications.sinks.smtp import smtp_sink
from records.archive.package import Entry, pack
from records.archive.verification import NotAPackageError
from tasks import attachments, backup, delivery, journal_check, outbox_hold, reminders
from tasks.clocks import SimulatedClock
from tasks.context import House
from tasks.delivery import DeliveryTally
from tasks.errors import Refused
from tests.support import files
from tests.support.campaign_builder import Built, built, shanghai
from tests.support.databases import KINDS, database
from tests.support.evidence import some_evidence
from tests.support.polls import grades, poll

DAY = shanghai("2021-06-24", "09:37")
AFTER = {"outboxhold", "journalentry", "journalhead"}
"""Tables in which the restoring itself writes."""


@contextmanager
def running(kind: str, home: Path, channels: ChannelSettings | None = None) -> Iterator[Built]:
    """An installation with reminders ready to leave."""
    with database(kind, home) as url, built(home, url, tables=upgrade) as campaign:
        channels = channels or ChannelSettings()
        campaign.house.settings = Settings(home=home, database=url, channels=channels)
        campaign.open("1.2", shanghai("2021-06-18"))
        with campaign.acting(DAY) as ctx:
            reminders.queue_due_nudges(ctx, campaign.campaign)
        campaign.house.clock = SimulatedClock(DAY)
        yield campaign


def mailed(kind: str, home: Path, port: int) -> AbstractContextManager[Built]:
    email = EmailSettings(host="127.0.0.1", port=port)
    return running(kind, home, ChannelSettings(enabled=("email", "inbox"), email=email))


def rows(house: House) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table but those in which the restoring itself writes."""
    with house.engine.connect() as connection:
        return {
            table.name: [
                dict(row._mapping)
                for row in connection.execute(
                    sqlalchemy.select(table).order_by(*table.primary_key.columns)
                )
            ]
            for table in SQLModel.metadata.sorted_tables
            if table.name not in AFTER
        }


def frozen_by(house: House) -> dict[str, str]:
    """Triggers that refuse changes to archived campaigns, with their tables."""
    with house.engine.connect() as connection:
        return _present(connection)


@pytest.mark.parametrize("kind", KINDS)
def test_every_row_and_file_comes_back_and_the_journal_still_holds(
    kind: str, tmp_path: Path
) -> None:
    with running(kind, tmp_path / "old") as campaign, database(kind, tmp_path / "new") as url:
        (tmp_path / "old" / "results").mkdir(parents=True)
        (tmp_path / "old" / "results" / "得分.txt").write_text("92.5")
        what = attachments.receive(campaign.house.settings, BytesIO(files.pdf()), "证明.pdf")
        with campaign.acting(DAY) as ctx:
            owner = some_evidence(ctx, campaign.campaign)
            attachments.attach(ctx, owner, what)
        made = backup.back_up(campaign.house, tmp_path)
        settings = Settings(home=tmp_path / "new", database=url)

        restored = backup.restore(settings, made.file)

        assert rows(restored) == rows(campaign.house)
        assert (tmp_path / "new" / "results" / "得分.txt").read_text() == "92.5"
        assert differences(restored.engine) == []
        assert frozen_by(restored) == frozen_by(campaign.house) != {}
        with restored.reading() as ctx:
            [row] = attachments.of(ctx, owner)
            assert attachments.find(ctx, row.sha256).read_bytes() == files.pdf()
            assert journal_check.check(ctx.session).broken is None
            last = ctx.session.exec(select(JournalEntry).order_by(JournalEntry.seq.desc())).first()  # type: ignore[attr-defined]
        assert last is not None
        assert (last.what, last.why) == ("outbox.paused", backup.RESTORED)
        restored.engine.dispose()


@pytest.mark.parametrize("kind", KINDS)
def test_a_restored_installation_sends_nothing_until_somebody_has_looked(
    kind: str, tmp_path: Path
) -> None:
    with (
        smtp_sink() as sink,
        mailed(kind, tmp_path / "old", sink.port) as campaign,
        database(kind, tmp_path / "new") as url,
    ):
        file = backup.back_up(campaign.house, tmp_path).file
        channels = campaign.house.settings.channels
        settings = Settings(home=tmp_path / "new", database=url, channels=channels)
        restored = backup.restore(settings, file)
        restored.clock = SimulatedClock(DAY)

        assert delivery.deliver(restored, campaign.campaign) == DeliveryTally()
        assert sink.mails == []
        with restored.acting("办公室", now=DAY) as ctx:
            outbox_hold.resume(ctx, reason="已核对，备份后没有发过")
        assert delivery.deliver(restored, campaign.campaign).sent > 0
        assert len(sink.mails) > 0
        restored.engine.dispose()


@pytest.mark.parametrize("kind", KINDS)
def test_what_an_open_vote_has_so_far_is_in_no_backup(kind: str, tmp_path: Path) -> None:
    with database(kind, tmp_path) as url, poll(tmp_path, url) as held:
        held.prepare()
        held.open()
        held.cast(grades("优秀"))
        file = backup.back_up(held.campaign.house, tmp_path / "out").file

        with database(kind, tmp_path / "new") as elsewhere:
            settings = Settings(home=tmp_path / "new", database=elsewhere)
            with zipfile.ZipFile(file) as package:
                [name] = [n for n in package.namelist() if "/database/" in n]
                (tmp_path / "copy").mkdir()
                copied = tmp_path / "copy" / Path(name).name
                copied.write_bytes(package.read(name))
            put_back(copied, settings.database_url)
            engine = open_database(settings.database_url)
            with Session(engine) as session:
                counts = [
                    session.exec(select(func.count()).select_from(table)).one()
                    for table in (VoteSlip, VoteCode, VoteBatch, VoteSession)
                ]
            engine.dispose()
        assert counts == [0, 0, 0, 1]
        held.cast(grades("优秀"))
        assert held.close().slips > 0


def test_settings_go_along_without_their_secrets(tmp_path: Path) -> None:
    with running("sqlite", tmp_path / "old") as campaign:
        channels = ChannelSettings.model_validate(
            {"email": {"user": "box", "password": "hunter2", "security": "tls"}}
        )
        campaign.house.settings = Settings(home=tmp_path / "old", channels=channels)
        file = backup.back_up(campaign.house, tmp_path).file

    with zipfile.ZipFile(file) as package:
        text = package.read("backup/data/settings.json").decode()
    assert json.loads(text)["channels"]["email"]["user"] == "box"
    assert "hunter2" not in text


def test_a_backup_with_a_damaged_byte_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    with running("sqlite", tmp_path / "old") as campaign:
        file = backup.back_up(campaign.house, tmp_path).file
    whole = bytearray(file.read_bytes())
    whole[len(whole) // 2] ^= 1
    file.write_bytes(bytes(whole))

    with pytest.raises(Refused, match="内容不符 data/database/"):
        backup.restore(Settings(home=tmp_path / "new"), file)
    assert not (tmp_path / "new").exists()


def test_neither_another_package_nor_any_other_file_is_taken_for_a_backup(tmp_path: Path) -> None:
    pack(tmp_path / "archive.zip", "szsc-2021", [Entry("a.txt", b"a")], {})
    (tmp_path / "b.txt").write_text("b")

    with pytest.raises(Refused, match="不是备份包"):
        backup.restore(Settings(home=tmp_path / "new"), tmp_path / "archive.zip")
    with pytest.raises(NotAPackageError):
        backup.restore(Settings(home=tmp_path / "new"), tmp_path / "b.txt")


def test_an_installation_that_is_there_is_never_written_over(tmp_path: Path) -> None:
    with running("sqlite", tmp_path / "old") as campaign:
        file = backup.back_up(campaign.house, tmp_path).file

        with pytest.raises(SnapshotError, match="已经存在"):
            backup.restore(campaign.house.settings, file)


def test_the_outbox_is_held_and_let_go_only_with_a_reason(tmp_path: Path) -> None:
    with running("sqlite", tmp_path / "old") as campaign:
        with campaign.acting(DAY) as ctx, pytest.raises(Refused, match="理由"):
            outbox_hold.hold(ctx, reason=" ")
        with campaign.acting(DAY) as ctx:
            outbox_hold.hold(ctx, reason="演练")
        with campaign.acting(DAY) as ctx, pytest.raises(Refused, match="已经暂停：演练"):
            outbox_hold.hold(ctx, reason="再演练")
        with campaign.acting(DAY) as ctx:
            outbox_hold.resume(ctx, reason="演练完毕")
        with campaign.acting(DAY) as ctx, pytest.raises(Refused, match="发件箱没有暂停"):
            outbox_hold.resume(ctx, reason="又一次")
        with campaign.house.reading() as ctx:
            assert ctx.session.get(OutboxHold, 1) is None
