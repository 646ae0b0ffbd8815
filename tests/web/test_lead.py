"""The lead and cooperating office's pages: its groups, assignments, evidence, guidance, signatures."""

from __future__ import annotations

import zipfile
from datetime import date
from io import BytesIO

import httpx
import pytest
from fastapi import FastAPI
from sqlmodel import col, select, update

from models import (
    Account,
    Application,
    Appointment,
    Assignment,
    Evaluator,
    Filing,
    Guidance,
    Hearing,
    MethodPaper,
    PanelSeat,
    Score,
    ScoreSheet,
    Signature,
)
from rules.access import Part
from rules.states import ApplicationState
from tasks.context import Context, House
from tests.support import files
from tests.support.cast import FOREIGN_UNIT, UNIT, Cast, browser_of, cast_of
from tests.support.visitors import reasons_in

PANEL = "/lead/groups/g4/panel"
HALL = "u00004"
"""The group's one candidate."""


@pytest.fixture
def cast(house: House) -> Cast:
    """With four experts on the panel of the group that the office leads."""
    made = cast_of(house)
    with house.acting("测试") as ctx:
        for code in ("zj01", "zj02", "zj03", "zj04"):
            row = Evaluator(
                campaign_id=1, code=code, name=f"专家{code}", entered_at=ctx.now, entered_by="测试"
            )
            ctx.session.add(row)
            ctx.session.flush()
            ctx.session.add(PanelSeat(evaluator_id=row.id or 0, component="site_visit", group="g4"))
        ctx.session.execute(
            update(Application)
            .where(col(Application.number) == "00002")
            .values(honour="service_collective", state=ApplicationState.ELIGIBLE)
        )
        ctx.record("roster.imported", "测试")
    return made


def given(house: House) -> list[tuple[str, str]]:
    """What experts were assigned, and how."""
    with house.reading() as ctx:
        rows = ctx.session.exec(
            select(Assignment.evaluator, Assignment.how)
            .where(col(Assignment.evaluator).like("zj%"))
            .order_by(col(Assignment.evaluator))
        ).all()
    return [(evaluator, how) for evaluator, how in rows]


async def test_a_balanced_assignment_is_looked_at_and_then_written_as_it_was(
    app: FastAPI, cast: Cast, house: House
) -> None:
    async with browser_of(app, cast.accounts[Part.LEAD]) as lead:
        look = await lead.post(PANEL, data={"component": "site_visit", "act": "preview"})
        nothing = given(house)
        seed = look.text.split('name="seed" value="')[1].split('"')[0]
        told = {"component": "site_visit", "act": "balance", "seed": seed}
        done = await lead.post(PANEL, data=told)

    shown = sorted(
        code for code in ("zj01", "zj02", "zj03", "zj04") if f">专家{code}</td>" in look.text
    )
    assert (look.status_code, nothing, done.status_code) == (200, [], 303)
    assert given(house) == [(code, "balance") for code in shown]
    assert len(shown) == 3


async def test_what_the_guard_refuses_is_shown_with_every_reason(
    app: FastAPI, cast: Cast, house: House
) -> None:
    told = {"component": "site_visit", "act": "hand", "evaluator": "nobody", "candidate": "u99999"}
    async with browser_of(app, cast.accounts[Part.LEAD]) as lead:
        refused = await lead.post(PANEL, data=told)
        foreign = await lead.post("/lead/groups/g2/panel", data=told)

    assert (refused.status_code, foreign.status_code) == (422, 404)
    assert "评委名单里没有 nobody" in refused.text
    assert "u99999 不是这个考评项目的参评对象" in refused.text
    assert given(house) == []


async def test_all_sheets_of_a_component_are_taken_along_and_who_has_none_is_named(
    app: FastAPI, cast: Cast, house: House
) -> None:
    told = {"component": "site_visit"}
    async with browser_of(app, cast.accounts[Part.LEAD]) as lead:
        nobody = await lead.post(f"{PANEL}/sheets", data=told)
        await lead.post(PANEL, data={**told, "act": "hand", "evaluator": "zj02", "candidate": HALL})
        page = (await lead.get(f"{PANEL}?component=site_visit")).text
        taken = await lead.post(f"{PANEL}/sheets", data=told)
        await lead.post(PANEL, data={**told, "act": "panel"})
        every = await lead.post(f"{PANEL}/sheets", data=told)
        other = [
            await lead.post("/lead/groups/g2/panel/sheets", data=told),
            await lead.post(f"{PANEL}/sheets", data={"component": "hearing"}),
        ]
        full = (await lead.get(f"{PANEL}?component=site_visit")).text

    assert (nobody.status_code, "还没有指派评委，请先指派评委" in nobody.text) == (422, True)
    assert "还没有指派的评委：专家zj01、专家zj03、专家zj04" in page
    assert ("还没有指派的评委" in full, "还没有评委的候选" in full) == (False, False)
    stem = "评分表-分中心（专厅）和进驻窗口-现场察看"
    assert names_in(taken) == [f"{stem}/评分表-site_visit-branch_collective-zj02.xlsx"]
    assert names_in(every) == [
        f"{stem}/评分表-site_visit-branch_collective-zj0{n}.xlsx" for n in range(1, 5)
    ]
    assert [one.status_code for one in other] == [404, 422]
    with house.reading() as ctx:
        issued = ctx.session.exec(select(ScoreSheet.evaluator).order_by(col(ScoreSheet.id))).all()
    assert list(issued) == ["zj02", "zj01", "zj03", "zj04"]


