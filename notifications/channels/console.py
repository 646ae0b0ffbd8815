"""The console: letters as text on a terminal, for trying things out."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TextIO

from notifications.channels.base import Letter, Report, Sent


class Console:
    name = "console"
    repeat_when_unknown = True
    avoids_full_hour = False
    rates = ()
    max_bytes = None

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream

    def deliver(self, letters: Sequence[Letter], report: Report) -> None:
        if not letters:
            return
        stream = self._stream or sys.stdout
        report([], letters)
        for letter in letters:
            stream.write(f"── {letter.address} · {letter.subject}\n{letter.body.rstrip()}\n\n")
        stream.flush()
        report([(letter, Sent(letter.key)) for letter in letters], [])
