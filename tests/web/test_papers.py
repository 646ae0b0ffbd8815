"""Papers in the browser: drafted by the office, approved and returned by those whose turn it is."""

from __future__ import annotations

import re
from html import unescape

import httpx
import pytest
from fastapi import FastAPI
from sqlmodel import select

from models import Appointment, Paper, SignOff
from rules.access import Part
from tasks.context import House
from tests.support import files
from tests.support.cast import Cast, browser_of, cast_of
from tests.support.signers import DEPUTY, DIRECTOR


@pytest.fixture
def cast(house: House) -> Cast:
    """Two of the appointed hold posts that sign."""
    cast = cast_of(house)
    with house.acting("测试") as ctx:
        for part, post in ((Part.ARCHIVIST, DIRECTOR), (Part.GUEST, DEPUTY)):
            ctx.session.add(
                Appointment(
                    account_id=cast.accounts[part], part=Part.MEMBER, code=post, appointed_by="测试"
                )
            )
    return cast


async def drafted(app: FastAPI, cast: Cast) -> str:
    """The address of a paper that the office has drafted and sent round."""
    async with browser_of(app, cast.accounts[Part.OFFICE]) as office:
        made = await office.post("/papers/draft", data={"step": "1.2"})
        path = made.headers["location"]
        await office.post(f"{path}/send")
    return path


async def sign(client: httpx.AsyncClient, path: str, **typed: str) -> httpx.Response:
    shown = (await client.get(path)).text
    hidden = dict(re.findall(r'name="(post|code)" value="([^"]+)"', shown))
    return await client.post(f"{path}/opinion", data={**hidden, **typed})


async def test_who_stands_in_signs_without_a_seat(app: FastAPI, cast: Cast, house: House) -> None:
    path = await drafted(app, cast)
    async with browser_of(app, cast.accounts[Part.SIGNATORY]) as substitute:
        waiting = (await substitute.get("/papers")).text
        await sign(substitute, path, verdict="approved")
        meeting = await substitute.get("/meeting")
    with house.reading() as ctx:
        said = ctx.session.exec(select(SignOff.post, SignOff.signer, SignOff.substitute)).all()

    assert f'<a href="{path}">' in waiting.split("全部公文")[0]
    assert said == [(DIRECTOR, "测试signatory", True)]
    assert meeting.status_code == 403


async def test_a_paper_goes_from_hand_to_hand(app: FastAPI, cast: Cast, house: House) -> None:
    path = await drafted(app, cast)
    async with browser_of(app, cast.accounts[Part.ARCHIVIST]) as director:
        waiting = (await director.get("/papers")).text
        await sign(director, path, verdict="approved")
        done = (await director.get("/papers")).text
    async with browser_of(app, cast.accounts[Part.GUEST]) as deputy:
        mute = await sign(deputy, path, verdict="returned")
        await sign(deputy, path, verdict="returned", comment="请写清联系方式")
        shown = (await deputy.get(path)).text
    with house.reading() as ctx:
        said = ctx.session.exec(select(SignOff.post, SignOff.verdict)).all()

    assert "没有等您签批的公文" not in waiting
    assert "没有等您签批的公文" in done
    assert (mute.status_code, "退回须写明意见" in mute.text) == (422, True)
    assert "请写清联系方式" in shown
    assert list(said) == [(DIRECTOR, "approved"), (DEPUTY, "returned")]


async def test_the_page_says_what_was_done_to_the_paper(app: FastAPI, cast: Cast) -> None:
    async with browser_of(app, cast.accounts[Part.OFFICE]) as office:
        path = (await office.post("/papers/draft", data={"step": "1.2"})).headers["location"]
        shown = (await office.get(path)).text
        text = re.findall(r'<textarea id="text"[^>]*>(.*?)</textarea>', shown, re.DOTALL)[0]
        saved = await office.post(
            f"{path}/text", data={"text": unescape(text)}, follow_redirects=True
        )
        sent = await office.post(f"{path}/send", follow_redirects=True)
    async with browser_of(app, cast.accounts[Part.ARCHIVIST]) as director:
        signed = await sign(director, path, verdict="approved")
        after = await director.get(signed.headers["location"])

    told = ["文稿已保存。", "已送签。", "签批意见已登记。"]
    assert [word in page.text for word, page in zip(told, (saved, sent, after), strict=True)] == (
        [True] * 3
    )


async def test_a_draft_is_shown_to_nobody_but_who_drafts_and_signs(
    app: FastAPI, cast: Cast
) -> None:
    path = await drafted(app, cast)
    found = {}
    for part in (Part.OFFICE, Part.MEMBER, Part.LEAD, Part.AUDITOR):
        async with browser_of(app, cast.accounts[part]) as client:
            found[part] = (await client.get(path)).status_code

    assert found == {Part.OFFICE: 200, Part.MEMBER: 200, Part.LEAD: 404, Part.AUDITOR: 404}


