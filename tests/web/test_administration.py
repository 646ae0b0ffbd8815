"""Accounts, people, audit and health as their pages: what is done there, what is hidden, what is on the record."""

from __future__ import annotations

from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from openpyxl import load_workbook
from pydantic import SecretStr
from sqlmodel import col, select

from config.channels import ChannelSettings, EmailSettings
from config.settings import Settings
from models import Account, JournalEntry
from rules.access import Part
from tasks.context import House
from tests.support.cast import UNIT, Cast, browser_of
from tests.support.remembered import han_beside_data
from tests.support.visitors import browsing, token_in
from web.routes.system import settings_of

NUMBER = "13800000000"


@pytest.fixture
async def admin(app: FastAPI, cast: Cast) -> AsyncIterator[httpx.AsyncClient]:
    async with browser_of(app, cast.accounts[Part.ADMINISTRATOR]) as client:
        yield client


async def test_an_expert_gets_an_account_an_appointment_and_a_link_that_works(
    admin: httpx.AsyncClient, app: FastAPI
) -> None:
    made = await admin.post("/accounts/new", data={"name": "expert-1", "display": "专家 郑示四"})
    place = made.headers["location"]
    await admin.post(
        f"{place}/appoint", data={"part": "evaluator", "code": "x-1", "reason": "聘为评委"}
    )
    linked = await admin.post(f"{place}/link")
    link = linked.text.split("<code>")[1].split("</code>")[0].removeprefix(str(admin.base_url))

    async with browsing(app) as expert:
        page = await expert.get(link)
        entered = await expert.post(link, data={"csrf": token_in(page.text)})
        inside = await expert.get("/")
        again = await expert.post(link, data={"csrf": token_in(inside.text)})

    assert "专家 郑示四" in page.text
    assert (entered.status_code, inside.status_code, again.status_code) == (303, 200, 409)


async def test_accounts_for_all_holders_come_with_a_workbook_of_links(
    admin: httpx.AsyncClient, house: House, cast: Cast
) -> None:
    with house.acting("测试") as ctx:
        account = ctx.session.get_one(Account, cast.accounts[Part.CONTACT])
        account.person_id = None
    reply = await admin.post("/accounts/holders")

    sheet = load_workbook(BytesIO(reply.content)).active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    assert [row[0] for row in rows] == ["账号", "p-contact"]
    assert str(rows[1][2]).startswith(f"{admin.base_url}/enter/")


async def test_a_refused_act_keeps_what_was_typed_and_says_why(admin: httpx.AsyncClient) -> None:
    reply = await admin.post("/accounts/new", data={"name": "guest", "display": ""})

    assert reply.status_code == 422
    assert "请填写显示的姓名或岗位" in reply.text
    assert "账号名已被使用" in reply.text
    assert 'value="guest"' in reply.text


async def test_a_telephone_number_is_masked_until_somebody_gives_a_reason_on_the_record(
    admin: httpx.AsyncClient, house: House
) -> None:
    page = await admin.get("/people/p-contact")
    silent = await admin.post("/people/p-contact/addresses/1", data={"reason": ""})
    asked = await admin.post("/people/p-contact/addresses/1", data={"reason": "电话催办"})

    assert ("138****0000" in page.text, NUMBER in page.text) == (True, False)
    assert (silent.status_code, NUMBER in silent.text) == (422, False)
    assert NUMBER in asked.text
    with house.reading() as ctx:
        row = ctx.session.exec(
            select(JournalEntry).where(col(JournalEntry.what) == "person.address_revealed")
        ).one()
    assert (row.actor, row.subject, row.why) == ("测试administrator", "p-contact", "电话催办")


async def test_a_unit_is_renamed_from_a_day_on(admin: httpx.AsyncClient) -> None:
    form = {
        "act": "rename",
        "name": "竹山市示范镇便民中心",
        "since": "2021-12-20",
        "reason": "更名批复",
    }
    reply = await admin.post(f"/people/units/{UNIT}", data=form)
    page = await admin.get(f"/people/units/{UNIT}")

    assert reply.status_code == 303
    assert "竹山市示范镇便民中心" in page.text


