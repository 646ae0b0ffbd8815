"""Backups: the database as it stands, results and settings in one checked package; and restoring."""

from __future__ import annotations

import json
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import make_url

from config.settings import Settings
from models.migrate import upgrade
from models.snapshot import put_back, take_snapshot
from records.archive.package import Entry, Packed, pack
from records.archive.verification import extract, verify
from tasks import attachment_store, outbox_hold
from tasks.context import House, open_house
from tasks.errors import Refused
from tasks.voting.upkeep import open_vote_tables

ROOT, DATABASE, FILES, SETTINGS = "backup", "database", "files", "settings.json"
RESTORED = "从备份恢复：请先核对备份之后已经发出的消息，再恢复发送"


@dataclass(frozen=True, slots=True)
class BackedUp:
    file: Path
    packed: Packed


def back_up(house: House, into: Path) -> BackedUp:
    """Write one package into the folder while everything goes on; returns where it lies.

    While a vote is open, its slips and codes stay out: what it has so far is nobody's to keep.
    Raises SnapshotError where the database's own tool is missing or refuses.
    """
    now = house.clock.now()
    target = into / f"pingxuan-{now:%Y%m%dT%H%M%SZ}.zip"
    with house.reading() as ctx:
        left_out = open_vote_tables(ctx)
    with tempfile.TemporaryDirectory() as scratch:
        database = take_snapshot(house.engine, Path(scratch), left_out)
        entries = [
            Entry(f"{DATABASE}/{database.name}", database),
            Entry(SETTINGS, _plain(house.settings)),
            *_files(house.settings),
        ]
        packed = pack(target, ROOT, entries, {"Bagging-Date": now.date().isoformat()})
    return BackedUp(target, packed)


def restore(settings: Settings, package: Path) -> House:
    """Put a backup into a home and database that are new; its outbox begins on hold.

    Raises Refused for a package that is damaged, SnapshotError for a database that is not empty,
    NotAPackageError for any other file.
    """
    checked = verify(package)
    if checked.root != ROOT or checked.problems:
        wrong = checked.problems or ("不是备份包，可能是归档包",)
        raise Refused([f"{package.name}：{problem}" for problem in wrong])
    with tempfile.TemporaryDirectory() as scratch:
        extract(package, Path(scratch))
        data = Path(scratch) / ROOT / "data"
        [database] = (data / DATABASE).iterdir()
        put_back(database, settings.database_url)
        for name, folder in _kept(settings).items():
            if (data / FILES / name).is_dir():
                shutil.copytree(data / FILES / name, folder, dirs_exist_ok=True)
    house = open_house(settings)
    upgrade(house.engine)
    with house.acting("恢复") as ctx:
        if outbox_hold.on_hold(ctx) is None:
            outbox_hold.hold(ctx, reason=RESTORED)
    return house


def _kept(settings: Settings) -> dict[str, Path]:
    """Folders that a backup takes along, by their names in it; keys and logs stay where they are."""
    return {
        "results": settings.home / "results",
        "attachments": settings.attachments_folder,
        "fonts": settings.home / "fonts",
    }


def _files(settings: Settings) -> list[Entry]:
    return [
        Entry(f"{FILES}/{name}/{path.relative_to(folder).as_posix()}", path)
        for name, folder in _kept(settings).items()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix != attachment_store.DRAFT
    ]


def _plain(settings: Settings) -> bytes:
    """The settings as they were, for whoever sets the new machine up; secrets are left out."""
    values = settings.model_dump(mode="json")
    values["database"] = make_url(settings.database_url).render_as_string(hide_password=True)
    return json.dumps(values, ensure_ascii=False, indent=1, sort_keys=True).encode()
