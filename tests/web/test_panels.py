"""A group's panel: evaluators assigned, their sheets handed out, the hearing drawn and recorded."""

from __future__ import annotations

import zipfile
from datetime import date
from io import BytesIO

import httpx
import pytest
from fastapi import FastAPI
from openpyxl import load_workbook
from sqlmodel import col, select

from models import (
    Assignment,
    Evaluator,
    Hearing,
    PanelSeat,
    ScoreSheet,
)
from rules.access import Part
from tasks.context import House
from tests.support.cast import UNIT, Cast, browser_of
from tests.support.experts import with_experts
from tests.support.visitors import reasons_in

PANEL = "/lead/groups/g4/panel"
HALL = "u00004"
"""The group's one candidate."""


@pytest.fixture
def cast(house: House) -> Cast:
    return with_experts(house)


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
        progress = load_workbook(BytesIO((await lead.get("/lead?format=xlsx")).content)).active

    assert (nobody.status_code, "还没有指派评委，请先指派评委" in nobody.text) == (422, True)
    assert "还没有指派的评委：专家zj01、专家zj03、专家zj04" in page
    assert ("还没有指派的评委" in full, "还没有评委的候选" in full) == (False, False)
    assert progress is not None
    experts = [row[:2] for row in progress.iter_rows(values_only=True) if "专家" in f"{row[2]}"]
    assert experts == [("分中心（专厅）和进驻窗口", "现场察看")] * 4
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