async def test_a_successor_nobody_knows_is_told_on_the_form_and_an_unknown_unit_on_a_page(
    admin: httpx.AsyncClient,
) -> None:
    form = {"act": "close", "since": "2021-12-20", "successor": "zz999", "reason": "撤并"}

    kept = await admin.post(f"/people/units/{UNIT}", data=form)
    unknown = await admin.post("/people/units/zz998", data={**form, "successor": ""})

    assert (kept.status_code, unknown.status_code) == (422, 404)
    assert "名册里没有代码为“zz999”的单位" in kept.text
    assert 'value="zz999"' in kept.text


async def test_a_refused_handover_keeps_what_was_typed(admin: httpx.AsyncClient) -> None:
    typed = {
        "code": "p-new",
        "name": "",
        "email": "new@units.example",
        "since": "2021-12-20",
        "reason": "轮岗",
    }
    reply = await admin.post("/people/posts/1/handover", data=typed)

    assert reply.status_code == 422
    assert "名册中没有这个编码；如为新人员，请填写姓名" in reply.text
    assert all(f'value="{text}"' in reply.text for text in typed.values() if text)


async def test_the_audit_finds_who_did_what_and_takes_it_along(
    admin: httpx.AsyncClient, app: FastAPI, cast: Cast
) -> None:
    await admin.post("/people/p-contact/addresses/1", data={"reason": "电话催办"})
    async with browser_of(app, cast.accounts[Part.AUDITOR]) as auditor:
        page = await auditor.get("/audit?what=person.address_revealed&since=2021-12-17")
        before = await auditor.get("/audit?what=person.address_revealed&until=2021-12-16")
        book = await auditor.get("/audit?what=person.address_revealed&format=xlsx")

    sheet = load_workbook(BytesIO(book.content)).active
    assert sheet is not None
    assert ("电话催办" in page.text, "电话催办" in before.text) == (True, False)
    assert [row[4] for row in sheet.iter_rows(values_only=True)] == ["记事", "查看联系方式"]


async def test_health_says_what_to_do_about_what_is_wrong(admin: httpx.AsyncClient) -> None:
    page = await admin.get("/system/health")

    assert "没有回应；定时环节和提醒暂停" in page.text
    assert "请在消息列表查看原因" in page.text


def test_settings_are_shown_without_a_secret(tmp_path: Path) -> None:
    email = EmailSettings(
        host="mail.example", security="tls", user="u", password=SecretStr("hidden-2"),
        sender_address="a@mail.example",
    )  # fmt: skip
    settings = Settings(
        home=tmp_path,
        database="postgresql+psycopg://a:hidden-1@host/db",
        channels=ChannelSettings(email=email),
    )

    shown = {name: (value, usual) for name, value, usual in settings_of(settings)}

    assert shown["PINGXUAN_DATABASE"] == ("postgresql+psycopg://••••••@host/db", False)
    assert shown["PINGXUAN_CHANNELS__EMAIL__PASSWORD"] == ("••••••", False)
    assert shown["PINGXUAN_WEB_PORT"] == ("8080", True)
    assert "hidden" not in str(shown)


PLACES = (
    "/accounts", "/accounts/new", "/accounts/1", "/accounts/1/reset", "/people", "/people/p-contact",
    f"/people/units/{UNIT}", "/audit", "/audit/check", "/system/health", "/system/settings",
    "/account/password", "/account/code", "/enter/none",
)  # fmt: skip


@pytest.mark.parametrize("path", PLACES)
async def test_the_pages_speak_english_but_for_data(
    admin: httpx.AsyncClient, house: House, path: str
) -> None:
    admin.cookies.set("pingxuan_lang", "en")
    page = await admin.get(path)

    assert page.status_code == 200
    told = page.text.replace("中文", "").replace(house.settings.channels.email.sender_name, "")
    assert han_beside_data(told, house) == set()
