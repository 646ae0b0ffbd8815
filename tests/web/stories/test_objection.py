"""An objection from the public page to its finding."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from models import Account, Appointment
from rules.access import Part
from tasks.clocks import SimulatedClock
from tests.support.browser import Window
from tests.support.browsers import PHONE, window_of
from tests.support.campaign_builder import Built, shanghai
from tests.support.pictures import look
from tests.support.publicised import publicised
from tests.support.serving import serving
from web.app import create_app

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Built, str]]:
    """The list is public since yesterday."""
    with publicised(tmp_path_factory.mktemp("public")) as made:
        made.house.clock = SimulatedClock(shanghai("2022-01-07"))
        with serving(create_app(made.house)) as origin:
            yield made, origin


def office(made: Built, name: str) -> int:
    """An account of the office; both bear the same name."""
    with made.house.acting("测试") as ctx:
        account = Account(name=name, display="王芳", created_at=ctx.now)
        ctx.session.add(account)
        ctx.session.flush()
        assert account.id is not None
        ctx.session.add(
            Appointment(account_id=account.id, part=Part.ADMINISTRATOR, appointed_by="测试")
        )
        ctx.record("roster.imported", "测试")
        return account.id


def object_in_public(anybody: Window) -> str:
    """From the public page to the number that it is registered under."""
    page = anybody.page
    anybody.go("/notice")
    look(anybody, "notice")
    page.get_by_role("link", name="提出异议").first.click()
    page.get_by_label("内容").fill("事迹与实际不符")
    page.get_by_role("button", name="下一步：核对").click()
    expect(page.get_by_role("alert")).to_contain_text("请填写姓名或单位名称")
    page.get_by_label("姓名或单位名称").fill("来信人甲（化名）")
    look(anybody, "notice-form")
    page.get_by_role("button", name="下一步：核对").click()
    look(anybody, "notice-check")
    page.get_by_role("button", name="提交").click()
    look(anybody, "notice-sent")
    return page.get_by_role("status").locator("strong").inner_text()


def test_an_objection_goes_from_the_public_page_to_its_finding(
    browser: Browser, public: tuple[Built, str]
) -> None:
    made, origin = public
    with window_of(browser, origin, made.house, None, screen=PHONE) as anybody:
        number = object_in_public(anybody)
        assert anybody.complaints == []

    with window_of(browser, origin, made.house, office(made, "first")) as window:
        page = window.page
        window.go("/objections")
        look(window, "objections")
        page.get_by_role("link", name=number).click()
        page.get_by_label("核查处室").select_option(label="机关党委")
        page.get_by_label("依据的材料").fill("原始台账")
        page.get_by_label("核查情况", exact=True).fill("查阅台账，未见不实")
        page.get_by_role("button", name="登记核查情况").click()
        expect(page.get_by_text("请另一位核查人登录自己的账号")).to_be_visible()
        expect(page.get_by_role("button", name="确认核查情况")).to_have_count(0)
        look(window, "objection")
        assert window.complaints == []

    with window_of(browser, origin, made.house, office(made, "second")) as window:
        page = window.page
        window.go(f"/objections/{number}")
        look(window, "objection-confirm")
        page.get_by_role("button", name="确认核查情况").click()
        expect(page.get_by_text("核查人 王芳、王芳")).to_be_visible()
        look(window, "objection-confirmed")
        assert window.complaints == []
