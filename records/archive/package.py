"""The sealed package: a BagIt bag in one ZIP, written in one pass, the same content in the same bytes.

Nothing is deflated: papers and workbooks are compressed already. Sizes beyond 4 GiB use Zip64. What
is printed on the hand-over sheet is the SHA-256 of the whole file, so that no byte of it can change
unseen; inside, RFC 8493's manifests name every file for whoever unpacks it.
"""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, cast

from records.archive.reading import Pieces
from records.archive.sums import SHA256, SM3, Beside, Sums, available

MANIFEST, TAG_MANIFEST = "manifest-sha256.txt", "tagmanifest-sha256.txt"
MORE_MANIFESTS = {"manifest-sm3.txt": SM3}
"""Further manifests that a package may have, with their algorithms."""
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
    sha256: str = ""
    """What the content must have, where somebody remembers it."""

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
    """Writes to a file and sums what it writes; it cannot go back, so nothing is written twice."""

    def __init__(self, file: BinaryIO, whole: Beside) -> None:
        self._file, self._whole = file, whole

    def write(self, data: bytes | memoryview) -> int:
        self._whole.update(data)
        return self._file.write(data)

    def flush(self) -> None:
        self._file.flush()


def pack(
    target: Path, root: str, entries: Iterable[Entry], info: Mapping[str, str], *, sm3: bool = False
) -> Packed:
    """Write the package beside its place and rename it: it is there whole or not at all.

    Every source is read once. `sm3` adds a manifest by the national algorithm (GB/T 32905). Raises
    PackageError for a name twice or outside the bag, a file that is not what was remembered of it,
    and for SM3 where this machine has none.
    """
    if sm3 and not available(SM3):
        raise PackageError("本机的OpenSSL不提供SM3，请更换Python环境或关闭 PINGXUAN_ARCHIVE_SM3")
    algorithms = (SHA256, SM3) if sm3 else (SHA256,)
    draft = target.with_name(f"{target.name}.part")
    draft.parent.mkdir(parents=True, exist_ok=True)
    with draft.open("wb") as file, Beside() as whole:
        sealing = _Sealing(file, whole)
        with zipfile.ZipFile(cast("BinaryIO", sealing), "w", zipfile.ZIP_STORED) as package:
            sums, size = _write_payload(package, root, entries, algorithms)
            _write_tags(package, root, sums, {**info, "Payload-Oxum": f"{size}.{len(sums)}"})
        file.flush()
        os.fsync(file.fileno())
        digest = whole.hexdigest()
    draft.replace(target)
    return Packed(len(sums), size, digest)


def _write_payload(
    package: zipfile.ZipFile, root: str, entries: Iterable[Entry], algorithms: tuple[str, ...]
) -> tuple[dict[str, dict[str, str]], int]:
    sums: dict[str, dict[str, str]] = {}
    size, pieces = 0, Pieces()
    for entry in sorted(entries, key=lambda entry: entry.name):
        name = f"data/{_safe(entry.name)}"
        if name in sums:
            raise PackageError(f"“{entry.name}”在归档包里出现两次")
        with entry.open() as source:
            sums[name], written = _copy(package, f"{root}/{name}", pieces.of(source), algorithms)
        if entry.sha256 not in ("", sums[name][SHA256]):
            raise PackageError(f"“{entry.name}”与登记的校验值不符，已被改动，请从备份恢复")
        size += written
    return sums, size


def _write_tags(
    package: zipfile.ZipFile, root: str, sums: Mapping[str, Mapping[str, str]],
    info: Mapping[str, str],
) -> None:  # fmt: skip
    algorithms = sorted({name for digests in sums.values() for name in digests}) or [SHA256]
    tags = {
        "bagit.txt": DECLARATION,
        "bag-info.txt": "".join(f"{key}: {value}\n" for key, value in info.items()),
        **{
            f"manifest-{algorithm}.txt": listing(
                {name: digests[algorithm] for name, digests in sums.items()}
            )
            for algorithm in algorithms
        },
    }
    tag_sums = {}
    for name, text in tags.items():
        digests, _ = _copy(package, f"{root}/{name}", [text.encode()], (SHA256,))
        tag_sums[name] = digests[SHA256]
    _copy(package, f"{root}/{TAG_MANIFEST}", [listing(tag_sums).encode()], (SHA256,))


def listing(sums: Mapping[str, str]) -> str:
    """A manifest as BagIt and `sha256sum -c` read it."""
    return "".join(f"{digest}  {name}\n" for name, digest in sorted(sums.items()))


def _copy(
    package: zipfile.ZipFile,
    name: str,
    content: Iterable[bytes | memoryview],
    algorithms: tuple[str, ...],
) -> tuple[dict[str, str], int]:
    entry = zipfile.ZipInfo(name, LONG_AGO)
    entry.external_attr = 0o644 << 16
    sums, size = Sums(algorithms), 0
    with package.open(entry, "w", force_zip64=True) as target:
        for piece in content:
            sums.update(piece)
            target.write(piece)
            size += len(piece)
    return sums.digests(), size


def _safe(name: str) -> str:
    parts = name.split("/")
    if not name or any(part in {"", ".", ".."} for part in parts) or "\n" in name or "\\" in name:
        raise PackageError(f"“{name}”不能作为归档包内的文件名")
    return name
