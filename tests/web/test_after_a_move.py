"""From one act: corrected messages, whom to call, a text for the chat group; calls by one click."""

from __future__ import annotations

from io import BytesIO

import httpx
from openpyxl import load_workbook
from sqlmodel import col, select

from models import Address, Call, DeadlineChange, Holding, JournalEntry, Person, Post, Unit
from rules.definition import Role
from tasks.context import House
from tests.support.cast import SINCE
from tests.support.seed import FRIDAY
from tests.web.test_pages import text_of

FORM = "/steps/2.2/duties/apply/deadline"
ORDER = {
    "due_on": "2021-12-24", "scope": "unit", "unit": "u00002", "reason": "系统故障",
    "ordered_by": "办公室主任", "act": "confirm",
}  # fmt: skip
NUMBER = "13800001234"


def with_contact(house: House, code: str = "u00002") -> None:
    with house.acting("测试", now=FRIDAY) as ctx:
        unit = ctx.session.exec(select(Unit.id).where(col(Unit.code) == code)).one()
        person = Person(code="p1", name="测试甲")
        post = Post(unit_id=unit or 0, role=Role.CONTACT, title="联系人")
        ctx.session.add_all([person, post])
        ctx.session.flush()
        ctx.session.add(Holding(post_id=post.id or 0, person_id=person.id or 0, since=SINCE))
        ctx.session.add(Address(person_id=person.id or 0, channel="sms_http", value=NUMBER))
        ctx.record("roster.imported", "x", campaign=1)


async def test_a_unit_is_extended_from_its_page_and_the_outcome_shows_all_that_follows(
    house: House, office: httpx.AsyncClient
) -> None:
    with_contact(house)
    unit = await office.get("/units/u00002")
    form = await office.get(f"{FORM}?unit=u00002")
    moved = await office.post(FORM, data=ORDER)
    shown = text_of((await office.get(moved.headers["location"])).text)

    assert f'href="{FORM}?unit=u00002"' in unit.text
    assert 'value="u00002"' in form.text
    for fact in (
        "新的截止日 2021-12-24",
        "系统故障 办公室主任 已发出 1",
        "报送申报材料的截止时间由2021年12月17日 24:00改为2021年12月24日 24:00",
        "涉及 1 个单位：竹山市2号",
        "测试甲 联系人 138****1234",
    ):
        assert fact in shown
    assert NUMBER not in shown


async def test_a_deadline_that_never_moved_says_so(office: httpx.AsyncClient) -> None:
    assert "没有调整过" in (await office.get(f"{FORM}/moves")).text


async def test_telephone_numbers_are_shown_for_a_reason_that_is_logged(
    house: House, office: httpx.AsyncClient
) -> None:
    with_contact(house)
    masked = await office.get("/telephone")
    refused = await office.post("/telephone/numbers", data={"reason": " "})
    shown = await office.post("/telephone/numbers", data={"reason": "逐个催办"})
    book = await office.post("/telephone/numbers", data={"reason": "打印", "act": "workbook"})

    assert (NUMBER in masked.text, NUMBER in refused.text, NUMBER in shown.text) == (
        False, False, True,
    )  # fmt: skip
    assert refused.status_code == 422
    sheet = load_workbook(BytesIO(book.content)).active
    assert sheet is not None
    assert NUMBER in {str(cell.value) for row in sheet.iter_rows() for cell in row}
    with house.reading() as ctx:
        why = ctx.session.exec(
            select(JournalEntry.why).where(col(JournalEntry.what) == "phone_list.revealed")
        ).all()
    assert why == ["逐个催办", "打印"]


async def test_the_outcome_of_a_call_is_entered_with_one_click(
    house: House, office: httpx.AsyncClient
) -> None:
    with_contact(house)
    reply = await office.post("/telephone/u00002/calls", data={"outcome": "no_answer"})
    unknown = await office.post("/telephone/none/calls", data={"outcome": "reached"})
    wrong = await office.post("/telephone/u00002/calls", data={"outcome": "perhaps"})

    assert (reply.status_code, unknown.status_code, wrong.status_code) == (303, 404, 422)
    with house.reading() as ctx:
        assert ctx.session.exec(select(Call.outcome)).all() == ["no_answer"]
        assert ctx.session.exec(select(DeadlineChange)).all() == []
    assert "无人接听" in text_of((await office.get("/telephone")).text)
