"""The December of `seed.py` laid out once per process and copied for each test, which is ten times as fast."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from sqlalchemy import event

from tasks.context import House
from tests.support.machine_clock import StillClock
from tests.support.seed import december, house_at, propose

DATABASE = "pingxuan.db"


@contextmanager
def december_house(home: Path, *, units: int = 20, proposed: bool = True) -> Iterator[House]:
    """A house whose two clocks stand still on the day on which applications are due."""
    home.mkdir(parents=True, exist_ok=True)
    (home / DATABASE).write_bytes(_laid_out(units, proposed))
    house = house_at(home)
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


@cache
def _laid_out(units: int, proposed: bool) -> bytes:
    """The database file; SQLite folds its log into it when the last connection closes."""
    with tempfile.TemporaryDirectory() as folder:
        house = house_at(Path(folder))
        campaign = december(house, units=units, simulated=True)
        if proposed:
            propose(house, campaign)
        house.engine.dispose()
        return (Path(folder) / DATABASE).read_bytes()
