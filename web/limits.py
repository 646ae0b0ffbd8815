"""How often an address may try something on the pages for everybody; remembered in memory only."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

from fastapi import Request

from web.doors import house_of

MOST_ADDRESSES = 10_000
"""Beyond that the memory begins anew: it must not grow with whoever calls."""
_LOCK = Lock()


@dataclass(frozen=True, slots=True)
class Allowance:
    """So many tries in so long a time."""

    subject: str
    most: int
    within: timedelta

    def spent(self, request: Request) -> bool:
        """Whether this address has used up its tries for now."""
        with _LOCK:
            return len(self._tries(request)) >= self.most

    def note(self, request: Request) -> None:
        """One more try of this address."""
        with _LOCK:
            self._tries(request).append(house_of(request).machine.now())

    def _tries(self, request: Request) -> deque[datetime]:
        known: dict[tuple[str, str], deque[datetime]] = request.app.state.tries
        if len(known) > MOST_ADDRESSES:
            known.clear()
        address = request.client.host if request.client else ""
        found = known.setdefault((self.subject, address), deque(maxlen=self.most))
        begin = house_of(request).machine.now() - self.within
        while found and found[0] < begin:
            found.popleft()
        return found
