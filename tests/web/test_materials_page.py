"""Working papers in the browser: made with one click, printed, taken along, and the office's alone."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest
from fastapi import FastAPI
from sqlmodel import col, func, select, update

from models import Assignment, Evaluator, Paper
from rules.access import Part
from rules.states import PaperState
from tasks import reporting
from tasks.context import House
from tasks.materials.making import MATERIALS
from tests.support.cast import UNIT, Cast, browser_of
from tests.support.earlier_year import add_an_earlier_year
from tests.web.test_pages import text_of

PATH = "/papers/materials"
REGISTER = "register-applied"
NAME = "申报汇总表"


@pytest.fixture
async def made(app: FastAPI, cast: Cast) -> str:
    """What the page says after the registers of applications were asked for."""
    async with browser_of(app, cast.accounts[Part.OFFICE]) as office:
        return (await office.post(PATH, data={"kind": REGISTER})).text


def count(house: House) -> int:
    with house.reading() as ctx:
        return ctx.session.exec(
            select(func.count()).select_from(Paper).where(col(Paper.template).in_(MATERIALS))
        ).one()


def test_what_was_made_is_told_numbered_and_printed(made: str, house: House) -> None:
    page = text_of(made)
    files = re.findall(r'href="/steps/2\.2/papers/\d+/([^"]+)"', made)

    assert "新形成 4 件，没有变化 0 件。" in page
    assert f"{NAME} 2.2 共 4 件" in page
    assert made.count('<span class="tag">新形成') == 4
    assert sorted(unquote(name).rpartition(".")[2] for name in files) == ["docx"] * 4 + ["pdf"] * 4
    assert count(house) == 4


async def test_made_again_it_gives_nothing_new_and_what_has_no_rows_is_said(
    app: FastAPI, cast: Cast, made: str, house: House
) -> None:
    async with browser_of(app, cast.accounts[Part.OFFICE]) as office:
        again = text_of((await office.post(PATH, data={"kind": REGISTER})).text)
        empty = text_of((await office.post(PATH, data={"kind": "plaques"})).text)
        later = text_of((await office.get(PATH)).text)

    assert made
    assert "新形成 0 件，没有变化 4 件。" in again
    assert "新形成 0 件，没有变化 0 件。 还没有数据，没有形成：奖牌文字清单" in empty
    assert "奖牌文字清单 3.2 没有形成过 形成" in later
    assert count(house) == 4


async def test_the_newest_of_each_title_in_force_in_this_campaign_is_shown(
    app: FastAPI, cast: Cast, made: str, house: House
) -> None:
    assert made
    with house.acting("测试") as ctx:
        old = ctx.session.exec(select(Paper).where(col(Paper.template) == REGISTER)).all()[-1]
        again = {"id": None, "kind": f"{old.kind}.2", "number": 900}
        newer = Paper(**{**old.model_dump(), **again})
        ctx.session.add(newer)
        ctx.session.flush()
        first, second = f"/papers/{old.id}", f"/papers/{newer.id}"
    pages = []
    async with browser_of(app, cast.accounts[Part.OFFICE]) as office:
        for state in (PaperState.ISSUED, PaperState.WITHDRAWN):
            with house.acting("测试") as ctx:
                ctx.session.get_one(Paper, newer.id).state = state
            pages.append((await office.get(PATH)).text)
        add_an_earlier_year(house)
        pages.append((await office.get(PATH)).text)

    shown = [re.findall(r'"(/papers/\d+)"', page) for page in pages]
    assert [(first in links, second in links) for links in shown] == [
        (False, True), (True, False), (True, False),
    ]  # fmt: skip
    assert shown[2] == shown[1]


async def test_the_files_are_taken_along_and_the_paper_has_its_page(
    app: FastAPI, cast: Cast, made: str
) -> None:
    link = re.findall(r'href="(/steps/2\.2/papers/\d+/[^"]+\.pdf)"', made)[0]
    paper = re.findall(r'href="(/papers/\d+)" lang', made)[0]
    async with browser_of(app, cast.accounts[Part.OFFICE]) as office:
        file, page = await office.get(link), await office.get(paper)

    assert file.content.startswith(b"%PDF")
    assert (page.status_code, "申报汇总表</h1>" in page.text) == (200, True)


@pytest.mark.parametrize("part", [Part.LEAD, Part.MEMBER, Part.AUDITOR, Part.ARCHIVIST])
async def test_working_papers_are_the_offices_alone(
    app: FastAPI, cast: Cast, made: str, part: Part
) -> None:
    link = re.findall(r'href="(/steps/2\.2/papers/\d+/[^"]+\.pdf)"', made)[0]
    paper = re.findall(r'href="(/papers/\d+)" lang', made)[0]
    async with browser_of(app, cast.accounts[part]) as client:
        pages = [await client.get(path) for path in (link, paper, PATH)]
        lists = [(await client.get(path)).text for path in ("/papers", "/steps/2.2")]

    assert [reply.status_code for reply in pages] == [404, 404, 403]
    assert [NAME in text for text in lists] == [False, False]
    assert "领导小组成员调整通知" in lists[0]


async def test_the_casebook_is_read_by_whoever_reads_papers(app: FastAPI, cast: Cast) -> None:
    async with browser_of(app, cast.accounts[Part.OFFICE]) as office:
        await office.post(PATH, data={"kind": "casebook"})
    async with browser_of(app, cast.accounts[Part.LEAD]) as lead:
        papers = await lead.get("/papers")

    assert "先进事迹汇编" in papers.text


async def test_an_unknown_kind_is_named_and_nobody_but_the_office_makes_one(
    app: FastAPI, cast: Cast, house: House
) -> None:
    async with browser_of(app, cast.accounts[Part.OFFICE]) as office:
        reply = await office.post(PATH, data={"kind": "nonsense"})
    async with browser_of(app, cast.accounts[Part.LEAD]) as lead:
        foreign = await lead.post(PATH, data={"kind": REGISTER})

    assert (reply.status_code, "没有“nonsense”这种材料" in reply.text) == (404, True)
    assert (foreign.status_code, count(house)) == (403, 0)


async def test_all_are_made_at_once_each_kind_that_has_rows(
    app: FastAPI, cast: Cast, made: str
) -> None:
    async with browser_of(app, cast.accounts[Part.OFFICE]) as office:
        page = text_of((await office.post(PATH)).text)
        again = text_of((await office.post(PATH)).text)

    assert made
    (new, same), (none, all_) = (
        re.findall(r"新形成 (\d+) 件，没有变化 (\d+) 件", text)[0] for text in (page, again)
    )
    assert (none, int(all_)) == ("0", int(new) + int(same))
    assert int(same) == 4
    assert "年度总结会议通知 对外 3.2 没有形成过" in page
    assert "上报情况报告" not in page.split("还没有数据，没有形成：")[1].split("评选材料")[0]
    assert "尚未排印" not in page


async def test_a_paper_that_cannot_be_printed_is_told_and_keeps_no_other_from_its_files(
    app: FastAPI, cast: Cast, house: House, made: str
) -> None:
    """The circular waits to be printed with a seal whose picture is not there."""
    assert made
    with house.acting("测试") as ctx:
        reporting.circulate(ctx, 1, "3.3")
    house.settings.seal = house.settings.home / "没有.png"
    async with browser_of(app, cast.accounts[Part.OFFICE]) as office:
        stuck = await office.post(PATH, data={"kind": "delivery-register"})
        house.settings.seal = None
        freed = await office.post(PATH, data={"kind": "delivery-register"})

    assert (stuck.status_code, freed.status_code) == (422, 200)
    assert "PINGXUAN_SEAL=" in stuck.text
    assert "尚未排印" not in stuck.text + freed.text
    assert "新形成 1 件" in stuck.text
    assert "没有变化 1 件" in freed.text


async def test_who_of_the_office_still_has_to_score_sees_no_working_paper_before(
    app: FastAPI, cast: Cast, house: House, made: str
) -> None:
    paper, file = (
        re.findall(r'href="(/papers/\d+)" lang', made)[0],
        re.findall(r'href="(/steps/2\.2/papers/\d+/[^"]+\.pdf)"', made)[0],
    )

    async def seen() -> tuple[bool, int, int]:
        async with browser_of(app, cast.accounts[Part.OFFICE]) as office:
            listed = (await office.get("/papers")).text
            replies = [await office.get(path) for path in (paper, file)]
        return NAME in listed, replies[0].status_code, replies[1].status_code

    before = await seen()
    with house.acting("测试") as ctx:
        code = f"p-{Part.OFFICE}"
        ctx.session.add(
            Evaluator(campaign_id=1, code=code, name="测试", entered_at=ctx.now, entered_by="测试")
        )
        ctx.session.add(
            Assignment(
                campaign_id=1, component="field_research", candidate=UNIT, evaluator=code,
                how="hand", assigned_at=ctx.now, assigned_by="测试",
            )
        )  # fmt: skip
        ctx.record("evaluators.assigned", campaign=1)
    owing = await seen()
    with house.acting("测试") as ctx:
        ctx.session.execute(
            update(Assignment).where(col(Assignment.evaluator) == code).values(recused_at=ctx.now)
        )
        ctx.record("recusal.recorded", campaign=1)

    assert [before, owing, await seen()] == [(True, 200, 200), (False, 404, 404), (True, 200, 200)]
