"""R60 in the browser: on the circular's page stands where it has arrived, and what proves it."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from models import Paper
from rules.access import Part
from rules.states import PaperState
from tasks import papers, reporting
from tasks.context import House
from tests.support import files
from tests.support.cast import Cast, browser_of
from tests.web.test_pages import text_of

FOUR = ("省级主管部门", "市委、市政府", "各地党委政府", "市各有关部门")
GOOD = {"addressee": FOUR[1], "on": "2021-12-17", "proof": "机要交换签收单 17 号"}


@pytest.fixture
def circular(house: House, cast: Cast) -> str:
    """The address of the circular in force."""
    assert cast.accounts
    with house.acting("测试") as ctx:
        reporting.circulate(ctx, 1, "3.3")
        paper = papers.find(ctx, 1, reporting.CIRCULAR)
    assert paper is not None
    return f"/papers/{paper.id}"


def on_record(house: House) -> Any:  # noqa: ANN401 - a JSON column
    with house.reading() as ctx:
        paper = papers.find(ctx, 1, reporting.CIRCULAR)
    assert paper is not None
    return paper.notes.get("delivered", {})


async def deliver(client: httpx.AsyncClient, path: str, typed: dict[str, str]) -> httpx.Response:
    return await client.post(f"{path}/delivery/upload", data=typed, follow_redirects=True)


async def test_r60_a_delivery_is_recorded_with_its_proof_and_corrected_by_another_entry(
    app: FastAPI, cast: Cast, house: House, circular: str
) -> None:
    async with browser_of(app, cast.accounts[Part.OFFICE]) as office:
        before = text_of((await office.get(circular)).text)
        done = text_of((await deliver(office, circular, GOOD)).text)
        await deliver(office, circular, {**GOOD, "proof": "系统回执"})

    assert "已送达 0/4" in before
    assert "送达已登记。 送达情况" in done, "said where the page is opened"
    assert f"已送达 1/4 主送、抄送单位 送达日期 送达凭据 {FOUR[0]} 尚未登记" in done
    assert f"{FOUR[1]} 2021-12-17 机要交换签收单 17 号" in done
    assert on_record(house) == {FOUR[1]: {"on": "2021-12-17", "proof": "系统回执"}}


async def test_a_signed_receipt_is_kept_with_the_paper_and_handed_out(
    app: FastAPI, cast: Cast, house: House, circular: str
) -> None:
    scan = {"scan": ("签收单.pdf", files.pdf(), "application/pdf")}
    active = {"scan": ("签收单.pdf", b"<script>alert(1)</script>", "application/pdf")}
    async with browser_of(app, cast.accounts[Part.OFFICE]) as office:
        upload = f"{circular}/delivery/upload"
        bad = await office.post(upload, data=GOOD, files=active)
        await office.post(upload, data=GOOD, files=scan)
        await deliver(office, circular, {**GOOD, "proof": "系统回执"})
        page = (await office.get(circular)).text
        (link,) = re.findall(rf'href="({circular}/sheets/\d+)"', page)
        given = await office.get(link)

    assert (bad.status_code, "这是网页或XML文件" in bad.text) == (422, True)
    assert given.content == files.pdf()
    assert on_record(house)[FOUR[1]]["proof"] == "系统回执"


@pytest.mark.parametrize(
    ("typed", "reasons"),
    [
        ({"addressee": FOUR[0]}, ["请填写送达的日期，例如 2022-01-18", "请写明送达凭据"]),
        (
            {"addressee": "某单位", "on": "2021-12-18", "proof": " "},
            ["不在通报的主送、抄送名单中", "日期2021-12-18还没有到", "请写明送达凭据"],
        ),
        (
            {**GOOD, "on": "2021-12-16"},
            ["送达日期2021-12-16早于通报发出之日（2021-12-17），请核对"],
        ),
    ],
)
async def test_a_delivery_that_proves_nothing_is_refused_with_all_reasons(
    app: FastAPI, cast: Cast, house: House, circular: str, typed: dict[str, str], reasons: list[str]
) -> None:  # fmt: skip
    async with browser_of(app, cast.accounts[Part.OFFICE]) as office:
        reply = await deliver(office, circular, typed)

    assert reply.status_code == 422
    assert [reason for reason in reasons if reason not in reply.text] == []
    assert f'name="on" type="date" value="{typed.get("on", "")}"' in reply.text
    assert on_record(house) == {}


async def test_no_other_paper_and_nobody_but_the_office_takes_a_delivery(
    app: FastAPI, cast: Cast, house: House, circular: str
) -> None:
    async with browser_of(app, cast.accounts[Part.OFFICE]) as office:
        other = await deliver(office, "/papers/1", GOOD)
        shown = await office.get("/papers/1")
    async with browser_of(app, cast.accounts[Part.LEAD]) as lead:
        foreign = await deliver(lead, circular, GOOD)
        read = await lead.get(circular)

    assert (other.status_code, foreign.status_code) == (404, 403)
    assert "送达情况" not in shown.text + read.text
    assert on_record(house) == {}


async def test_a_version_that_was_replaced_takes_no_more_deliveries(
    app: FastAPI, cast: Cast, house: House, circular: str
) -> None:
    number = int(circular.rpartition("/")[2])
    async with browser_of(app, cast.accounts[Part.OFFICE]) as office:
        await deliver(office, circular, GOOD)
        with house.acting("测试") as ctx:
            ctx.session.get_one(Paper, number).state = PaperState.REPLACED
        page = text_of((await office.get(circular)).text)
        late = await deliver(office, circular, {**GOOD, "addressee": FOUR[0]})

    assert ("已送达 1/4" in page, "登记送达" in page) == (True, False)
    assert late.status_code == 404
