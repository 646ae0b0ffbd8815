"""The office's desk by browser: same-day tasks, papers of a step, groups and who keeps others waiting."""

from __future__ import annotations

import hashlib
import re

import httpx
from sqlmodel import col, select, update

from models import Account, Appointment, Obligation, OfficeTask, Paper, PlannedRun, Step
from rules.access import Part
from rules.states import ObligationState, PaperState, RunState
from tasks.context import House
from tasks.paper_files import papers_folder, write_file
from tests.support.seed import FRIDAY
from tests.web.test_pages import text_of


async def test_a_task_is_done_with_what_was_done_and_leaves_the_morning_page(
    house: House, office: httpx.AsyncClient
) -> None:
    without = await office.post("/tasks/1", data={"outcome": " "})
    with_it = await office.post("/tasks/1", data={"outcome": "已电话核实，邮箱改正"})

    assert (without.status_code, with_it.status_code) == (422, 303)
    assert 'href="#outcome"' in without.text
    with house.reading() as ctx:
        assert ctx.session.get_one(OfficeTask, 1).outcome == "已电话核实，邮箱改正"
    assert "没有待办" in (await office.get("/")).text
    assert "已电话核实" in (await office.get("/tasks?done=1")).text


async def test_the_tasks_are_taken_along_as_a_workbook(office: httpx.AsyncClient) -> None:
    reply = await office.get("/tasks?format=xlsx")

    assert reply.headers["content-type"].endswith("spreadsheetml.sheet")


async def test_an_issued_paper_is_downloaded_as_it_was_written_and_a_draft_is_not(
    house: House, office: httpx.AsyncClient
) -> None:
    name = "评选〔2021〕1号 通知.pdf"
    with house.acting("办公室", now=FRIDAY) as ctx:
        write_file(papers_folder(ctx, 1) / name, b"%PDF-1.7 whole")
        for number, state in ((1, PaperState.ISSUED), (2, PaperState.DRAFT)):
            ctx.session.add(
                Paper(
                    campaign_id=1, step="2.2", kind=f"k{number}", series="评选", year=2021,
                    number=number, title=f"通知{number}", state=state, issued_at=FRIDAY,
                    files={name: hashlib.sha256(b"%PDF-1.7 whole").hexdigest()},
                )
            )  # fmt: skip
        ctx.record("paper.issued", "2.2", campaign=1)

    page = await office.get("/steps/2.2")
    links = re.findall(r'href="(/steps/2.2/papers/[^"]+)"', page.text)
    taken = await office.get(links[0])
    draft = await office.get(links[0].replace("/papers/1/", "/papers/2/"))
    with house.reading() as ctx:
        (papers_folder(ctx, 1) / name).write_bytes(b"%PDF-1.7 other")
    changed = await office.get(links[0])

    assert len(links) == 1
    assert taken.content == b"%PDF-1.7 whole"
    assert taken.headers["content-disposition"].startswith("attachment;")
    assert (draft.status_code, changed.status_code) == (404, 409)
    assert "印发文件" in page.text, "the step's own journal"


async def test_a_run_that_prefect_holds_leads_to_its_page_there(
    house: House, office: httpx.AsyncClient
) -> None:
    with house.acting("办公室", now=FRIDAY) as ctx:
        ctx.session.execute(
            update(PlannedRun)
            .where(col(PlannedRun.step) == "2.3")
            .values(prefect_run_id="5f0c", state=RunState.MADE)
        )
        ctx.record("step.opened", "x", campaign=1)

    assert "/runs/flow-run/5f0c" in (await office.get("/steps/2.3")).text


async def test_who_keeps_others_waiting_is_named_with_how_many_wait(
    house: House, office: httpx.AsyncClient
) -> None:
    with house.acting("办公室", now=FRIDAY) as ctx:
        owed = ctx.session.exec(
            select(Obligation.id)
            .join(Step, col(Step.id) == col(Obligation.step_id))
            .where(col(Step.code) == "2.2", col(Obligation.state) == ObligationState.PENDING)
            .order_by(col(Obligation.id))
        ).all()
        ctx.session.execute(
            update(Obligation)
            .where(col(Obligation.id).in_(owed[1:4]))
            .values(state=ObligationState.BLOCKED, blocked_by_id=owed[0])
        )
        ctx.record("duties.laid_on", "2.2", campaign=1)

    told = text_of((await office.get("/")).text)

    assert re.search(
        r"谁卡住了别人 单位 事项 截止 在等的事项 \S+ 2.2 报送申报材料 12-\d\d 3 ", told
    )


async def test_a_deputy_s_own_groups_come_first_on_the_morning_page(
    house: House, office: httpx.AsyncClient
) -> None:
    def groups(html: str) -> list[str]:
        return re.findall(r'href="/duties\?group=(\w+)&amp;owing=1"', html)

    before = groups((await office.get("/")).text)
    with house.acting("办公室", now=FRIDAY) as ctx:
        account = ctx.session.exec(select(Account.id).where(col(Account.name) == "admin")).one()
        ctx.session.add(
            Appointment(
                account_id=account or 0, part=Part.OFFICE, groups=[before[-1]], appointed_by="测试"
            )
        )
        ctx.record("roster.imported", "x", campaign=1)
    page = (await office.get("/")).text
    listed = await office.get(f"/duties?group={before[-1]}")

    assert len(before) > 1
    assert groups(page) == [before[-1], *before[:-1]]
    assert page.count("我负责") == 1
    assert listed.status_code == 200
