"""What was typed survives the end of its session: it waits in the sign-in form and is sent on."""

from __future__ import annotations

import re
from datetime import timedelta

import httpx
import pytest
from fastapi import FastAPI
from sqlmodel import select

from models import KeptForm, Step
from rules.states import StepState
from tasks.context import House
from tests.support.machine_clock import StillClock
from tests.support.visitors import administrator, browsing, sign_in, token_in
from web.doors import SESSION_COOKIE

TYPED = {"reason": "材料已经收齐，提前启动"}


async def late(client: httpx.AsyncClient, house: House) -> httpx.Response:
    """The form of step 2.3, sent an hour after it was opened."""
    csrf = token_in((await client.get("/steps/2.3/trigger")).text)
    assert isinstance(house.machine, StillClock)
    house.machine.pass_time(timedelta(hours=1))
    return await client.post("/steps/2.3/trigger", data={"csrf": csrf, **TYPED})


def hidden(html: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', html))


@pytest.fixture
async def client(app: FastAPI, house: House):
    password = administrator(house)
    async with browsing(app) as client:
        await sign_in(client, "admin", password)
        client.headers["x-password"] = password
        yield client


async def test_a_form_that_came_too_late_is_sent_on_after_signing_in_again(
    client: httpx.AsyncClient, house: House
) -> None:
    asked = await late(client, house)
    assert (asked.status_code, "刚才填写的内容还在" in asked.text) == (401, True)

    data = {**hidden(asked.text), "name": "admin", "password": client.headers["x-password"]}
    again = await client.post("/sign-in", data=data)
    assert (again.status_code, TYPED["reason"] in again.text) == (200, True)
    sent = await client.post("/steps/2.3/trigger", data=hidden(again.text))

    assert (sent.status_code, sent.headers["location"]) == (303, "/steps/2.3?done=triggered")
    with house.reading() as ctx:
        states = dict(ctx.session.exec(select(Step.code, Step.state)).all())
    assert states["2.3"] in {StepState.PLANNED, StepState.OPEN}


async def test_a_wrong_password_meanwhile_loses_nothing(
    client: httpx.AsyncClient, house: House
) -> None:
    asked = await late(client, house)

    wrong = await client.post(
        "/sign-in", data={**hidden(asked.text), "name": "admin", "password": "wrong"}
    )

    assert hidden(wrong.text)["waiting"] == hidden(asked.text)["waiting"]


async def test_somebody_else_who_signs_in_does_not_send_it(
    client: httpx.AsyncClient, house: House
) -> None:
    asked = await late(client, house)

    data = {**hidden(asked.text), "owner": "other", "name": "admin",
            "password": client.headers["x-password"]}  # fmt: skip
    again = await client.post("/sign-in", data=data)

    assert (again.status_code, again.headers["location"]) == (303, "/")


async def test_another_sites_form_is_not_kept_for_anybody(
    client: httpx.AsyncClient, house: House
) -> None:
    await late(client, house)
    client.cookies.set(SESSION_COOKIE, "unknown")

    reply = await client.post("/steps/2.3/trigger", data={"csrf": "guessed", **TYPED})

    assert (reply.status_code, "waiting" in reply.text) == (401, False)
    assert "刚才的内容没有提交" in reply.text


async def test_a_password_that_came_too_late_is_neither_kept_nor_shown(
    client: httpx.AsyncClient, house: House
) -> None:
    csrf = token_in((await client.get("/account/password")).text)
    assert isinstance(house.machine, StillClock)
    house.machine.pass_time(timedelta(hours=1))

    typed = {"csrf": csrf, "old": "竹林深处-2020", "new": "竹林深处-2021", "again": "竹林深处-2021"}
    reply = await client.post("/account/password", data=typed)

    assert (reply.status_code, "竹林深处" in reply.text) == (401, False)


async def test_what_is_typed_is_kept_for_its_owner_while_it_is_typed(
    office: httpx.AsyncClient, house: House
) -> None:
    for text in ("一", "一二"):
        await office.post("/kept", data={"path": "/my/report", "title": text, "act": "send"})

    with house.reading() as ctx:
        (row,) = ctx.session.exec(select(KeptForm)).all()
    assert (row.path, row.fields) == ("/my/report", {"title": ["一二"], "act": ["send"]})
