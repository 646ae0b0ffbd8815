"""Every page costs as many queries for sixty units as for twelve, and its size is bounded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import pytest
from fastapi import FastAPI

from rules.access import Part
from tasks.context import House
from tests.benchmarks.pages import PAGES
from tests.support.cast import Cast, browser_of
from tests.support.december import december_house, statements
from tests.support.populated import populated
from web.app import create_app

MOVE = ("/steps/2.2/duties/apply/deadline", {"due_on": "2021-12-24", "reason": "评分表改版",
        "ordered_by": "办公室主任"})  # fmt: skip
OF_THE_OFFICE = (
    "/duties?county=云州市&kind=town_bureau&owing=1", "/duties?group=local&sort=county",
    "/units/u00001", "/units/u00001/steps/2.2", "/messages?state=held&channel=sms",
    "/messages?to=市&sort=unit", "/messages/3", "/messages/coming", "/applications?need=ruling", "/honours",
    "/rankings?group=local&sort=unit", "/people?search=市", "/objections?open=1", "/tasks",
    "/lead/groups/g4/recusals",
    "/opinions?result=waiting", "/closures", "/papers/materials", "/papers/signers", "/steps/2.2", "/steps/3.2", "/steps/2.3/trigger", "/pulse", MOVE[0], f"{MOVE[0]}/moves",
)  # fmt: skip
MOST = 40
"""Queries of one page that nobody has asked for since the last act, session and menu included."""
LARGEST = 150 * 1024


@dataclass(frozen=True, slots=True)
class Place:
    house: House
    app: FastAPI
    cast: Cast

    async def cost(self, method: str, path: str, part: Part, form: dict[str, str]) -> int:
        async with browser_of(self.app, self.cast.accounts[part]) as client:
            with statements(self.house) as asked:
                reply = await client.request(method, path, data=form)
        assert reply.status_code in {httpx.codes.OK, httpx.codes.NO_CONTENT}
        assert len(reply.content) <= LARGEST
        return len(asked)


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Place, Place]]:
    """The same campaign with few units and with five times as many."""
    home = tmp_path_factory.mktemp("units")
    with (
        december_house(home / "few", units=12) as few,
        december_house(home / "many", units=60) as many,
    ):
        yield _place(few), _place(many)


def _place(house: House) -> Place:
    return Place(house, create_app(house), populated(house))


@pytest.mark.parametrize(
    ("path", "part"),
    [*PAGES.items(), *((path, Part.OFFICE) for path in OF_THE_OFFICE)],
)
async def test_more_units_cost_no_more_queries(
    places: tuple[Place, Place], path: str, part: Part
) -> None:
    few, many = [await place.cost("GET", path, part, {}) for place in places]

    assert few == many <= MOST


async def test_the_preview_of_a_move_counts_instead_of_fetching(
    places: tuple[Place, Place],
) -> None:
    path, form = MOVE
    few, many = [await place.cost("POST", path, Part.OFFICE, form) for place in places]

    assert few == many <= MOST


async def test_units_are_counted_anew_only_after_something_has_happened(
    places: tuple[Place, Place],
) -> None:
    place, _ = places
    async with browser_of(place.app, place.cast.accounts[Part.OFFICE]) as client:
        await client.get("/")
        with statements(place.house) as quiet:
            before = await client.get("/")
        await client.post("/steps/2.3/trigger", data={"reason": "材料已经收齐"})
        with statements(place.house) as after_an_act:
            after = await client.get("/")

    def counts(asked: list[str]) -> int:
        return sum("GROUP BY obligation.step_id" in one for one in asked)

    assert (counts(quiet), counts(after_an_act)) == (0, 1)
    assert "材料已经收齐" not in before.text
    assert "材料已经收齐" in after.text
