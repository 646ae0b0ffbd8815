"""What stands on the pages, in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest
from sqlmodel import col, update

from models import Step
from rules.states import StepState
from tasks.context import House
from tests.support.apps import app_over
from tests.support.seed import house_at
from tests.support.visitors import browsing, signed_in

PAGES = (
    "/", "/duties", "/duties?county=云州市&kind=town_bureau&owing=1", "/units/u00001",
    "/messages", "/messages?state=held&channel=sms", "/quotas", "/events", "/steps/2.2",
    "/steps/2.3/trigger", "/steps/2.2/duties/apply/deadline",
    "/units/u00001/steps/2.2", "/duties?group=local&sort=county", "/messages?to=市&sort=unit",
    "/messages/3", "/tasks", "/telephone", "/closures", "/steps/2.2/duties/apply/deadline/moves",
)  # fmt: skip


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


async def test_the_morning_page_says_what_the_office_asks_in_the_morning(
    office: httpx.AsyncClient,
) -> None:
    told = text_of((await office.get("/")).text)

    for fact in (
        "2021-12-17 周五 工作日",
        "当前阶段 考评申报阶段",
        "2.2 总结并报送申报材料",
        "进行中",
        "不在通知内",
        "下一工作日发出 2021-12-20 周一",
        "改革创新标兵单位 17",
        "窗口服务明星 35",
        "梅溪市2号街道中心联系人的邮箱被退回",
    ):
        assert fact in told


async def test_a_step_that_waits_says_for_what(office: httpx.AsyncClient) -> None:
    html = (await office.get("/")).text

    row = re.search(r"<tr>(?:(?!</tr>).)*整理归档.*?</tr>", html, re.DOTALL)
    assert row
    assert "通报活动情况和结果" in row[0]


async def test_every_duty_of_a_unit_carries_the_reason_of_its_date(
    office: httpx.AsyncClient,
) -> None:
    told = text_of((await office.get("/units/u00001")).text)

    assert "截止日为 2021-12-17（周五，工作日）" in told
    assert "没有写明时刻，到当日 24:00 为止" in told


async def test_a_duty_of_a_unit_leads_to_the_story_of_its_reminders(
    office: httpx.AsyncClient,
) -> None:
    unit = (await office.get("/units/u00001")).text
    assert 'href="/units/u00001/steps/2.2"' in unit

    told = text_of((await office.get("/units/u00001/steps/2.2")).text)

    for fact in ("2.2 总结并报送申报材料", "报送申报材料", "2021年12月17日 24:00", "T-3", "联系人"):
        assert fact in told


async def test_addresses_are_masked_in_lists(office: httpx.AsyncClient) -> None:
    html = (await office.get("/messages")).text

    assert "co***@example.test" in html
    assert not re.search(r"contact\d+@|1380000\d{4}", html)


async def test_filters_keep_only_what_was_asked_for(office: httpx.AsyncClient) -> None:
    html = (await office.get("/duties?county=松江北区")).text

    names = re.findall(r'<a href="/units/u\d+">([^<]+)</a>', html)
    assert names
    assert all(name.startswith("松江北区") for name in names)
    assert re.search(r"<option[^>]*selected[^>]*>松江北区", html)


async def test_unknown_filters_find_nothing_and_say_so(office: httpx.AsyncClient) -> None:
    told = (await office.get("/duties?county=无此地")).text

    assert "没有符合条件的单位" in told


@pytest.mark.parametrize("path", PAGES)
async def test_english_is_the_second_language_of_every_page(
    office: httpx.AsyncClient, path: str
) -> None:
    chosen = await office.post("/language", data={"language": "en", "next": path})
    html = (await office.get(path)).text

    assert chosen.status_code == 303
    assert '<html lang="en">' in html
    assert "Sign out" in html


async def test_the_pulse_beats_only_when_something_happened(
    house: House, office: httpx.AsyncClient
) -> None:
    seen = re.search(r"/pulse\?seen=([\d.]+)", (await office.get("/")).text)
    assert seen
    quiet = await office.get(f"/pulse?seen={seen[1]}")
    with house.acting("办公室") as ctx:
        ctx.record("call.logged", "u00001", campaign=1)
    beat = await office.get(f"/pulse?seen={seen[1]}")

    assert (quiet.status_code, quiet.headers.get("hx-trigger")) == (204, None)
    assert (beat.status_code, beat.headers.get("hx-trigger")) == (204, "changed")


async def test_an_empty_house_says_what_to_do_next(tmp_path: Path) -> None:
    house = house_at(tmp_path)
    async with signed_in(app_over(house)) as client:
        told = await client.get("/")
        elsewhere = await client.get("/duties")
    house.engine.dispose()

    assert (told.status_code, told.headers["location"]) == (303, "/setup")
    assert elsewhere.status_code == 404


async def test_a_finished_campaign_has_no_buttons_left(
    house: House, office: httpx.AsyncClient
) -> None:
    with house.acting("办公室") as ctx:
        ctx.session.execute(
            update(Step).values(state=StepState.CLOSED).where(col(Step.id).is_not(None))
        )

    html = (await office.get("/")).text

    assert "/trigger" not in html
    assert "当前阶段" not in html


async def test_health_needs_no_session(house: House) -> None:
    async with browsing(app_over(house)) as client:
        reply = await client.get("/health")

    assert (reply.status_code, reply.text) == (200, "ok")
