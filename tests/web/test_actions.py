"""What the office does from the browser, as the tables remember it afterwards."""

from __future__ import annotations

from datetime import date

import httpx
import pytest
from sqlmodel import col, func, select

from models import DeadlineChange, JournalEntry, Message, Obligation, Phase, PlannedRun, Step
from rules.states import MessageState, StepState
from tasks.context import House


def step(house: House, code: str) -> Step:
    with house.reading() as ctx:
        return ctx.session.exec(select(Step).where(col(Step.code) == code)).one()


def last_act(house: House) -> tuple[str, str, str, str]:
    with house.reading() as ctx:
        row = ctx.session.exec(select(JournalEntry).order_by(col(JournalEntry.seq).desc())).first()
    assert row is not None
    return row.what, row.subject, row.why, row.actor


def one_message(house: House, state: MessageState) -> int:
    with house.reading() as ctx:
        found = ctx.session.exec(
            select(Message.id).where(col(Message.state) == state).order_by(col(Message.id))
        ).first()
    assert found is not None
    return found


def message(house: House, number: int) -> tuple[MessageState, str]:
    with house.reading() as ctx:
        row = ctx.session.get_one(Message, number)
    return row.state, row.reason


async def test_a_trigger_opens_the_step_plans_its_run_and_says_who_and_why(
    house: House, office: httpx.AsyncClient
) -> None:
    reply = await office.post("/steps/2.3/trigger", data={"reason": "材料已经收齐"})

    assert (reply.status_code, reply.headers["location"]) == (303, "/steps/2.3?done=triggered")
    row = step(house, "2.3")
    assert (row.state, row.reason, row.opened_by) == (StepState.OPEN, "材料已经收齐", "系统管理员")
    with house.reading() as ctx:
        runs = ctx.session.exec(select(PlannedRun).where(col(PlannedRun.at_once))).all()
    assert [(run.step, run.purpose) for run in runs] == [("2.3", "trigger")]
    assert last_act(house) == ("step.triggered", "2.3", "材料已经收齐", "系统管理员")
    shown = await office.get(reply.headers["location"])
    assert "已启动，运行随即开始" in shown.text
    assert "办公室启动" in shown.text


async def test_a_trigger_out_of_order_is_refused_with_every_reason_and_keeps_what_was_typed(
    house: House, office: httpx.AsyncClient
) -> None:
    reply = await office.post("/steps/3.1/trigger", data={"reason": "领导要求提前"})

    assert reply.status_code == 409
    assert "形成综合性考评材料" in reply.text
    assert "征求意见" in reply.text
    assert "领导要求提前" in reply.text
    assert step(house, "3.1").state is StepState.PLANNED


@pytest.mark.parametrize("path", ["/steps/2.3/trigger", "/steps/opinions/skip"])
async def test_an_act_without_a_reason_is_refused(
    house: House, office: httpx.AsyncClient, path: str
) -> None:
    reply = await office.post(path, data={"reason": "  "})

    assert reply.status_code == 409
    assert "请写明" in reply.text
    assert step(house, path.split("/")[2]).state is StepState.PLANNED


async def test_a_step_is_skipped_with_its_reason(house: House, office: httpx.AsyncClient) -> None:
    await office.post("/steps/opinions/skip", data={"reason": "办公室主任决定不另行征求意见"})

    row = step(house, "opinions")
    assert (row.state, row.reason) == (StepState.SKIPPED, "办公室主任决定不另行征求意见")
    assert "办公室主任决定不另行征求意见" in (await office.get("/")).text


async def test_a_phase_opens_its_first_step_that_can(
    house: House, office: httpx.AsyncClient
) -> None:
    reply = await office.post("/phases/appraise/trigger", data={"reason": "按计划"})

    assert reply.headers["location"] == "/steps/2.3?done=triggered"
    assert step(house, "2.3").state is StepState.OPEN


async def test_a_phase_with_an_open_step_closes_only_with_a_reason(
    house: House, office: httpx.AsyncClient
) -> None:
    """R2: a step left open is a warning with a recorded override."""
    without = await office.post("/phases/appraise/close", data={"reason": ""})
    with_it = await office.post("/phases/appraise/close", data={"reason": "并入下一阶段办理"})

    assert without.status_code == 409
    assert "总结并报送申报材料" in without.text
    assert with_it.status_code == 303
    with house.reading() as ctx:
        phase = ctx.session.exec(select(Phase).where(col(Phase.code) == "appraise")).one()
    assert phase.closed_reason == "并入下一阶段办理"
    assert "并入下一阶段办理" in (await office.get("/")).text


ORDER = {
    "due_on": "2021-12-21",
    "scope": "kind",
    "kind": "window",
    "reason": "系统故障",
    "ordered_by": "办公室主任",
}
FORM = "/steps/2.2/duties/apply/deadline"


def dues(house: House) -> dict[date, int]:
    with house.reading() as ctx:
        rows = ctx.session.exec(
            select(col(Obligation.due_on), func.count())
            .where(col(Obligation.duty) == "apply")
            .group_by(col(Obligation.due_on))
        ).all()
    return dict(rows)


