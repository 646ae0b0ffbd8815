"""The county bureau's pages and what is said of an application: opinions, rulings, returns."""

from __future__ import annotations

from datetime import date

import httpx
from fastapi import FastAPI
from sqlmodel import col, select, update

from models import Application, Filing
from rules.access import Part
from rules.states import ApplicationState
from tasks.context import House
from tests.support.cast import FOREIGN_APPLICATION, ITS_APPLICATION, UNIT, Cast, browser_of
from tests.support.december import statements

PAGE = f"/applications/{ITS_APPLICATION}"


async def test_a_bureau_sees_its_units_with_what_they_owe_and_no_other(
    app: FastAPI, cast: Cast, house: House
) -> None:
    async with browser_of(app, cast.accounts[Part.COUNTY]) as bureau:
        with statements(house) as asked:
            page = await bureau.get("/county")
        book = await bureau.get("/county?format=xlsx")

    assert (page.text.count('href="/units/u'), f'href="/units/{UNIT}"' in page.text) == (1, True)
    assert len(asked) < 25
    assert book.headers["content-type"].endswith("sheet")


async def test_a_bureau_gives_its_opinion_and_a_priority_with_its_reason(
    app: FastAPI, cast: Cast, house: House
) -> None:
    async with browser_of(app, cast.accounts[Part.COUNTY]) as bureau:
        waiting = await bureau.get("/applications?need=opinion")
        silent = await bureau.post(f"{PAGE}/opinion", data={"text": "同意", "recommend": "1"})
        told = {"text": "同意推荐", "recommend": "1", "priority": "首创一件事一次办"}
        done = await bureau.post(f"{PAGE}/opinion", data=told)
        after = await bureau.get("/applications?need=opinion")
        foreign = await bureau.post(f"/applications/{FOREIGN_APPLICATION}/opinion", data=told)

    assert [PAGE in page.text for page in (waiting, after)] == [True, False]
    assert [r.status_code for r in (silent, done, foreign)] == [422, 303, 404]
    assert 'href="#priority"' in silent.text
    with house.reading() as ctx:
        row = ctx.session.exec(
            select(Application.opinion, Application.priority).where(
                col(Application.number) == ITS_APPLICATION
            )
        ).one()
    assert tuple(row) == ("同意推荐", "首创一件事一次办")


async def test_a_bureau_forwards_a_case_of_its_unit_with_the_material(
    app: FastAPI, cast: Cast, house: House
) -> None:
    told = {"about": UNIT, "title": "一窗通办", "happened_on": "2021-12-16", "link": ""}
    async with browser_of(app, cast.accounts[Part.COUNTY]) as bureau:
        silent = await bureau.post("/county/cases/upload", data={**told, "title": ""})
        files = {"file": ("案例.txt", "内容".encode())}
        done = await bureau.post("/county/cases/upload", data=told, files=files)
        listed = await bureau.get("/county/cases")

    assert (silent.status_code, done.status_code) == (422, 303)
    assert "一窗通办" in listed.text
    with house.reading() as ctx:
        row = ctx.session.exec(select(Filing).where(col(Filing.kind) == "case")).one()
    assert (row.happened_on, row.detail["about"], row.detail["file_name"]) == (
        date(2021, 12, 16), UNIT, "案例.txt",
    )  # fmt: skip


async def test_the_office_rules_on_an_open_point_and_returns_what_lacks_something(
    app: FastAPI, cast: Cast, house: House
) -> None:
    with house.acting("测试") as ctx:
        ctx.session.execute(
            update(Application)
            .where(col(Application.number) == ITS_APPLICATION)
            .values(state=ApplicationState.SUBMITTED)
        )
    async with browser_of(app, cast.accounts[Part.OFFICE]) as office:
        closed = await office.post(
            f"{PAGE}/ruling",
            data={"rule": "R99", "accepted": "yes", "reason": "经核实", "ordered_by": "主任"},
        )
        empty = await office.post(f"{PAGE}/return", data={"corrections": "", "due_on": ""})
        done = await office.post(
            f"{PAGE}/return", data={"corrections": "缺佐证\n缺盖章", "due_on": "2021-12-20"}
        )

    assert [r.status_code for r in (closed, empty, done)] == [422, 422, 303]
    assert "待裁定" in closed.text
    with house.reading() as ctx:
        why = ctx.session.exec(
            select(Application.returned_for).where(col(Application.number) == ITS_APPLICATION)
        ).one()
    assert why == "缺佐证；缺盖章"


async def test_the_list_is_sorted_filtered_and_taken_along(app: FastAPI, cast: Cast) -> None:
    async with browser_of(app, cast.accounts[Part.OFFICE]) as office:
        every = await office.get("/applications?sort=number&down=1")
        few = await office.get("/applications?honour=window_star&state=eligible&kind=window")
        book = await office.get("/applications?format=xlsx")
        ranking = await office.get("/rankings")

    assert every.text.index("/applications/00005") < every.text.index("/applications/00000")
    assert "/applications/00000" not in few.text
    assert httpx.codes.OK == book.status_code == ranking.status_code
