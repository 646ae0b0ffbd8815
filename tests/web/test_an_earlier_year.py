"""An archived campaign of the same units changes nothing on any page of the one at work."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import httpx
import pytest
from fastapi import FastAPI
from sqlmodel import col, func, select

from models import Application, Obligation
from rules.access import Part
from tasks.context import House
from tests.support.cast import Cast, browser_of
from tests.support.december import december_house
from tests.support.earlier_year import add_an_earlier_year
from tests.support.populated import populated
from tests.support.routes import doors_of
from web.app import create_app

PARTS = (
    Part.OFFICE, Part.CONTACT, Part.COUNTY, Part.LEAD, Part.EVALUATOR, Part.MEMBER, Part.OBSERVER,
)  # fmt: skip
OF_THE_HOUSE = {"/archive", "/system/health", "/account/code"}
"""Pages that show all campaigns, or something new each time."""
FRESH = re.compile(r'(name="csrf" value|nonce)="[^"]*"|seen=[0-9.]+')
"""What differs from one visit to the next."""
MANY = 100
Place = tuple[Part, str]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with december_house(tmp_path_factory.mktemp("years"), units=12, proposed=False) as house:
        yield house


@pytest.fixture(scope="module")
def cast(house: House) -> Cast:
    return populated(house)


async def test_an_earlier_year_changes_no_page(house: House, cast: Cast) -> None:
    before = await everybodys(house, cast)
    add_an_earlier_year(house)
    with house.reading() as ctx:
        for table in (Obligation, Application):
            counted = select(func.count(col(table.id))).group_by(col(table.campaign_id))
            this, earlier = ctx.session.exec(counted).all()
            assert this == earlier > 0

    after = await everybodys(house, cast, before)

    assert len(before) > MANY
    new = {place: told_by(after[place]) - told_by(page) for place, page in before.items()}
    assert {place: lines for place, lines in new.items() if lines} == {}
    assert after == before


async def everybodys(house: House, cast: Cast, wanted: Iterable[Place] = ()) -> dict[Place, str]:
    """Pages of every part, those of the office once: as told, else whatever is a page."""
    app, found = create_app(house), dict[Place, str]()
    for part in PARTS:
        seen = {path for _, path in found}
        paths = [path for one, path in wanted if one is part] or sorted(_addresses(app) - seen)
        async with browser_of(app, cast.accounts[part]) as client:
            for path in paths:
                reply = await client.get(path)
                if reply.status_code == httpx.codes.OK and "html" in reply.headers["content-type"]:
                    found[part, path] = FRESH.sub("", reply.text)
    return found


def told_by(page: str) -> set[str]:
    return {line.strip() for line in page.splitlines()}


def _addresses(app: FastAPI) -> set[str]:
    doors = (door for door in doors_of(app) if door.method == "GET")
    return {door.path for door in doors if door.pattern not in OF_THE_HOUSE}
