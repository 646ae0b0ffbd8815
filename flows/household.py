"""The house of this process: opened once from its settings, replaced by simulations and tests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from config.settings import Settings
from tasks.context import House, open_house


class _Household:
    """Holds the one house; flows take ids only and find it here, in whichever process they run."""

    def __init__(self) -> None:
        self._house: House | None = None
        self._opening = Lock()

    def house(self) -> House:
        with self._opening:
            if self._house is None:
                self._house = open_house(Settings())
            return self._house

    @contextmanager
    def use(self, house: House) -> Iterator[House]:
        previous, self._house = self._house, house
        try:
            yield house
        finally:
            self._house = previous


_HOUSEHOLD = _Household()
house = _HOUSEHOLD.house
use = _HOUSEHOLD.use
