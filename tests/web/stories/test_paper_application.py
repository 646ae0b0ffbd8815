"""Papers that a unit carried to the office: one page at the office, and the unit finds them at its desk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from sqlmodel import col, select

from models import Obligation, Step, Unit
from rules.access import Part
from rules.states import ObligationState, StepState
from tasks.context import House
from tests.support.browser import Window
from tests.support.browsers import PHONE, window_of
from tests.support.cast import UNIT, Cast
from tests.support.pictures import look
from tests.support.seed import FRIDAY
from tests.web.stories.test_unit import fill_project

pytestmark = pytest.mark.browser
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture
def clerk(browser: Browser, origin: str, house: House, cast: Cast) -> Iterator[Window]:
    with house.acting("测试") as ctx:
        owed = ctx.session.exec(
            select(Obligation)
            .join(Unit, col(Unit.id) == col(Obligation.unit_id))
            .where(col(Unit.code) == UNIT, col(Obligation.duty) == "apply")
        ).first()
        assert owed is not None
        owed.state, owed.met_at = ObligationState.PENDING, None
        owed.enforced_at = FRIDAY.replace(hour=23)
        ctx.session.get_one(Step, owed.step_id).state = StepState.OPEN
        ctx.record("duties.laid_on", "x", campaign=1)
    with window_of(browser, origin, house, cast.accounts[Part.OFFICE]) as window:
        yield window
        assert window.complaints == []


def copy_down(clerk: Window, scan: Path) -> None:
    """What stands on the papers, and how they came in."""
    page = clerk.page
    page.get_by_label("收到日期").fill("2021-12-15")
    page.get_by_label("由谁送来").fill("办公室联系人")
    page.get_by_label("书面材料的扫描件").set_input_files(scan)
    fill_project(clerk)
    page.get_by_label("主要做法和成效").fill("设立专窗，材料减半。")


def test_what_came_on_paper_is_entered_on_one_page_and_lies_at_the_units_desk(
    clerk: Window, browser: Browser, origin: str, house: House, cast: Cast, tmp_path: Path
) -> None:
    page, scan = clerk.page, tmp_path / "申报材料.pdf"
    scan.write_bytes(PDF)
    clerk.go(f"/units/{UNIT}")
    look(clerk, "paper-unit")
    page.get_by_role("link", name="登记书面申报").first.click()
    look(clerk, "paper-offered")
    page.get_by_role("link", name="填写 改革创新标兵单位").click()
    look(clerk, "paper-form")
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("请附上书面申报材料的扫描件")
    look(clerk, "paper-form-problems")
    copy_down(clerk, scan)
    expect(page.locator("#verdict")).to_contain_text("符合全部条件")
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("书面申报已登记")
    look(clerk, "paper-entered")

    contact = cast.accounts[Part.CONTACT]
    with window_of(browser, origin, house, contact, screen=PHONE) as phone:
        phone.go(f"/my/{UNIT}")
        look(phone, "paper-desk")
        phone.page.get_by_role("row", name="一件事一次办专窗").get_by_role("link").first.click()
        expect(phone.page.get_by_text("书面送交，2021-12-15 收到（办公室联系人）")).to_be_visible()
        look(phone, "paper-receipt")
        with phone.page.expect_download() as download:
            phone.page.get_by_role("link", name="申报材料.pdf").click()
        assert download.value.path().read_bytes() == PDF
        assert phone.complaints == []
