"""A copy of the business database while it is in use, and putting one back."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import URL, Engine, make_url

SQLITE, POSTGRESQL = "database.sqlite", "database.pgdump"


class SnapshotError(RuntimeError):
    """A copy that could not be made or put back; says what to do."""


def take_snapshot(engine: Engine, folder: Path, left_out: Sequence[str]) -> Path:
    """Copy the database into the folder without the rows of `left_out`; returns the file.

    SQLite through its online backup, PostgreSQL by pg_dump. Raises SnapshotError.
    """
    if engine.url.get_backend_name() == "sqlite":
        return _from_sqlite(engine.url, folder / SQLITE, left_out)
    target = folder / POSTGRESQL
    leave = [f"--exclude-table-data={table}" for table in left_out]
    _postgres("pg_dump", engine.url, "--format=custom", f"--file={target}", *leave)
    return target


def put_back(file: Path, url: str) -> None:
    """Make the database what the copy says; it must be empty or not exist yet. Raises SnapshotError."""
    wanted = make_url(url)
    backend = "sqlite" if file.name == SQLITE else "postgresql"
    if wanted.get_backend_name() != backend:
        raise SnapshotError(
            f"备份来自 {backend}，而 PINGXUAN_DATABASE 是 {wanted.get_backend_name()}，请先改成同一种"
        )
    if backend == "postgresql":
        _postgres("pg_restore", wanted, "--exit-on-error", "--no-owner", str(file))
        return
    target = Path(wanted.database or "")
    if target.exists():
        raise SnapshotError(
            f"{target} 已经存在，恢复只写入新的数据库，请先移走或换一个 PINGXUAN_HOME"
        )
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(file, target)


def _from_sqlite(url: URL, target: Path, left_out: Sequence[str]) -> Path:
    source = sqlite3.connect(url.database or "", timeout=30)
    copy = sqlite3.connect(target, isolation_level=None)
    try:
        source.backup(copy)
        copy.execute("PRAGMA secure_delete=ON")
        # Triggers that freeze archived campaigns would refuse this; restoring puts them back.
        frozen = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        for (name,) in copy.execute(frozen).fetchall() if left_out else ():
            copy.execute(f'DROP TRIGGER "{name}"')
        for table in left_out:
            copy.execute(f'DELETE FROM "{table}"')  # noqa: S608 - names of our own tables
        copy.execute("PRAGMA journal_mode=DELETE")
        copy.execute("VACUUM")
    finally:
        copy.close()
        source.close()
    return target


def _postgres(tool: str, url: URL, *options: str) -> None:
    """One of PostgreSQL's own programs; the password goes by environment, never on the command line."""
    if shutil.which(tool) is None:
        raise SnapshotError(
            f"没有找到 {tool}，请安装 PostgreSQL 客户端工具（Debian：postgresql-client）"
        )
    plain = url.set(drivername="postgresql", password=None)
    password = {"PGPASSWORD": url.password} if url.password else {}
    done = subprocess.run(  # noqa: S603 - a fixed program and our own settings
        [tool, "--dbname", plain.render_as_string(hide_password=False), *options],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **password},
    )
    if done.returncode:
        raise SnapshotError(f"{tool}：{done.stderr.strip()}")
