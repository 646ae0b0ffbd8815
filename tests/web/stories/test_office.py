"""The office moves a deadline while a unit is filling in; every page of the office reads well."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from sqlmodel import col, select

from models import Message, Obligation, Unit
from rules.access import Part
from rules.states import MessageState
from tasks import fulfilment
from tasks.context import House
from tests.support.browser import OFFICE_SCREEN, Window, window
from tests.support.cast import Cast, open_session
from tests.support.seed import FRIDAY
from web.doors import SESSION_COOKIE

pytestmark = pytest.mark.browser

DEADLINE = "/steps/2.2/duties/apply/deadline"
PAGES = (
    "/", "/tasks", "/tasks/1", "/duties?group=local", "/units/u00002", "/units/u00002/duties/148",
    "/messages", "/messages/3", "/messages/bulk/hold", "/telephone", f"{DEADLINE}?unit=u00002",
    f"{DEADLINE}/moves", "/imports", "/imports/roster", "/closures", "/campaign",
    "/campaign/versions/1", "/campaign/next", "/steps/2.2",
)  # fmt: skip


@pytest.fixture(scope="module")
def desk(house: House, cast: Cast, browser: Browser, origin: str) -> Iterator[Window]:
    """The office, signed in."""
    with window(browser, origin) as desk:
        _sign_in(desk.page, house, cast.accounts[Part.OFFICE], origin)
        yield desk


@pytest.fixture
def contact(house: House, cast: Cast, browser: Browser, origin: str) -> Iterator[Page]:
    """The unit's contact in a window of their own, with the unit's duties open."""
    with window(browser, origin) as unit:
        _sign_in(unit.page, house, cast.accounts[Part.CONTACT], origin)
        unit.go("/units/u00002")
        yield unit.page


def _sign_in(page: Page, house: House, account: int, origin: str) -> None:
    token, _ = open_session(house, account)
    page.context.add_cookies([{"name": SESSION_COOKIE, "value": token, "url": origin}])


def test_every_page_of_the_office_reads_well_for_everyone_and_fits_the_screen(
    desk: Window,
) -> None:
    found: dict[str, object] = {}
    for path in PAGES:
        desk.go(path)
        if faults := [*desk.violations(), *(["too wide"] if desk.overflow() > 0 else [])]:
            found[path] = faults

    assert found == {}
    assert desk.complaints == []


def test_the_whole_menu_fits_the_screen_in_english_too(desk: Window) -> None:
    desk.go("/visits")
    desk.page.get_by_role("button", name="English").click()
    brand, menu, leave = (
        desk.page.locator(place).bounding_box()
        for place in (".brand", ".top nav", ".who form[action='/sign-out']")
    )
    wide = desk.overflow()
    desk.page.get_by_role("button", name="中文").click()

    assert brand is not None
    assert menu is not None
    assert leave is not None
    assert brand["x"] + brand["width"] <= menu["x"]
    assert (wide, leave["x"] + leave["width"] <= OFFICE_SCREEN[0]) == (0, True)


def test_a_form_under_way_is_not_sent_again_by_a_second_click(desk: Window) -> None:
    waiting: list[Route] = []

    def hold(route: Route) -> None:
        if route.request.method == "POST":
            waiting.append(route)
        else:
            route.continue_()

    page = desk.page
    page.route("**/visits/new", hold)
    desk.go("/visits/new")
    page.get_by_label("会议", exact=True).check()
    page.get_by_label("主题").fill("按了两次")
    page.get_by_label("计划日期").fill("2021-12-20")
    box = page.get_by_role("button", name="列入计划").bounding_box()
    assert box is not None
    for _ in range(2):
        page.mouse.click(box["x"] + 5, box["y"] + 5)
        page.wait_for_timeout(300)
    sent = len(waiting)
    for route in waiting:
        route.continue_()
    expect(page.get_by_role("status")).to_contain_text("已列入计划。")
    page.unroute("**/visits/new")

    assert sent == 1


def test_a_deadline_moves_while_a_unit_is_filling_in(
    house: House, desk: Window, contact: Page
) -> None:
    row = contact.get_by_role("row", name=re.compile("报送申报材料"))
    expect(row).to_contain_text("2021-12-17")

    desk.go("/units/u00002")
    desk.page.get_by_role("link", name="延期 报送申报材料").click()
    desk.page.get_by_label("新的截止日").fill("2021-12-24")
    desk.page.get_by_label("理由").fill("系统故障半日")
    desk.page.get_by_label("作出决定的岗位").fill("办公室主任")
    desk.page.get_by_role("button", name="预览").click()
    expect(desk.page.locator("main")).to_contain_text("2021-12-24（周五，工作日）")
    desk.page.get_by_role("button", name="确认调整").click()
    expect(desk.page.get_by_role("status")).to_contain_text("新的截止日 2021-12-24")
    expect(desk.page.locator("pre")).to_contain_text("系统故障半日")
    expect(desk.page.get_by_role("row", name=re.compile("测试contact"))).to_be_visible()

    # The unit's page is open all the while: it learns of the new day by itself, and why.
    expect(row).to_contain_text("2021-12-24", timeout=8000)
    contact.get_by_role("link", name="报送申报材料").click()
    expect(contact.locator("main")).to_contain_text("系统故障半日")

    with house.acting("联系人", now=FRIDAY.replace(day=22)) as ctx:
        met = fulfilment.meet(ctx, [148], at=ctx.now, how="网上提交", by="联系人")
        duty = ctx.session.get_one(Obligation, 148)
        told = ctx.session.exec(
            select(Message.kind, Message.state)
            .join(Unit, col(Unit.id) == col(Message.unit_id))
            .where(col(Unit.code) == "u00002", col(Message.kind) == "extension_granted")
        ).all()
    assert (met, duty.state.value) == (1, "met"), "in time by the new day, late by the old one"
    assert [tuple(one) for one in told] == [("extension_granted", MessageState.SENT)]
    assert desk.complaints == []
