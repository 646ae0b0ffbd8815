"""Checks a package on any machine, from the package alone: every missing, altered or extra file."""

from __future__ import annotations

import hashlib
import struct
import zipfile
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from records.archive.package import CHUNK, MANIFEST, TAG_MANIFEST, chunks

_LOCAL_HEADER = struct.Struct("<4s22xHH")
"""Of a zip entry: signature, and the lengths of its name and extra field."""
_UNREADABLE = (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, struct.error)
"""What the library raises over damaged central directories, beside its own error."""


class NotAPackageError(ValueError):
    """A file that is no package of this kind, or a broken one; says why."""


@dataclass(frozen=True, slots=True)
class Checked:
    root: str
    files: int
    digest: str
    """SHA-256 of the package file."""
    problems: tuple[str, ...]


def verify(path: Path, printed: str = "") -> Checked:
    """Everything that is wrong with a package; `printed` is the sum on the hand-over sheet, or its beginning.

    Raises NotAPackageError where the file cannot be read as one.
    """
    with path.open("rb") as file:
        try:
            package = zipfile.ZipFile(file)
        except _UNREADABLE as error:
            raise NotAPackageError(f"{path.name} 不是完整的归档包：{error}") from error
        entries = {entry.filename: entry for entry in package.infolist()}
        root = _root(path, entries)
        # The whole and its parts are summed side by side, since each is all the bytes there are.
        with ThreadPoolExecutor(1) as beside:
            whole = beside.submit(_sum_of_file, path)
            sums = {name: _sum(_content(file, entry)) for name, entry in entries.items()}
            digest = whole.result()
        problems = list(_differences(file, root, entries, sums))
        if len(entries) != len(package.infolist()):
            problems.append("包内有同名文件")
    wanted = printed.replace(" ", "").replace("-", "").lower()
    if wanted and not digest.startswith(wanted):
        problems.append(f"包校验值与移交清单所印不符：现为{digest[:16]}…，所印{printed}")
    return Checked(root, len(entries), digest, tuple(problems))


def extract(path: Path, into: Path) -> list[str]:
    """Unpack into a folder that is new or empty; returns the names. Raises NotAPackageError."""
    if into.exists() and any(into.iterdir()):
        raise NotAPackageError(f"{into} 不是空文件夹，请另选一处")
    with zipfile.ZipFile(path) as package:
        # The library strips drive letters and .. from names before it writes.
        package.extractall(into)
        return package.namelist()


def listed(path: Path) -> list[tuple[str, int]]:
    """The files of the package with their sizes."""
    with zipfile.ZipFile(path) as package:
        return [(entry.filename, entry.file_size) for entry in package.infolist()]


def _root(path: Path, entries: Mapping[str, zipfile.ZipInfo]) -> str:
    roots = {name.partition("/")[0] for name in entries}
    if len(roots) != 1 or f"{next(iter(roots))}/{MANIFEST}" not in entries:
        raise NotAPackageError(f"{path.name} 里没有清单 {MANIFEST}，不是归档包")
    return roots.pop()


def _differences(
    file: BinaryIO, root: str, entries: Mapping[str, zipfile.ZipInfo], sums: Mapping[str, str]
) -> Iterator[str]:
    """Both manifests against what is there: payload by one, the bag's own files by the other."""
    payload = {n[len(root) + 1 :]: s for n, s in sums.items() if n.startswith(f"{root}/data/")}
    tags = {n[len(root) + 1 :]: s for n, s in sums.items() if not n.startswith(f"{root}/data/")}
    tags.pop(TAG_MANIFEST, None)
    for manifest, present in ((MANIFEST, payload), (TAG_MANIFEST, tags)):
        entry = entries.get(f"{root}/{manifest}")
        if entry is None:
            yield f"缺少 {manifest}"
            continue
        text = b"".join(_content(file, entry)).decode("utf-8", "replace")
        wanted = {name: digest for digest, _, name in _lines(text)}
        yield from (f"缺少 {name}" for name in sorted(wanted.keys() - present.keys()))
        yield from (f"多出 {name}" for name in sorted(present.keys() - wanted.keys()))
        both = sorted(wanted.keys() & present.keys())
        yield from (f"内容不符 {name}" for name in both if wanted[name] != present[name])


def _lines(text: str) -> Iterator[tuple[str, str, str]]:
    return (line.partition("  ") for line in text.splitlines())


def _sum_of_file(path: Path) -> str:
    with path.open("rb") as file:
        return _sum(chunks(file))


def _sum(parts: Iterator[bytes]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
    return digest.hexdigest()


def _content(file: BinaryIO, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """The stored bytes themselves: SHA-256 is the check, a CRC on top would only cost time."""
    if entry.compress_type != zipfile.ZIP_STORED:
        raise NotAPackageError(f"{entry.filename} 经过压缩，不是本系统写的归档包")
    file.seek(entry.header_offset)
    header = file.read(_LOCAL_HEADER.size)
    if len(header) < _LOCAL_HEADER.size or not header.startswith(b"PK\x03\x04"):
        raise NotAPackageError(f"{entry.filename} 的位置被改动，归档包已损坏")
    _, name_length, extra_length = _LOCAL_HEADER.unpack(header)
    file.seek(name_length + extra_length, 1)
    left = entry.file_size
    while left and (part := file.read(min(CHUNK, left))):
        left -= len(part)
        yield part
