"""An evaluator in a real browser: reads rubric and evidence, steps back from one, scores another, then sees the rest."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect
from sqlmodel import col, update

from models import Application, Assignment, Evaluator, PanelSeat, Score
from rules.access import Part
from rules.states import ApplicationState
from tasks.context import House
from tests.support.browser import Window, chromium, window
from tests.support.cast import ITS_APPLICATION, UNIT, Cast, cast_of, open_session
from tests.support.december import december_house
from tests.support.serving import serving
from web.app import create_app
from web.doors import SESSION_COOKIE

pytestmark = pytest.mark.browser

BRANCH, ITS_NUMBER = "u00004", "00002"
"""A branch hall, whose site visit is scored by five items."""
PAGES = {
    Part.EVALUATOR: (
        "/sheets", "/sheets/scores", "/sheets/upload", f"/sheets/field_research/{UNIT}",
        f"/sheets/site_visit/{BRANCH}", f"/sheets/field_research/{UNIT}/recuse",
        f"/applications/{ITS_APPLICATION}",
    ),
    Part.COUNTY: (
        "/county", "/county/cases", "/county/cases/upload", "/applications?need=opinion",
        f"/applications/{ITS_APPLICATION}", "/guidance",
    ),
    Part.LEAD: (
        "/lead", "/lead/evidence/upload", "/guidance", "/lead/groups/g4/panel", "/rankings",
        "/applications", f"/applications/{ITS_APPLICATION}", "/sheets/scores",
    ),
    Part.OFFICE: ("/applications", f"/applications/{ITS_APPLICATION}", "/rankings", "/lead"),
}  # fmt: skip


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[House, Cast, str]]:
    """A town and a branch hall to be scored; another evaluator's marks for the hall are in."""
    with december_house(tmp_path_factory.mktemp("judging"), units=12, proposed=False) as house:
        cast = cast_of(house)
        with house.acting("测试") as ctx:
            ctx.session.execute(
                update(Application)
                .where(col(Application.number) == ITS_NUMBER)
                .values(honour="service_collective", state=ApplicationState.ELIGIBLE)
            )
            ctx.session.execute(
                update(Application)
                .where(col(Application.number) == ITS_APPLICATION)
                .values(state=ApplicationState.SUBMITTED)
            )
            other = Evaluator(
                campaign_id=1, code="zj09", name="评委甲", entered_at=ctx.now, entered_by="测试"
            )
            ctx.session.add(other)
            ctx.session.flush()
            ctx.session.add(PanelSeat(evaluator_id=other.id or 0, component="site_visit"))
            for code in ("p-evaluator", "zj09"):
                ctx.session.add(
                    Assignment(
                        campaign_id=1, component="site_visit", candidate=BRANCH, evaluator=code,
                        how="hand", assigned_at=ctx.now, assigned_by="测试",
                    )
                )  # fmt: skip
            ctx.session.add(
                Score(
                    campaign_id=1, component="site_visit", candidate=BRANCH, source="zj09",
                    scaled=871_357,
                )
            )  # fmt: skip
            ctx.record("roster.imported", "测试")
        with serving(create_app(house)) as origin:
            yield house, cast, origin


def signed_in(desk: Window, house: House, account: int) -> None:
    token, _ = open_session(house, account)
    desk.page.context.add_cookies([{"name": SESSION_COOKIE, "value": token, "url": desk.origin}])


def test_every_page_reads_well_for_everyone_and_fits_the_screen(
    stage: tuple[House, Cast, str], browser: Browser
) -> None:
    house, cast, origin = stage
    found: dict[str, object] = {}
    for part, paths in PAGES.items():
        with window(browser, origin) as desk:
            signed_in(desk, house, cast.accounts[part])
            for path in paths:
                desk.go(path)
                if faults := [
                    *desk.violations(), *desk.complaints, *(["too wide"] if desk.overflow() > 0 else []),
                ]:  # fmt: skip
                    found[f"{part} {path}"] = faults
                desk.complaints.clear()

    assert found == {}


def test_an_evaluator_steps_back_from_one_scores_another_and_then_sees_the_rest(
    stage: tuple[House, Cast, str], browser: Browser
) -> None:
    house, cast, origin = stage
    with window(browser, origin) as desk:
        signed_in(desk, house, cast.accounts[Part.EVALUATOR])
        page = desk.page
        desk.go("/sheets")
        expect(page.get_by_text("还有 2 件没有评分")).to_be_visible()
        page.locator(f'a[href="/sheets/field_research/{UNIT}"]').first.click()
        expect(page.get_by_role("region", name="评分标准和佐证")).to_contain_text(f"佐证{UNIT}")
        page.get_by_role("link", name="回避").click()
        page.get_by_label("回避的理由").fill("曾在该单位任职")
        page.get_by_role("button", name="回避").click()
        expect(page.get_by_role("status")).to_contain_text("已登记回避")

        page.locator(f'a[href="/sheets/site_visit/{BRANCH}"]').first.click()
        expect(page.locator("main")).to_contain_text("首问负责，一次告知")
        expect(page.locator("main")).not_to_contain_text("87.1357")
        for label, mark in (
            ("服务环境", "18"), ("办事流程", "27.5"), ("服务规范", "22"), ("创新做法", "16"), ("台账资料", "9"),
        ):  # fmt: skip
            page.get_by_label(label).fill(mark)
        page.get_by_role("button", name="核对并提交").click()
        page.get_by_role("link", name="创新做法").click()
        expect(page.get_by_label("创新做法")).to_be_focused()
        page.get_by_label("创新做法").fill("12.5")
        page.get_by_role("button", name="核对并提交").click()
        expect(page.get_by_role("heading", name="核对后提交")).to_be_visible()
        page.get_by_role("button", name="提交评分").click()
        expect(page.get_by_role("status")).to_contain_text("89")
        page.get_by_role("link", name="查看其他评分").click()

        expect(page.get_by_role("row", name="评委甲")).to_contain_text("87.1357")
