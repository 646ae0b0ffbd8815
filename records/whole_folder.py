"""Folders that are whole or not there: written beside their place, with a checksum of every file."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

MANIFEST = "manifest-sha256.txt"


@contextmanager
def whole_folder(target: Path) -> Iterator[Path]:
    """A draft to write into; it takes the place of `target` at the end, or after an error nothing does.

    Renames only: whenever it is cut short, what stands at `target` is whole or not there. The
    earlier folder goes only once the new one stands.
    """
    draft = target.with_name(f"{target.name}.part")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    yield draft
    earlier = target.with_name(f"{target.name}.old")
    if target.exists():
        shutil.rmtree(earlier, ignore_errors=True)
        target.rename(earlier)
    draft.rename(target)
    shutil.rmtree(earlier, ignore_errors=True)


def zipped(folder: Path) -> bytes:
    """The folder under its own name as one file to take along."""
    with tempfile.TemporaryDirectory() as home:
        stem = str(Path(home) / "packed")
        package = shutil.make_archive(stem, "zip", root_dir=folder.parent, base_dir=folder.name)
        return Path(package).read_bytes()


def manifest_of(digests: Mapping[str, str]) -> str:
    """File names with their SHA-256, in the form that `sha256sum -c` reads."""
    return "".join(f"{digest}  {name}\n" for name, digest in digests.items())


def files_in(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
