"""Long texts cut into parts by bytes, as providers count, at line ends and never inside a character."""

from __future__ import annotations

import json
from collections.abc import Callable

Measure = Callable[[str], int]


def utf8_bytes(text: str) -> int:
    return len(text.encode())


def json_bytes(text: str) -> int:
    """The bytes a text takes inside a JSON string, its quotes not counted."""
    return len(json.dumps(text, ensure_ascii=False).encode()) - 2


def split(text: str, limit: int, measure: Measure = utf8_bytes) -> list[str]:
    """The text in parts of at most `limit`, numbered （1/3） when there are several.

    `measure` must add up: the size of a text is the sum of the sizes of its characters.

    Raises:
        ValueError: where the limit leaves no room for a character beside the number.
    """
    if measure(text) <= limit:
        return [text]
    count = 2
    while True:
        room = limit - measure(_label(count, count))
        parts = _fill(text, room, measure)
        if len(parts) <= count:
            return [_label(n, len(parts)) + part for n, part in enumerate(parts, 1)]
        count = len(parts)


def _label(number: int, count: int) -> str:
    return f"（{number}/{count}）\n"


def _fill(text: str, room: int, measure: Measure) -> list[str]:
    parts: list[str] = []
    part: list[str] = []
    used = 0
    for piece in _pieces(text, room, measure):
        size = measure(piece)
        if used + size > room:
            parts.append("".join(part))
            part, used = [], 0
        part.append(piece)
        used += size
    if part:
        parts.append("".join(part))
    return parts


def _pieces(text: str, room: int, measure: Measure) -> list[str]:
    """Lines with their ends; a line too long for one part falls into characters."""
    pieces: list[str] = []
    for line in text.splitlines(keepends=True):
        if measure(line) <= room:
            pieces.append(line)
        elif max(map(measure, line)) > room:
            raise ValueError(f"A part of {room} bytes cannot hold every character.")
        else:
            pieces.extend(line)
    return pieces
