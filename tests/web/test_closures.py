"""The calendar by browser: a closure is previewed, entered, decided on; a later year is uploaded."""

from __future__ import annotations

import json
import re
from datetime import date

import httpx
import pytest
from sqlmodel import col, func, select

from models import CalendarYear, Closure, Obligation
from rules.states import OWED
from tasks.context import House
from tests.web.test_pages import text_of

SNOW = {"first": "2021-12-20", "last": "2021-12-21", "reason": "大雪"}
FRIDAY = {"first": "2021-12-17", "last": "", "reason": "大雪"}
YEAR = {
    "year": 2030,
    "papers": ["https://example.test"],
    "days": [{"name": "元旦", "date": "2030-01-01", "isOffDay": True}],
}


def closed_days(house: House) -> list[date]:
    with house.reading() as ctx:
        return list(ctx.session.exec(select(col(Closure.day)).order_by(col(Closure.day))))


def owed_on(house: House, day: date) -> int:
    with house.reading() as ctx:
        return ctx.session.exec(
            select(func.count())
            .select_from(Obligation)
            .where(col(Obligation.due_on) == day, col(Obligation.state).in_(OWED))
        ).one()


async def test_the_month_shows_rest_make_up_days_and_what_is_due(
    house: House, office: httpx.AsyncClient
) -> None:
    december = (await office.get("/closures")).text
    september = text_of((await office.get("/closures?month=2021-09")).text)

    owed = owed_on(house, date(2021, 12, 17))
    assert re.search(rf'aria-current="date"><span class="date">17</span>.*?到期 {owed}<', december)
    assert len(re.findall(r'<td class="is-resting', december)) == 8 + 2
    assert "中秋" in september
    assert "调休" in september


async def test_a_closure_is_previewed_with_the_deadlines_it_hits_before_it_is_entered(
    house: House, office: httpx.AsyncClient
) -> None:
    seen = await office.post("/closures", data={**FRIDAY, "act": "preview"})
    nothing = closed_days(house)
    entered = await office.post("/closures", data={**FRIDAY, "act": "confirm"})
    page = text_of((await office.get("/closures")).text)

    assert "报送申报材料" in seen.text
    assert 'value="大雪"' in seen.text
    assert (nothing, closed_days(house)) == ([], [date(2021, 12, 17)])
    assert entered.headers["location"] == "/closures?month=2021-12"
    assert re.search("待决定的截止时间 2.2 报送申报材料.*2021-12-20", page)


async def test_what_it_hits_is_moved_in_one_act_by_somebody_s_word(
    house: House, office: httpx.AsyncClient
) -> None:
    await office.post("/closures", data={**FRIDAY, "act": "confirm"})
    owed = owed_on(house, date(2021, 12, 17))
    without = await office.post("/closures/accept", data={"reason": "大雪", "ordered_by": ""})
    done = await office.post("/closures/accept", data={"reason": "大雪", "ordered_by": "主任"})

    assert (without.status_code, done.status_code) == (422, 303)
    assert 'value="大雪"' in without.text
    assert (owed_on(house, date(2021, 12, 17)), owed_on(house, date(2021, 12, 20))) == (0, owed)


async def test_a_closure_is_taken_back(house: House, office: httpx.AsyncClient) -> None:
    await office.post("/closures", data={**SNOW, "act": "confirm"})
    await office.post("/closures", data={**SNOW, "act": "cancel"})

    assert closed_days(house) == []


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ({**SNOW, "first": "Montag"}, 'href="#first"'),
        ({**SNOW, "reason": ""}, "请写明停工的原因"),
        ({**SNOW, "last": "2021-12-01"}, "早于开始日"),
    ],
)
async def test_a_closure_that_cannot_be_meant_is_refused_and_kept_in_the_form(
    house: House, office: httpx.AsyncClient, typed: dict[str, str], reason: str
) -> None:
    reply = await office.post("/closures", data={**typed, "act": "confirm"})

    assert reply.status_code == 422
    assert reason in reply.text
    assert f'value="{typed["first"]}"' in reply.text
    assert closed_days(house) == []


@pytest.mark.parametrize("month", ["9999-12", "0001-01"])
async def test_a_month_out_of_all_reason_shows_todays(
    office: httpx.AsyncClient, month: str
) -> None:
    page = await office.get("/closures", params={"month": month})
    mistyped = await office.post("/closures", data={"first": f"{month}-01", "reason": "大雪"})

    assert (page.status_code, mistyped.status_code) == (200, 422)
    assert '<span class="hint">2021-12</span>' in page.text


async def test_a_later_year_is_read_first_and_counts_once_it_is_confirmed(
    house: House, office: httpx.AsyncClient
) -> None:
    content = json.dumps(YEAR).encode()
    sent = await office.post("/closures/calendar/upload", files={"file": ("2030.json", content)})
    tried = await office.get(sent.headers["location"])
    with house.reading() as ctx:
        before = ctx.session.exec(select(CalendarYear.year)).all()
    done = await office.post(sent.headers["location"])
    bad = await office.post("/closures/calendar/upload", files={"file": ("2030.json", b"{")})

    assert re.search("年份 2030 放假天数 1", text_of(tried.text))
    assert before == []
    assert done.headers["location"] == "/closures?month=2030-01"
    with house.reading() as ctx:
        assert ctx.session.exec(select(CalendarYear.year)).all() == [2030]
    assert bad.status_code == 422
    assert "不是有效的 JSON" in bad.text
