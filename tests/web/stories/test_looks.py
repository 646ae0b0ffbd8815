"""Larger text and high contrast: every page still reads well for everyone and fits its screen."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from rules.access import Part
from tasks.context import House
from tests.support.browser import OFFICE_SCREEN
from tests.support.browsers import PHONE, window_of
from tests.support.cast import UNIT, Cast
from tests.web.stories.test_unit import look
from web.look import BETWEEN, LOOK_COOKIE, Look

pytestmark = pytest.mark.browser

ON_THE_PHONE = (f"/my/{UNIT}", f"/my/{UNIT}/apply", "/my/messages", "/guide/unit")
IN_THE_OFFICE = (
    "/", "/duties", "/messages", "/steps/2.2/duties/apply/deadline", "/imports", "/guide",
)  # fmt: skip


@pytest.mark.parametrize(("part", "screen"), [(Part.CONTACT, PHONE), (Part.OFFICE, OFFICE_SCREEN)])
def test_pages_read_well_with_both_looks(
    browser: Browser,
    origin: str,
    house: House,
    cast: Cast,
    part: Part,
    screen: tuple[int, int],
) -> None:
    with window_of(browser, origin, house, cast.accounts[part], screen=screen) as window:
        window.page.context.add_cookies(
            [{"name": LOOK_COOKIE, "value": BETWEEN.join(Look), "url": origin}]
        )
        for path in ON_THE_PHONE if screen == PHONE else IN_THE_OFFICE:
            window.go(path)
            assert window.page.locator("html").get_attribute("class") == "large contrast"
            look(window, f"look-{part}{path.replace('/', '-')}")
        assert window.complaints == []


def test_the_guide_reads_well(browser: Browser, origin: str, house: House, cast: Cast) -> None:
    with window_of(browser, origin, house, cast.accounts[Part.OFFICE]) as window:
        for name in ("first-setup", "office", "voter"):
            window.go(f"/guide/{name}")
            look(window, f"guide-{name}")
        assert window.complaints == []


def test_the_looks_are_buttons_of_the_sign_in_page_too(
    browser: Browser, origin: str, house: House
) -> None:
    with window_of(browser, origin, house, None) as window:
        window.go("/sign-in")
        for name in ("大字", "高对比"):
            button = window.page.get_by_role("button", name=name)
            expect(button).to_have_attribute("aria-pressed", "false")
            button.click()
            expect(button).to_have_attribute("aria-pressed", "true")
        look(window, "look-sign-in")
        window.page.get_by_role("button", name="大字").click()
        expect(window.page.locator("html")).to_have_class("contrast")
        assert window.complaints == []
