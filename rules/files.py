"""Files from strangers: which kinds are taken, how names must look, how they are handed out again."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import PurePosixPath
from urllib.parse import quote

MEGABYTE = 1 << 20
LONGEST_NAME = 200
"""Characters of a file's name, as the column holds them."""
_DIRECTION_MARKS = frozenset(
    "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
"""They show a name otherwise than it is: 报告 + mark + fdp.exe reads as 报告exe.pdf."""
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
"""Names of devices on Windows, whatever ending they carry."""
_DRIVE = re.compile(r"[A-Za-z]:")


class FileKind(StrEnum):
    """What a file is by its content; the value is also the ending that it is stored and served with."""

    PDF = "pdf"
    OFD = "ofd"
    DOCX = "docx"
    XLSX = "xlsx"
    PNG = "png"
    JPEG = "jpg"
    TEXT = "txt"
    CSV = "csv"
    ZIP = "zip"

    @property
    def content_type(self) -> str:
        return _CONTENT_TYPES[self]


_CONTENT_TYPES = {
    FileKind.PDF: "application/pdf",
    FileKind.OFD: "application/ofd",
    FileKind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileKind.PNG: "image/png",
    FileKind.JPEG: "image/jpeg",
    FileKind.TEXT: "text/plain",
    FileKind.CSV: "text/csv",
    FileKind.ZIP: "application/zip",
}
USUAL_KINDS = frozenset(FileKind) - {FileKind.ZIP}
"""A bundle is taken only where a setting says so: what is in it is harder to see and to file."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may be; bytes, pixels and numbers of members."""

    kinds: frozenset[FileKind] = field(default=USUAL_KINDS)
    most_bytes: int = 50 * MEGABYTE
    most_unpacked: int = 200 * MEGABYTE
    """Of everything packed into it together, nested members included."""
    most_ratio: int = 100
    small: int = 8 * MEGABYTE
    """Unpacked size below which a high ratio does no harm; repetitive sheets reach it honestly."""
    most_members: int = 1_000
    deepest: int = 3
    """How far packages may lie inside one another: a workbook in a document is one."""
    longest_side: int = 20_000
    most_pixels: int = 100_000_000


def name_problems(name: str) -> list[str]:
    """Everything that speaks against a claimed file name, in words; an empty list for a good one."""
    return [f"文件名{problem}" for problem in _problems(name)]


def path_problems(path: str) -> list[str]:
    """The same for the place of a member inside a package, whose parts `/` divides."""
    if path.startswith("/") or _DRIVE.match(path):
        return [f"包内路径“{_shown(path)}”是绝对路径"]
    parts = path.removesuffix("/").split("/")
    return [f"包内路径“{_shown(path)}”{what}" for part in parts for what in _problems(part)]


def _problems(name: str) -> Iterator[str]:
    if not name.strip():
        yield "是空的"
        return
    if len(name) > LONGEST_NAME:
        yield f"超过{LONGEST_NAME}个字"
    if name in {".", ".."} or "/" in name or "\\" in name or _DRIVE.match(name):
        yield "带有路径（/、\\、..或盘符）"
    if _DIRECTION_MARKS & set(name):
        yield "带有改变文字方向的隐藏字符"
    elif any(unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for char in name):
        yield "带有看不见的控制字符"
    if _RESERVED.fullmatch(name):
        yield "是系统保留的设备名"
    if name != name.strip() or (name.endswith(".") and name not in {".", ".."}):
        yield "以空格或句点开头、结尾"


def _shown(path: str) -> str:
    """A hostile path, fit for a message."""
    return "".join(char if char.isprintable() else "?" for char in path)[:80]


def served_name(name: str, kind: FileKind) -> str:
    """The claimed name with the ending that the content has: 图.exe that is a PDF is 图.exe.pdf."""
    endings = {FileKind.JPEG: {".jpg", ".jpeg"}}.get(kind, {f".{kind.value}"})
    return name if PurePosixPath(name).suffix.lower() in endings else f"{name}.{kind.value}"


def safe_headers(name: str, kind: FileKind) -> dict[str, str]:
    """Headers under which a stranger's file may be handed out: saved by the browser, never run.

    The name follows RFC 6266: plain ASCII for old readers, UTF-8 for all others.
    """
    full = served_name(name, kind)
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "._- ") else "_" for c in full)
    return {
        "content-type": kind.content_type,
        "content-disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(full, safe='')}",
        "x-content-type-options": "nosniff",
        "content-security-policy": "default-src 'none'; sandbox",
        "cross-origin-resource-policy": "same-origin",
        "cache-control": "private, no-store",
    }
