"""Files kept as they came: byte for byte, found again by the SHA-256 that rows refer to."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from tasks.context import Context
from tasks.errors import NotFound, Refused


def keep(ctx: Context, name: str, data: bytes) -> str:
    """Store the bytes under their SHA-256 and return it; known bytes are not stored twice.

    Written before the transaction ends: should that fail, a file that nothing refers to stays,
    which harms nobody, whereas a row must never refer to a file that is not there.
    """
    sha256 = hashlib.sha256(data).hexdigest()
    path = _path(ctx, sha256, Path(name).suffix.lower())
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.{os.getpid()}.part")
        draft.write_bytes(data)
        draft.replace(path)
    return sha256


def find(ctx: Context, sha256: str) -> Path:
    """The kept file of this hash, checked against it.

    Raises NotFound when it is not there, Refused when its bytes are not what they were.
    """
    folder = _folder(ctx, sha256)
    found = next(iter(sorted(folder.glob(f"{sha256}*"))), None) if folder.is_dir() else None
    if found is None:
        raise NotFound([f"附件库里没有校验值为 {sha256} 的文件，请核对 {folder}"])
    if hashlib.sha256(found.read_bytes()).hexdigest() != sha256:
        raise Refused([f"{found} 的内容与登记的校验值不符，已被改动，请从备份恢复"])
    return found


def _folder(ctx: Context, sha256: str) -> Path:
    return ctx.house.settings.attachments_folder / sha256[:2]


def _path(ctx: Context, sha256: str, suffix: str) -> Path:
    return _folder(ctx, sha256) / f"{sha256}{suffix}"
