"""A voter on a phone, from code to receipt and to the own slip on the published list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, expect
from sqlmodel import func, select

from models import Account, Appointment, JournalEntry, VoteSlip
from rules.access import Part
from tasks.clocks import SimulatedClock
from tasks.voting.codes import Code
from tests.support.browser import Window
from tests.support.browsers import PHONE, window_of
from tests.support.machine_clock import StillClock
from tests.support.pictures import look
from tests.support.polls import NOON, VOTERS, WINDOWS, Poll, grades, poll
from tests.support.serving import serving
from tests.support.visitors import token_in
from web.app import create_app

pytestmark = pytest.mark.browser


@dataclass(frozen=True, slots=True)
class Room:
    """An open vote, served."""

    poll: Poll
    origin: str


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    with poll(tmp_path_factory.mktemp("vote")) as made:
        made.campaign.house.clock = SimulatedClock(NOON)
        made.prepare()
        made.open()
        with serving(create_app(made.campaign.house)) as origin:
            yield Room(made, origin)


@pytest.fixture
def phone(browser: Browser, room: Room) -> Iterator[Window]:
    with window_of(browser, room.origin, room.poll.campaign.house, None, screen=PHONE) as window:
        yield window
        assert window.complaints == []


def clerk(room: Room) -> int:
    """An account of the office; not in the journal, which the stories count."""
    with room.poll.campaign.house.acting("测试") as ctx:
        account = Account(name="clerk", display="工作人员甲", created_at=ctx.now)
        ctx.session.add(account)
        ctx.session.flush()
        number = account.id or 0
        ctx.session.add(
            Appointment(account_id=number, part=Part.ADMINISTRATOR, appointed_by="测试")
        )
    return number


def test_the_clerk_sees_who_came_and_what_is_handed_out_but_no_figure(
    browser: Browser, room: Room
) -> None:
    house = room.poll.campaign.house
    with window_of(browser, room.origin, house, clerk(room)) as window:
        page = window.page
        window.go("/votes")
        page.get_by_role("link", name="进驻窗口民主投票").click()
        look(window, "votes-desk")
        expect(page.get_by_role("heading", name="结果")).to_have_count(0)
        page.get_by_label("收回没用的验票码").fill(room.poll.codes.pop().text)
        page.get_by_role("button", name="收回").click()
        expect(page.get_by_role("status")).to_contain_text("验票码已收回")
        page.get_by_role("button", name="生成并打印").click()
        look(window, "votes-codes")
        room.poll.codes.append(Code("", page.locator(".slips strong").inner_text()))
        window.go("/votes/windows/batches")
        page.get_by_role("button", name="录入").click()
        expect(page.get_by_role("alert")).to_contain_text("请填写批次号")
        look(window, "votes-batch")
        assert window.complaints == []


def acts(room: Room) -> int:
    with room.poll.campaign.house.reading() as ctx:
        return ctx.session.exec(select(func.count()).select_from(JournalEntry)).one()


def vote_on_the_phone(room: Room, phone: Window) -> str:
    """A wrong code, an empty slip, then all but the own window; returns the receipt."""
    page, before = phone.page, acts(room)
    phone.go("/vote")
    expect(page).to_have_url(f"{room.origin}/vote/windows")
    look(phone, "vote-code")
    page.get_by_label("验票码").fill("AAAA-BBBB-CCCC")
    page.get_by_role("button", name="领票").click()
    expect(page.get_by_role("alert")).to_contain_text("验票码不对")
    page.get_by_label("验票码").fill(room.poll.codes.pop().text.lower())
    page.get_by_role("button", name="领票").click()
    look(phone, "vote-slip")
    page.get_by_role("button", name="下一步：核对").click()
    expect(page.get_by_role("alert")).to_contain_text("空白票")
    groups = page.get_by_role("group")
    for place in range(len(WINDOWS) - 1):
        groups.nth(place).get_by_role("radio").first.check()
    height = page.locator("label.pick").first.bounding_box()
    assert height is not None
    assert height["height"] >= 44
    page.get_by_role("button", name="下一步：核对").click()
    look(phone, "vote-check")
    page.get_by_role("button", name="投出").click()
    look(phone, "vote-receipt")
    receipt: str = page.get_by_role("status").locator("strong").inner_text()
    assert (acts(room), page.context.cookies()[0]["name"]) == (before, "pingxuan_form")
    return receipt


def test_a_voter_goes_from_code_to_receipt_and_finds_the_slip_after_closing(
    room: Room, phone: Window
) -> None:
    receipt = vote_on_the_phone(room, phone)
    page = phone.page

    phone.go("/vote/windows/board")
    expect(page.get_by_role("heading", level=1)).to_contain_text("不能办理")
    phone.complaints.clear()
    while room.poll.codes:
        room.poll.cast(grades("优秀"))
    room.poll.close()
    phone.go("/vote/windows/board?count=1")
    expect(page.get_by_role("status")).to_contain_text("完全一致")
    page.get_by_label("回执").fill(receipt)
    page.get_by_role("button", name="查找").click()
    expect(page.locator("dl.answers dd")).to_have_count(len(WINDOWS) - 1)
    look(phone, "vote-board")
    with room.poll.campaign.house.reading() as ctx:
        slips = ctx.session.exec(select(func.count()).select_from(VoteSlip)).one()
    assert slips == VOTERS * len(WINDOWS) - 1


def test_wrong_codes_end_in_a_pause_and_no_answer_may_be_kept(tmp_path: Path) -> None:
    with poll(tmp_path) as made:
        made.campaign.house.clock = SimulatedClock(NOON)
        made.campaign.house.machine = StillClock()
        made.prepare()
        made.open()
        good = made.codes[-1].text
        with (
            serving(create_app(made.campaign.house)) as origin,
            httpx.Client(base_url=origin) as one,
        ):
            token = token_in(one.get("/vote/windows").text)
            tries = [
                one.post("/vote/windows", data={"csrf": token, "code": code, "act": "slip"})
                for code in (good, *["AAAA-BBBB-CCCC"] * 30, good)
            ]
    assert [reply.status_code for reply in tries] == [200, *[422] * 30, 429]
    assert {reply.headers["cache-control"] for reply in tries} == {"no-store"}
    assert "data-keep" not in tries[0].text
