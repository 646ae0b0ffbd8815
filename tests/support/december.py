"""The December of `seed.py` on clocks that stand still."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import event

from config.settings import Settings
from tasks.clocks import SimulatedClock
from tasks.context import House, open_house
from tests.support.machine_clock import StillClock
from tests.support.seed import FRIDAY, december, house_at, propose
from tests.support.templates import copy_of


@contextmanager
def december_house(home: Path, *, units: int = 20, proposed: bool = True) -> Iterator[House]:
    """A house whose two clocks stand still on the day on which applications are due."""
    settings = Settings(home=home)
    copy_of(settings.database_url, _laid_out, units, proposed)
    house = open_house(settings, clock=SimulatedClock(FRIDAY))
    house.machine = StillClock()
    try:
        yield house
    finally:
        house.engine.dispose()


@contextmanager
def statements(house: House) -> Iterator[list[str]]:
    """What the house's database is asked meanwhile."""
    asked: list[str] = []

    def note(*told: object) -> None:
        asked.append(str(told[2]))

    event.listen(house.engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(house.engine, "before_cursor_execute", note)


def _laid_out(url: str, units: int, proposed: bool) -> None:
    with tempfile.TemporaryDirectory() as home:
        house = house_at(Path(home), database=url)
        campaign = december(house, units=units, simulated=True)
        if proposed:
            propose(house, campaign)
        house.engine.dispose()
