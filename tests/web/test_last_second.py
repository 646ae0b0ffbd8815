"""Applications in the last second before their deadline: judged by when they arrived, not by when they were read.

All of them have reached the server before the end, and none is read before the end has passed:
the test moves the clock between the two. `PINGXUAN_RUSH` says how many are sent.
"""

from __future__ import annotations

import asyncio
import os
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

import httpx
from sqlmodel import col, select, update
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from models import Application, Campaign, Obligation, Unit
from rules.access import Part
from rules.states import ApplicationState
from tasks.context import House
from tests.support.cast import UNIT, Cast, browser_of
from tests.support.shared_house import cast, house
from web.app import create_app

__all__ = ["cast", "house"]

RUSH = int(os.environ.get("PINGXUAN_RUSH", "25"))
LATE = 5
HONOUR = "standard_bearer"


@dataclass
class StandingClock:
    """A business clock that stands until the test moves it."""

    moment: datetime

    def now(self) -> datetime:
        return self.moment


class ReadWhenAllAreThere:
    """Lets every request into the application and holds what it says until the last has arrived."""

    def __init__(self, app: ASGIApp, clock: StandingClock, expected: int, then: datetime) -> None:
        self._app, self._clock, self._then = app, clock, then
        self._missing, self._all_there = expected, asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def held() -> Message:
            self._arrived()
            await self._all_there.wait()
            return await receive()

        await self._app(scope, held if scope["type"] == "http" else receive, send)

    def _arrived(self) -> None:
        """The application asks for what a request says only after it has stamped it."""
        self._missing -= 1
        if self._missing == 0:
            self._clock.moment = self._then
            self._all_there.set()


def drafts(house: House, count: int) -> tuple[list[str], datetime]:
    """As many drafts of the unit, and the end that is judged for it."""
    with house.acting("测试") as ctx:
        ctx.session.execute(update(Campaign).values(simulated=False))
        unit = ctx.session.exec(select(Unit).where(col(Unit.code) == UNIT)).one()
        end = ctx.session.exec(
            select(Obligation.enforced_at).where(
                col(Obligation.unit_id) == unit.id, col(Obligation.duty) == "apply"
            )
        ).one()
        facts = {"unit": {"code": UNIT}}
        numbers = [f"{house.chance.getrandbits(40):010x}" for _ in range(count)]
        ctx.session.add_all(
            Application(
                campaign_id=1, number=number, honour=HONOUR, unit_id=unit.id or 0,
                candidate=number, facts=facts,
            )
            for number in numbers
        )  # fmt: skip
    return numbers, end


def answers(number: str) -> dict[str, str]:
    return {
        "act": "submit", "revision": "0", "project": f"项目{number}", "started_on": "2020-08-03",
        "in_use_on": "2021-05-20", "leading": "yes", "deeds": "设立专窗，材料减半。",
    }  # fmt: skip


async def send(client: httpx.AsyncClient, numbers: list[str]) -> list[httpx.Response]:
    """All at once; every reply comes only when its turn has."""
    sent = [
        client.post(f"/my/{UNIT}/applications/{number}", data=answers(number), timeout=300)
        for number in numbers
    ]
    return await asyncio.gather(*sent)


async def test_none_of_the_last_second_is_lost_and_late_ones_are_refused_kindly(
    house: House, cast: Cast
) -> None:
    numbers, end = drafts(house, RUSH + LATE)
    in_time, late = numbers[:RUSH], numbers[RUSH:]
    clock = StandingClock(end - timedelta(seconds=1))
    house.clock = clock
    app = create_app(house)
    app.add_middleware(ReadWhenAllAreThere, clock, RUSH, end + timedelta(hours=1))
    async with browser_of(app, cast.accounts[Part.CONTACT]) as client:
        taken = await send(client, in_time)
        assert clock.now() > end, "none of them was read before the end had passed"
        clock.moment = end + timedelta(milliseconds=1)
        refused = await send(client, late)

    assert Counter(reply.status_code for reply in taken) == {303: RUSH}
    assert len({reply.headers["location"] for reply in taken}) == RUSH
    assert [reply.status_code for reply in refused] == [422] * LATE
    for number, reply in zip(late, refused, strict=True):
        assert "申报期限为2021年12月17日 24:00，已经截止" in reply.text
        assert f"项目{number}" in reply.text, "what was typed is still there"
    with house.reading() as ctx:
        found = ctx.session.exec(
            select(Application).where(col(Application.candidate).startswith("项目"))
        ).all()
        kept = ctx.session.exec(select(Application).where(col(Application.number).in_(late))).all()
    assert len(found) == RUSH
    assert {row.state for row in found} == {ApplicationState.SUBMITTED}
    assert max(row.submitted_at for row in found if row.submitted_at) <= end
    assert {row.facts["typed"]["fields"]["project"] for row in kept} == {f"项目{n}" for n in late}