async def test_the_preview_names_everyone_affected_and_changes_nothing(
    house: House, office: httpx.AsyncClient
) -> None:
    before = dues(house)

    reply = await office.post(FORM, data={**ORDER, "act": "preview"})

    assert reply.status_code == 200
    assert "2021-12-21（周二，工作日）" in reply.text
    assert "进驻窗口" in reply.text
    assert "街道" not in reply.text
    assert dues(house) == before


async def test_the_confirmation_moves_the_deadline_and_records_who_ordered_it(
    house: House, office: httpx.AsyncClient
) -> None:
    reply = await office.post(FORM, data={**ORDER, "act": "confirm"})

    assert reply.headers["location"] == "/steps/2.2/duties/apply/deadline/moves?done=1"
    with house.reading() as ctx:
        changes = ctx.session.exec(select(DeadlineChange)).all()
    assert {(c.scope, c.scope_value, c.reason, c.ordered_by, c.new_due_on) for c in changes} == {
        ("kind", "window", "系统故障", "办公室主任", date(2021, 12, 21))
    }
    assert dues(house)[date(2021, 12, 21)] == sum(change.affected for change in changes)
    assert last_act(house)[0] == "deadline.moved"


async def test_a_day_off_is_refused_with_the_nearest_working_days(
    house: House, office: httpx.AsyncClient
) -> None:
    before = dues(house)

    shown = await office.post(FORM, data={**ORDER, "due_on": "2021-12-19", "act": "preview"})
    refused = await office.post(FORM, data={**ORDER, "due_on": "2021-12-19", "act": "confirm"})

    for reply in (shown, refused):
        assert "2021-12-20" in reply.text
        assert "休息日" in reply.text
    assert "确认调整" not in shown.text
    assert refused.status_code == 422
    assert dues(house) == before


async def test_a_form_with_holes_comes_back_with_all_of_them_and_what_was_typed(
    office: httpx.AsyncClient,
) -> None:
    data = {"due_on": "下周", "scope": "unit", "reason": "系统故障", "act": "preview"}

    reply = await office.post(FORM, data=data)

    assert reply.status_code == 422
    assert "请填写新的截止日" in reply.text
    assert "请填写单位编码" in reply.text
    assert "系统故障" in reply.text


async def test_going_back_from_the_preview_keeps_everything_typed(
    office: httpx.AsyncClient,
) -> None:
    reply = await office.post(FORM, data={**ORDER, "act": "edit"})

    assert reply.status_code == 200
    for typed in ("2021-12-21", "系统故障", "办公室主任"):
        assert f'value="{typed}"' in reply.text or f">{typed}</textarea>" in reply.text


@pytest.mark.parametrize(
    ("act", "before", "after"),
    [
        ("release", MessageState.HELD, MessageState.READY),
        ("hold", MessageState.READY, MessageState.HELD),
        ("cancel", MessageState.READY, MessageState.CANCELLED),
        ("cancel", MessageState.HELD, MessageState.CANCELLED),
    ],
)
async def test_the_office_has_a_hand_on_messages_that_have_not_left(
    house: House,
    office: httpx.AsyncClient,
    act: str,
    before: MessageState,
    after: MessageState,
) -> None:
    number = one_message(house, before)

    reply = await office.post(f"/messages/{number}/{act}", data={"reason": "内容有误"})

    assert reply.status_code == 303
    assert message(house, number)[0] in {after, MessageState.SENT if act == "release" else after}


async def test_what_has_left_cannot_be_held_any_more(
    house: House, office: httpx.AsyncClient
) -> None:
    number = one_message(house, MessageState.SENT)

    reply = await office.post(f"/messages/{number}/hold", data={"reason": "内容有误"})

    assert reply.status_code == 409
    assert "消息的状态已经变化" in reply.text
    assert message(house, number)[0] is MessageState.SENT


async def test_all_held_messages_are_released_at_once(
    house: House, office: httpx.AsyncClient
) -> None:
    await office.post("/messages/release")

    with house.reading() as ctx:
        held = ctx.session.exec(
            select(func.count()).where(col(Message.state) == MessageState.HELD)
        ).one()
    assert held == 0
    assert last_act(house)[0] == "outbox.released"


@pytest.mark.parametrize(
    "path",
    [
        "/steps/9.9", "/steps/9.9/trigger", "/phases/none/close", "/units/none",
        "/messages/999999/hold", "/messages/3/burn", "/steps/2.3/duties/score/deadline",
    ],
)  # fmt: skip
async def test_what_does_not_exist_is_said_kindly(office: httpx.AsyncClient, path: str) -> None:
    reply = await office.get(path)

    assert reply.status_code == 404
    assert "没有找到" in reply.text
    assert "回到总览" in reply.text


@pytest.mark.parametrize(
    ("path", "status"), [("/duties?page=0", 422), ("/events?page=x", 422), ("/nowhere", 404)]
)
async def test_a_mistyped_address_is_answered_with_a_page(
    office: httpx.AsyncClient, path: str, status: int
) -> None:
    reply = await office.get(path)

    assert reply.status_code == status
    assert "回到总览" in reply.text


async def test_text_that_looks_like_markup_is_shown_as_text(
    house: House, office: httpx.AsyncClient
) -> None:
    await office.post("/steps/2.3/trigger", data={"reason": "<img src=x onerror=alert(1)>"})

    for path in ("/", "/events", "/steps/2.3"):
        assert "<img" not in (await office.get(path)).text
    assert step(house, "2.3").reason == "<img src=x onerror=alert(1)>"
