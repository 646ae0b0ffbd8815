"""Office packages and bundles: what kind they are, and whether they bring macros, links or objects."""

from __future__ import annotations

import re
import tempfile
import zipfile
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import PurePosixPath
from typing import BinaryIO, cast

from records.attachments.heads import HEAD, harmful
from records.attachments.plain import examine_plain
from records.attachments.refusing import Budget, FileRefused
from records.attachments.xml_parts import read_xml
from records.attachments.zips import CHUNK, check_structure, name_of, unpacked
from rules.files import FileKind, Limits

TYPES = "[Content_Types].xml"
OFD_ROOT = "OFD.xml"
_MAIN = "application/vnd.openxmlformats-officedocument."
_KINDS = {
    f"{_MAIN}wordprocessingml.document.main+xml": FileKind.DOCX,
    f"{_MAIN}spreadsheetml.sheet.main+xml": FileKind.XLSX,
}
_MACROS = ("macroenabled", "vbaproject", "vbadata", "macrosheet", "activex", "dialogsheet")
"""As they occur in content types, part names and types of relations."""
_ACTIVE = ("oleobject", "afchunk", "attachedtemplate", "/control", "/frame", "externallink")
"""Relations that bring in something to run, or content from elsewhere."""
_DDE = re.compile(r"\bDDE(AUTO)?\b", re.IGNORECASE)
_NO_MACROS = "请删去宏，另存为不带宏的 .docx 或 .xlsx 后再上传"
_NO_LINKS = "请断开外部链接、删去嵌入对象，另存后再上传"


def examine_package(
    file: BinaryIO, limits: Limits, budget: Budget | None = None, depth: int = 0
) -> FileKind:
    """What a package is, every member of it having been looked at. Raises FileRefused."""
    budget = budget or Budget(limits.most_unpacked)
    members = {name_of(m): m for m in check_structure(file, limits, budget) if not m.is_dir()}
    kind = _kind_of(file, members, budget)
    for name, member in members.items():
        parts = unpacked(file, member, budget)
        head = next(parts, b"")
        _examine_member(name, head, chain([head], parts), kind, limits, budget, depth)
    return kind


def _kind_of(file: BinaryIO, members: dict[str, zipfile.ZipInfo], budget: Budget) -> FileKind:
    if TYPES in members:
        return _office_kind(unpacked(file, members[TYPES], budget))
    return FileKind.OFD if OFD_ROOT in members else FileKind.ZIP


def _office_kind(parts: Iterable[bytes]) -> FileKind:
    types: list[str] = []
    read_xml(parts, lambda _, attributes: types.append(attributes.get("ContentType", "")))
    if any(mark in kind.lower() for kind in types for mark in _MACROS):
        raise FileRefused("文件带有宏或控件", _NO_MACROS)
    kinds = {_KINDS[kind] for kind in types if kind in _KINDS}
    if len(kinds) != 1:
        raise FileRefused("不是Word文档或Excel工作簿", "请另存为 .docx、.xlsx 或PDF后再上传")
    return kinds.pop()


def _examine_member(  # noqa: PLR0913, PLR0917 - the walk's whole state, in one place
    name: str, head: bytes, parts: Iterator[bytes], kind: FileKind,
    limits: Limits, budget: Budget, depth: int,
) -> None:  # fmt: skip
    """One member: by its name, by what it is, and what it refers to; read to its end."""
    lowered = name.lower()
    if kind is not FileKind.ZIP and any(mark in lowered for mark in _MACROS):
        raise FileRefused("文件带有宏或控件", _NO_MACROS)
    if head.startswith(b"PK\x03\x04"):
        _examine_nested(parts, limits, budget, depth)
        return
    if (found := harmful(head[:HEAD])) is not None:
        raise FileRefused(f"内含“{PurePosixPath(name).name}”，{found.reason}", found.advice)
    if lowered.endswith(".rels"):
        read_xml(parts, _refuse_links)
    elif kind is FileKind.ZIP:
        _examine_bundled(parts, limits)
    elif lowered.endswith(".xml"):
        _read_part(name, parts)
    else:
        # Pictures, typefaces and the like, read so that their size and sum are known to be true.
        deque(parts, maxlen=0)


def _examine_nested(parts: Iterator[bytes], limits: Limits, budget: Budget, depth: int) -> None:
    """A package in a package: an embedded workbook, or a bomb's next shell."""
    if depth + 1 >= limits.deepest:
        raise FileRefused("压缩包层层嵌套", "请解开后把里面的文件分别上传")
    with _spooled(parts) as inner:
        if examine_package(inner, limits, budget, depth + 1) is FileKind.ZIP:
            raise FileRefused("压缩包里还有压缩包", "请解开后把里面的文件分别上传")


def _examine_bundled(parts: Iterator[bytes], limits: Limits) -> None:
    """A file in a bundle has to pass as if it came by itself."""
    with _spooled(parts) as inner:
        examine_plain(inner, limits)


@contextmanager
def _spooled(parts: Iterator[bytes]) -> Iterator[BinaryIO]:
    """A member as a file of its own; small ones stay in memory, large ones go to disk."""
    with tempfile.SpooledTemporaryFile(CHUNK) as inner:
        for part in parts:
            inner.write(part)
        yield cast("BinaryIO", inner)


def _refuse_links(element: str, attributes: dict[str, str]) -> None:
    if element != "Relationship":
        return
    about = attributes.get("Type", "").lower()
    if any(mark in about for mark in _MACROS):
        raise FileRefused("文件带有宏或控件", _NO_MACROS)
    elsewhere = attributes.get("TargetMode") == "External" and not about.endswith("/hyperlink")
    if elsewhere or any(mark in about for mark in _ACTIVE):
        raise FileRefused("文件引用外部内容或嵌入了对象", _NO_LINKS)


def _read_part(name: str, parts: Iterator[bytes]) -> None:
    """Walk a part for its entities, and for fields that start a program (DDE)."""
    fields: list[str] = []
    inside = [False]

    def seen(element: str, attributes: dict[str, str]) -> None:
        inside[0] = element == "instrText"
        fields.extend(value for key, value in attributes.items() if key.endswith(" instr"))
        if element in {"ddeLink", "oleLink"}:
            fields.append("DDE")

    read_xml(parts, seen, lambda text: fields.append(text) if inside[0] else None)
    if _DDE.search("".join(fields)):
        raise FileRefused(f"“{PurePosixPath(name).name}”里有会启动程序的域（DDE）", _NO_LINKS)
