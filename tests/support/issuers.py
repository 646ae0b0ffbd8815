"""A process that issues papers one after the other, until it is done or killed."""

from __future__ import annotations

from pathlib import Path

from config.settings import Settings
from tasks import papers
from tasks.context import open_house
from tests.support.campaign_builder import shanghai

DAY = shanghai("2021-06-18", "16:00")
STEP = "1.1"


def issue(home: str, database: str, name: str, count: int) -> None:
    """As many papers, each in a transaction of its own."""
    house = open_house(Settings(home=Path(home), database=database))
    for turn in range(count):
        with house.acting(name, now=DAY) as ctx:
            papers.issue(ctx, 1, STEP, papers.Content(f"{name}-{turn}", "题", {}))
    house.engine.dispose()
