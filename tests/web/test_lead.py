"""The lead and cooperating office's pages: its groups, assignments, evidence, guidance, signatures."""

from __future__ import annotations

import zipfile
from io import BytesIO

import httpx
import pytest
from fastapi import FastAPI
from sqlmodel import col, select, update

from models import (
    Application,
    Assignment,
    Evaluator,
    Filing,
    Guidance,
    PanelSeat,
    Score,
    ScoreSheet,
    Signature,
)
from rules.access import Part
from rules.states import ApplicationState
from tasks.context import Context, House
from tests.support.cast import FOREIGN_UNIT, UNIT, Cast, browser_of, cast_of

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
