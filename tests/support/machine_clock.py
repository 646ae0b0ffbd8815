"""Machine clocks for tests: standing still until moved, with real seconds, or ahead of the time."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tasks.clocks import SystemClock


@dataclass
class StillClock:
    at: datetime = datetime(2021, 12, 17, 1, 37, tzinfo=UTC)
    seconds: float = 1000.0

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return self.seconds

    def pass_time(self, span: timedelta) -> None:
        self.at += span
        self.seconds += span.total_seconds()


class RunningClock(StillClock):
    """For tests in which a rate is really waited for."""

    def monotonic(self) -> float:
        return time.monotonic()


@dataclass(frozen=True)
class Ahead(SystemClock):
    """The machine's clock with some leases already behind it, so that nobody waits for them."""

    by: timedelta

    def now(self) -> datetime:
        return super().now() + self.by
