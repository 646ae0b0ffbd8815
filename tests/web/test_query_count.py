"""Looking ahead costs as many queries for two hundred units as for twenty."""

from __future__ import annotations

from pathlib import Path

import httpx

from tasks.context import House
from tests.support.december import december_house, statements
from tests.support.visitors import signed_in
from web.app import create_app

ORDER = {"due_on": "2021-12-24", "reason": "评分表改版", "ordered_by": "办公室主任"}


async def queries_of(house: House, method: str, path: str, form: dict[str, str]) -> int:
    async with signed_in(create_app(house)) as client:
        with statements(house) as asked:
            reply = await client.request(method, path, data=form)
    assert reply.status_code == httpx.codes.OK
    return len(asked)


async def test_the_preview_of_a_move_counts_instead_of_fetching(tmp_path: Path) -> None:
    form = ("POST", "/steps/2.2/duties/apply/deadline", ORDER)
    with (
        december_house(tmp_path / "few") as few,
        december_house(tmp_path / "many", units=200) as many,
    ):
        asked = [await queries_of(few, *form), await queries_of(many, *form)]

    assert asked[0] == asked[1] < 25


async def test_what_goes_out_next_is_gathered_in_sets(tmp_path: Path) -> None:
    page: tuple[str, str, dict[str, str]] = ("GET", "/messages/coming", {})
    with (
        december_house(tmp_path / "few") as few,
        december_house(tmp_path / "many", units=200) as many,
    ):
        asked = [await queries_of(few, *page), await queries_of(many, *page)]

    assert asked[0] == asked[1] < 25


async def test_units_are_counted_anew_only_after_something_has_happened(tmp_path: Path) -> None:
    with december_house(tmp_path) as house:
        async with signed_in(create_app(house)) as client:
            await client.get("/")
            with statements(house) as quiet:
                before = await client.get("/")
            await client.post("/steps/2.3/trigger", data={"reason": "材料已经收齐"})
            with statements(house) as after_an_act:
                after = await client.get("/")

    def counts(asked: list[str]) -> int:
        return sum("GROUP BY obligation.step_id" in one for one in asked)

    assert (counts(quiet), counts(after_an_act)) == (0, 1)
    assert "材料已经收齐" not in before.text
    assert "材料已经收齐" in after.text
