"""What every channel takes, answers and promises: letters, outcomes and the channel itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal, Protocol

from notifications.channels.pace import Rate


@dataclass(frozen=True, slots=True)
class Letter:
    """One rendered message to one address; `key` stays the same however often it is handed over."""

    key: str
    address: str
    subject: str
    body: str
    html: str | None = None
    mentions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sent:
    provider_id: str = ""


About = Literal["letter", "address", "access"]


@dataclass(frozen=True, slots=True)
class Refused:
    """The letter was certainly not accepted; `retry_after` is the provider's or our own wish."""

    reason: str
    permanent: bool
    retry_after: timedelta | None = None
    about: About = field(default="letter", compare=False)
    """What was refused: this letter, its address whatever the letter, or our own access."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """The letter may have arrived: its bytes were written and no readable answer came."""

    reason: str


Outcome = Sent | Refused | Unknown
Finished = tuple[Letter, Outcome]

Report = Callable[[Sequence[Finished], Sequence[Letter]], None]
"""Called as `report(finished, starting)`, to be done in one transaction.

`finished` are the outcomes that have come in. `starting` are the letters whose first byte leaves
only after the call has returned. At any time no more letters are started and unfinished than the
channel has connections, so a crash leaves at most that many in doubt.
"""


class MachineClock(Protocol):
    """Real time, for rates and signatures; never the simulated one."""

    def monotonic(self) -> float: ...

    def now(self) -> datetime: ...


class Channel(Protocol):
    @property
    def name(self) -> str: ...

    @property
    def repeat_when_unknown(self) -> bool:
        """Whether an unknown outcome may be handed over again with the same key."""

    @property
    def rates(self) -> tuple[Rate, ...]: ...

    @property
    def avoids_full_hour(self) -> bool:
        """Whether its provider asks to keep clear of :00 and :30, when everybody sends."""

    @property
    def max_bytes(self) -> int | None:
        """The most bytes of text in one request; longer letters leave in several."""

    def deliver(self, letters: Sequence[Letter], report: Report) -> None:
        """Hand over a claimed batch; every letter is reported finished exactly once.

        Runs its own event loop, so it must not be called from inside one. Whatever `report`
        raises ends the hand-over; letters then started and unfinished are in doubt.
        """
