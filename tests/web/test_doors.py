"""The one door: who comes in, which forms count, what every reply carries."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import quote

import httpx
import pytest
from fastapi import FastAPI
from sqlmodel import col, select

from config.settings import Settings
from models import JournalEntry, Step
from rules.states import StepState
from tasks.context import House, open_house
from tests.support.routes import Door, doors_of
from tests.support.visitors import ORIGIN, administrator, browsing, sign_in, token_in
from web.app import create_app
from web.doors import OPEN, needs
from web.headers import HEADERS

ALL_DOORS = doors_of(create_app(open_house(Settings(database="sqlite://"))))
GUARDED = [door for door in ALL_DOORS if door.pattern not in OPEN]


def named(door: Door) -> str:
    return f"{door.method} {door.pattern}"


def test_there_are_doors_to_test() -> None:
    assert len(GUARDED) > 15


def test_only_these_addresses_need_no_session() -> None:
    free = {named(door) for door in ALL_DOORS if door.pattern in OPEN}

    assert free == {
        "GET /sign-in",
        "POST /sign-in",
        "POST /sign-in/demo",
        "GET /enter/{link}",
        "POST /enter/{link}",
        "POST /language",
        "POST /look",
        "GET /health",
        "GET /guide/voter",
        "GET /guide/pictures/{picture}",
        "GET /notice",
        "GET /notice/objection",
        "POST /notice/objection",
        "GET /vote",
        "GET /vote/{vote}",
        "POST /vote/{vote}",
        "GET /vote/{vote}/board",
        "GET /vote/{vote}/board.json",
        "POST /vote/{vote}/receipt",
    }


async def test_nobody_comes_in_without_a_session_or_with_a_forged_one(app: FastAPI) -> None:
    async with browsing(app) as client:
        for token in ("", "forged"):
            client.cookies.set("pingxuan_session", token)
            found = {named(door): await turned_away(client, door) for door in GUARDED}

            assert found == {
                named(door): f"303 /sign-in?next={quote(door.path)}"
                if door.method == "GET"
                else "401 "
                for door in GUARDED
            }


async def turned_away(client: httpx.AsyncClient, door: Door) -> str:
    reply = await client.request(door.method, door.path)
    return f"{reply.status_code} {reply.headers.get('location', '')}"


async def test_a_form_without_our_token_changes_nothing(office: httpx.AsyncClient) -> None:
    del office.headers["x-csrf-token"]
    posts = [door for door in ALL_DOORS if door.method == "POST"]

    for data in ({"reason": "x", "act": "confirm"}, {"csrf": "wrong", "reason": "x"}):
        found = {door.path: (await office.post(door.path, data=data)).status_code for door in posts}

        assert found == {door.path: 403 for door in posts}


async def test_the_token_of_the_sign_in_form_opens_no_other_form(
    app: FastAPI, office: httpx.AsyncClient
) -> None:
    async with browsing(app) as other:
        before = token_in((await other.get("/sign-in")).text)
    del office.headers["x-csrf-token"]

    reply = await office.post("/sign-out", data={"csrf": before})

    assert reply.status_code == 403


@pytest.mark.parametrize("path", ["/", "/sign-in", "/no-such-page", "/static/app.css", "/health"])
async def test_every_reply_carries_the_strict_headers(office: httpx.AsyncClient, path: str) -> None:
    headers = (await office.get(path)).headers

    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "same-origin"


async def test_pages_hold_no_script_or_style_of_their_own(office: httpx.AsyncClient) -> None:
    for door in ALL_DOORS:
        if door.method == "GET":
            html = (await office.get(door.path)).text
            scripts = re.findall(r"<script(?![^>]*\bsrc=)", html)
            found = [*scripts, *re.findall(r"<style|\sstyle=|\son\w+=", html)]
            assert found == [], door.path


async def test_the_session_cookie_is_kept_from_scripts_and_other_sites(
    app: FastAPI, house: House
) -> None:
    password = administrator(house)
    async with browsing(app) as client:
        reply = await sign_in(client, "admin", password)

    cookie = reply.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "samesite=strict" in cookie.lower()


@pytest.mark.parametrize(
    ("told", "led_to"),
    [
        ("/duties?owing=1", "/duties?owing=1"),
        ("//evil.test/", "/"),
        ("/\\evil.test", "/"),
        ("https://evil.test/", "/"),
        ("/\n/evil.test", "/"),
    ],
)
async def test_signing_in_leads_back_but_never_to_another_site(
    app: FastAPI, house: House, told: str, led_to: str
) -> None:
    password = administrator(house)
    async with browsing(app) as client:
        form = await client.get("/sign-in")
        data = {"csrf": token_in(form.text), "name": "admin", "password": password, "next": told}
        reply = await client.post("/sign-in", data=data)

    assert (reply.status_code, reply.headers["location"]) == (303, led_to)


async def test_five_wrong_passwords_lock_and_the_page_says_until_when(
    app: FastAPI, house: House
) -> None:
    password = administrator(house)
    async with browsing(app) as client:
        pages = [await sign_in(client, "admin", "wrong") for _ in range(5)]
        locked = await sign_in(client, "admin", password)

    assert [page.status_code for page in pages] == [401] * 5
    assert "账号或密码不对" in pages[0].text
    assert "账号锁定到" in pages[4].text
    assert locked.status_code == 401


@dataclass
class Hand:
    moment: datetime

    def now(self) -> datetime:
        return self.moment


async def test_a_page_that_refreshes_itself_does_not_keep_a_session_alive(
    app: FastAPI, house: House
) -> None:
    clock = Hand(house.machine.now())
    house.machine = clock
    password = administrator(house)
    async with browsing(app) as client:
        await sign_in(client, "admin", password)
        seen = []
        for _ in range(3):
            clock.moment += timedelta(minutes=9)
            pulse = await client.get("/pulse", headers={"hx-request": "true"})
            again = await client.get("/", headers={"hx-request": "true", "hx-target": "live"})
            seen.append((pulse.status_code, again.status_code))
        clock.moment += timedelta(minutes=9)
        over = await client.get("/pulse", headers={"hx-request": "true"})

    assert seen == [(204, 200)] * 3
    assert (over.status_code, over.headers["hx-redirect"]) == (401, "/sign-in")


async def test_a_person_who_looks_keeps_the_session_alive(app: FastAPI, house: House) -> None:
    clock = Hand(house.machine.now())
    house.machine = clock
    password = administrator(house)
    async with browsing(app) as client:
        await sign_in(client, "admin", password)
        seen = []
        for _ in range(4):
            clock.moment += timedelta(minutes=29)
            seen.append((await client.get("/duties")).status_code)

    assert seen == [200] * 4


async def test_signing_out_ends_the_session(office: httpx.AsyncClient) -> None:
    token = office.cookies["pingxuan_session"]
    out = await office.post("/sign-out")
    office.cookies.set("pingxuan_session", token)
    after = await office.get("/")

    assert (out.headers["location"], after.status_code) == ("/sign-in", 303)


async def test_a_form_that_is_far_too_large_is_refused_before_it_is_read(
    office: httpx.AsyncClient,
) -> None:
    reply = await office.post("/steps/2.3/trigger", data={"reason": "x" * 400_000})

    assert reply.status_code == 413


async def test_a_refused_visitor_leaves_the_campaign_as_it_was(app: FastAPI, house: House) -> None:
    async with browsing(app) as client:
        for door in GUARDED:
            if door.method == "POST":
                await client.post(door.path, data={"reason": "x"})

    with house.reading() as ctx:
        state = ctx.session.exec(select(Step.state).where(col(Step.code) == "2.3")).one()
        acts = ctx.session.exec(select(JournalEntry.actor).distinct()).all()
    assert state is StepState.PLANNED
    assert set(acts) == {"办公室", "定时运行"}


async def test_a_fault_of_ours_is_told_in_words_with_the_strict_headers(house: House) -> None:
    app = create_app(house)

    @app.get("/health/broken")
    @needs()
    def broken() -> None:
        raise RuntimeError("told to nobody")

    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
        await sign_in(client, "admin", administrator(house))
        reply = await client.get("/health/broken")

    assert (reply.status_code, "系统故障" in reply.text) == (500, True)
    assert "told to nobody" not in reply.text
    assert {name: reply.headers[name] for name in HEADERS} == HEADERS