def names_in(reply: httpx.Response) -> list[str]:
    with zipfile.ZipFile(BytesIO(reply.content)) as package:
        return sorted(name for name in package.namelist() if not name.endswith("/"))


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
    assert (signed.status_code, "还有1件没有评分" in signed.text) == (422, True)
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
DRAW = {"component": "hearing", "act": "draw"}


@pytest.fixture
def heard(house: House, cast: Cast) -> Cast:
    """Three of the experts sit on the panel that hears the town bureaus."""
    with house.acting("测试") as ctx:
        for code in ("zj01", "zj02", "zj03"):
            row = ctx.session.exec(select(Evaluator).where(col(Evaluator.code) == code)).one()
            ctx.session.add(PanelSeat(evaluator_id=row.id or 0, component="hearing", group="g1"))
        ctx.record("roster.imported", "测试")
    return cast


def held(house: House) -> tuple[date | None, list[str]]:
    with house.reading() as ctx:
        row = ctx.session.exec(select(Hearing)).one()
    return row.held_on, row.present


async def test_a_hearing_is_recorded_with_its_day_and_who_of_the_panel_came(
    app: FastAPI, heard: Cast, house: House
) -> None:
    told = {"component": "hearing", "on": "2021-12-17", "present": ["zj01", "zj03"]}
    async with browser_of(app, heard.accounts[Part.OFFICE]) as office:
        before = await office.get(f"{HEARD}?component=hearing")
        await office.post(HEARD, data=DRAW)
        drawn = await office.get(f"{HEARD}?component=hearing")
        done = await office.post(f"{HEARD}/hearing", data=told)
        page = await office.get(done.headers["location"])
        again = await office.post(f"{HEARD}/hearing", data=told)

    assert [">登记召开</button>" in one.text for one in (before, drawn, page)] == [
        False,
        True,
        False,
    ]
    assert f"<li>{UNIT} " in drawn.text, "the order names who is heard"
    assert (done.status_code, "汇报会已登记" in page.text) == (303, True)
    assert "2021-12-17 召开，到会评委： 专家zj01、专家zj03" in page.text
    assert (again.status_code, reasons_in(again.text)) == (422, ["汇报会已于2021-12-17登记召开"])
    assert held(house) == (date(2021, 12, 17), ["zj01", "zj03"])


async def test_a_hearing_too_few_came_to_or_not_theirs_is_refused_and_the_ticks_stay(
    app: FastAPI, heard: Cast, house: House
) -> None:
    few = {"component": "hearing", "on": "2021-12-18", "present": ["zj02"]}
    async with browser_of(app, heard.accounts[Part.OFFICE]) as office:
        early = await office.post(f"{HEARD}/hearing", data={**few, "on": "2021-12-17"})
        await office.post(HEARD, data=DRAW)
        nothing = await office.post(f"{HEARD}/hearing", data={"component": "hearing"})
        refused = await office.post(f"{HEARD}/hearing", data=few)
    async with browser_of(app, heard.accounts[Part.LEAD]) as lead:
        well = {**few, "on": "2021-12-17", "present": ["zj01", "zj03"]}
        foreign = await lead.post(f"{HEARD}/hearing", data=well)

    assert [one.status_code for one in (early, nothing, refused, foreign)] == [422, 422, 422, 404]
    assert reasons_in(early.text) == ["市、区及开发区、镇、街道的汇报会还没有抽签，请先抽签"]
    assert reasons_in(nothing.text) == ["请填写日期，例如 2021-12-17", "请勾选到会的评委"]
    late, short = reasons_in(refused.text)
    assert late.startswith("日期2021-12-18还没有到")
    assert (short.startswith(UNIT), "只有1名评委听取汇报，至少要2名" in short) == (True, True)
    assert 'name="present" value="zj02" checked' in refused.text
    assert held(house) == (None, [])


WAIVE = "/lead/signatures/honour/service_collective/ducha/waive"


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
    assert reasons_in(again.text) == ["督查处（为民服务工作先进集体）已经签字，得分没有变动"]
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
    with house.acting("测试") as ctx:
        account = Account(name="peihe", display="配合处", created_at=ctx.now)
        ctx.session.add(account)
        ctx.session.flush()
        number = account.id or 0
        post = Appointment(
            account_id=number, part=Part.COOPERATING, code="ziyuan_jiaoyi_zhongxin",
            appointed_by="测试",
        )  # fmt: skip
        ctx.session.add(post)
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
