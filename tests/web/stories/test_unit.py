"""A unit at its own pages: from the duty to the receipt, two hands on one form, a session that ends."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from sqlmodel import col, select

from models import Application, WebSession
from rules.access import Part
from rules.states import ApplicationState
from tasks import applications, passwords
from tasks.context import House
from tests.support.browser import Window
from tests.support.browsers import PHONE, window_of
from tests.support.cast import UNIT, Cast

pytestmark = pytest.mark.browser
PICTURES = os.environ.get("PINGXUAN_PICTURES", "")


@pytest.fixture
def phone(browser: Browser, origin: str, house: House, cast: Cast) -> Iterator[Window]:
    """The unit's contact with a telephone."""
    account = cast.accounts[Part.CONTACT]
    with window_of(browser, origin, house, account, screen=PHONE) as window:
        yield window
        assert window.complaints == []


def look(window: Window, name: str) -> None:
    """Every page reads well for everyone and fits its screen; a picture of it where asked for."""
    if PICTURES:
        window.page.screenshot(path=str(Path(PICTURES) / f"{name}.png"), full_page=True)
    assert (name, window.violations(), window.overflow()) == (name, [], 0)


def fill_project(window: Window) -> None:
    page = window.page
    page.get_by_label("项目名称").fill("一件事一次办专窗")
    page.get_by_label("项目启动日期").fill("2020-08-03")
    page.get_by_label("投入使用日期").fill("2021-05-20")
    page.get_by_role("group", name="是否具有率先引领性").get_by_label("是", exact=True).check()


def test_an_application_goes_from_its_duty_to_a_numbered_receipt(
    phone: Window, house: House
) -> None:
    page = phone.page
    phone.go("/my")
    look(phone, "unit-desk")
    page.get_by_role("link", name="申报荣誉").click()
    look(phone, "unit-apply")
    page.get_by_role("row", name="改革创新标兵单位").get_by_role("button", name="填写").click()
    look(phone, "unit-form")

    page.get_by_role("button", name="下一步：核对").click()
    expect(page.get_by_role("alert")).to_contain_text("请填写：项目名称")
    look(phone, "unit-form-problems")
    fill_project(phone)
    expect(page.locator("#verdict")).to_contain_text("符合全部条件")
    page.get_by_label("项目启动日期").fill("2019-01-03")
    expect(page.locator("#verdict")).to_contain_text("不符合")
    page.get_by_label("项目启动日期").fill("2020-08-03")
    page.get_by_label("主要做法和成效").fill("设立专窗，材料减半。")
    page.get_by_role("button", name="下一步：核对").click()
    look(phone, "unit-check")
    page.get_by_role("button", name="提交").click()

    expect(page.get_by_role("status")).to_contain_text("申报已提交")
    look(phone, "unit-receipt")
    with house.reading() as ctx:
        row = ctx.session.exec(
            select(Application).where(col(Application.candidate) == "一件事一次办专窗")
        ).one()
    assert (row.state, row.number in page.inner_text("main")) == (
        ApplicationState.SUBMITTED, True,
    )  # fmt: skip


def test_what_comes_back_is_mended_and_handed_in_again(phone: Window, house: House) -> None:
    with house.reading() as ctx:
        number = ctx.session.exec(
            select(Application.number).where(col(Application.candidate) == "一件事一次办专窗")
        ).one()
    with house.acting("办公室") as ctx:
        applications.return_for_correction(
            ctx, 1, number, corrections=["请补充投入使用的佐证"], due_on=date(2021, 12, 20)
        )
    page = phone.page
    phone.go(f"/my/{UNIT}")
    page.get_by_role("link", name=f"补正申报材料（{number}）").click()
    expect(page.get_by_text("请补充投入使用的佐证")).to_be_visible()
    page.get_by_label("主要做法和成效").fill("设立专窗，材料减半；上线报道见附件。")
    page.get_by_role("button", name="下一步：核对").click()
    page.get_by_role("button", name="提交").click()

    expect(page.get_by_role("status")).to_contain_text(number)
    with house.reading() as ctx:
        row = ctx.session.exec(select(Application).where(col(Application.number) == number)).one()
    assert (row.state, row.version) == (ApplicationState.RESUBMITTED, 2)


def test_two_people_who_write_one_form_see_both_texts_and_lose_none(
    phone: Window, browser: Browser, origin: str, house: House, cast: Cast
) -> None:
    phone.go(f"/my/{UNIT}/apply")
    phone.page.get_by_role("row", name="窗口服务明星").get_by_role("button").click()
    address = phone.page.url
    with window_of(browser, origin, house, cast.accounts[Part.DEPUTY]) as other:
        other.page.goto(address)
        other.page.get_by_label("主要做法和成效").fill("分管负责人写的")
        other.page.get_by_role("button", name="保存").click()
        expect(other.page.get_by_role("status")).to_contain_text("已保存")

    phone.page.get_by_label("主要做法和成效").fill("联系人写的")
    phone.page.get_by_role("button", name="保存").click()
    row = phone.page.get_by_role("row", name="主要做法和成效")
    expect(row).to_contain_text("联系人写的")
    expect(row).to_contain_text("分管负责人写的")
    expect(phone.page.get_by_role("alert")).to_contain_text("测试deputy")
    look(phone, "unit-compare")
    phone.page.get_by_role("button", name="用我填写的代替").click()

    expect(phone.page.get_by_label("主要做法和成效")).to_have_value("联系人写的")


def test_a_session_that_ends_in_the_middle_of_a_form_costs_no_word(
    phone: Window, house: House, cast: Cast
) -> None:
    with house.acting("办公室") as ctx:
        given = passwords.reset(ctx, cast.accounts[Part.CONTACT], reason="首次开通")
    passwords.change(house, cast.accounts[Part.CONTACT], given, "竹林深处-2021-听雨")
    phone.go("/sign-in")
    phone.page.get_by_label("账号").fill("contact")
    phone.page.get_by_label("密码").fill("竹林深处-2021-听雨")
    phone.page.get_by_role("button", name="登录").click()
    phone.go(f"/my/{UNIT}/decline")
    phone.page.get_by_label("理由").fill("今年以打基础为主")
    with house.acting("测试") as ctx:
        for row in ctx.session.exec(select(WebSession)):
            row.seen_at = row.seen_at - timedelta(hours=2)
    phone.page.get_by_role("button", name="确定不申报").click()
    expect(phone.page.get_by_text("刚才填写的内容还在")).to_be_visible()
    look(phone, "sign-in-again")
    phone.page.get_by_label("密码").fill("竹林深处-2021-听雨")
    phone.page.get_by_role("button", name="登录").click()
    expect(phone.page.get_by_text("今年以打基础为主")).to_be_visible()
    look(phone, "send-on")
