"""Whatever is typed, pasted or forged into a form or an address is answered, never with a fault of ours.

`PINGXUAN_FORMS` says how many requests are sent; `PINGXUAN_SEED` repeats a run.
"""

from __future__ import annotations

import csv
import os
import traceback
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from fastapi import FastAPI

from config.settings import Settings
from rules.access import Part
from tasks.context import open_house
from tests.support.cast import browser_of, cast_of
from tests.support.december import december_house
from tests.support.malformed import Sent, malformed_form, odd_address, words_of
from tests.support.routes import Door, doors_of, leaves
from web.app import create_app

FORMS = int(os.environ.get("PINGXUAN_FORMS", "300"))
SEED = int(os.environ.get("PINGXUAN_SEED", "57"))
NOBODY = "nobody"
PER_HOUSE = 400
"""Requests after which a fresh campaign begins: what was let through may have ended the old one."""
APP = create_app(open_house(Settings(database="sqlite://")))
ROUTES = {
    (method, route.path): route for route in leaves(APP.routes) for method in route.methods or ()
}
DOORS = doors_of(APP)


@pytest.mark.parametrize("begin", range(0, FORMS, PER_HOUSE))
async def test_no_form_and_no_address_makes_the_server_fail(tmp_path: Path, begin: int) -> None:
    chance = Random(SEED + begin)  # noqa: S311 - repeatable, nothing secret
    failed = []
    with december_house(tmp_path, units=12, proposed=False) as house:
        app, accounts = create_app(house), cast_of(house).accounts
        for door, part, sent in drawn(chance, min(PER_HOUSE, FORMS - begin)):
            account = None if part == NOBODY else accounts[Part(part)]
            if fault := await fault_of(app, account, sent):
                failed.append((f"{door.method} {door.pattern} as {part}", fault, sent))

    assert failed == []


async def fault_of(app: FastAPI, account: int | None, sent: Sent) -> str:
    """What went wrong of ours; empty: it was answered. Every request has a session of its own."""
    async with browser_of(app, account) as client:
        try:
            reply = await client.request(
                sent.method, sent.path, content=sent.body, headers=dict(sent.headers)
            )
        except Exception as error:  # noqa: BLE001 - whatever comes through is what is looked for
            ours = [
                f for f in traceback.extract_tb(error.__traceback__) if ".venv" not in f.filename
            ]
            return f"{error!r:.200} at {ours[-1].filename}:{ours[-1].lineno}"
    return f"{reply.status_code}" if reply.is_server_error else ""


def drawn(chance: Random, count: int) -> Iterator[tuple[Door, str, Sent]]:
    """Doors with one of those who may open them; forms and addresses by turns."""
    opened = may_open()
    doors = [door for door in DOORS if opened[f"{door.pattern} {door.method}"]]
    for _ in range(count):
        door = chance.choice(doors)
        part = chance.choice(opened[f"{door.pattern} {door.method}"])
        route = ROUTES[door.method, door.pattern]
        if door.method == "POST":
            yield door, part, malformed_form(chance, door.path, words_of(route))
        else:
            yield door, part, odd_address(chance, route, door.path)


def may_open() -> dict[str, list[str]]:
    """The parts that the table of doors lets in, by route and method."""
    with (Path(__file__).parent / "access.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {row.pop("route"): [part for part, told in row.items() if told != "-"] for row in rows}
