"""Checksums of packages: SHA-256 always, SM3 where asked for; two sums of one stream side by side."""

from __future__ import annotations

import hashlib
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from hashlib import _Hash

SHA256, SM3 = "sha256", "sm3"
_SMALL = 1 << 16
"""Bytes below which handing over to a thread takes longer than summing."""


def available(algorithm: str) -> bool:
    """Whether this machine's OpenSSL has it: some builds leave SM3 out."""
    try:
        hashlib.new(algorithm)
    except ValueError:
        return False
    return True


class Sums:
    """The sums of one file by several algorithms."""

    def __init__(self, algorithms: tuple[str, ...]) -> None:
        self._sums = {name: hashlib.new(name) for name in algorithms}

    def update(self, data: bytes | memoryview) -> None:
        for one in self._sums.values():
            one.update(data)

    def digests(self) -> dict[str, str]:
        return {name: one.hexdigest() for name, one in self._sums.items()}


class Beside:
    """SHA-256 in a thread of its own, so that the whole and its parts are summed in the time of one."""

    def __init__(self) -> None:
        self._sum: _Hash = hashlib.sha256()
        self._thread = ThreadPoolExecutor(1)
        self._pending: Future[None] | None = None

    def update(self, data: bytes | memoryview) -> None:
        """Take the next bytes, which stay as they are until the call after; returns while they are being summed."""
        self._settle()
        if len(data) < _SMALL:
            self._sum.update(data)
        else:
            self._pending = self._thread.submit(self._sum.update, data)

    def hexdigest(self) -> str:
        self._settle()
        return self._sum.hexdigest()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._thread.shutdown()

    def _settle(self) -> None:
        if self._pending is not None:
            self._pending.result()
            self._pending = None
