"""Reading large files in two buffers by turns: one can still be summed while the other is filled."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

PIECE = 4 << 20


class Pieces:
    """Buffers that are used over and over, which spares the system a fresh page for every byte.

    A piece stays as it is until the one after the next is read, in the next file too.
    """

    def __init__(self) -> None:
        self._buffers = (memoryview(bytearray(PIECE)), memoryview(bytearray(PIECE)))
        self._turn = 0

    def of(self, source: BinaryIO) -> Iterator[memoryview]:
        """What is left of a file, piece by piece."""
        while count := source.readinto(self._buffers[1 - self._turn]):  # type: ignore[attr-defined]
            self._turn = 1 - self._turn
            yield self._buffers[self._turn][:count]
