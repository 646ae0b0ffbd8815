"""The only place that reads a clock: the business clock and the machine's."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the business moment, aware and in UTC."""

    def now(self) -> datetime: ...


class SystemClock:
    """The machine's clock; also serves leases, sessions and signatures, which are never simulated."""

    def now(self) -> datetime:
        return datetime.now(UTC)  # noqa: TID251 - this is the one reader of the clock

    def monotonic(self) -> float:
        """Seconds for providers' rates: only differences mean anything."""
        return time.monotonic()


@dataclass(slots=True)
class SimulatedClock:
    """A business clock that moves only when told to, forwards."""

    moment: datetime

    def now(self) -> datetime:
        return self.moment

    def move_to(self, moment: datetime) -> None:
        if moment < self.moment:
            message = f"the simulated clock cannot go back from {self.moment} to {moment}"
            raise ValueError(message)
        self.moment = moment


MACHINE = SystemClock()
