"""What a unit did on paper or by telephone, entered from its page: real day, entry, by whom, scan."""

from __future__ import annotations

from datetime import date

import httpx
import pytest
from sqlmodel import col, select

from models import JournalEntry, Obligation, PaperAct, Step, Unit
from rules.states import ObligationState, StepState
from tasks.context import House
from tests.support.seed import FRIDAY
from tests.web.test_pages import text_of

DONE = {"channel": "paper", "happened_on": "2021-12-16", "by": "联系人", "note": "书面说明不申报"}
PDF = ("说明.pdf", b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n")


def owed(house: House, duty: str = "apply", unit: str = "u00002") -> int:
    with house.reading() as ctx:
        found = ctx.session.exec(
            select(Obligation.id)
            .join(Unit, col(Unit.id) == col(Obligation.unit_id))
            .where(col(Unit.code) == unit, col(Obligation.duty) == duty)
            .order_by(col(Obligation.id))
        ).first()
    assert found is not None
    return found


def reopened(house: House, number: int, due: date) -> None:
    with house.acting("测试", now=FRIDAY) as ctx:
        row = ctx.session.get_one(Obligation, number)
        end = FRIDAY.replace(month=due.month, day=due.day, hour=23)
        row.state, row.met_at, row.due_on = ObligationState.PENDING, None, due
        row.shown_at = row.enforced_at = end
        ctx.session.get_one(Step, row.step_id).state = StepState.OPEN
        ctx.record("duties.laid_on", "x", campaign=1)


async def test_an_acknowledgement_on_paper_counts_on_its_real_day_and_keeps_its_scan(
    house: House, office: httpx.AsyncClient
) -> None:
    number = owed(house, "ack")
    reopened(house, number, date(2021, 12, 15))
    reply = await office.post(
        f"/units/u00002/duties/{number}/upload",
        data={**DONE, "happened_on": "2021-12-14", "note": "送来签收回执"},
        files={"scan": PDF},
    )
    page = await office.get(reply.headers["location"])
    scan = await office.get("/units/u00002/scans/1")
    foreign = await office.get("/units/u00004/scans/1")

    with house.reading() as ctx:
        duty = ctx.session.get_one(Obligation, number)
        entry = ctx.session.exec(select(PaperAct)).one()
        told = ctx.session.exec(
            select(JournalEntry).where(col(JournalEntry.what) == "paper_act.entered")
        ).one()
        unit = ctx.session.exec(select(Unit.name).where(col(Unit.code) == "u00002")).one()
    assert (duty.state, duty.met_by) == (ObligationState.MET, "联系人")
    assert (entry.happened_on, entry.entered_at, entry.entered_by) == (
        date(2021, 12, 14), FRIDAY, "系统管理员",
    )  # fmt: skip
    assert (told.actor, told.on_behalf_of, told.why) == ("系统管理员", unit, "送来签收回执")
    assert "已登记 编号 1" in text_of(page.text)
    assert "书面 2021-12-14 联系人 2021-12-17 10:20 系统管理员 送来签收回执" in text_of(page.text)
    assert (scan.content, foreign.status_code) == (PDF[1], 404)


async def test_what_was_really_done_after_the_end_is_late(
    house: House, office: httpx.AsyncClient
) -> None:
    number = owed(house, "ack")
    reopened(house, number, date(2021, 12, 10))
    await office.post(
        f"/units/u00002/duties/{number}/upload", data={**DONE, "channel": "telephone"}
    )

    with house.reading() as ctx:
        assert ctx.session.get_one(Obligation, number).state is ObligationState.MET_LATE


async def test_a_summary_on_paper_is_filed_and_meets_its_duty(
    house: House, office: httpx.AsyncClient
) -> None:
    number = owed(house, "summary_1")
    reopened(house, number, date(2021, 12, 17))
    without = await office.post(f"/units/u00002/duties/{number}/upload", data=DONE)
    done = await office.post(
        f"/units/u00002/duties/{number}/upload", data={**DONE, "title": "阶段总结"}
    )

    assert "请填写材料标题" in without.text
    assert done.status_code == 303
    with house.reading() as ctx:
        assert ctx.session.get_one(Obligation, number).met_how == "阶段总结"


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ({"happened_on": "gestern"}, "日期不对"),
        ({"happened_on": "2021-12-20"}, "还没有到"),
        ({"by": " "}, "请写明单位由谁办理"),
        ({"channel": "pigeon"}, "请选择是书面、电话还是代办"),
    ],
)
async def test_an_entry_that_cannot_be_meant_is_refused_and_keeps_what_was_typed(
    house: House, office: httpx.AsyncClient, typed: dict[str, str], reason: str
) -> None:
    number = owed(house)
    reply = await office.post(f"/units/u00002/duties/{number}/upload", data={**DONE, **typed})

    assert reply.status_code == 422
    assert reason in reply.text
    assert "书面说明不申报" in reply.text
    with house.reading() as ctx:
        assert ctx.session.get_one(Obligation, number).state is ObligationState.PENDING


async def test_a_scan_is_known_by_its_content_not_by_its_name(
    house: House, office: httpx.AsyncClient
) -> None:
    reply = await office.post(
        f"/units/u00002/duties/{owed(house)}/upload",
        data=DONE,
        files={"scan": ("说明.pdf", b"<script>")},
    )

    assert "这是网页或XML文件" in reply.text
    assert [*house.settings.attachments_folder.iterdir()] == []


async def test_a_unit_is_released_from_a_duty_by_somebody_s_word(
    house: House, office: httpx.AsyncClient
) -> None:
    number = owed(house, unit="u00004")
    reopened(house, number, date(2021, 12, 17))
    path = f"/units/u00004/duties/{number}/waive"
    without = await office.post(path, data={"reason": "机构合并", "ordered_by": ""})
    foreign = await office.post(path.replace("u00004", "u00002"), data={"reason": "x"})
    done = await office.post(path, data={"reason": "机构合并", "ordered_by": "办公室主任"})

    assert (without.status_code, foreign.status_code, done.status_code) == (422, 404, 303)
    assert "机构合并" in without.text
    with house.reading() as ctx:
        assert ctx.session.get_one(Obligation, number).state is ObligationState.WAIVED
