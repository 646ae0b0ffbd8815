"""What a channel reports, written down turn by turn as the outbox would."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from notifications.channels.base import Channel, Finished, Letter, Outcome


@dataclass
class Ledger:
    started: list[str] = field(default_factory=list)
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    in_doubt: set[str] = field(default_factory=set)
    most_in_doubt: int = 0

    def __call__(self, finished: Sequence[Finished], starting: Sequence[Letter]) -> None:
        for letter, outcome in finished:
            assert letter.key not in self.outcomes, f"{letter.key} was reported twice"
            self.outcomes[letter.key] = outcome
            self.in_doubt.discard(letter.key)
        for letter in starting:
            assert letter.key not in self.outcomes, f"{letter.key} was started after its end"
            self.started.append(letter.key)
            self.in_doubt.add(letter.key)
        self.most_in_doubt = max(self.most_in_doubt, len(self.in_doubt))


def outcomes_of(channel: Channel, *letters: Letter) -> list[Outcome]:
    ledger = Ledger()
    channel.deliver(letters, ledger)
    assert ledger.in_doubt == set()
    return [ledger.outcomes[letter.key] for letter in letters]
