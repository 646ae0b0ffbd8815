"""Opinions of authorities on the office's pages: the table, letters entered, objections settled."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from openpyxl import load_workbook

from tasks import opinion_table, opinions, overview, overview_opinions
from tasks.clocks import SimulatedClock
from tasks.context import House
from tasks.opinion_replies import Letter, record_reply
from tests.support import files
from tests.support.apps import app_over
from tests.support.campaign_builder import Built, built, shanghai
from tests.support.judged import ready_for_the_meeting
from tests.support.remembered import han_beside, texts
from tests.support.spoken import spoken
from tests.support.stated import star
from tests.support.visitors import reasons_in, signed_in
from web.forms import CHANGED
from web.pages import LANGUAGE_COOKIE

ASKED = shanghai("2021-12-27")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """One authority has answered by a letter."""
    with built(tmp_path) as made:
        ready_for_the_meeting(made, {star("rx01", "p-1", candidate="示例1"): 90})
        made.close("2.2", shanghai("2021-12-22"))
        made.open("opinions", ASKED)
        made.house.clock = SimulatedClock(ASKED)
        _answered(made)
        yield made.house


def _answered(made: Built) -> None:
    with made.acting(ASKED, "流程") as ctx:
        opinions.request_and_check(ctx, made.campaign, "opinions")
        letter = Letter("discipline", ASKED.date(), "示例函〔2021〕1号", "函.pdf")
        record_reply(ctx, made.campaign, letter, {}, others="none")


@pytest.fixture
def app(house: House) -> FastAPI:
    return app_over(house)


async def test_a_letter_gets_its_scan_and_hands_it_out_to_be_saved(app: FastAPI) -> None:
    told = {"authority": "discipline", "document": "示例函〔2021〕1号"}
    scan = {"scan": ("函.pdf", files.pdf(), "application/pdf")}
    async with signed_in(app) as office:
        active = {"scan": ("函.pdf", b"<script>", "application/pdf")}
        wrong = await office.post("/opinions/upload", data=told, files=active)
        none = await office.post("/opinions/upload", data=told)
        unknown = await office.post(
            "/opinions/upload", data={**told, "document": "无此函"}, files=scan
        )
        done = await office.post("/opinions/upload", data=told, files=scan)
        page = await office.get("/opinions/upload")
        link = re.findall(r'href="(/opinions/scans/\d+)"', page.text)[0]
        given = await office.get(link)
        book = await office.get("/opinions/upload?format=xlsx")

    assert (wrong.status_code, none.status_code, unknown.status_code) == (422, 422, 404)
    assert (done.status_code, book.status_code) == (303, 200)
    assert (given.content, given.headers["content-disposition"].split(";")[0]) == (
        files.pdf(), "attachment",
    )  # fmt: skip
    assert given.headers["content-security-policy"] == "default-src 'none'; sandbox"


REPLY = "/opinions/reply/upload"
NUMBER = "SZSC-2021-0001"
RULING = f"/opinions/credit/{NUMBER}/ruling"
LETTER = {
    "authority": "credit", "document": "示例信〔2021〕9号", "on": "2021-12-27", "others": "unsaid",
    "number": [NUMBER, ""], "result": ["objection", "objection"], "remark": ["有一条失信记录", ""],
}  # fmt: skip


async def table(office: httpx.AsyncClient, query: str = "") -> list[tuple[object, ...]]:
    """The list as it is taken along, without its heading and its days."""
    book = await office.get(f"/opinions?format=xlsx{query}")
    sheet = load_workbook(BytesIO(book.content)).worksheets[0]
    return [(*row[2:6], row[7]) for row in sheet.iter_rows(min_row=2, values_only=True)]


DISCIPLINE = ("机关纪委（纪检监察）", "无异议", None, "示例函〔2021〕1号", None)
CREDIT = ("信用管理", "未回复", None, None, None)
MEDIA = ("媒体监测（新闻宣传）", "未回复", None, None, None)


async def test_the_table_tells_who_said_what_and_who_still_owes_an_answer(app: FastAPI) -> None:
    async with signed_in(app) as office:
        page = await office.get("/opinions")
        whole = await table(office)
        owing = await table(office, "&result=waiting")
        theirs = await table(office, "&authority=discipline")

    assert "评选〔2021〕1号，2021-12-27 发出，已过 0 个工作日。" in page.text
    assert whole == [DISCIPLINE, CREDIT, MEDIA]
    assert (owing, theirs) == ([CREDIT, MEDIA], [DISCIPLINE])


async def test_a_letter_is_looked_at_first_and_then_kept_with_its_scan(
    app: FastAPI, house: House
) -> None:
    scan = {"scan": ("函.pdf", files.pdf(), "application/pdf")}
    async with signed_in(app) as office:
        blank = await office.get(f"{REPLY}?authority=credit&number={NUMBER}")
        look = await office.post(REPLY, data={**LETTER, "act": "check"})
        unchanged = await table(office)
        again = await office.post(REPLY, data={**LETTER, "act": "change"})
        bad = {"scan": ("函.pdf", b"<script>", "application/pdf")}
        wrong = await office.post(REPLY, data={**LETTER, "act": "enter"}, files=bad)
        done = await office.post(REPLY, data={**LETTER, "act": "enter"}, files=scan)
        told = await office.get(done.headers["location"])
        filled = await table(office)

    assert f'value="{NUMBER}"' in blank.text
    assert "将登记 1 项答复： 有异议 1" in look.text
    assert "示例1" in look.text, "the number is shown with its name"
    assert unchanged == [DISCIPLINE, CREDIT, MEDIA]
    assert ("有一条失信记录" in again.text, again.status_code) == (True, 200)
    assert (wrong.status_code, "核对复函" in wrong.text) == (422, True)
    assert (done.status_code, "复函已登记。" in told.text) == (303, True)
    objection = ("信用管理", "有异议", "有一条失信记录", "示例信〔2021〕9号", "待认定")
    assert filled == [DISCIPLINE, objection, MEDIA]
    with house.reading() as ctx:
        at = overview.desk(ctx)
        assert at is not None
        assert [file.note for file in overview_opinions.scans_of(ctx, at)] == ["示例信〔2021〕9号"]


async def test_a_number_of_full_width_names_its_candidate(app: FastAPI) -> None:
    wide = NUMBER.translate({ord(sign): ord(sign) + 0xFEE0 for sign in NUMBER})
    async with signed_in(app) as office:
        look = await office.post(REPLY, data={**LETTER, "number": [wide, ""], "act": "check"})

    assert "将登记 1 项答复： 有异议 1" in look.text


async def test_what_the_letter_says_of_everybody_else_is_counted_before_it_is_kept(
    app: FastAPI,
) -> None:
    letter = {**LETTER, "authority": "media", "others": "none", "number": "", "remark": ""}
    async with signed_in(app) as office:
        look = await office.post(REPLY, data={**letter, "act": "check"})
        done = await office.post(REPLY, data={**letter, "act": "enter"})
        again = await office.post(REPLY, data={**letter, "act": "enter"})
        filled = await table(office, "&authority=media")

    assert "将登记 1 项答复： 无异议 1" in look.text
    assert (done.status_code, again.status_code) == (303, 422)
    assert "媒体监测（新闻宣传）已经全部答复；要更改答复的，请逐个写明对象和结果" in again.text
    assert filled == [("媒体监测（新闻宣传）", "无异议", None, "示例信〔2021〕9号", None)]


async def test_everything_wrong_with_a_letter_is_told_at_once_and_what_was_typed_stays(
    app: FastAPI,
) -> None:
    unnamed = {"act": "check", "number": "", "remark": "有一条失信记录"}
    wrong = {
        **LETTER, "act": "enter", "document": "", "on": "昨天", "others": "",
        "number": [NUMBER, "无此号", NUMBER], "result": ["objection"] * 3, "remark": ["", "乙", "丙"],
    }  # fmt: skip
    async with signed_in(app) as office:
        empty = await office.post(REPLY, data=unnamed)
        refused = await office.post(REPLY, data=wrong)
        unchanged = await table(office)

    assert (empty.status_code, reasons_in(empty.text)) == (422, [
        "请选择复函的部门", "请填写来函文号；电话答复的填电话记录编号",
        "请填写答复日期，例如 2021-12-29", "请选择来函对其余对象怎么说", "写了内容的，请同时写明申报编号",
    ])  # fmt: skip
    assert (refused.status_code, reasons_in(refused.text)) == (422, [
        "请填写来函文号；电话答复的填电话记录编号", "请填写答复日期，例如 2021-12-29",
        "请选择来函对其余对象怎么说", "同一个申报编号写了两次，请合并成一行",
        "没有编号为无此号的征求意见对象",
    ])  # fmt: skip
    assert all(f'value="{typed}"' in refused.text for typed in ("昨天", "无此号"))
    assert unchanged == [DISCIPLINE, CREDIT, MEDIA]


async def test_an_objection_is_settled_with_its_reason_and_the_post_that_says_so(
    app: FastAPI,
) -> None:
    said = {"stands": "no", "reason": "已于评选前修复", "by": "办公室主任"}
    async with signed_in(app) as office:
        early = await office.post(RULING, data=said)
        await office.post(REPLY, data={**LETTER, "act": "enter"})
        open_ = await office.get("/opinions")
        form = await office.get(RULING)
        wrong = await office.post(RULING, data={"reason": " "})
        done = await office.post(RULING, data=said)
        told = await office.get(done.headers["location"])
        settled = await table(office, "&result=objection")
        left = await table(office, "&result=unsettled")
        late = await office.post(REPLY, data={**LETTER, "act": "enter"})
        stranger = await office.get(f"/opinions/credit/{NUMBER}9/ruling")

    assert (early.status_code, reasons_in(early.text)) == (
        422, [f"信用管理对{NUMBER}没有提出异议，无须认定"],
    )  # fmt: skip
    assert "有一条失信记录" in form.text
    assert (wrong.status_code, reasons_in(wrong.text)) == (
        422, ["请写明认定的依据和结论", "请写明作出认定的岗位", "请写明异议是否成立"],
    )  # fmt: skip
    assert (done.status_code, "认定已登记" in told.text) == (303, True)
    link = "?authority=credit&amp;result=unsettled"
    assert (link in open_.text, link in told.text) == (True, False)
    assert [row[-1] for row in settled] == ["异议不成立"]
    assert (left, stranger.status_code) == ([], 404)
    assert reasons_in(late.text) == [f"信用管理对{NUMBER}的异议已经认定，不再更改答复"]


async def test_a_ruling_from_an_older_page_does_not_replace_another_unseen(app: FastAPI) -> None:
    said = {"stands": "no", "reason": "已于评选前修复", "by": "办公室主任"}
    other = {"stands": "yes", "reason": "仍在公示期", "by": "分管领导"}
    async with signed_in(app) as office:
        await office.post(REPLY, data={**LETTER, "act": "enter"})
        older = (await office.get(RULING)).text
        seen = re.findall(r'name="seen" value="([^"]+)"', older)[0]
        await office.post(RULING, data={**said, "seen": seen})
        refused = await office.post(RULING, data={**other, "seen": seen})
        settled = await table(office, "&result=objection")
        newer = re.findall(r'name="seen" value="([^"]+)"', refused.text)[0]
        done = await office.post(RULING, data={**other, "seen": newer})

    assert (refused.status_code, reasons_in(refused.text)) == (422, [CHANGED])
    assert "已于评选前修复（办公室主任）" in refused.text
    assert "仍在公示期</textarea>" in refused.text
    assert [row[-1] for row in settled] == ["异议不成立"]
    assert done.status_code == 303


async def test_a_long_remark_is_folded_in_the_table(app: FastAPI) -> None:
    remark = "有多条失信记录，须逐条核实。" * 20
    async with signed_in(app) as office:
        await office.post(REPLY, data={**LETTER, "remark": [remark, ""], "act": "enter"})
        page = await office.get("/opinions?result=objection")

    folded = re.findall(r"<details><summary>(.*?)</summary>(.*?)</details>", page.text)
    assert [(len(short) <= 50, whole) for short, whole in folded] == [(True, remark)]


async def test_nobody_waits_any_longer_by_somebodys_word(app: FastAPI, house: House) -> None:
    stop = "/opinions/stop-waiting"
    async with signed_in(app) as office:
        form = await office.get(stop)
        wrong = await office.post(stop, data={"reason": "", "ordered_by": " "})
        typed = {"reason": "电话确认无异议", "ordered_by": "办公室主任"}
        done = await office.post(stop, data=typed)
        page = await office.get(done.headers["location"])

    assert [f"{who}：还有 1 个对象未回复" in form.text for who in (CREDIT[0], MEDIA[0])] == [
        True
    ] * 2
    assert (wrong.status_code, reasons_in(wrong.text)) == (
        422, ["请写明不再等候的理由", "请写明作出决定的岗位"],
    )  # fmt: skip
    assert done.status_code == 303
    assert "办公室主任决定不再等候：电话确认无异议" in page.text
    assert 'href="/opinions/stop-waiting"' not in page.text
    with house.reading() as ctx:
        paper = opinion_table.the_request(ctx, 1)
    assert opinion_table.not_waited_for(paper) == "办公室主任决定不再等候：电话确认无异议"


async def test_every_page_of_a_letter_is_told_in_english_too(app: FastAPI, house: House) -> None:
    wrong = {**LETTER, "authority": "media", "on": "2021-12-26", "document": "", "others": ""}
    async with signed_in(app) as office:
        office.cookies.set(LANGUAGE_COOKIE, "en")
        look = await office.post(REPLY, data={**LETTER, "act": "check"})
        refused = await office.post(REPLY, data={**wrong, "act": "check"})
        await office.post(REPLY, data={**LETTER, "act": "enter"})
        pages = [look, refused]
        pages += [
            await office.get(path) for path in ("/opinions", RULING, "/opinions/stop-waiting")
        ]
        pages.append(await office.post(RULING, data={}))

    data = texts(house)
    assert [han_beside(spoken(page.text), data) for page in pages] == [set()] * len(pages)
