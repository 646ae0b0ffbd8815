"""The lead and cooperating office's pages: its groups, assignments, evidence, guidance, signatures."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from sqlmodel import col, select

from models import (
    Assignment,
    Evaluator,
    Filing,
    Guidance,
    MethodPaper,
    Score,
    Signature,
)
from rules.access import Part
from tasks.context import Context, House
from tests.support import files
from tests.support.cast import FOREIGN_UNIT, UNIT, Cast, account_of, browser_of
from tests.support.experts import with_experts
from tests.support.visitors import reasons_in

WAIVE = "/lead/signatures/honour/service_collective/ducha/waive"


@pytest.fixture
def cast(house: House) -> Cast:
    return with_experts(house)


async def test_guidance_is_seen_by_the_units_that_it_is_for(
    app: FastAPI, cast: Cast, house: House
) -> None:
    told = {"title": "填报口径", "text": "只写今年投用的项目", "on": "2021-12-16"}
    async with browser_of(app, cast.accounts[Part.LEAD]) as lead:
        sent = [
            (await lead.post("/guidance", data={**told, "about": about})).status_code
            for about in ("honour:service_collective", "group:g4", "group:g2", "")
        ]
    async with browser_of(app, cast.accounts[Part.CONTACT]) as unit:
        page = await unit.get("/guidance")

    assert sent == [303, 303, 422, 422]
    assert page.text.count("只写今年投用的项目") == 1, "the group is not the unit's"
    with house.reading() as ctx:
        assert len(ctx.session.exec(select(Guidance)).all()) == 2


async def test_evidence_is_noted_with_its_file_and_lies_beside_the_sheet(
    app: FastAPI, cast: Cast, house: House
) -> None:
    told = {"about": UNIT, "title": "夜间延时服务", "on": "2021-12-16"}
    async with browser_of(app, cast.accounts[Part.LEAD]) as lead:
        wrong = await lead.post("/lead/evidence/upload", data={**told, "on": "昨天", "title": ""})
        files = {"file": ("照片.txt", b"photo")}
        done = await lead.post("/lead/evidence/upload", data=told, files=files)
    with house.reading() as ctx:
        row = ctx.session.exec(select(Filing).where(col(Filing.title) == "夜间延时服务")).one()
        foreign = ctx.session.exec(
            select(Filing.id).where(col(Filing.title) == f"佐证{FOREIGN_UNIT}")
        ).one()
    async with browser_of(app, cast.accounts[Part.EVALUATOR]) as evaluator:
        sheet = await evaluator.get(f"/sheets/field_research/{UNIT}")
        file = await evaluator.get(f"/filings/{row.id}/file")
        shut = await evaluator.get(f"/filings/{foreign}/file")

    assert (wrong.status_code, done.status_code) == (422, 303)
    assert ['href="#on"' in wrong.text, 'href="#title"' in wrong.text] == [True, True]
    assert "夜间延时服务" in sheet.text
    assert (file.content, shut.status_code) == (b"photo", 404)


async def test_nobody_signs_for_another_office_or_before_the_scores_are_complete(
    app: FastAPI, cast: Cast, house: House
) -> None:
    told = {"kind": "group", "subject": "g4", "office": "ducha", "post": "处长"}
    async with browser_of(app, cast.accounts[Part.LEAD]) as lead:
        other = await lead.post("/lead/sign", data={**told, "office": "zonghe_shenpi"})
        early = await lead.post("/lead/sign", data=told)
        page = await lead.get("/lead")

    assert (other.status_code, early.status_code, page.status_code) == (422, 422, 200)
    assert "只能以本处室的名义签字" in other.text
    assert "得分不全，不能签字" in early.text
    with house.reading() as ctx:
        assert ctx.session.exec(select(Signature)).all() == []


async def test_an_office_that_still_scores_sees_neither_marks_nor_sums_nor_signs(
    app: FastAPI, cast: Cast, house: House
) -> None:
    with house.acting("测试") as ctx:
        for code in ("ducha", "zj09"):
            ctx.session.add(
                Evaluator(
                    campaign_id=1, code=code, name=code, entered_at=ctx.now, entered_by="测试"
                )
            )
        ctx.session.add(_assigned(ctx, "ducha"))
        ctx.session.add(_mark("zj09", 871_357))
        ctx.record("roster.imported", "测试")
    told = {"kind": "group", "subject": "g4", "office": "ducha", "post": "处长"}
    async with browser_of(app, cast.accounts[Part.LEAD]) as lead:
        before = [await lead.get(path) for path in ("/sheets/scores", "/rankings")]
        signed = await lead.post("/lead/sign", data=told)
        with house.acting("测试") as ctx:
            ctx.session.add(_mark("ducha", 900_000))
            ctx.record("roster.imported", "测试")
        after = [await lead.get(path) for path in ("/sheets/scores", "/rankings")]

    assert ("87.1357" in before[0].text, "还有 1 件没有评分" in before[1].text) == (False, True)
    assert (signed.status_code, "还有 1 件没有评分" in signed.text) == (422, True)
    assert ("87.1357" in after[0].text, "没有评分" in after[1].text) == (True, False)


def _assigned(ctx: Context, evaluator: str) -> Assignment:
    return Assignment(
        campaign_id=1, component="field_research", candidate=UNIT, evaluator=evaluator, how="hand",
        assigned_at=ctx.now, assigned_by="测试",
    )  # fmt: skip


def _mark(source: str, scaled: int) -> Score:
    return Score(
        campaign_id=1, component="field_research", candidate=UNIT, source=source, scaled=scaled
    )


HEARD = "/lead/groups/g1/panel"


async def test_the_office_goes_on_without_a_signature_by_somebodys_word(
    app: FastAPI, cast: Cast, house: House
) -> None:
    told = {"reason": "处室已撤并", "ordered_by": "办公室主任"}
    async with browser_of(app, cast.accounts[Part.OFFICE]) as office:
        before = await office.get("/lead")
        form = await office.get(WAIVE)
        wrong = await office.post(WAIVE, data={"reason": " ", "ordered_by": ""})
        half = await office.post(WAIVE, data={**told, "ordered_by": ""})
        done = await office.post(WAIVE, data=told)
        page = await office.get(done.headers["location"])
        again = await office.post(WAIVE, data=told)
        stranger = await office.post(WAIVE.replace("ducha", "renshi"), data=told)
    async with browser_of(app, cast.accounts[Part.LEAD]) as lead:
        shut = await lead.post(WAIVE, data=told)
        theirs = await lead.get("/lead")

    assert (f'href="{WAIVE}"' in before.text, "督查处（为民服务工作先进集体）" in form.text) == (
        True,
        True,
    )
    assert (wrong.status_code, reasons_in(wrong.text)) == (
        422, ["请写明由哪个岗位签字或决定", "请写明免签的理由"],
    )  # fmt: skip
    assert "处室已撤并</textarea>" in half.text, "what was typed stays"
    assert (done.status_code, "免签已登记" in page.text) == (303, True)
    assert ("办公室主任：处室已撤并" in page.text, f'href="{WAIVE}"' in page.text) == (True, False)
    assert reasons_in(again.text) == ["督查处（为民服务工作先进集体）已经签字或免签，得分没有变动"]
    assert (stranger.status_code, shut.status_code) == (404, 403)
    assert ("已免签" in theirs.text, "/waive" in theirs.text) == (True, False)
    with house.reading() as ctx:
        [row] = ctx.session.exec(select(Signature)).all()
    assert (row.subject, row.office, row.post, row.waived_for) == (
        "service_collective", "ducha", "办公室主任", "处室已撤并",
    )  # fmt: skip


METHOD = "/lead/groups/{}/method/upload"


async def test_an_office_that_helps_is_not_told_that_it_registers_for_the_one_that_leads(
    app: FastAPI, house: House
) -> None:
    number = account_of(house, (Part.COOPERATING, "ziyuan_jiaoyi_zhongxin"))
    async with browser_of(app, number) as helping:
        form = await helping.get(METHOD.format("g2"))

    assert (form.status_code, "的名义登记" in form.text) == (200, False)


async def test_the_office_registers_a_method_in_the_name_of_the_office_that_sets_it(
    app: FastAPI, cast: Cast, house: House
) -> None:
    told = {"title": "交易系统考评办法", "number": "示例〔2021〕3号", "on": "2021-12-16"}
    text = {"file": ("办法.pdf", files.pdf(), "application/pdf")}
    async with browser_of(app, cast.accounts[Part.OFFICE]) as office:
        form = await office.get(METHOD.format("g2"))
        empty = await office.post(METHOD.format("g2"))
        wrong = await office.post(METHOD.format("g2"), data={"on": "2021-12-16"})
        done = await office.post(METHOD.format("g2"), data=told, files=text)
        page = await office.get(done.headers["location"])
        known = await office.get(METHOD.format("g2"))
        needless = await office.post(METHOD.format("g4"), data=told, files=text)
    async with browser_of(app, cast.accounts[Part.LEAD]) as lead:
        foreign = await lead.post(METHOD.format("g2"), data=told, files=text)

    lacking = [
        "请填写办法的名称", "请填写办法的文号，没有文号的写“无文号”和印发单位", "办法的文件是空的，请附上正式文本",
    ]  # fmt: skip
    assert "的名义登记，登记人留在记事里。" in form.text
    assert (empty.status_code, reasons_in(empty.text)) == (
        422, ["请填写日期，例如 2021-12-17", *lacking],
    )  # fmt: skip
    assert (wrong.status_code, reasons_in(wrong.text)) == (422, lacking)
    assert (done.status_code, "考评办法已登记" in page.text) == (303, True)
    assert "交易系统考评办法 示例〔2021〕3号</span> 2021-12-16 办法.pdf" in known.text
    assert (needless.status_code, foreign.status_code) == (422, 404)
    with house.reading() as ctx:
        [row] = ctx.session.exec(select(MethodPaper)).all()
    assert (row.group, row.office, row.registered_by) == (
        "g2", "ziyuan_jiaoyi_chu", f"测试{Part.OFFICE}",
    )  # fmt: skip
