"""Checks a package on any machine, from the package alone: every missing, altered or extra file."""

from __future__ import annotations

import struct
import zipfile
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from records.archive.package import CHUNK, MANIFEST, MORE_MANIFESTS, TAG_MANIFEST
from records.archive.sums import SHA256, Beside, Sums, available

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
    remarks: tuple[str, ...] = ()
    """What could not be checked here; nothing is wrong with it."""


Digests = Mapping[str, Mapping[str, str]]
"""By entry and algorithm."""


def verify(path: Path, printed: str = "") -> Checked:
    """Everything that is wrong with a package; `printed` is the sum on the hand-over sheet, or its beginning.

    The file is read once, from its beginning to its end. Raises NotAPackageError where it cannot
    be read as a package.
    """
    with _opened(path) as package, path.open("rb") as file:
        entries = {entry.filename: entry for entry in package.infolist()}
        root = _root(path, entries)
        more = [name for name in MORE_MANIFESTS if f"{root}/{name}" in entries]
        able = [name for name in more if available(MORE_MANIFESTS[name])]
        algorithms = (SHA256, *(MORE_MANIFESTS[name] for name in able))
        digest, sums = _summed(file, entries, algorithms)
        problems = list(_differences(file, root, entries, sums, able))
        if len(entries) != len(package.infolist()):
            problems.append("包内有同名文件")
    wanted = printed.replace(" ", "").replace("-", "").lower()
    if wanted and not digest.startswith(wanted):
        problems.append(f"包校验值与移交清单所印不符：现为{digest[:16]}…，所印{printed}")
    remarks = tuple(f"本机不支持{name}的算法，未核对这份清单" for name in more if name not in able)
    return Checked(root, len(entries), digest, tuple(problems), remarks)


def extract(path: Path, into: Path) -> list[str]:
    """Unpack into a folder that is new or empty; returns the names. Raises NotAPackageError."""
    if into.exists() and any(into.iterdir()):
        raise NotAPackageError(f"{into} 不是空文件夹，请另选一处")
    with _opened(path) as package:
        try:
            # The library strips drive letters and .. from names before it writes.
            package.extractall(into)
        except _UNREADABLE as error:
            raise NotAPackageError(f"{path.name} 已损坏，只解开了一部分：{error}") from error
        return package.namelist()


def listed(path: Path) -> list[tuple[str, int]]:
    """The files of the package with their sizes. Raises NotAPackageError."""
    with _opened(path) as package:
        return [(entry.filename, entry.file_size) for entry in package.infolist()]


def held(path: Path) -> frozenset[str]:
    """SHA-256 of every file that the package carries, as its manifest says. Raises NotAPackageError."""
    with _opened(path) as package:
        root = _root(path, {entry.filename: entry for entry in package.infolist()})
        text = package.read(f"{root}/{MANIFEST}").decode("utf-8", "replace")
    return frozenset(digest for digest, _, _ in _lines(text))


def _opened(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except FileNotFoundError:
        raise
    except _UNREADABLE as error:
        raise NotAPackageError(f"{path.name} 不是完整的归档包：{error}") from error


def _root(path: Path, entries: Mapping[str, zipfile.ZipInfo]) -> str:
    roots = {name.partition("/")[0] for name in entries}
    if len(roots) != 1 or f"{next(iter(roots))}/{MANIFEST}" not in entries:
        raise NotAPackageError(f"{path.name} 里没有清单 {MANIFEST}，不是归档包")
    return roots.pop()


def _differences(
    file: BinaryIO, root: str, entries: Mapping[str, zipfile.ZipInfo], sums: Digests,
    more: Sequence[str],
) -> Iterator[str]:  # fmt: skip
    """Manifests against what is there: payload by its own, the bag's own files by the other."""
    inside = {name[len(root) + 1 :]: digests for name, digests in sums.items()}
    payload = {name: digests for name, digests in inside.items() if name.startswith("data/")}
    tags = {n: d for n, d in inside.items() if n not in payload and n != TAG_MANIFEST}
    expected = [(MANIFEST, payload, SHA256), (TAG_MANIFEST, tags, SHA256)]
    expected += [(name, payload, MORE_MANIFESTS[name]) for name in more]
    for manifest, present, algorithm in expected:
        entry = entries.get(f"{root}/{manifest}")
        if entry is None:
            yield f"缺少 {manifest}"
            continue
        text = _content(file, entry).decode("utf-8", "replace")
        wanted = {name: digest for digest, _, name in _lines(text)}
        yield from (f"缺少 {name}" for name in sorted(wanted.keys() - present.keys()))
        yield from (f"多出 {name}" for name in sorted(present.keys() - wanted.keys()))
        both = sorted(wanted.keys() & present.keys())
        yield from (
            f"内容不符 {name}{'' if algorithm == SHA256 else f'（{algorithm}）'}"
            for name in both
            if wanted[name] != present[name][algorithm]
        )


def _lines(text: str) -> Iterator[tuple[str, str, str]]:
    return (line.partition("  ") for line in text.splitlines())


def _summed(
    file: BinaryIO, entries: Mapping[str, zipfile.ZipInfo], algorithms: tuple[str, ...]
) -> tuple[str, Digests]:
    """The sum of the file and those of its entries, from one pass over its bytes."""
    sums = {name: Sums(algorithms) for name in entries}
    spans = deque(sorted((*_span(file, entry), name) for name, entry in entries.items()))
    file.seek(0)
    place = 0
    with Beside() as whole:
        while data := file.read(CHUNK):
            whole.update(data)
            view, end = memoryview(data), place + len(data)
            while spans and spans[0][0] < end:
                start, stop, name = spans[0]
                sums[name].update(view[max(start - place, 0) : stop - place])
                if stop > end:
                    break
                spans.popleft()
            place = end
        if spans and spans[0][1] > place:
            raise NotAPackageError(f"{spans[0][2]} 不完整，归档包已损坏")
        return whole.hexdigest(), {name: one.digests() for name, one in sums.items()}


def _span(file: BinaryIO, entry: zipfile.ZipInfo) -> tuple[int, int]:
    """Where an entry's content begins and ends; SHA-256 is the check, a CRC would only cost time."""
    if entry.compress_type != zipfile.ZIP_STORED:
        raise NotAPackageError(f"{entry.filename} 经过压缩，不是本系统写的归档包")
    file.seek(entry.header_offset)
    header = file.read(_LOCAL_HEADER.size)
    if len(header) < _LOCAL_HEADER.size or not header.startswith(b"PK\x03\x04"):
        raise NotAPackageError(f"{entry.filename} 的位置被改动，归档包已损坏")
    _, name_length, extra_length = _LOCAL_HEADER.unpack(header)
    start = entry.header_offset + _LOCAL_HEADER.size + name_length + extra_length
    return start, start + entry.file_size


def _content(file: BinaryIO, entry: zipfile.ZipInfo) -> bytes:
    start, stop = _span(file, entry)
    file.seek(start)
    return file.read(stop - start)
