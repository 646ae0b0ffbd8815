"""Pictures by their frames: whole, and of a size that a reader can hold in memory."""

from __future__ import annotations

import struct
from typing import BinaryIO

from records.attachments.heads import PNG
from records.attachments.refusing import FileRefused, damaged
from rules.files import Limits

_CHUNK_HEAD = struct.Struct(">L4s")
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""JPEG segments that state the size; the three left out are tables."""
_ALONE = frozenset({0x01, *range(0xD0, 0xD8)})
"""Segments without a length."""
_SCAN, _END = 0xDA, 0xD9
_MOST_PARTS = 100_000
"""Parts of one picture; so many that none is honest, and few enough to walk through."""


def check_png(file: BinaryIO, limits: Limits) -> None:
    """Chunk after chunk to the last one, nothing behind it. Raises FileRefused."""
    size = file.seek(0, 2)
    place, kind, first = len(PNG), b"", True
    for _ in range(_MOST_PARTS):
        if kind == b"IEND":
            break
        file.seek(place)
        head = file.read(_CHUNK_HEAD.size)
        if len(head) < _CHUNK_HEAD.size:
            raise damaged("图片不完整")
        length, kind = _CHUNK_HEAD.unpack(head)
        if first != (kind == b"IHDR"):
            raise damaged("图片的头部不对")
        if first:
            width, height = struct.unpack(">LL", _whole(file.read(8), 8))
            _check_sides(width, height, limits)
        place, first = place + _CHUNK_HEAD.size + length + 4, False
    if kind != b"IEND" or place != size:
        raise damaged("图片之后有多余内容" if place < size else "图片不完整")


def check_jpeg(file: BinaryIO, limits: Limits) -> None:
    """Segment after segment to the picture itself. Raises FileRefused.

    What cameras append behind the picture is left alone; it is never read as anything else.
    """
    place, sized, kind = 2, False, 0
    for _ in range(_MOST_PARTS):
        file.seek(place)
        mark, kind = _whole(file.read(2), 2)
        if mark != 0xFF or kind == _END:  # noqa: PLR2004 - every segment begins with it
            raise damaged("图片不完整")
        if kind == 0xFF:  # noqa: PLR2004 - filling
            place += 1
            continue
        if kind in _ALONE:
            place += 2
            continue
        (length,) = struct.unpack(">H", _whole(file.read(2), 2))
        if kind in _FRAMES:
            _, height, width = struct.unpack(">BHH", _whole(file.read(5), 5))
            _check_sides(width, height, limits)
            sized = True
        if kind == _SCAN:
            break
        place += 2 + length
    if kind != _SCAN or not sized or not _ends(file, place):
        raise damaged("图片不完整")


def _ends(file: BinaryIO, place: int) -> bool:
    """Whether the picture's end is there, however much a camera wrote behind it."""
    file.seek(place)
    tail = b""
    while part := file.read(1 << 20):
        if b"\xff\xd9" in tail + part:
            return True
        tail = part[-1:]
    return False


def _check_sides(width: int, height: int, limits: Limits) -> None:
    if not width or not height:
        raise damaged("图片没有大小")
    if max(width, height) > limits.longest_side or width * height > limits.most_pixels:
        raise FileRefused(
            f"图片为{width}×{height}像素，过大", f"请缩小到每边{limits.longest_side}像素以内"
        )


def _whole(data: bytes, length: int) -> bytes:
    if len(data) < length:
        raise damaged("图片不完整")
    return data
