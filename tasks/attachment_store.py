"""Where files from outside lie: drafts on their way in, and what is kept under its SHA-256."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from config.settings import Settings
from records.attachments.examining import too_large
from rules.files import MEGABYTE, Limits

DRAFT = ".part"
ABANDONED = 24 * 3600
"""Seconds after which nobody writes to a draft any more."""


@contextmanager
def draft_in(settings: Settings) -> Iterator[Path]:
    """A place to write in the store's own folder, gone afterwards unless it was renamed."""
    folder = settings.attachments_folder
    folder.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(DRAFT, dir=folder)
    os.close(handle)
    draft = Path(name)
    _sweep(draft)
    try:
        yield draft
    finally:
        draft.unlink(missing_ok=True)


def _sweep(newest: Path) -> None:
    """Remove drafts of processes that died, by the file system's own clock."""
    for old in newest.parent.glob(f"*{DRAFT}"):
        with suppress(FileNotFoundError):
            if newest.stat().st_mtime - old.stat().st_mtime > ABANDONED:
                old.unlink()


def copied(stream: BinaryIO, draft: Path, limits: Limits) -> tuple[str, int]:
    """Write the stream down piece by piece; its SHA-256 and size. Raises FileRefused over the limit."""
    digest, size = hashlib.sha256(), 0
    with draft.open("wb") as file:
        while part := stream.read(MEGABYTE):
            size += len(part)
            if size > limits.most_bytes:
                raise too_large(limits)
            digest.update(part)
            file.write(part)
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest(), size


def place(settings: Settings, draft: Path, digest: str, ending: str) -> None:
    """Make the draft the kept file of its SHA-256; known bytes are not stored twice."""
    if kept(settings, digest) is None:
        folder = folder_of(settings, digest)
        folder.mkdir(parents=True, exist_ok=True)
        draft.replace(folder / (f"{digest}.{ending}" if ending else digest))


def kept(settings: Settings, sha256: str) -> Path | None:
    """Where the bytes of this SHA-256 lie; None where nobody brought them."""
    folder = folder_of(settings, sha256)
    return next(iter(sorted(folder.glob(f"{sha256}*"))), None) if folder.is_dir() else None


def remove(settings: Settings, sha256: str) -> None:
    """Take the kept bytes away; nothing happens where they are gone already."""
    if (path := kept(settings, sha256)) is not None:
        path.unlink(missing_ok=True)


def folder_of(settings: Settings, sha256: str) -> Path:
    return settings.attachments_folder / sha256[:2]
