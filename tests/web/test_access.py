"""Who gets where: every part at every route, with what is theirs and with what is not.

`access.csv` is the table that a person has read. A changed door changes it by
`PINGXUAN_WRITE_TABLE=1`; the difference is read before it is committed.
"""

from __future__ import annotations

import csv
import os
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from config.settings import Settings
from rules.access import Part
from tasks import archiving, reporting
from tasks.context import House, open_house
from tests.support.cast import Cast, browser_of
from tests.support.routes import Door, doors_of, leaves
from web.app import create_app
from web.doors import OPEN

TABLE = Path(__file__).parent / "access.csv"
NOBODY = "nobody"
COLUMNS = (NOBODY, *(part.value for part in Part))
DOORS = doors_of(create_app(open_house(Settings(database="sqlite://"))))
ENDS_THE_SESSION = "/sign-out"
NEED_MORE = {
    "/enter/{link} POST",
    "/honours/certificates GET",
    "/honours/{application}/print GET",
    "/my/{unit}/notices/{step}/{file} GET",
    "/rankings/cards GET",
    "/sign-in/demo POST",
}
"""Open to nobody without a link or a file that was really made, a list that was proposed or commended, or a
demonstration; tests of their own open them."""


@pytest.fixture
def app(app: FastAPI, house: House, cast: Cast) -> FastAPI:
    """Everybody's own house, so that no part finds what another did; its package lies there.

    The circular is its third paper.
    """
    assert cast.accounts
    with house.acting("测试") as ctx:
        reporting.circulate(ctx, 1, "3.3")
    with house.reading() as ctx:
        package = archiving.package_path(ctx, 1)
    package.parent.mkdir(parents=True, exist_ok=True)
    for path in (package, package.with_name(archiving.SHEET)):
        path.write_bytes(b"for its address only")
    return app


@pytest.mark.parametrize("part", COLUMNS)
async def test_a_part_gets_where_the_table_says(app: FastAPI, cast: Cast, part: str) -> None:
    account = None if part == NOBODY else cast.accounts[Part(part)]
    async with browser_of(app, account) as client:
        found = {_name(door): await _verdict(client, door) for door in _harmless_first()}

    if os.environ.get("PINGXUAN_WRITE_TABLE"):
        _write(part, found)
    assert found == _told(part)


def test_the_table_knows_every_route_and_no_other() -> None:
    assert [row["route"] for row in _rows()] == sorted(map(_name, DOORS))


def test_every_route_lets_somebody_in() -> None:
    """Else its example address is wrong, and the table proves nothing about it."""
    shut = {
        row["route"]
        for row in _rows()
        if all(row[part] == "-" for part in COLUMNS) and row["route"] not in NEED_MORE
    }

    assert shut == set()


def test_every_route_that_is_not_open_says_what_it_needs() -> None:
    silent = {
        route.path
        for route in leaves(create_app(open_house(Settings(database="sqlite://"))).routes)
        if route.path not in OPEN and not hasattr(route.endpoint, "needs")
    }

    assert silent == set()


async def _verdict(client: httpx.AsyncClient, door: Door) -> str:
    """`yes`: theirs and foreign, `own`: only theirs, `-`: neither."""
    theirs = await _let_in(client, door.method, door.path)
    foreign = (
        theirs if door.foreign == door.path else await _let_in(client, door.method, door.foreign)
    )
    assert theirs or not foreign, f"{_name(door)}: let in to what is foreign, not to what is theirs"
    return "yes" if foreign else "own" if theirs else "-"


async def _let_in(client: httpx.AsyncClient, method: str, path: str) -> bool:
    reply = await client.request(method, path)
    assert reply.status_code < httpx.codes.INTERNAL_SERVER_ERROR, f"{method} {path}"
    signed_out = reply.headers.get("location", "").startswith("/sign-in?next=")
    refused = reply.status_code in {
        httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN, httpx.codes.NOT_FOUND,
    }  # fmt: skip
    return not signed_out and not refused


def _harmless_first() -> list[Door]:
    """Looking before acting, and the end of the session last."""
    return sorted(DOORS, key=lambda door: (door.pattern == ENDS_THE_SESSION, door.method != "GET"))


def _name(door: Door) -> str:
    return f"{door.pattern} {door.method}"


def _rows() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _told(part: str) -> dict[str, str]:
    return {row["route"]: row[part] for row in _rows()}


def _write(part: str, found: dict[str, str]) -> None:
    """One column; run without parallel workers."""
    before = {row["route"]: row for row in _rows()} if TABLE.exists() else {}
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ("route", *COLUMNS), restval="-")
        writer.writeheader()
        for route in sorted(map(_name, DOORS)):
            row = {**before.get(route, {"route": route}), part: found[route]}
            writer.writerow(row)
