"""Messages by hand: many at once, the words of one, and a warning where two contradict each other."""

from __future__ import annotations

import re
from collections.abc import Sequence

import httpx
import pytest
from sqlmodel import col, func, select

from models import JournalEntry, Message, Unit
from rules.states import MessageState
from tasks.context import House
from tests.support.seed import FRIDAY
from tests.web.test_actions import one_message
from tests.web.test_pages import text_of


def counted(house: House, channel: str) -> dict[MessageState, int]:
    with house.reading() as ctx:
        rows = ctx.session.exec(
            select(col(Message.state), func.count())
            .where(col(Message.channel) == channel)
            .group_by(col(Message.state))
        ).all()
    return dict(rows)


def waiting(house: House, bodies: Sequence[tuple[str, str]]) -> list[int]:
    """Held messages to one unit's contact, by the rest of their keys and their words."""
    with house.acting("测试", now=FRIDAY) as ctx:
        unit = ctx.session.exec(select(Unit.id).where(col(Unit.code) == "u00002")).one()
        rows = [
            Message(
                campaign_id=1, key=f"1:{key}:{unit}:7", kind=key.split(":")[0], person_id=None,
                unit_id=unit, channel="email", address="a@units.example", subject="标题", body=body,
                state=MessageState.HELD, business_day=FRIDAY.date(), ready_at=FRIDAY,
                created_at=FRIDAY,
            )
            for key, body in bodies
        ]  # fmt: skip
        ctx.session.add_all(rows)
        ctx.session.flush()
        ctx.record("notice.queued", "x", campaign=1)
        return [row.id or 0 for row in rows]


async def test_everything_that_a_filter_finds_is_held_at_once_and_nothing_else(
    house: House, office: httpx.AsyncClient
) -> None:
    before = {name: counted(house, name) for name in ("sms", "email")}
    asked = await office.get("/messages/bulk/hold?channel=sms")
    without = await office.post("/messages/bulk/hold?channel=sms", data={"reason": ""})
    done = await office.post("/messages/bulk/hold?channel=sms", data={"reason": "核对号码"})
    again = await office.post("/messages/bulk/hold?channel=sms", data={"reason": "再来"})

    ready = before["sms"][MessageState.READY]
    assert f"有 {ready} 条" in asked.text
    assert (without.status_code, done.status_code, again.status_code) == (409, 303, 409)
    assert done.headers["location"] == "/messages?channel=sms"
    held = before["sms"][MessageState.HELD] + ready
    after = {k: v for k, v in before["sms"].items() if k is not MessageState.READY}
    assert counted(house, "sms") == {**after, MessageState.HELD: held}
    assert counted(house, "email") == before["email"]


async def test_messages_are_found_by_the_name_of_their_unit(office: httpx.AsyncClient) -> None:
    found = await office.get("/messages?to=梅溪市")
    nobody = await office.get("/messages?to=无此单位")

    units = set(re.findall(r'<a href="/units/u\d+">([^<]+)</a>', found.text))
    assert units
    assert all(name.startswith("梅溪市") for name in units)
    assert "没有符合条件的消息" in nobody.text


async def test_one_message_shows_its_text_and_why(house: House, office: httpx.AsyncClient) -> None:
    number = one_message(house, MessageState.FAILED)
    told = text_of((await office.get(f"/messages/{number}")).text)
    missing = await office.get("/messages/999999")

    assert "发送失败" in told
    assert "正文" in told
    assert "地址不存在" in told
    assert missing.status_code == 404


async def edited(office: httpx.AsyncClient, number: int, **typed: str) -> httpx.Response:
    form = (await office.get(f"/messages/{number}/text")).text
    seen = re.search(r'name="seen" value="(\w+)"', form)
    assert seen
    words = {"subject": "新标题", "body": "新正文", "reason": "写错了日期", "seen": seen[1]}
    return await office.post(f"/messages/{number}/text", data={**words, **typed})


async def test_the_words_of_a_held_message_change_and_the_old_ones_stay_in_the_journal(
    house: House, office: httpx.AsyncClient
) -> None:
    number = one_message(house, MessageState.HELD)
    reply = await edited(office, number)

    assert reply.headers["location"] == f"/messages/{number}"
    with house.reading() as ctx:
        row = ctx.session.get_one(Message, number)
        told = ctx.session.exec(
            select(JournalEntry).where(col(JournalEntry.what) == "outbox.edited")
        ).one()
    assert (row.subject, row.body, row.html, row.state) == (
        "新标题", "新正文", None, MessageState.HELD,
    )  # fmt: skip
    assert (told.payload or {})["old"]["body"] == "正文"
    assert (told.subject, told.why) == (str(number), "写错了日期")


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ({"reason": " "}, "请写明修改的理由"),
        ({"body": ""}, "标题和正文都要填写"),
        ({"seen": "0"}, "刚刚被别人改过"),
    ],
)
async def test_an_edit_that_cannot_be_meant_is_refused_and_keeps_what_was_typed(
    house: House, office: httpx.AsyncClient, typed: dict[str, str], reason: str
) -> None:
    number = one_message(house, MessageState.HELD)
    reply = await edited(office, number, **typed)

    assert reply.status_code == 409
    assert reason in reply.text
    assert "新标题" in reply.text


async def test_a_message_that_may_leave_any_moment_is_not_edited(
    house: House, office: httpx.AsyncClient
) -> None:
    reply = await edited(office, one_message(house, MessageState.READY))

    assert "请先暂缓" in reply.text


MOVED = "deadline_moved:moved.2.2.apply.1217.{}.12170220"


async def test_two_waiting_messages_with_different_dates_for_one_duty_are_warned_of(
    house: House, office: httpx.AsyncClient
) -> None:
    quiet = (await office.get("/messages")).text
    numbers = waiting(house, [(MOVED.format("1224"), "一"), (MOVED.format("1228"), "二")])

    for path in (
        "/messages",
        "/messages/release",
        "/messages/bulk/release",
        f"/messages/{numbers[0]}",
    ):
        page = (await office.get(path)).text
        told = text_of(page)
        assert "互相矛盾" in told, path
        assert "报送申报材料：12-24 / 12-28 / 12-17" in told, path
        assert [f"/messages/{n}" in page for n in numbers] == [True, True], path
    assert "互相矛盾" not in quiet


async def test_a_notice_that_names_an_older_day_than_the_one_in_force_is_warned_of(
    house: House, office: httpx.AsyncClient
) -> None:
    with house.reading() as ctx:
        assert ctx.now == FRIDAY
    waiting(house, [("notice_issued:2.1.v1", "签收期限：2021年1月5日 24:00\n")])
    told = text_of((await office.get("/messages")).text)

    assert re.search(r"互相矛盾.*签收.*：01-05 / \d\d-\d\d 消息", told)
