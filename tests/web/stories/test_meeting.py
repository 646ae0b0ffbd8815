"""The leading group's meeting in a real browser: convened, one name cut, concluded with its minutes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TypeVar

import pytest
from playwright.sync_api import Browser, expect
from sqlmodel import SQLModel, col, select

from models import (
    Account,
    Application,
    Appointment,
    Attachment,
    Person,
    Placement,
    Recusal,
    Remark,
    Resolution,
    SignedPage,
)
from rules.access import Part
from tasks.clocks import SimulatedClock
from tests.support.browser import Window
from tests.support.browsers import window_of
from tests.support.campaign_builder import Built, built
from tests.support.judged import MEETING, ready_for_the_meeting
from tests.support.pictures import look
from tests.support.serving import serving
from tests.support.stated import star
from web.app import create_app

Row = TypeVar("Row", bound=SQLModel)
pytestmark = pytest.mark.browser
STARS = {star("rx01", f"p-{n}", candidate=f"示例{n}"): 90 - n for n in range(1, 5)}
PLAYERS = {
    Part.OFFICE: "bangongshi",
    Part.MEMBER: "局党组成员、副局长（一）",
    Part.OBSERVER: "zhunru_yi",
}
INSPECTOR, LIST = "督查处处长", "窗口服务明星·12345平台"
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>"
    b"endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)


@pytest.fixture(scope="module")
def campaign(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    """Everything is scored, and the group has not met; one candidate stands on the roster."""
    with built(tmp_path_factory.mktemp("meeting")) as made:
        ready_for_the_meeting(made, STARS)
        made.house.clock = SimulatedClock(MEETING)
        with made.house.acting("测试") as ctx:
            ctx.session.add(Person(code="p-4", name="示例4"))
            ctx.record("roster.imported", "测试")
        yield made


@pytest.fixture(scope="module")
def windows(browser: Browser, campaign: Built) -> Iterator[dict[Part, Window]]:
    """A browser for each player."""
    with serving(create_app(campaign.house)) as origin, ExitStack() as open_:
        yield {
            part: open_.enter_context(
                window_of(browser, origin, campaign.house, account(campaign, part, code))
            )
            for part, code in PLAYERS.items()
        }


@pytest.fixture
def office(windows: dict[Part, Window]) -> Iterator[Window]:
    yield windows[Part.OFFICE]
    assert windows[Part.OFFICE].complaints == []


@pytest.fixture
def member(windows: dict[Part, Window]) -> Iterator[Window]:
    yield windows[Part.MEMBER]
    assert windows[Part.MEMBER].complaints == []


@pytest.fixture
def observer(windows: dict[Part, Window]) -> Iterator[Window]:
    yield windows[Part.OBSERVER]
    assert windows[Part.OBSERVER].complaints == []


def account(campaign: Built, part: Part, code: str) -> int:
    with campaign.house.acting("测试") as ctx:
        made = Account(name=part.value, display=f"测试{part}", created_at=ctx.now)
        ctx.session.add(made)
        ctx.session.flush()
        number = made.id or 0
        ctx.session.add(Appointment(account_id=number, part=part, code=code, appointed_by="测试"))
    return number


def kept(campaign: Built, table: type[Row]) -> list[Row]:
    with campaign.house.reading() as ctx:
        return list(ctx.session.exec(select(table)).all())


def outcomes(campaign: Built) -> dict[str, str]:
    """What became of everybody, by name."""
    with campaign.house.reading() as ctx:
        found = ctx.session.exec(
            select(Application.candidate, Placement.outcome).join(
                Placement, col(Placement.application_id) == col(Application.id)
            )
        ).all()
    return dict(found)


def open_list(window: Window) -> None:
    window.go("/meeting/1")
    window.page.get_by_role("link", name=LIST).click()


def test_the_office_calls_the_meeting_and_enters_who_came(office: Window) -> None:
    page = office.page
    office.go("/meeting")
    expect(page.get_by_text("还没有召集会议")).to_be_visible()
    look(office, "meeting-none")
    page.get_by_role("link", name="召集会议").click()
    look(office, "meeting-convene")
    page.get_by_label("地点").fill("三楼会议室")
    page.get_by_role("button", name="召集", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("已召集")
    page.get_by_role("link", name="登记到会").click()
    for box in page.locator("input[name=there]").all():
        box.check()
    page.get_by_label(f"{INSPECTOR} 代会人", exact=True).fill("示例4")
    page.get_by_label(f"{INSPECTOR} 代会人的人员编码").fill("nobody")
    page.get_by_role("button", name="登记到会").click()
    expect(page.get_by_role("alert")).to_contain_text("名册里没有编号为“nobody”的人员")
    look(office, "meeting-attendance")
    page.get_by_label(f"{INSPECTOR} 代会人的人员编码").fill("p-4")
    page.get_by_role("button", name="登记到会").click()

    expect(page.get_by_text("18/18 人数符合要求")).to_be_visible()
    expect(page.get_by_role("row", name=LIST)).to_contain_text(INSPECTOR)
    look(office, "meeting-pack")
    page.get_by_role("link", name="登记到会").click()
    expect(page.get_by_label(f"{INSPECTOR} 代会人的人员编码")).to_have_value("p-4")


def test_a_member_sees_every_reason_supposes_a_change_stands_back_and_speaks(
    member: Window, campaign: Built
) -> None:
    page = member.page
    open_list(member)
    expect(page.locator(".candidates tbody tr")).to_have_count(4)
    expect(page.get_by_role("link", name="作出决定")).to_have_count(0)
    address = page.url
    page.get_by_label("换下").select_option(index=1)
    page.get_by_label("换上").select_option(index=4)
    page.get_by_role("button", name="推演").click()
    expect(page.locator("#supposed")).to_contain_text("只是推演，什么也没有改变")
    expect(page.locator("#supposed")).to_contain_text("示例4")
    look(member, "meeting-item")
    assert page.url == address
    page.get_by_label("发言内容").fill("建议向一线倾斜")
    page.get_by_role("button", name="记录发言").click()
    page.get_by_label("回避的理由").fill("与候选有亲属关系")
    page.get_by_role("button", name="登记回避").click()

    expect(page.get_by_role("status")).to_contain_text("回避已登记")
    expect(page.get_by_text("您须回避本项：与候选有亲属关系")).to_be_visible()
    stood_back = [(one.post, one.reason) for one in kept(campaign, Recusal)]
    assert stood_back == [(PLAYERS[Part.MEMBER], "与候选有亲属关系")]


def test_a_member_speaks_for_nobody_else(member: Window) -> None:
    member.go("/meeting/1/items/1")
    token = member.page.locator("[name=csrf]").first.input_value()
    form: dict[str, str | float | bool] = {"csrf": token, "post": INSPECTOR, "reason": "代为提出"}
    reply = member.page.request.post(f"{member.origin}/meeting/1/items/1/recusal", form=form)

    assert reply.status == 403


def test_an_observer_has_a_say_but_no_vote(observer: Window, campaign: Built) -> None:
    page = observer.page
    open_list(observer)
    page.get_by_label("发言内容").fill("窗口秩序良好")
    page.get_by_role("button", name="记录发言").click()

    expect(page.get_by_role("status")).to_contain_text("发言已记录")
    said = [(one.observer, one.text) for one in kept(campaign, Remark)]
    assert said == [(False, "建议向一线倾斜"), (True, "窗口秩序良好")]


def test_a_meeting_cuts_one_name_and_the_next_moves_up(office: Window, campaign: Built) -> None:
    page, before = office.page, outcomes(campaign)
    open_list(office)
    page.get_by_role("link", name="作出决定").click()
    look(office, "meeting-ways")
    page.get_by_label("取消一个").check()
    page.get_by_role("button", name="下一步").click()
    page.get_by_role("button", name="下一步：核对").click()
    expect(page.get_by_role("alert")).to_contain_text("请选择候选")
    look(office, "meeting-decide")
    page.get_by_label("候选", exact=True).select_option(index=1)
    page.get_by_label("由下一名递补").check()
    page.get_by_label("决定的理由").fill("材料与事实不符")
    page.get_by_label("同意", exact=True).fill("15")
    page.get_by_label("不同意", exact=True).fill("1")
    page.get_by_role("button", name="下一步：核对").click()
    look(office, "meeting-check")
    page.get_by_role("button", name="返回修改").click()
    expect(page.get_by_label("决定的理由")).to_have_value("材料与事实不符")
    page.get_by_role("button", name="下一步：核对").click()
    page.get_by_role("button", name="确认决定").click()

    expect(page.get_by_role("status")).to_contain_text("已决定")
    expect(page.locator(".candidates")).to_contain_text("取消参评资格：材料与事实不符")
    look(office, "meeting-decided")
    assert before == {"示例1": "won", "示例2": "won", "示例3": "reserve", "示例4": "reserve"}
    assert outcomes(campaign) == before | {"示例1": "withdrawn", "示例3": "won"}


def test_minutes_and_list_are_ready_when_the_meeting_ends(
    office: Window, member: Window, campaign: Built
) -> None:
    page = office.page
    office.go("/meeting/1/rest")
    look(office, "meeting-rest")
    page.get_by_label("决定的理由").fill("经研究，同意建议")
    page.get_by_label("同意", exact=True).fill("18")
    page.get_by_role("button", name="全部通过").click()
    expect(page.get_by_role("status")).to_contain_text("其余议题已按建议通过")
    counts = {(one.outcome, one.agree) for one in kept(campaign, Resolution)}
    assert counts == {("changed", 15), ("approved", 18)}
    page.get_by_role("link", name="结束会议").click()
    look(office, "meeting-conclude")
    page.get_by_role("button", name="下一步：核对").click()
    look(office, "meeting-concluding")
    page.get_by_role("button", name="结束会议").click()
    expect(page.get_by_role("status")).to_contain_text("纪要和名单已形成")

    member.go("/meeting")
    look(member, "meeting-list")
    member.page.get_by_role("link", name="第1次").click()
    look(member, "meeting-over")
    assert taken_along(member, "下载纪要和名单（PDF）").startswith(b"%PDF-")
    assert taken_along(member, "可编辑的文稿").startswith(b"PK")


def taken_along(window: Window, link: str) -> bytes:
    """What a link of the page gives to be saved."""
    with window.page.expect_download() as waiting:
        window.page.get_by_role("link", name=link).click()
    return Path(waiting.value.path()).read_bytes()


def test_a_circulation_is_printed_signed_and_entered_with_its_scan(
    office: Window, campaign: Built, tmp_path: Path
) -> None:
    page, scan = office.page, tmp_path / "scan.pdf"
    scan.write_bytes(PDF)
    office.go("/meeting/convene")
    page.get_by_label("书面传签").check()
    page.get_by_label("会议日期").fill("2022-01-06")
    page.get_by_role("button", name="召集", exact=True).click()
    page.get_by_role("link", name="增加议题").click()
    page.get_by_label("名单", exact=True).select_option(label=LIST)
    look(office, "meeting-add")
    page.get_by_role("button", name="列入议程").click()
    expect(page.get_by_role("status")).to_contain_text("已列入议程")
    office.go("/meeting/2")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="书面意见表").first.click()
    assert Path(waiting.value.path()).read_bytes().startswith(b"PK")
    page.get_by_role("link", name="登记书面意见").click()
    page.get_by_label("岗位").select_option(index=1)
    page.get_by_label("签署日期").fill("2022-01-05")
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("请选择扫描件")
    look(office, "meeting-signed")
    page.get_by_label("扫描件").set_input_files(scan)
    page.get_by_label(f"{LIST} 意见").select_option("同意")
    page.get_by_role("button", name="登记", exact=True).click()

    expect(page.get_by_role("status")).to_contain_text("书面意见已登记")
    (signed,), (file,) = kept(campaign, SignedPage), kept(campaign, Attachment)
    assert (signed.positions, file.owner_kind, file.sha256) == (
        {"1": {"said": "agree", "opinion": ""}},
        "meeting",
        signed.scan_sha256,
    )
    assert taken_along(office, f"扫描件 {signed.post}") == PDF
    look(office, "meeting-scans")
