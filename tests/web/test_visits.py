"""Visits and symposia on the office's pages: planned, recorded on their real day, refused with all reasons."""

from __future__ import annotations

import re
from datetime import date

import pytest
from fastapi import FastAPI
from sqlmodel import col, select

from models import Unit, Visit
from rules.access import Part
from tasks import commendation, visits
from tasks.context import House
from tasks.errors import NotFound
from tests.support.cast import UNIT, Cast, browser_of
from tests.support.visitors import reasons_in
from tests.web.test_pages import text_of
from web.forms import CHANGED

PLANNED = {"kind": "symposium", "title": "听取意见", "planned_on": "2021-12-20", "unit": UNIT}
HELD = {"held_on": "2021-12-16", "text": "听取介绍，察看现场", "attended": "9"}
VISIT = "/visits/1"
"""The one of the cast, that nobody has held yet."""


def hidden_in(page: str) -> dict[str, str]:
    """What the form carries along of what stood when it was shown."""
    return dict(re.findall(r'type="hidden" name="(seen)" value="([^"]+)"', page))


def kept(house: House) -> list[tuple[object, ...]]:
    with house.reading() as ctx:
        rows = ctx.session.exec(select(Visit).order_by(col(Visit.id))).all()
    return [(v.kind, v.title, v.planned_on, v.held_on, v.record, v.attended) for v in rows]


OF_THE_CAST = ("visit", "交流做法", date(2021, 1, 1), None, "", 0)


async def test_what_is_planned_is_listed_with_its_unit_until_it_was_held(
    app: FastAPI, cast: Cast, house: House
) -> None:
    async with browser_of(app, cast.accounts[Part.OFFICE]) as office:
        done = await office.post("/visits/new", data=PLANNED)
        listed = await office.get(done.headers["location"])
        await office.post("/visits/new", data={**PLANNED, "unit": ""})

    assert (done.status_code, "已列入计划。" in listed.text) == (303, True)
    with house.reading() as ctx:
        name = ctx.session.exec(select(Unit.name).where(col(Unit.code) == UNIT)).one()
    assert listed.text.count(f"<td>{name}</td>") == 2
    second = ("symposium", "听取意见", date(2021, 12, 20), None, "", 0)
    assert kept(house) == [OF_THE_CAST, second, second]


async def test_a_record_is_entered_on_its_real_day_and_can_be_corrected(
    app: FastAPI, cast: Cast, house: House
) -> None:
    async with browser_of(app, cast.accounts[Part.OFFICE]) as office:
        form = await office.get(VISIT)
        done = await office.post(VISIT, data=HELD)
        listed = await office.get(done.headers["location"])
        again = await office.get(VISIT)
        corrected = await office.post(VISIT, data={**HELD, "attended": ""})

    assert "交流做法" in form.text
    assert (done.status_code, "记录已登记。" in listed.text) == (303, True)
    assert "听取介绍，察看现场</textarea>" in again.text
    assert corrected.status_code == 303
    recorded = (*OF_THE_CAST[:3], date(2021, 12, 16), "听取介绍，察看现场", 0)
    assert kept(house) == [recorded]


async def test_the_summary_meeting_is_none_of_them_and_stays_as_it_was_entered(
    app: FastAPI, cast: Cast, house: House
) -> None:
    meeting = {"held_on": "2021-12-16", "attended": "320", "text": "宣读通报"}
    async with browser_of(app, cast.accounts[Part.OFFICE]) as office:
        await office.post("/steps/3.2/meeting", data=meeting)
        listed = await office.get("/visits")
        book = await office.get("/visits?format=xlsx")
        its_own = [await office.get("/visits/2"), await office.post("/visits/2", data=HELD)]
    with pytest.raises(NotFound), house.acting("命令行") as ctx:
        visits.record(ctx, 2, held_on=date(2021, 12, 16), text="另一份记录")

    assert [page.status_code for page in (listed, book, *its_own)] == [200, 200, 404, 404]
    assert ("交流做法" in listed.text, "年度总结会议" in listed.text) == (True, False)
    summary = date(2021, 12, 16)
    assert kept(house) == [
        OF_THE_CAST, ("summary", "年度总结会议", summary, summary, "宣读通报", 320),
    ]  # fmt: skip


async def test_who_corrects_an_older_page_is_shown_what_stands_first(
    app: FastAPI, cast: Cast, house: House
) -> None:
    async with browser_of(app, cast.accounts[Part.OFFICE]) as office:
        older = hidden_in((await office.get(VISIT)).text)
        await office.post(VISIT, data={**HELD, **older})
        refused = await office.post(VISIT, data={**HELD, **older, "text": "另一人的记录"})
        between = kept(house)
        again = hidden_in(refused.text)
        done = await office.post(VISIT, data={**HELD, **again, "text": "另一人的记录"})

    assert (refused.status_code, reasons_in(refused.text)) == (422, [CHANGED])
    assert "现有记录： 2021-12-16 听取介绍，察看现场 参加人数 9" in text_of(refused.text)
    assert "另一人的记录</textarea>" in refused.text
    assert (between[0][4], done.status_code, kept(house)[0][4]) == (
        HELD["text"], 303, "另一人的记录",
    )  # fmt: skip


