"""No page asks more of the database because there are more units."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.december import december_house, statements
from tests.support.visitors import signed_in
from web.app import create_app

PAGES = (
    "/", "/duties", "/duties?owing=true&county=梅溪市", "/units/u00001", "/messages",
    "/messages/coming", "/quotas", "/events", "/steps/2.2", "/steps/2.2/duties/apply/deadline",
    "/pulse",
)  # fmt: skip
LARGEST_PAGE = 150 * 1024


async def asked_by_page(home: Path, units: int) -> dict[str, int]:
    with december_house(home, units=units) as house:
        async with signed_in(create_app(house)) as client:
            counts = {}
            for path in PAGES:
                with statements(house) as asked:
                    reply = await client.get(path)
                assert reply.status_code in {200, 204}, path
                assert len(reply.content) <= LARGEST_PAGE, path
                counts[path] = len(asked)
    return counts


async def test_two_hundred_units_cost_as_many_queries_as_twenty(tmp_path: Path) -> None:
    few = await asked_by_page(tmp_path / "few", 20)
    many = await asked_by_page(tmp_path / "many", 200)

    assert many == few
    assert max(many.values()) < 25


@pytest.mark.parametrize("units", [20, 200])
async def test_the_preview_of_a_move_counts_instead_of_fetching(tmp_path: Path, units: int) -> None:
    order = {"due_on": "2021-12-24", "reason": "评分表改版", "ordered_by": "办公室主任"}
    with december_house(tmp_path, units=units) as house:
        async with signed_in(create_app(house)) as client:
            with statements(house) as asked:
                await client.post("/steps/2.2/duties/apply/deadline", data=order)

    assert len(asked) < 25
