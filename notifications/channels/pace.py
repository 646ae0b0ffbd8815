"""How fast a provider may be used, and which minutes of the hour to stay clear of."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

_MARK = timedelta(minutes=30)
_NEAR = timedelta(minutes=3)
_SPREAD_SECONDS = 9 * 60


@dataclass(frozen=True, slots=True)
class Rate:
    """So many requests in any span of this length, not only in calendar minutes."""

    letters: int
    per: timedelta


class Meter:
    """Keeps one sender within its rates.

    It remembers the moments of the last requests rather than counting tokens: a bucket that was
    full lets twice its size through in one window, and providers block for that.
    """

    def __init__(self, rates: tuple[Rate, ...], monotonic: Callable[[], float]) -> None:
        self._rates = rates
        self._monotonic = monotonic
        self._taken: deque[float] = deque(maxlen=max((r.letters for r in rates), default=0))
        self._closed_until = float("-inf")

    def take(self, requests: int = 1) -> float:
        """Enter the requests and return 0, or enter nothing and return the seconds to wait."""
        now = self._monotonic()
        wait = max(self._closed_until - now, self._wait(requests, now), 0.0)
        if wait == 0:
            self._taken.extend([now] * requests)
        return wait

    def close_for(self, pause: timedelta) -> None:
        """Take nothing for a while, because the provider said so."""
        self._closed_until = max(self._closed_until, self._monotonic() + pause.total_seconds())

    @property
    def idle(self) -> bool:
        """Whether nothing that it remembers can matter any more."""
        now = self._monotonic()
        longest = max((rate.per.total_seconds() for rate in self._rates), default=0.0)
        return now >= self._closed_until and (not self._taken or self._taken[-1] + longest <= now)

    def _wait(self, requests: int, now: float) -> float:
        longest = 0.0
        for rate in self._rates:
            free = rate.letters - requests
            if free < 0:
                return float("inf")
            if len(self._taken) > free:
                # The request that must have left the window before these may enter it.
                leaving = self._taken[len(self._taken) - 1 - free]
                longest = max(longest, leaving + rate.per.total_seconds() - now)
        return longest


class Gate:
    """One meter per sender: a robot, a member of an application, or a whole provider."""

    def __init__(self, rates: tuple[Rate, ...], monotonic: Callable[[], float]) -> None:
        self.rates = rates
        self._monotonic = monotonic
        self._meters: dict[str, Meter] = {}

    def take(self, sender: str, requests: int = 1) -> float:
        """Enter the requests and return 0, or enter nothing and return the seconds to wait."""
        return self._meter(sender).take(requests)

    def close_for(self, sender: str, pause: timedelta) -> None:
        self._meter(sender).close_for(pause)

    def forget_idle(self) -> None:
        self._meters = {sender: m for sender, m in self._meters.items() if not m.idle}

    def _meter(self, sender: str) -> Meter:
        if sender not in self._meters:
            self._meters[sender] = Meter(self.rates, self._monotonic)
        return self._meters[sender]


def off_the_full_hour(moment: datetime, key: str) -> datetime:
    """A moment near :00 or :30 moved 3 to 12 minutes past it, always the same for one key.

    Providers ask to keep clear of the times when everybody sends.
    """
    past = timedelta(
        minutes=moment.minute % 30, seconds=moment.second, microseconds=moment.microsecond
    )
    if _NEAR <= past < _MARK - _NEAR:
        return moment
    mark = moment - past if past < _NEAR else moment - past + _MARK
    digest = hashlib.sha256(key.encode()).digest()
    return mark + _NEAR + timedelta(seconds=int.from_bytes(digest[:4]) % _SPREAD_SECONDS)
