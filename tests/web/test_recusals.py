"""Recusals entered by the office: chosen, looked at with what they end, entered, listed for the group."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from openpyxl import load_workbook
from sqlmodel import col, select, update

from models import (
    Application,
    Assignment,
    DeclaredRelation,
    Evaluator,
    JournalEntry,
    PanelSeat,
    Score,
)
from rules.access import Part
from rules.states import ApplicationState
from tasks.context import House
from tests.support.cast import Cast, browser_of, cast_of

PAGE = "/lead/groups/g4/recusals"
HALL = "u00004"
"""The one candidate of the group; zj01 has given it a mark, zj02 sits on the panel only."""
TOLD = {"evaluator": "zj01", "about": HALL, "reason": "曾在该单位任职"}


@pytest.fixture
def cast(house: House) -> Cast:
    made = cast_of(house)
    with house.acting("测试") as ctx:
        for code in ("zj01", "zj02"):
            row = Evaluator(
                campaign_id=1, code=code, name=f"专家{code}", entered_at=ctx.now, entered_by="测试"
            )
            ctx.session.add(row)
            ctx.session.flush()
            ctx.session.add(PanelSeat(evaluator_id=row.id or 0, component="site_visit", group="g4"))
        about: dict[str, Any] = {"campaign_id": 1, "component": "site_visit", "candidate": HALL}
        ctx.session.add(
            Assignment(
                **about, evaluator="zj01", how="hand", assigned_at=ctx.now, assigned_by="测试"
            )
        )
        ctx.session.add(Score(**about, source="zj01", scaled=871_357))
        ctx.session.execute(
            update(Application)
            .where(col(Application.number) == "00002")
            .values(honour="service_collective", state=ApplicationState.ELIGIBLE)
        )
        ctx.record("roster.imported", "测试")
    return made


def left(house: House) -> tuple[list[str], list[str], list[tuple[str, str, str]]]:
    """Who still has the candidate, whose marks stand, and what was declared."""
    with house.reading() as ctx:
        assigned = ctx.session.exec(
            select(Assignment.evaluator).where(
                col(Assignment.candidate) == HALL, col(Assignment.recused_at).is_(None)
            )
        ).all()
        marks = ctx.session.exec(select(Score.source).where(col(Score.candidate) == HALL)).all()
        declared = ctx.session.exec(
            select(DeclaredRelation.evaluator, DeclaredRelation.about, DeclaredRelation.reason)
        ).all()
    return [*assigned], [*marks], [(judge, about, why) for judge, about, why in declared]


def chosen(page: httpx.Response) -> list[str]:
    return re.findall(r'<option value="([^"]+)" selected', page.text)


async def test_the_office_looks_at_what_a_recusal_ends_and_enters_it(
    app: FastAPI, cast: Cast, house: House
) -> None:
    before = left(house)
    async with browser_of(app, cast.accounts[Part.OFFICE]) as office:
        form = await office.get(f"{PAGE}/new")
        look = await office.post(f"{PAGE}/new", data={**TOLD, "act": "check"})
        untouched = left(house)
        back = await office.post(f"{PAGE}/new", data={**TOLD, "act": "edit"})
        done = await office.post(f"{PAGE}/new", data={**TOLD, "act": "confirm"})
        told = await office.get(done.headers["location"])
        book = await office.get(f"{PAGE}?format=xlsx")
        tasks = await office.get("/tasks")
    with house.reading() as ctx:
        acts = ctx.session.exec(
            select(JournalEntry.subject, JournalEntry.why, JournalEntry.actor).where(
                col(JournalEntry.what) == "evaluator.recused"
            )
        ).all()

    assert [f'value="{code}"' in form.text for code in ("zj01", "zj02", HALL)] == [True] * 3
    assert ("会终止的指派（1）" in look.text, "会撤下的评分（1）" in look.text) == (True, True)
    assert "87.1357" not in look.text, "what a mark said is not told where it is taken out"
    assert untouched == before == (["zj01"], ["zj01"], [])
    assert (chosen(back), "曾在该单位任职</textarea>" in back.text) == (["zj01", HALL], True)
    assert "终止指派 1 件，撤下评分 1 件" in told.text
    assert left(house) == ([], [], [("zj01", HALL, "曾在该单位任职")])
    assert [tuple(act) for act in acts] == [("zj01", "曾在该单位任职", "测试office")]
    sheet = load_workbook(BytesIO(book.content)).active
    assert sheet is not None
    assert [row[:3] for row in sheet.values][1:] == [
        ("专家zj01 zj01", f"市级4号政务服务中心分中心（专厅） {HALL}", "曾在该单位任职")
    ]
    assert "需要另行指派评委" in tasks.text


async def test_what_is_missing_or_not_among_the_group_is_told_at_once(
    app: FastAPI, cast: Cast, house: House
) -> None:
    before = left(house)
    async with browser_of(app, cast.accounts[Part.OFFICE]) as office:
        nothing = await office.post(f"{PAGE}/new", data={"act": "confirm"})
        foreign = {**TOLD, "evaluator": "zj99", "about": "u00008", "act": "check"}
        strangers = await office.post(f"{PAGE}/new", data=foreign)
        await office.post(f"{PAGE}/new", data={**TOLD, "act": "confirm"})
        twice = await office.post(f"{PAGE}/new", data={**TOLD, "act": "check"})
        unknown = await office.get("/lead/groups/g9/recusals/new")

    assert [one.status_code for one in (nothing, strangers, twice, unknown)] == [422, 422, 422, 404]
    links = [re.findall(r'<li><a href="#(\w+)">([^<]+)', one.text) for one in (nothing, strangers)]
    assert links == [
        [("evaluator", "请选择评委"), ("about", "请选择回避对象"), ("reason", "请写明回避的理由")],
        [("evaluator", "请选择评委"), ("about", "请选择回避对象")],
    ]
    assert "曾在该单位任职</textarea>" in strangers.text
    assert f"zj01 对 {HALL} 已经登记过回避：曾在该单位任职" in twice.text
    assert before == (["zj01"], ["zj01"], [])
    assert left(house)[2] == [("zj01", HALL, "曾在该单位任职")]


async def test_a_lead_office_reads_its_groups_recusals_and_enters_none(
    app: FastAPI, cast: Cast, house: House
) -> None:
    async with browser_of(app, cast.accounts[Part.OFFICE]) as office:
        await office.post(f"{PAGE}/new", data={**TOLD, "act": "confirm"})
    async with browser_of(app, cast.accounts[Part.LEAD]) as lead:
        own = await lead.get(PAGE)
        foreign = await lead.get("/lead/groups/g2/recusals")
        form = await lead.get(f"{PAGE}/new")
        act = await lead.post(f"{PAGE}/new", data={**TOLD, "evaluator": "zj02", "act": "confirm"})

    assert ("曾在该单位任职" in own.text, "登记回避" in own.text) == (True, False)
    assert [one.status_code for one in (own, foreign, form, act)] == [200, 404, 403, 403]
    assert left(house)[2] == [("zj01", HALL, "曾在该单位任职")]