async def test_a_text_that_cannot_be_printed_comes_back_with_its_mistake(
    app: FastAPI, cast: Cast, house: House
) -> None:
    path = await drafted(app, cast)
    async with browser_of(app, cast.accounts[Part.OFFICE]) as office:
        answer = await office.post(
            f"{path}/text", data={"text": "标题：{{ title }}\n\n{{ 没有写完"}
        )
    with house.reading() as ctx:
        kept = ctx.session.get_one(Paper, int(path.rpartition("/")[2])).text

    assert answer.status_code == 422
    assert "第3行" in answer.text
    assert "没有写完</textarea>" in answer.text
    assert "没有写完" not in kept


async def test_a_template_is_tried_saved_and_put_back(app: FastAPI, cast: Cast) -> None:
    path = "/templates/notice_issued/subject.txt"
    good = {"text": "请签收{{ notice_title }}", "reason": "更短"}
    async with browser_of(app, cast.accounts[Part.OFFICE]) as office:
        tried = await office.post(path, data={**good, "act": "preview"})
        broken = await office.post(path, data={"text": "{{ notice_titl }}", "act": "save"})
        await office.post(path, data={**good, "act": "save"})
        listed = (await office.get("/templates")).text
        await office.post(path, data={"act": "restore"})
        after = (await office.get("/templates")).text

    assert "请签收考评通知" in tried.text
    assert broken.status_code == 422
    assert "第1行第4列：没有名为“notice_titl”的内容，是不是“notice_title”？" in broken.text
    assert "第1版" in listed
    assert "第1版" not in after


async def test_a_signed_sheet_is_entered_with_its_scan_and_a_wrong_code_is_refused(
    app: FastAPI, cast: Cast, house: House
) -> None:
    path = await drafted(app, cast)
    typed = {"post": DIRECTOR, "signer": "测试archivist", "signed_on": "2021-12-01"}
    scan = {"scan": ("签批单.pdf", files.pdf(), "application/pdf")}
    async with browser_of(app, cast.accounts[Part.OFFICE]) as office:
        shown = (await office.get(path)).text
        code = re.findall(r'class="code">([0-9a-f]{8})<', shown)[0]
        upload = f"{path}/sheet/upload"
        wrong = await office.post(upload, data={**typed, "code": "00000000"}, files=scan)
        empty = await office.post(upload, data={**typed, "code": code, "signed_on": ""})
        active = {"scan": ("签批单.pdf", b"<script>alert(1)</script>", "application/pdf")}
        page = await office.post(upload, data={**typed, "code": code}, files=active)
        right = await office.post(upload, data={**typed, "code": code}, files=scan)
        link = re.findall(rf'href="({path}/sheets/\d+)"', (await office.get(path)).text)[0]
        given = await office.get(link)
        foreign = await office.get(f"/papers/1/sheets/{link.rpartition('/')[2]}")
    async with browser_of(app, cast.accounts[Part.AUDITOR]) as auditor:
        draft = await auditor.get(link)
    with house.reading() as ctx:
        rows = ctx.session.exec(select(SignOff.post, SignOff.scan_name, SignOff.entered_by)).all()

    assert (wrong.status_code, "文稿已经改过" in wrong.text) == (422, True)
    assert (empty.status_code, "请填写签字的日期" in empty.text) == (422, True)
    assert (page.status_code, "这是网页或XML文件" in page.text) == (422, True)
    assert right.status_code == 303
    assert (given.content, given.headers["content-disposition"].split(";")[0]) == (
        files.pdf(), "attachment",
    )  # fmt: skip
    assert given.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert (foreign.status_code, draft.status_code) == (404, 404)
    assert list(rows) == [(DIRECTOR, "签批单.pdf", "测试office")]


async def test_an_issued_paper_leads_to_its_correction(app: FastAPI, cast: Cast) -> None:
    async with browser_of(app, cast.accounts[Part.OFFICE]) as office:
        mute = await office.post("/papers/1/end", data={"act": "correct"})
        nobody = await office.post("/papers/1/end", data={"act": "withdraw", "reason": "文号有误"})

    assert (mute.status_code, "请写明更正的理由" in mute.text) == (422, True)
    assert (nobody.status_code, "请写明决定撤回的岗位" in nobody.text) == (422, True)
    assert 'name="reason" type="text" value="文号有误"' in nobody.text, "what was typed stays"


async def test_the_morning_page_names_what_waits_for_ones_own_signature_only(
    app: FastAPI, cast: Cast
) -> None:
    path = await drafted(app, cast)
    linked = f'<a href="{path}">'
    async with browser_of(app, cast.accounts[Part.ARCHIVIST]) as director:
        before = (await director.get("/")).text
        await sign(director, path, opinion="approve")
        after = (await director.get("/")).text
    async with browser_of(app, cast.accounts[Part.GUEST]) as deputy:
        next_one = (await deputy.get("/")).text
    async with browser_of(app, cast.accounts[Part.OFFICE]) as drafter:
        office = (await drafter.get("/")).text

    assert [linked in page for page in (before, after, next_one, office)] == [
        True, False, True, False,
    ]  # fmt: skip
    assert "没有等待您签批的文件" in after
