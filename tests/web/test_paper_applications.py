"""An application that came on paper: the unit's form, the day it came in, who entered it, its scan."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date

import httpx
import pytest
from fastapi import FastAPI
from sqlmodel import col, select

from models import Application, Attachment, JournalEntry, Obligation, PaperAct, Step, Unit
from rules.access import Part
from rules.states import ApplicationState, ObligationState, StepState
from tasks import applications
from tasks.context import House
from tests.support.cast import FOREIGN_UNIT, UNIT, Cast, browser_of
from tests.support.seed import FRIDAY
from tests.web.test_pages import text_of

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
SCAN = {"scan": ("申报材料.pdf", PDF, "application/pdf")}
PROJECT = {
    "project": "一件事一次办专窗", "started_on": "2020-08-03", "in_use_on": "2021-05-20",
    "leading": "yes", "deeds": "设立专窗，材料减半。",
}  # fmt: skip
ARRIVED = {"happened_on": "2021-12-14", "by": "联系人", "note": "与原件核对一致"}
PLACE = f"/units/{UNIT}/apply/standard_bearer/upload"


@pytest.fixture
async def clerk(app: FastAPI, cast: Cast, house: House) -> AsyncIterator[httpx.AsyncClient]:
    """The office on Friday, two days after the end by which units were to apply."""
    with house.acting("测试", now=FRIDAY) as ctx:
        row = apply_duty(house)
        owed = ctx.session.get_one(Obligation, row)
        owed.state, owed.met_at = ObligationState.PENDING, None
        owed.shown_at = owed.enforced_at = FRIDAY.replace(day=15, hour=23)
        step = ctx.session.get_one(Step, owed.step_id)
        step.state, step.opened_at = StepState.OPEN, FRIDAY.replace(day=1)
    async with browser_of(app, cast.accounts[Part.OFFICE]) as client:
        yield client


def apply_duty(house: House) -> int:
    with house.reading() as ctx:
        found = ctx.session.exec(
            select(Obligation.id)
            .join(Unit, col(Unit.id) == col(Obligation.unit_id))
            .where(
                col(Unit.code) == UNIT,
                col(Obligation.duty) == "apply",
                col(Obligation.subject) == "",
            )
        ).one()
    return found or 0


def entered(house: House) -> Application:
    with house.reading() as ctx:
        return ctx.session.exec(
            select(Application).where(col(Application.candidate) == PROJECT["project"])
        ).one()


async def test_it_counts_from_the_day_it_came_in_and_says_who_entered_it_for_whom(
    clerk: httpx.AsyncClient, app: FastAPI, cast: Cast, house: House
) -> None:
    form = await clerk.get(PLACE.removesuffix("/upload"))
    done = await clerk.post(PLACE, data={**PROJECT, **ARRIVED}, files=SCAN)
    again = await clerk.post(PLACE, data={**PROJECT, **ARRIVED}, files=SCAN)
    page = text_of((await clerk.get(done.headers["location"])).text)
    row = entered(house)
    with house.reading() as ctx:
        act = ctx.session.exec(select(PaperAct).where(col(PaperAct.application_id) == row.id)).one()
        file = ctx.session.exec(
            select(Attachment).where(
                col(Attachment.owner_kind) == "application", col(Attachment.owner_id) == row.id
            )
        ).one()
        told = ctx.session.exec(
            select(JournalEntry).where(col(JournalEntry.what) == "paper_act.entered")
        ).one()
        owed = ctx.session.get_one(Obligation, apply_duty(house))
        unit = ctx.session.exec(select(Unit.name).where(col(Unit.code) == UNIT)).one()
    scan = await clerk.get(f"/applications/{row.number}/evidence/{file.id}")
    async with browser_of(app, cast.accounts[Part.CONTACT]) as contact:
        desk = text_of((await contact.get(f"/my/{UNIT}")).text)
        theirs = text_of((await contact.get(f"/my/{UNIT}/applications/{row.number}")).text)
        own_scan = await contact.get(f"/my/{UNIT}/applications/{row.number}/evidence/{file.id}")

    assert "照书面材料填写" in form.text
    assert (done.status_code, again.status_code) == (303, 422)
    assert (row.state, row.applied_on, owed.state) == (
        ApplicationState.SUBMITTED, date(2021, 12, 14), ObligationState.MET,
    )  # fmt: skip
    assert (act.channel, act.happened_on, act.entered_at, act.entered_by, act.by) == (
        "paper", date(2021, 12, 14), FRIDAY, "测试office", "联系人",
    )  # fmt: skip
    assert (told.actor, told.on_behalf_of, told.why) == ("测试office", unit, "与原件核对一致")
    assert "书面申报已登记" in page
    assert "书面送交，2021-12-14 收到（联系人）" in page
    assert "测试office 于 2021-12-17 10:20 代为登记" in theirs
    assert "设立专窗，材料减半。" in theirs
    assert row.number in desk
    assert (scan.content, own_scan.content) == (PDF, PDF)
    assert scan.headers["content-disposition"].startswith("attachment")


async def test_what_came_in_after_the_end_is_refused_and_keeps_what_was_typed(
    clerk: httpx.AsyncClient,
) -> None:
    late = await clerk.post(
        PLACE, data={**PROJECT, **ARRIVED, "happened_on": "2021-12-16"}, files=SCAN
    )
    early = await clerk.post(
        PLACE, data={**PROJECT, **ARRIVED, "happened_on": "2021-11-30"}, files=SCAN
    )
    to_come = await clerk.post(
        PLACE, data={**PROJECT, **ARRIVED, "happened_on": "2021-12-20"}, files=SCAN
    )
    empty = await clerk.post(PLACE, data={"deeds": "设立专窗"})

    assert (late.status_code, "已经截止" in late.text) == (422, True)
    assert "早于申报开始之日" in early.text
    assert "还没有到" in to_come.text
    assert "设立专窗，材料减半。" in late.text
    for reason in ("请填写：项目名称", "请填写收到日期", "由谁送来", "请附上书面申报材料的扫描件"):
        assert reason in empty.text


async def test_a_correction_on_paper_mends_the_returned_application_under_its_number(
    clerk: httpx.AsyncClient, house: House
) -> None:
    await clerk.post(PLACE, data={**PROJECT, **ARRIVED}, files=SCAN)
    number = entered(house).number
    with house.acting("办公室", now=FRIDAY) as ctx:
        applications.return_for_correction(
            ctx, 1, number, corrections=["请补充佐证"], due_on=date(2021, 12, 17)
        )
    offered = await clerk.get(f"/units/{UNIT}/apply")
    form = await clerk.get(f"{PLACE.removesuffix('/upload')}?corrects={number}")
    mended = {**PROJECT, **ARRIVED, "deeds": "材料减半，见附件。", "corrects": number}
    done = await clerk.post(PLACE, data={**mended, "happened_on": "2021-12-17"}, files=SCAN)
    unknown = await clerk.get(f"{PLACE.removesuffix('/upload')}?corrects={number}")

    row = entered(house)
    assert f"corrects={number}" in offered.text
    assert "一件事一次办专窗" in form.text
    assert (done.status_code, unknown.status_code) == (303, 404)
    assert (row.number, row.state, row.version) == (number, ApplicationState.RESUBMITTED, 2)
    with house.reading() as ctx:
        acts = ctx.session.exec(
            select(PaperAct).where(col(PaperAct.application_id) == row.id)
        ).all()
        states = {ctx.session.get_one(Obligation, act.obligation_id).state for act in acts}
    assert (len(acts), states) == (2, {ObligationState.MET})


async def test_the_rules_judge_while_the_office_types_and_a_foreign_honour_is_unknown(
    clerk: httpx.AsyncClient, house: House
) -> None:
    before = len(everything(house))
    good = await clerk.post(f"{PLACE}/verdict", data={**PROJECT, **ARRIVED})
    bad = await clerk.post(f"{PLACE}/verdict", data={**PROJECT, "started_on": "2019-01-03"})
    unknown = await clerk.get(f"/units/{FOREIGN_UNIT}/apply/no_such_honour")

    assert "符合全部条件" in good.text
    assert "不符合" in bad.text
    assert unknown.status_code == 404
    assert len(everything(house)) == before


def everything(house: House) -> list[Application]:
    with house.reading() as ctx:
        return list(ctx.session.exec(select(Application)).all())
