"""From an empty database to the dashboard, in a browser only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from sqlmodel import select

from config.campaign_file import SHIPPED
from models import Campaign, JournalEntry, KeptForm, Unit
from records.workbooks.roster import PersonRow
from tasks.clocks import SimulatedClock
from tasks.context import House
from tests.support.browser import Window, window
from tests.support.launched import bare_house
from tests.support.rosters import COUNTY, JUNE, STAFF, TOWN, roster_of
from tests.support.serving import serving
from tests.support.visitors import administrator
from tests.web.stories.test_unit import look
from web.app import create_app

pytestmark = pytest.mark.browser

PASSWORD = "竹林深处-2021-听雨"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Tables, and nothing in them; its clock stands on the day of the notice."""
    with bare_house(tmp_path_factory.mktemp("empty")) as house:
        house.clock = SimulatedClock(JUNE)
        yield house


@pytest.fixture(scope="module")
def office(house: House, browser: Browser) -> Iterator[Window]:
    given = administrator(house)
    with serving(create_app(house)) as origin, window(browser, origin) as office:
        office.go("/")
        office.page.get_by_label("账号").fill("admin")
        office.page.get_by_label("密码").fill(given)
        office.page.get_by_role("button", name="登录").click()
        office.page.wait_for_url("**/setup")
        look(office, "setup-begin")
        office.page.get_by_role("link", name="换成自己的密码").first.click()
        for label, typed in (("原密码", given), ("新密码", PASSWORD), ("再输入一次", PASSWORD)):
            office.page.get_by_label(label, exact=label == "新密码").fill(typed)
        office.page.get_by_role("button", name="修改密码").click()
        office.page.wait_for_url("**/setup")
        yield office
        assert office.complaints == []


def stages(office: Window) -> list[str]:
    office.go("/setup")
    return office.page.locator(".stages .state").all_inner_texts()


def test_a_password_of_ones_own_is_the_first_step(office: Window) -> None:
    assert stages(office) == ["已完成", "下一步", "待办", "待办"]


def test_a_campaign_file_with_a_mistake_is_refused_with_its_place(
    office: Window, tmp_path: Path
) -> None:
    wrong = re.sub(r"places: \d+", "places: viele", SHIPPED.read_text("utf-8"), count=1)
    line, text = next((n, t) for n, t in enumerate(wrong.split("\n"), 1) if "viele" in t)
    (tmp_path / "wrong.yaml").write_text(wrong, encoding="utf-8")
    office.go("/setup/file")
    office.page.get_by_label("自己的活动文件").set_input_files(tmp_path / "wrong.yaml")
    office.page.get_by_role("button", name="上传并检查").click()

    expect(office.page.get_by_role("alert")).to_contain_text("文件有错误，没有采用")
    rows = office.page.get_by_role("row", name="错误").all()
    places = [row.get_by_role("cell").all_inner_texts()[:2] for row in rows]
    assert [str(line), str(text.index("viele") + 1)] in places
    look(office, "setup-file-refused")
    assert stages(office) == ["已完成", "下一步", "待办", "待办"]


def test_the_shipped_file_is_taken_with_its_check_and_its_decision_sheet(office: Window) -> None:
    office.go("/setup/file")
    office.page.get_by_role("button", name="用随软件提供的活动文件").click()

    expect(office.page.get_by_role("heading", name="决定表")).to_be_visible()
    expect(office.page.get_by_role("row", name="A34")).to_be_visible()
    look(office, "setup-file")
    assert stages(office) == ["已完成", "已完成", "下一步", "待办"]


def test_a_roster_is_tried_out_mended_and_taken_in(
    office: Window, house: House, tmp_path: Path
) -> None:
    page = office.page
    office.go("/setup/roster")
    look(office, "setup-roster")
    with page.expect_download() as empty:
        page.get_by_role("link", name="下载空白表格").click()
    assert empty.value.suggested_filename == "单位名册.xlsx"
    offer(office, roster_of(tmp_path / "错.xlsx", [COUNTY], [STAFF[0], nobodys()]))
    cells = page.get_by_role("row", name="xq99").get_by_role("cell").all_inner_texts()
    assert cells[:3] == ["人员", "3", "单位代码"]
    look(office, "setup-roster-refused")
    office.go("/setup/roster")
    offer(office, roster_of(tmp_path / "名册.xlsx", [COUNTY, TOWN], STAFF))
    expect(page.get_by_text("表格没有问题，还没有写入")).to_be_visible()
    look(office, "setup-roster-report")
    with house.reading() as ctx:
        assert ctx.session.exec(select(Unit)).all() == [], "trying out writes nothing"
    page.get_by_role("button", name="确认导入").click()

    expect(page.get_by_text("2 个单位，3 人")).to_be_visible()
    assert stages(office) == ["已完成", "已完成", "已完成", "下一步"]


def test_the_launch_is_seen_before_it_happens_and_leads_to_the_dashboard(
    office: Window, house: House
) -> None:
    page = office.page
    office.go("/setup/launch")
    expect(page.get_by_role("row", name="1.1 ")).to_contain_text("立即启动")
    expect(page.get_by_role("row", name="3.4 ")).to_contain_text("自动启动")
    look(office, "setup-launch")
    page.get_by_role("button", name="启动活动").click()
    page.wait_for_url(f"{office.origin}/")

    expect(page.get_by_role("img", name="时间轴")).to_be_visible()
    office.go("/setup")
    look(office, "setup-done")
    expect(page.get_by_role("status")).to_contain_text("已经启动")
    with house.reading() as ctx:
        acts = ctx.session.exec(select(JournalEntry.what, JournalEntry.actor)).all()
        campaigns = ctx.session.exec(select(Campaign.code)).all()
        assert ctx.session.exec(select(KeptForm)).all() == [], "the choice has been sent"
    assert ("campaign.launched", "系统管理员") in [tuple(act) for act in acts]
    assert campaigns == ["szsc-2021"]


def offer(office: Window, file: Path) -> None:
    office.page.get_by_label("工作簿").set_input_files(file)
    office.page.get_by_role("button", name="上传并试导入").click()


def nobodys() -> PersonRow:
    """Somebody of a unit that is not in the roster."""
    return PersonRow("xq99", "r9", "周示一", "contact", "科员", email="r9@units.example")
