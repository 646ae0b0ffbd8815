"""The office's morning in a real browser: what is seen, clicked and confirmed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from sqlmodel import col, select

from models import DeadlineChange, PlannedRun, Step
from tasks.context import House
from tests.support.browser import Window, chromium, window
from tests.support.december import december_house
from tests.support.serving import serving
from tests.support.visitors import administrator
from web.app import create_app

pytestmark = pytest.mark.browser

PAGES = (
    "/", "/duties", "/duties?step=2.2&duty=apply&owing=1", "/units/u00001", "/messages",
    "/messages/coming", "/messages/release", "/quotas", "/events", "/steps/2.2", "/steps/2.4",
    "/steps/2.4/trigger", "/steps/2.3/skip", "/steps/2.2/duties/apply/deadline", "/papers",
    "/templates", "/templates/commendation",
)  # fmt: skip


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with december_house(tmp_path, units=60, proposed=False) as house:
        yield house


@pytest.fixture
def desk(house: House, browser: Browser) -> Iterator[Window]:
    """Signed in, with the morning page open."""
    password = administrator(house)
    with serving(create_app(house)) as origin, window(browser, origin) as desk:
        desk.go("/")
        desk.sign_in(password)
        yield desk


def test_the_morning_page_shows_where_the_campaign_stands(desk: Window) -> None:
    page = desk.page

    expect(page.get_by_role("img", name="时间轴")).to_be_visible()
    today = page.get_by_role("region", name="今日", exact=True)
    expect(today).to_contain_text("2021-12-17 周五 工作日")
    expect(today).to_contain_text("当前阶段 考评申报阶段")
    progress = page.get_by_role("region", name="活动进程")
    expect(progress.locator("tbody tr:not(.phase-row)")).to_have_count(16)
    expect(progress.get_by_role("row", name=re.compile("^2.2 总结并报送"))).to_contain_text(
        "进行中"
    )
    lines = progress.locator("line.now").evaluate_all(
        "all => all.map(one => Math.round(one.getBoundingClientRect().x))"
    )
    assert (len(lines), len(set(lines))) == (16, 1), "today's line is not one line"
    assert desk.complaints == []


def test_a_step_is_triggered_from_the_morning_page_with_a_reason(
    desk: Window, house: House
) -> None:
    page = desk.page

    page.get_by_role("link", name="启动 考评评估").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    dialog.get_by_role("button", name="启动").click()
    expect(dialog, "a reason is asked for before anything is sent").to_be_visible()
    dialog.get_by_label("理由").fill("材料已经收齐，提前一个工作日开始")
    dialog.get_by_role("button", name="启动").click()
    page.wait_for_url("**/steps/2.3?done=triggered")

    expect(page.get_by_role("status")).to_have_text(
        "已启动，运行随即开始；结果见下方的事项和记事。"
    )
    with house.reading() as ctx:
        reason = ctx.session.exec(select(Step.reason).where(col(Step.code) == "2.3")).one()
        runs = ctx.session.exec(
            select(PlannedRun.step, PlannedRun.purpose).where(col(PlannedRun.at_once))
        ).all()
    assert reason == "材料已经收齐，提前一个工作日开始"
    assert [tuple(run) for run in runs] == [("2.3", "trigger")]
    assert desk.complaints == []


def test_what_stands_in_the_way_is_read_before_anything_is_sent(desk: Window) -> None:
    page = desk.page

    page.get_by_role("link", name="启动 形成综合性考评材料").click()
    expect(page.get_by_role("dialog").get_by_role("alert")).to_contain_text("总结并报送申报材料")
    page.keyboard.press("Escape")

    expect(page.get_by_role("dialog")).to_have_count(0)
    assert desk.complaints == []


def test_a_deadline_is_moved_after_a_look_at_everyone_it_concerns(
    desk: Window, house: House
) -> None:
    page = desk.page

    page.get_by_role("link", name="调整截止 报送申报材料").click()
    page.get_by_label("新的截止日").fill("2021-12-24")
    page.get_by_label("一类单位").check()
    page.get_by_label("类别").select_option("window")
    page.get_by_label("理由").fill("评分表改版")
    page.get_by_label("作出决定的岗位").fill("领导小组办公室主任")
    page.get_by_role("button", name="预览").click()
    expect(page.get_by_role("heading", name="核对后确认")).to_be_visible()
    expect(page.locator("main")).to_contain_text("2021-12-24（周五，工作日）")
    with house.reading() as ctx:
        assert ctx.session.exec(select(DeadlineChange)).all() == [], "a preview changes nothing"
    page.get_by_role("button", name="修改").click()
    expect(page.get_by_label("理由")).to_have_value("评分表改版")
    page.get_by_role("button", name="预览").click()
    page.get_by_role("button", name="确认调整").click()
    page.wait_for_url("**/steps/2.2/duties/apply/deadline/moves?done=1")

    expect(page.get_by_role("status")).to_contain_text("新的截止日 2021-12-24")
    with house.reading() as ctx:
        scopes = ctx.session.exec(select(DeadlineChange.scope, DeadlineChange.scope_value)).all()
    assert {tuple(scope) for scope in scopes} == {("kind", "window")}
    assert desk.complaints == []


def test_the_page_renews_itself_when_something_happens_elsewhere(
    desk: Window, house: House
) -> None:
    with house.acting("值班员") as ctx:
        ctx.record("call.logged", "u00001", why="电话已接通", campaign=1)

    expect(desk.page.get_by_role("region", name="最新记事")).to_contain_text(
        "电话已接通", timeout=8000
    )
    assert desk.complaints == []


def test_every_page_reads_well_for_everyone_and_fits_the_screen(
    desk: Window, browser: Browser
) -> None:
    found: dict[str, object] = {}
    for path in PAGES:
        desk.go(path)
        if faults := [*desk.violations(), *(["too wide"] if desk.overflow() > 0 else [])]:
            found[path] = faults
    with window(browser, desk.origin) as door:
        door.go("/sign-in")
        assert door.violations() == []

    assert found == {}
    assert desk.complaints == []


def test_the_page_speaks_english_when_asked(desk: Window) -> None:
    page = desk.page

    page.get_by_role("button", name="English").click()

    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("navigation").first).to_contain_text("Overview")
    assert desk.violations() == []
    assert desk.complaints == []


def test_the_morning_page_prints_on_a_few_sheets_of_a4(desk: Window) -> None:
    sheets = desk.page.pdf(prefer_css_page_size=True)

    assert sheets.count(b"/Type /Page\n") in {2, 3}
    assert b"/MediaBox [0 0 841.91998 594.95996]" in sheets
