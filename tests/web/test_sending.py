"""All sending on hold: said on the morning page and on the page of messages, begun and ended there with a reason."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest
from fastapi import FastAPI
from sqlmodel import col, select

from models import JournalEntry, Message, OutboxHold
from rules.access import Part
from rules.states import MessageState
from tasks import backup, outbox_hold
from tasks.context import House
from tests.support.cast import Cast, browser_of
from tests.web.test_pages import text_of

HELD = "全部发送已暂停"


def acts_of(house: House) -> list[tuple[str, str]]:
    with house.reading() as ctx:
        rows = ctx.session.exec(
            select(JournalEntry.what, JournalEntry.why)
            .where(col(JournalEntry.what).in_(("outbox.paused", "outbox.resumed")))
            .order_by(col(JournalEntry.seq))
        ).all()
    return list(rows)


@pytest.fixture
def restored(house: House) -> str:
    """On hold as an installation is that was just restored."""
    with house.acting("恢复") as ctx:
        outbox_hold.hold(ctx, reason=backup.RESTORED)
    return backup.RESTORED


async def test_a_hold_is_said_with_reason_moment_author_and_how_many_wait(
    restored: str, house: House, office: httpx.AsyncClient
) -> None:
    with house.acting("测试") as ctx:
        ready = select(Message).where(col(Message.state) == MessageState.READY)
        later, *due = ctx.session.exec(ready.order_by(col(Message.id))).all()
        later.ready_at = ctx.now + timedelta(days=1)
        for one in due:
            one.ready_at = ctx.now
    with house.reading() as ctx:
        standing = outbox_hold.standing(ctx)
    pages = [text_of((await office.get(path)).text) for path in ("/", "/messages")]

    assert standing is not None
    assert (standing.reason, standing.by, standing.waiting) == (restored, "恢复", len(due))
    assert due
    told = f"由恢复暂停。到时未发的消息 {standing.waiting} 条"
    assert [[word in page for word in (HELD, restored, told)] for page in pages] == [[True] * 3] * 2


async def test_only_who_has_messages_to_do_with_hears_of_it(
    restored: str, app: FastAPI, cast: Cast
) -> None:
    said = {}
    for part in (Part.OFFICE, Part.LEAD, Part.GUEST):
        async with browser_of(app, cast.accounts[part]) as client:
            asked = await client.get("/messages/sending")
            said[part] = (restored in (await client.get("/")).text, asked.status_code)

    assert said == {Part.OFFICE: (True, 200), Part.LEAD: (False, 403), Part.GUEST: (False, 403)}


async def test_sending_is_resumed_with_a_reason_and_the_page_says_so(
    restored: str, house: House, office: httpx.AsyncClient
) -> None:
    form = await office.get("/messages/sending")
    without = await office.post("/messages/sending", data={"act": "resume", "reason": " "})
    done = await office.post("/messages/sending", data={"act": "resume", "reason": "已逐条核对"})
    page = await office.get(done.headers["location"])
    again = await office.post("/messages/sending", data={"act": "resume", "reason": "再一次"})

    assert 'name="act" value="resume"' in form.text
    assert (without.status_code, done.status_code, again.status_code) == (409, 303, 409)
    assert "请写明恢复发送的理由" in without.text
    assert "已恢复发送" in page.text
    assert HELD not in page.text
    assert "发件箱没有暂停" in again.text
    assert "再一次" in again.text
    assert acts_of(house) == [("outbox.paused", restored), ("outbox.resumed", "已逐条核对")]


async def test_everything_is_stopped_with_a_reason_once(
    house: House, office: httpx.AsyncClient
) -> None:
    before = await office.get("/messages")
    form = await office.get("/messages/sending")
    without = await office.post("/messages/sending", data={"act": "pause"})
    done = await office.post("/messages/sending", data={"act": "pause", "reason": "正文有误"})
    page = await office.get(done.headers["location"])
    again = await office.post("/messages/sending", data={"act": "pause", "reason": "又一次"})

    assert HELD not in before.text
    assert 'name="act" value="pause"' in form.text
    assert (without.status_code, done.status_code, again.status_code) == (409, 303, 409)
    assert "请写明暂停发送的理由" in without.text
    assert "已暂停全部发送" in page.text
    assert HELD in page.text
    assert "发件箱已经暂停：正文有误" in again.text
    with house.reading() as ctx:
        row = ctx.session.get(OutboxHold, 1)
        assert row is not None
        assert row.reason == "正文有误"
    assert acts_of(house) == [("outbox.paused", "正文有误")]


async def test_neither_act_nor_another_is_answered_as_malformed(office: httpx.AsyncClient) -> None:
    asked = await office.post("/messages/sending", data={"act": "erase", "reason": "x"})

    assert asked.status_code == 422
