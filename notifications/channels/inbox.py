"""The in-app inbox: the outbox row itself is the message, so nothing leaves."""

from __future__ import annotations

from collections.abc import Sequence

from notifications.channels.base import Letter, Report, Sent


class Inbox:
    name = "inbox"
    repeat_when_unknown = True
    avoids_full_hour = False
    rates = ()
    max_bytes = None

    def deliver(self, letters: Sequence[Letter], report: Report) -> None:
        if letters:
            report([(letter, Sent(letter.key)) for letter in letters], [])
