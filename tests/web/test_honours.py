"""Honours after the decision: withdrawn by a meeting, passed on, their certificates back, all in the browser."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from datetime import date
from io import BytesIO
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from openpyxl import load_workbook
from sqlmodel import select

from models import Withdrawal
from rules.access import Part
from tasks.clocks import SimulatedClock
from tests.support.apps import app_over
from tests.support.campaign_builder import Built, shanghai
from tests.support.cast import Cast, account_of, browser_of
from tests.support.opened import pages_in
from tests.support.publicised import (
    FIRST,
    SECOND,
    THIRD,
    commended,
    conclude_again,
    meet_again,
)

MARCH = shanghai("2022-03-01")
SAID = {"reason": "查实造假", "ordered_by": "领导小组", "agree": "18"}
TERMS = {"what": "withdraw", "certificate_due": "2022-03-31", "successor": THIRD, **SAID}
WITHDRAWAL, CERTIFICATE = f"/honours/{FIRST}/withdrawal", f"/honours/{FIRST}/certificate"


@pytest.fixture
def campaign(tmp_path: Path) -> Iterator[Built]:
    """Commended on 14 January; it is March, and the group meets again."""
    with commended(tmp_path) as made:
        made.house.clock = SimulatedClock(MARCH)
        yield made


@pytest.fixture
async def desk(campaign: Built) -> AsyncIterator[httpx.AsyncClient]:
    number = account_of(campaign.house, (Part.OFFICE, "bangongshi"))
    async with browser_of(app_over(campaign.house), number) as client:
        yield client


async def on_agenda(desk: httpx.AsyncClient) -> str:
    done = await desk.post(WITHDRAWAL, data={"found": "材料造假"})
    return done.headers["location"].partition("?")[0]


async def rows_of(desk: httpx.AsyncClient, query: str = "") -> list[list[object]]:
    book = await desk.get(f"/honours?format=xlsx&{query}")
    sheet = load_workbook(BytesIO(book.content)).active
    assert sheet is not None
    told: list[list[object]] = [[cell or "" for cell in row[:1] + row[4:]] for row in sheet.values]
    return told[1:]


def serials_on(reply: httpx.Response) -> list[str]:
    """One from every page of a PDF."""
    return [re.findall(r"编号：([A-Z0-9-]+)", page)[0] for page in pages_in(reply.content)]


async def test_an_honour_is_withdrawn_passed_on_and_its_certificate_comes_back(
    campaign: Built, desk: httpx.AsyncClient
) -> None:
    meet_again(campaign, "2022-03-01")
    before = await rows_of(desk)
    place = await on_agenda(desk)
    asked = await desk.get(f"{place}/decision", params={"what": "withdraw"})
    checked = await desk.post(f"{place}/decision", data={**TERMS, "act": "check"})
    nothing_yet = await rows_of(desk)
    done = await desk.post(f"{place}/decision", data={**TERMS, "act": "confirm"})
    page = await desk.get(done.headers["location"])
    after = await rows_of(desk)
    returned = await desk.post(CERTIFICATE, data={"on": "2022-03-01", "note": "当面交回"})
    told = await desk.get(returned.headers["location"])
    conclude_again(campaign, "2022-03-01")

    serials = ["SZSC-2021-ZS-0001", "SZSC-2021-ZS-0002"]
    assert before == [
        [FIRST, "有效", "", "", serials[0], ""],
        [SECOND, "有效", "", "", serials[1], ""],
    ]
    assert nothing_yet == before
    assert re.findall(r'<option value="([^"]+)"', asked.text.split('id="successor"')[1])[:1] == [
        THIRD
    ]
    assert ("2022-03-31" in checked.text, THIRD in checked.text) == (True, True)
    assert "已撤销，并记入会议" in page.text
    assert after == [
        [FIRST, "已撤销", "2022-03-01 查实造假", f"由{THIRD}递补",
         f"{serials[0]} 应于2022-03-31前收回", ""],
        [SECOND, "有效", "", "", serials[1], ""],
        [THIRD, "递补待定", "补充公示尚未期满", f"递补{FIRST}", "", ""],
    ]  # fmt: skip
    assert "证书已登记收回" in told.text
    assert (await rows_of(desk))[0][4] == f"{serials[0]} 2022-03-01收回"
    with campaign.house.reading() as ctx:
        row = ctx.session.exec(select(Withdrawal)).one()
        kept = (row.reason, row.certificate_returned_on, row.certificate_note)
    assert kept == ("查实造假", date(2022, 3, 1), "当面交回")
    assert [act.subject for act in campaign.journal("certificate.returned")] == [FIRST]


async def test_certificates_are_printed_for_whoever_holds_an_honour_today(
    campaign: Built, desk: httpx.AsyncClient
) -> None:
    everybody = await desk.get("/honours/certificates")
    meet_again(campaign, "2022-03-01")
    place = await on_agenda(desk)
    await desk.post(f"{place}/decision", data={**TERMS, "act": "confirm"})
    page = (await desk.get("/honours")).text
    single = [await desk.get(f"/honours/{one}/print") for one in (SECOND, FIRST, THIRD)]
    campaign.house.clock = SimulatedClock(shanghai("2022-03-09"))
    after = [await desk.get(f"/honours/{one}") for one in ("certificates", f"{THIRD}/print")]

    assert everybody.headers["content-type"] == "application/pdf"
    assert serials_on(everybody) == ["SZSC-2021-ZS-0001", "SZSC-2021-ZS-0002"]
    assert re.findall(r'href="/honours/([^/]+)/print"', page) == [SECOND]
    assert [one.status_code for one in single] == [200, 404, 404]
    assert serials_on(single[0]) == ["SZSC-2021-ZS-0002"]
    assert [serials_on(one) for one in after] == [
        ["SZSC-2021-ZS-0002", "SZSC-2021-ZS-0003"],
        ["SZSC-2021-ZS-0003"],
    ]


async def test_the_group_may_find_that_an_honour_stays(
    campaign: Built, desk: httpx.AsyncClient
) -> None:
    meet_again(campaign, "2022-03-01")
    place = await on_agenda(desk)
    form = await desk.get(f"{place}/decision")
    done = await desk.post(
        f"{place}/decision", data={**SAID, "what": "keep", "reason": "查无实据", "act": "confirm"}
    )
    item, page = await desk.get(place), (await desk.get("/honours")).text

    assert re.findall(r'name="what"[^>]* value="(\w+)"', form.text) == ["withdraw", "keep", "defer"]
    assert (done.status_code, "不予撤销" in item.text, "查无实据" in item.text) == (303, True, True)
    assert "已撤销</span>" not in page


async def test_who_has_come_after_somebody_is_offered_for_no_other_place(
    campaign: Built, desk: httpx.AsyncClient
) -> None:
    meet_again(campaign, "2022-03-01")
    place = await on_agenda(desk)
    await desk.post(f"{place}/decision", data={**TERMS, "act": "confirm"})
    added = await desk.post(f"/honours/{SECOND}/withdrawal", data={"found": "材料造假"})
    other = added.headers["location"].partition("?")[0]
    form = await desk.get(f"{other}/decision", params={"what": "withdraw"})

    offered = form.text.split('id="successor"')[1].partition("</select>")[0]
    assert re.findall(r'<option value="([^"]*)"', offered) == [""]


async def test_the_list_is_narrowed_by_honour_state_and_words(
    campaign: Built, desk: httpx.AsyncClient
) -> None:
    meet_again(campaign, "2022-03-01")
    place = await on_agenda(desk)
    await desk.post(f"{place}/decision", data={**TERMS, "act": "confirm"})
    wanted = (
        "state=held", "state=waiting", "state=withdrawn", "state=out", "state=window",
        "honour=window_star", "honour=service_collective", f"find={SECOND}",
    )  # fmt: skip

    assert [[row[0] for row in await rows_of(desk, query)] for query in wanted] == [
        [SECOND], [THIRD], [FIRST], [FIRST], [], [FIRST, SECOND, THIRD], [], [SECOND],
    ]  # fmt: skip


async def test_without_a_meeting_under_way_the_form_sends_to_the_call_of_one(
    campaign: Built, desk: httpx.AsyncClient
) -> None:
    form = await desk.get(WITHDRAWAL)
    refused = await desk.post(WITHDRAWAL, data={"found": "材料造假"})

    assert 'href="/meeting/convene"' in form.text
    assert refused.status_code == 422
    assert "已经结束" in refused.text
    assert campaign.journal("meeting.convened")[1:] == []


async def test_what_is_missing_is_told_and_what_was_typed_stays(
    campaign: Built, desk: httpx.AsyncClient
) -> None:
    meet_again(campaign, "2022-03-01")
    nothing = await desk.post(WITHDRAWAL, data={"found": " "})
    nobody = await desk.post(f"/honours/{THIRD}/withdrawal", data={"found": "材料造假"})
    unknown = await desk.get("/honours/SZSC-2021-9999/withdrawal")
    place = await on_agenda(desk)
    bare = await desk.post(f"{place}/decision", data={"what": "withdraw", "act": "confirm"})
    late = {**TERMS, "certificate_due": "2022-02-01", "successor": SECOND, "act": "confirm"}
    refused = await desk.post(f"{place}/decision", data=late)
    early = await desk.post(CERTIFICATE, data={"on": "2022-03-01"})

    statuses = [one.status_code for one in (nothing, nobody, unknown, bare, refused)]
    assert statuses == [422, 422, 404, 422, 422]
    assert "请写明发现的情况" in nothing.text
    assert f"{THIRD}没有获得荣誉，无从撤销" in nobody.text
    assert "请填写收回证书的期限" in bare.text
    assert "请写明决定的理由" in bare.text
    assert "收回证书的期限2022-02-01已经过去" in refused.text
    assert f"{SECOND}不是同一类别的备选" in refused.text
    assert 'value="2022-02-01"' in refused.text
    assert early.status_code == 404
    assert campaign.journal("honour.withdrawn") == []


async def test_a_certificate_comes_back_once_and_not_before_the_withdrawal(
    campaign: Built, desk: httpx.AsyncClient
) -> None:
    meet_again(campaign, "2022-03-01")
    place = await on_agenda(desk)
    await desk.post(f"{place}/decision", data={**TERMS, "successor": "", "act": "confirm"})
    lapsed = await desk.get("/honours")
    form = await desk.get(CERTIFICATE)
    wrong = [
        await desk.post(CERTIFICATE, data={"on": day, "note": "交回"})
        for day in ("三月", "2022-02-01")
    ]
    done = await desk.post(CERTIFICATE, data={"on": "2022-03-01"})
    again = await desk.post(CERTIFICATE, data={"on": "2022-03-01"})
    closed = await desk.get(CERTIFICATE)
    states = [await rows_of(desk, f"state={state}") for state in ("withdrawn", "out")]

    assert "名额作废" in lapsed.text
    assert 'name="on"' in form.text
    assert [one.status_code for one in (*wrong, done, again)] == [422, 422, 303, 422]
    assert all('value="交回"' in one.text for one in wrong)
    assert "早于撤销之日" in wrong[1].text
    assert "已于2022-03-01收回" in again.text
    assert 'name="on"' not in closed.text
    assert [[row[0] for row in rows] for rows in states] == [[FIRST], []]


async def test_before_the_decision_nobody_holds_anything(app: FastAPI, cast: Cast) -> None:
    async with browser_of(app, cast.accounts[Part.OFFICE]) as client:
        page = await client.get("/honours")
        nothing = await client.get("/honours/certificates")
    async with browser_of(app, cast.accounts[Part.LEAD]) as client:
        stranger = await client.get("/honours")
        printing = await client.get("/honours/certificates")

    assert "名单审定以后" in page.text
    assert "下载全部荣誉证书" not in page.text
    assert [one.status_code for one in (nothing, stranger, printing)] == [404, 403, 403]
