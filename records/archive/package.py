"""The sealed package: a BagIt bag in one ZIP, written in one pass, the same content in the same bytes.

Nothing is deflated: papers and workbooks are compressed already. Sizes beyond 4 GiB use Zip64. What
is printed on the hand-over sheet is the SHA-256 of the whole file, so that no byte of it can change
unseen; inside, RFC 8493's manifests name every file for whoever unpacks it.
"""

from __future__ import annotations

import hashlib
import os
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, cast

CHUNK = 1 << 20
MANIFEST, TAG_MANIFEST = "manifest-sha256.txt", "tagmanifest-sha256.txt"
DECLARATION = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The first moment that a zip entry can carry."""


class PackageError(ValueError):
    """A package that cannot be written; says which entry and why."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of the package: its place below `data/` and its content or where that lies."""

    name: str
    source: Path | bytes

    def open(self) -> BinaryIO:
        source = self.source
        return BytesIO(source) if isinstance(source, bytes) else source.open("rb")


@dataclass(frozen=True, slots=True)
class Packed:
    files: int
    size: int
    """Bytes of all files."""
    digest: str
    """SHA-256 of the package file."""


class _Sealing:
    """Writes to a file and hashes what it writes; it cannot go back, so nothing is written twice."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.sum = hashlib.sha256()

    def write(self, data: bytes) -> int:
        self.sum.update(data)
        return self._file.write(data)

    def flush(self) -> None:
        self._file.flush()


def pack(target: Path, root: str, entries: Iterable[Entry], info: Mapping[str, str]) -> Packed:
    """Write the package beside its place and rename it: it is there whole or not at all.

    Every source is read once. Raises PackageError for a name twice or outside the bag.
    """
    draft = target.with_name(f"{target.name}.part")
    draft.parent.mkdir(parents=True, exist_ok=True)
    with draft.open("wb") as file:
        sealing = _Sealing(file)
        with zipfile.ZipFile(cast("BinaryIO", sealing), "w", zipfile.ZIP_STORED) as package:
            sums, size = _write_payload(package, root, entries)
            _write_tags(package, root, sums, {**info, "Payload-Oxum": f"{size}.{len(sums)}"})
        file.flush()
        os.fsync(file.fileno())
    draft.replace(target)
    return Packed(len(sums), size, sealing.sum.hexdigest())


def _write_payload(
    package: zipfile.ZipFile, root: str, entries: Iterable[Entry]
) -> tuple[dict[str, str], int]:
    sums: dict[str, str] = {}
    size = 0
    for entry in sorted(entries, key=lambda entry: entry.name):
        name = f"data/{_safe(entry.name)}"
        if name in sums:
            raise PackageError(f"“{entry.name}”在归档包里出现两次")
        with entry.open() as source:
            sums[name], written = _copy(package, f"{root}/{name}", source)
        size += written
    return sums, size


def _write_tags(
    package: zipfile.ZipFile, root: str, sums: Mapping[str, str], info: Mapping[str, str]
) -> None:
    tags = {
        "bagit.txt": DECLARATION,
        "bag-info.txt": "".join(f"{key}: {value}\n" for key, value in info.items()),
        MANIFEST: listing(sums),
    }
    tag_sums = {}
    for name, text in tags.items():
        tag_sums[name], _ = _copy(package, f"{root}/{name}", BytesIO(text.encode()))
    _copy(package, f"{root}/{TAG_MANIFEST}", BytesIO(listing(tag_sums).encode()))


def listing(sums: Mapping[str, str]) -> str:
    """A manifest as BagIt and `sha256sum -c` read it."""
    return "".join(f"{digest}  {name}\n" for name, digest in sorted(sums.items()))


def _copy(package: zipfile.ZipFile, name: str, source: BinaryIO) -> tuple[str, int]:
    entry = zipfile.ZipInfo(name, LONG_AGO)
    entry.external_attr = 0o644 << 16
    digest, size = hashlib.sha256(), 0
    with package.open(entry, "w", force_zip64=True) as target:
        for chunk in chunks(source):
            digest.update(chunk)
            target.write(chunk)
            size += len(chunk)
    return digest.hexdigest(), size


def chunks(source: BinaryIO) -> Iterator[bytes]:
    """What is left of a file, a mebibyte at a time."""
    while chunk := source.read(CHUNK):
        yield chunk


def _safe(name: str) -> str:
    parts = name.split("/")
    if not name or any(part in {"", ".", ".."} for part in parts) or "\n" in name or "\\" in name:
        raise PackageError(f"“{name}”不能作为归档包内的文件名")
    return name
