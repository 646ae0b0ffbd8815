"""One click into every part: in a demonstration on its own machine, and nowhere else."""

from __future__ import annotations

import httpx
import pytest
from fastapi import FastAPI

from rules.access import Part
from tasks import accounts, appointing, demonstration
from tasks.appointing import NewAccount
from tasks.context import House
from tests.support.apps import app_over
from tests.support.visitors import ORIGIN, token_in


def from_host(app: FastAPI, host: str) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=app, client=(host, 50_000))
    return httpx.AsyncClient(transport=transport, base_url=ORIGIN)


@pytest.fixture
def demo(house: House) -> FastAPI:
    house.settings = house.settings.model_copy(update={"demo": True})
    with house.acting("演示") as ctx:
        demonstration.open_for(ctx, Part.ARCHIVIST, "演示 档案员")
    return app_over(house)


async def entered(app: FastAPI, host: str) -> tuple[bool, int, int]:
    """Whether the page offers it, how the click is answered, and what is seen afterwards."""
    async with from_host(app, host) as client:
        page = await client.get("/sign-in")
        data = {"csrf": token_in(page.text), "account": "demo-archivist"}
        reply = await client.post("/sign-in/demo", data=data)
        inside = await client.get("/")
    return "演示：一键登录" in page.text, reply.status_code, inside.status_code


async def test_on_its_own_machine_a_click_opens_a_part(demo: FastAPI) -> None:
    assert await entered(demo, "127.0.0.1") == (True, 303, 200)


async def test_from_another_machine_there_is_nothing_to_click_and_nothing_opens(
    demo: FastAPI,
) -> None:
    assert await entered(demo, "10.0.0.7") == (False, 404, 303)


async def test_outside_a_demonstration_it_opens_nothing(house: House, demo: FastAPI) -> None:
    house.settings = house.settings.model_copy(update={"demo": False})

    assert await entered(demo, "127.0.0.1") == (False, 404, 303)


async def test_no_other_account_is_entered_that_way(house: House, demo: FastAPI) -> None:
    with house.acting("测试") as ctx:
        accounts.first_administrator(ctx)
        appointing.create(ctx, NewAccount("boss", "主任"))
    async with from_host(demo, "127.0.0.1") as client:
        page = await client.get("/sign-in")
        reply = await client.post(
            "/sign-in/demo", data={"csrf": token_in(page.text), "account": "boss"}
        )

    assert reply.status_code == 404
