"""A house on a real SQLite file with the shipped campaign launched and a handful of units."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from config.campaign_file import read_campaign
from config.settings import Settings
from models import Unit
from rules.definition import Campaign
from tasks.campaigns import launch
from tasks.context import House, open_house
from tests.support.templates import copy_of, with_tables

SHIPPED = Path("config/campaigns/suzhou-2021.yaml")
ISSUED = datetime(2021, 6, 18, 0, 0, tzinfo=UTC)
"""Eight in the morning of the day the notice was issued."""


@contextmanager
def bare_house(home: Path) -> Iterator[House]:
    settings = Settings(home=home)
    copy_of(settings.database_url, with_tables)
    house = open_house(settings)
    try:
        yield house
    finally:
        house.engine.dispose()


def launch_shipped(house: House, *, simulated: bool = True, at: datetime = ISSUED) -> int:
    """The id of the campaign, launched with two counties, two towns and all offices."""
    file = read_campaign(SHIPPED)
    with house.acting("测试", now=at) as ctx:
        ctx.session.add_all(_units(file.definition))
        return launch(ctx, file, simulated=simulated).campaign_id


def _units(plan: Campaign) -> list[Unit]:
    offices = [Unit(code=o.code, name=o.name, kind="bureau_office") for o in plan.offices]
    counties = [Unit(code=f"c{n}", name=f"甲{n}县局", kind="county_bureau") for n in (1, 2)]
    towns = [Unit(code=f"t{n}", name=f"乙{n}镇局", kind="town_bureau") for n in (1, 2)]
    return offices + counties + towns
