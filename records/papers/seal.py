"""The picture of an office's seal: a PNG it supplies itself, checked before it is placed on papers."""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

SIGNATURE = b"\x89PNG\r\n\x1a\n"
LARGEST_FILE = 500_000
SMALLEST, LARGEST = 200, 2400
"""Pixels a side: 42 mm across need 200 to be read at all, and more than 2,400 nobody can print."""


class SealError(ValueError):
    """A picture that cannot serve as a seal; says why and what to do."""


@dataclass(frozen=True, slots=True)
class Seal:
    png: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.png).hexdigest()


def read_seal(data: bytes) -> Seal:
    """The seal of a file's bytes; raises SealError for anything but a sound, square PNG."""
    if len(data) > LARGEST_FILE:
        raise SealError(
            f"印章图片有{len(data) // 1000}KB，最多{LARGEST_FILE // 1000}KB，请缩小后再放入"
        )
    if not data.startswith(SIGNATURE):
        raise SealError("印章图片不是 PNG，请另存为透明底的 PNG")
    chunks = list(_chunks(data))
    if not chunks or chunks[0][0] != b"IHDR" or chunks[-1][0] != b"IEND":
        raise SealError("印章图片不完整，请重新导出 PNG")
    width, height = struct.unpack(">II", chunks[0][1][:8])
    if not (SMALLEST <= width <= LARGEST and SMALLEST <= height <= LARGEST):
        raise SealError(f"印章图片为{width}×{height}像素，每边应在{SMALLEST}至{LARGEST}之间")
    if abs(width - height) > max(width, height) // 20:
        raise SealError(f"印章图片为{width}×{height}像素，应是正方形，请裁去四周空白")
    return Seal(data)


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Name and content of each part whose check sum is right, up to the first that is not."""
    place = len(SIGNATURE)
    while place + 12 <= len(data):
        (size,) = struct.unpack(">I", data[place : place + 4])
        name, content = data[place + 4 : place + 8], data[place + 8 : place + 8 + size]
        check = data[place + 8 + size : place + 12 + size]
        if len(check) < 4 or struct.unpack(">I", check)[0] != zlib.crc32(name + content):  # noqa: PLR2004 - bytes of a check sum
            return
        yield name, content
        place += 12 + size