async def test_everything_that_is_missing_or_wrong_is_told_at_once_and_stays_typed(
    app: FastAPI, cast: Cast, house: House
) -> None:
    unknown = {**PLANNED, "kind": "trip", "title": " ", "unit": "u99999"}
    async with browser_of(app, cast.accounts[Part.OFFICE]) as office:
        empty = await office.post("/visits/new")
        wrong = await office.post("/visits/new", data=unknown)
        nothing = await office.post(VISIT, data={"held_on": "昨天", "attended": "几个"})
        crowd = await office.post(VISIT, data={**HELD, "attended": "9999999999"})
        early = await office.post(VISIT, data={**HELD, "held_on": "2021-12-30", "text": ""})
        nowhere = await office.get("/visits/99")
        neither = await office.post("/visits/99", data=HELD)

    told = [empty, wrong, nothing, crowd, early]
    assert [page.status_code for page in told] == [422] * 5
    assert [reasons_in(page.text) for page in told] == [
        ["请填写日期，例如 2021-09-07", "请选择类别", "请填写主题"],
        ["没有“trip”这种活动：visit、symposium、meeting", "请填写主题", "名册里没有代码为“u99999”的单位"],
        ["请填写日期，例如 2021-09-07", "参加人数请填数字，不清楚的不填", "请写明记录内容"],
        ["参加人数请填数字，不清楚的不填"],
        ["日期2021-12-30还没有到（今天是2021-12-17），请填实际发生的日期", "请写明记录内容"],
    ]  # fmt: skip
    assert ['value="u99999"' in wrong.text, 'value="几个"' in nothing.text] == [True, True]
    assert (nowhere.status_code, neither.status_code) == (404, 404)
    assert kept(house) == [OF_THE_CAST]


async def test_nobody_but_the_office_sees_them(app: FastAPI, cast: Cast) -> None:
    async with browser_of(app, cast.accounts[Part.CONTACT]) as contact:
        shut = [await contact.get("/visits"), await contact.post(VISIT, data=HELD)]

    assert [page.status_code for page in shut] == [403, 403]


async def test_codes_and_numbers_of_full_width_are_read_as_what_they_mean(
    app: FastAPI, cast: Cast, house: House
) -> None:
    wide = UNIT.translate({ord(sign): ord(sign) + 0xFEE0 for sign in UNIT})
    async with browser_of(app, cast.accounts[Part.OFFICE]) as office:
        told = {**PLANNED, "unit": f"\u3000{wide}", "planned_on": "２０２１－１２－２０"}
        done = await office.post("/visits/new", data=told)
        await office.post(VISIT, data={**HELD, "attended": "１２"})

    assert (done.status_code, [row[5] for row in kept(house)]) == (303, [12, 0])


async def test_the_summary_meeting_is_no_visit(app: FastAPI, cast: Cast, house: House) -> None:
    with house.acting("测试") as ctx:
        commendation.record_meeting(
            ctx, 1, held_on=date(2021, 12, 16), attended=320, text="宣读通报"
        )
    rows = kept(house)
    async with browser_of(app, cast.accounts[Part.OFFICE]) as office:
        listed = await office.get("/visits")
        form = await office.get("/visits/2")
        overwritten = await office.post("/visits/2", data=HELD)

    assert (listed.status_code, form.status_code, overwritten.status_code) == (200, 404, 404)
    assert "年度总结会议" not in listed.text
    assert kept(house) == rows


async def test_what_will_not_be_held_is_taken_off_the_plan_with_its_reason(
    app: FastAPI, cast: Cast, house: House
) -> None:
    async with browser_of(app, cast.accounts[Part.OFFICE]) as office:
        offered = (await office.get("/visits")).text
        silent = await office.post(f"{VISIT}/cancel", data={"reason": " "})
        done = await office.post(
            f"{VISIT}/cancel", data={"reason": "单位撤并"}, follow_redirects=True
        )
        again = await office.post(f"{VISIT}/cancel", data={"reason": "单位撤并"})

    assert f'href="{VISIT}/cancel"' in offered
    assert (silent.status_code, "请写明取消的理由" in silent.text) == (409, True)
    assert "已从计划中取消。" in done.text
    assert (again.status_code, kept(house)) == (404, [])


async def test_what_was_held_is_corrected_and_not_cancelled(
    app: FastAPI, cast: Cast, house: House
) -> None:
    async with browser_of(app, cast.accounts[Part.OFFICE]) as office:
        await office.post(VISIT, data=HELD)
        listed = (await office.get("/visits")).text
        refused = await office.post(f"{VISIT}/cancel", data={"reason": "单位撤并"})

    assert f'href="{VISIT}/cancel"' not in listed
    assert "已经登记记录，不能取消" in refused.text
    assert len(kept(house)) == 1
