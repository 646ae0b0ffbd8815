"""Browsers for tests: signed in or not, against the application itself, without a server."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
from fastapi import FastAPI

from tasks import accounts
from tasks.context import House

ORIGIN = "http://pingxuan.test"


def administrator(house: House) -> str:
    """The password of the first administrator."""
    with house.acting("set-up") as ctx:
        password = accounts.first_administrator(ctx)
    assert password is not None
    return password


@asynccontextmanager
async def browsing(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
        yield client


@asynccontextmanager
async def signed_in(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """A browser whose session is open; its `csrf` header is set as our own pages would send it."""
    password = administrator(app.state.house)
    async with browsing(app) as client:
        await sign_in(client, "admin", password)
        page = await client.get("/", follow_redirects=True)
        client.headers["x-csrf-token"] = token_in(page.text)
        yield client


async def sign_in(client: httpx.AsyncClient, name: str, password: str) -> httpx.Response:
    form = await client.get("/sign-in")
    data = {"csrf": token_in(form.text), "name": name, "password": password}
    return await client.post("/sign-in", data=data)


def token_in(html: str) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', html)
    assert found, "no form token on the page"
    return found[1]


def reasons_in(html: str) -> list[str]:
    """What a form says is to be mended, as its summary lists it."""
    summary = html.split('class="problems"')[1].split("</ul>", maxsplit=1)[0]
    return [re.sub("<[^>]+>", "", one) for one in re.findall("<li>(.*?)</li>", summary)]
