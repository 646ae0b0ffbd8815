"""The annual summary meeting in the browser: entered once by the office, on its real day (R7)."""

from __future__ import annotations

from datetime import date

import pytest
from fastapi import FastAPI
from sqlmodel import col, select

from models import JournalEntry, Visit
from rules.access import Part
from tasks import commendation, kept_forms, papers
from tasks.context import House
from tests.support.cast import Cast, browser_of
from tests.web.test_pages import text_of

PATH = "/steps/3.2/meeting"
GOOD = {"held_on": "2021-12-16", "attended": "320", "text": "宣读通报。\r\n颁发奖牌。"}


def on_record(house: House) -> list[tuple[date | None, int, str]]:
    with house.reading() as ctx:
        found = ctx.session.exec(select(Visit).where(col(Visit.kind) == commendation.MEETING))
        return [(one.held_on, one.attended, one.record) for one in found]


async def test_the_meeting_is_entered_and_stands_on_its_step(
    app: FastAPI, cast: Cast, house: House
) -> None:
    async with browser_of(app, cast.accounts[Part.OFFICE]) as office:
        before = (await office.get("/steps/3.2")).text
        done = await office.post(PATH, data=GOOD, follow_redirects=True)
        again = await office.post(PATH, data=GOOD)
    async with browser_of(app, cast.accounts[Part.LEAD]) as lead:
        theirs = (await lead.get("/steps/3.2")).text
    page = text_of(done.text)

    assert "颁发奖牌" not in theirs
    assert f'href="{PATH}"' in before
    assert "还没有登记。登记之后才能印发表扬通报。" in before
    assert "总结会议已登记，可以拟表扬通报了" in page
    assert (
        "召开日期 2021-12-16 到会人数 320 会议记录 宣读通报。 颁发奖牌。 登记人 测试office" in page
    )
    assert again.status_code == 303
    assert on_record(house) == [(date(2021, 12, 16), 320, GOOD["text"])]


async def test_it_is_corrected_until_the_commendation_is_issued(
    app: FastAPI, cast: Cast, house: House
) -> None:
    async with browser_of(app, cast.accounts[Part.OFFICE]) as office:
        await office.post(PATH, data=GOOD)
        form = (await office.get(PATH)).text
        mended = await office.post(PATH, data={**GOOD, "attended": "318"})
        with house.acting("测试") as ctx:
            papers.issue(ctx, 1, "3.2", papers.Content(commendation.CIRCULAR, "表扬通报", {}, []))
        fixed = (await office.get(PATH)).text
        late = await office.post(PATH, data=GOOD)

    assert 'name="attended" type="text" value="320"' in form
    assert (mended.status_code, late.status_code) == (303, 422)
    assert "<form method" not in fixed.split("<main")[1]
    assert "表扬通报已经印发，总结会议的登记不再更改" in late.text
    assert on_record(house) == [(date(2021, 12, 16), 318, GOOD["text"])]
    with house.reading() as ctx:
        acts = select(JournalEntry.what).where(col(JournalEntry.what).startswith("meeting."))
        assert ctx.session.exec(acts).all() == ["meeting.held", "meeting.corrected"]


@pytest.mark.parametrize(
    ("typed", "reasons"),
    [
        ({}, ["请填写召开日期，例如 2022-01-14", "请填写到会人数", "请写明会议记录"]),
        ({**GOOD, "attended": "三百"}, ["请填写到会人数"]),
        ({**GOOD, "held_on": "2021-12-18"}, ["日期2021-12-18还没有到（今天是2021-12-17）"]),
    ],
)
async def test_what_is_missing_is_told_at_once_and_stays_in_the_form(
    app: FastAPI, cast: Cast, house: House, typed: dict[str, str], reasons: list[str]
) -> None:
    async with browser_of(app, cast.accounts[Part.OFFICE]) as office:
        reply = await office.post(PATH, data=typed)

    assert reply.status_code == 422
    assert [reason for reason in reasons if reason not in reply.text] == []
    assert f'name="attended" type="text" value="{typed.get("attended", "")}"' in reply.text
    assert on_record(house) == []


async def test_a_number_of_full_width_is_one(app: FastAPI, cast: Cast, house: House) -> None:
    async with browser_of(app, cast.accounts[Part.OFFICE]) as office:
        done = await office.post(PATH, data={**GOOD, "attended": "３２０"})

    assert (done.status_code, on_record(house)[0][1]) == (303, 320)


async def test_what_was_put_aside_stands_in_the_form_until_it_is_sent(
    app: FastAPI, cast: Cast, house: House
) -> None:
    async with browser_of(app, cast.accounts[Part.OFFICE]) as office:
        await office.post("/kept", data={"path": PATH, "text": "写了一半", "held_on": "x" * 99})
        opened = await office.get(PATH)
        await office.post(PATH, data=GOOD)
        after = await office.get(PATH)

    assert "写了一半</textarea>" in opened.text
    assert "写了一半" not in after.text
    with house.reading() as ctx:
        assert kept_forms.kept(ctx, cast.accounts[Part.OFFICE], PATH) is None


async def test_no_other_step_and_nobody_but_the_office_takes_a_meeting(
    app: FastAPI, cast: Cast, house: House
) -> None:
    async with browser_of(app, cast.accounts[Part.OFFICE]) as office:
        other = [
            await office.get("/steps/2.2/meeting"),
            await office.post("/steps/2.2/meeting", data=GOOD),
        ]
        step = await office.get("/steps/2.2")
    async with browser_of(app, cast.accounts[Part.LEAD]) as lead:
        foreign = [await lead.get(PATH), await lead.post(PATH, data=GOOD)]
        seen = await lead.get("/steps/3.2")

    assert [reply.status_code for reply in (*other, *foreign)] == [404, 404, 403, 403]
    assert "年度总结会议" not in step.text
    assert "登记总结会议" not in seen.text
    assert on_record(house) == []
