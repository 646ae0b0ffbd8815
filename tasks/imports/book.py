"""A file that was handed in, read as what its content says it is."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from tasks.imports.csv_files import table_of
from tasks.imports.tables import MEGABYTE, MOST_BYTES, Table, refused
from tasks.imports.workbook_files import OLE_MARK, ZIP_MARK, old_or_locked, tables_of


@dataclass(frozen=True, slots=True)
class Book:
    name: str
    sha256: str
    tables: tuple[Table, ...]
    data: bytes = field(default=b"", repr=False)
    """The file itself, to be kept as it came."""


def read_book(path: Path) -> Book:
    """Read a workbook or CSV file from disk.

    Raises:
        ImportRefused: Saying why the file cannot be read and what to do.
    """
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise refused(path.name, _too_big(size), "请拆成几个文件")
        data = path.read_bytes()
    except OSError as error:
        reason = "找不到这个文件" if isinstance(error, FileNotFoundError) else "文件打不开"
        raise refused(path.name, reason, "请检查路径和权限") from error
    return read_bytes(path.name, data)


def read_bytes(name: str, data: bytes) -> Book:
    """Read a file that was uploaded; its content decides what it is, not its name.

    Raises:
        ImportRefused: Saying why the file cannot be read and what to do.
    """
    if not data.strip():
        raise refused(name, "文件是空的", "请填写后重新选择")
    if len(data) > MOST_BYTES:
        raise refused(name, _too_big(len(data)), "请拆成几个文件")
    if data.startswith(OLE_MARK):
        raise refused(name, *old_or_locked(data))
    tables = tables_of(name, data) if data.startswith(ZIP_MARK) else (table_of(name, data),)
    return Book(name, hashlib.sha256(data).hexdigest(), tables, data)


def _too_big(size: int) -> str:
    return f"文件有{size / MEGABYTE:.0f}MB，超过{MOST_BYTES // MEGABYTE}MB的上限"
