"""Score cards in bulk and close calls in the browser: whole for the office, shut to whoever still scores."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator, Sequence
from io import BytesIO
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from openpyxl import load_workbook
from sqlmodel import col, select

from models import Application, Assignment, Placement
from rules.access import Part
from tests.support.apps import app_over
from tests.support.campaign_builder import Built, built
from tests.support.cast import Cast, account_of, browser_of
from tests.support.exported import decided

CALLS = "/rankings/close-calls"


@pytest.fixture
def campaign(tmp_path: Path) -> Iterator[Built]:
    """Three share the border of one category, at the very same total."""
    with built(tmp_path) as made:
        decided(made)
        yield made


@pytest.fixture
async def office(campaign: Built) -> AsyncIterator[httpx.AsyncClient]:
    number = account_of(campaign.house, (Part.OFFICE, "bangongshi"), (Part.EVALUATOR, "zj77"))
    async with browser_of(app_over(campaign.house), number) as client:
        yield client


def owe(campaign: Built) -> None:
    """The evaluator that the account is, too, has a candidate to score."""
    with campaign.house.acting("测试") as ctx:
        ctx.session.add(
            Assignment(
                campaign_id=campaign.campaign, component="field_research", candidate="xq01",
                evaluator="zj77", how="hand", assigned_at=ctx.now, assigned_by="测试",
            )
        )  # fmt: skip


def sheets_of(reply: httpx.Response) -> list[str]:
    return load_workbook(BytesIO(reply.content)).sheetnames


def rows_of(reply: httpx.Response) -> Sequence[tuple[object, ...]]:
    sheet = load_workbook(BytesIO(reply.content)).active
    assert sheet is not None
    return [tuple(row) for row in sheet.values][1:]


async def test_everybodys_score_cards_are_one_workbook_with_a_sheet_each(
    campaign: Built, office: httpx.AsyncClient
) -> None:
    with campaign.house.reading() as ctx:
        rows = ctx.session.exec(
            select(Placement.honour, Application.number)
            .join(Application, col(Application.id) == col(Placement.application_id))
            .order_by(col(Placement.honour), col(Application.number))
        ).all()
    page = (await office.get("/rankings?honour=window_star")).text
    every = await office.get("/rankings/cards")
    one = await office.get("/rankings/cards?honour=window_star")

    assert 'href="/rankings/cards?honour=window_star"' in page
    assert sheets_of(every) == [number for _, number in rows]
    assert sheets_of(one) == [number for honour, number in rows if honour == "window_star"]


async def test_close_calls_say_what_would_turn_them(office: httpx.AsyncClient) -> None:
    usual = await office.get(f"{CALLS}?format=xlsx")
    wide = await office.get(f"{CALLS}?within=100&format=xlsx")
    page = await office.get(CALLS)
    sorted_ = await office.get(f"{CALLS}?within=100&sort=gap&down=1")
    nothing = await office.get(f"{CALLS}?find=无此字样")

    close, everything = rows_of(usual), rows_of(wide)
    assert close == [row for row in everything if float(str(row[5])) <= 0.5]
    assert 0 < len(close) < len(everything)
    assert [row[5] for row in everything] == sorted(row[5] for row in everything)  # type: ignore[type-var]
    [tied] = [row for row in close if row[2] == "末位获评与首位备选" and row[5] == 0]
    assert tied[3:5] == (
        "SZSC-2021-0016 虚构人员p-5（示例市公共资源交易分中心）",
        "SZSC-2021-0017 虚构人员p-6（示例市公共资源交易分中心）",
    )
    assert "SZSC-2021-0009 示例五窗口" in {row[3] for row in everything}
    assert tied[6] == (
        "SZSC-2021-0016的“事迹材料审阅”降低超过0.0083分；SZSC-2021-0017的“事迹材料审阅”提高超过0.0083分"
    )
    assert "SZSC-2021-0017 的“事迹材料审阅”提高超过 0.0083 分" in page.text
    assert page.text.count('<td class="number">') == len(close)
    gaps = [float(gap) for gap in re.findall(r'<td class="number">([\d.]+)</td>', sorted_.text)]
    assert gaps == sorted(gaps, reverse=True)
    assert "没有符合条件的" in nothing.text


@pytest.mark.parametrize("within", ["很小", "-1", "101", "NaN", ""])
async def test_what_is_no_number_of_points_is_told_and_stays(
    office: httpx.AsyncClient, within: str
) -> None:
    reply = await office.get(CALLS, params={"within": within})

    assert (reply.status_code, 'href="#within"' in reply.text) == (422, True)
    assert f'name="within" value="{within}"' in reply.text


async def test_neither_is_open_to_whoever_still_has_to_score(
    campaign: Built, office: httpx.AsyncClient
) -> None:
    owe(campaign)
    page = (await office.get("/rankings")).text
    calls, book = await office.get(CALLS), await office.get(f"{CALLS}?format=xlsx")
    cards = await office.get("/rankings/cards")

    assert "下载得分卡" not in page
    assert "还有 1 件没有评分" in calls.text
    assert rows_of(book) == []
    assert (cards.status_code, "还有 1 件没有评分" in cards.text) == (409, True)


async def test_before_a_list_there_are_no_cards_and_a_lead_office_gets_neither(
    app: FastAPI, cast: Cast
) -> None:
    async with browser_of(app, cast.accounts[Part.OFFICE]) as client:
        page = (await client.get("/rankings")).text
        cards, calls = await client.get("/rankings/cards"), await client.get(CALLS)
    async with browser_of(app, cast.accounts[Part.LEAD]) as client:
        shut = [await client.get(path) for path in (CALLS, "/rankings/cards")]

    assert "提出名单建议以后可以在这里下载全部得分卡" in page
    assert cards.status_code == 404
    assert "没有相差这样小的结果" in calls.text
    assert [one.status_code for one in shut] == [403, 403]
