"""A wrong address is corrected from the day's task, and what had not arrived goes out once more."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import col, select

from models import Address, JournalEntry, Message, Nudge, Obligation, OfficeTask, Person
from rules.states import MessageState, NudgeState
from tasks import address_repair
from tasks.context import Context, House
from tasks.errors import Refused
from tests.support.december import december_house
from tests.support.seed import FRIDAY

OLD, NEW = "wrong@units.example", "right@units.example"
KEYS = ("1:n:a", "1:n:b", "1:n:b~sms_http", "1:n:c", "1:n:c~sms_http")
"""Refused with no other way; refused and brought by text message; refused on both ways."""


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with december_house(tmp_path, units=4, proposed=False) as house:
        with house.acting("测试", now=FRIDAY) as ctx:
            _refused(ctx)
        yield house


def test_the_right_address_takes_the_place_of_the_refused_one_and_the_task_is_done(
    house: House,
) -> None:
    done = correct(house, NEW)

    with house.reading() as ctx:
        address = ctx.session.exec(select(Address.value, Address.failed)).one()
        task = ctx.session.get_one(OfficeTask, 2)
        told = ctx.session.exec(
            select(JournalEntry).where(col(JournalEntry.what) == "address.corrected")
        ).one()
    assert tuple(address) == (NEW, "")
    assert (task.done_at, task.outcome) == (FRIDAY, "电话核实")
    assert (told.why, (told.payload or {})["again"]) == ("电话核实", 2)
    assert NEW not in str(told.payload), "an address is personal data and stays out of the journal"
    assert done.again == 2


def test_only_what_no_other_channel_has_brought_goes_out_again(house: House) -> None:
    correct(house, NEW)

    with house.reading() as ctx:
        rows = ctx.session.exec(
            select(Message.key, Message.state, Message.address)
            .where(col(Message.person_id).is_not(None))
            .order_by(col(Message.id))
        ).all()
        nudged = ctx.session.exec(
            select(Message.key).join(Nudge, col(Nudge.message_id) == col(Message.id))
        ).all()
    assert [tuple(row) for row in rows] == [
        (KEYS[0], MessageState.READY, NEW),
        (KEYS[1], MessageState.FAILED, OLD),
        (KEYS[2], MessageState.SENT, "13800000000"),
        (KEYS[3], MessageState.READY, NEW),
        (KEYS[4], MessageState.FAILED, "13800000000"),
    ]
    assert nudged == [KEYS[3]], "its reminder belongs to the message that goes out again"


@pytest.mark.parametrize(
    ("value", "reason"),
    [("", "请填写"), (OLD, "相同"), ("nobody", "邮箱地址不对")],
)
def test_what_cannot_be_the_right_address_is_refused_and_changes_nothing(
    house: House, value: str, reason: str
) -> None:
    with pytest.raises(Refused, match=reason):
        correct(house, value)

    with house.reading() as ctx:
        assert ctx.session.get_one(OfficeTask, 2).done_at is None
        assert ctx.session.exec(select(Address.value)).one() == OLD


def test_a_task_about_something_else_has_no_address_to_correct(house: House) -> None:
    with house.acting("办公室", now=FRIDAY) as ctx, pytest.raises(Refused, match="没有要更正"):
        address_repair.correct(ctx, 1, 1, NEW, how="核实")


def correct(house: House, value: str) -> address_repair.Repaired:
    with house.acting("办公室", now=FRIDAY) as ctx:
        return address_repair.correct(ctx, 1, 2, value, how="电话核实")


def _refused(ctx: Context) -> None:
    person = Person(code="p1", name="测试甲")
    ctx.session.add(person)
    ctx.session.flush()
    person_id = person.id or 0
    ctx.session.add(
        Address(person_id=person_id, channel="email", value=OLD, failed="mailbox unavailable")
    )
    states = ("failed", "failed", "sent", "failed", "failed")
    for key, state in zip(KEYS, states, strict=True):
        mail = "~" not in key
        ctx.session.add(
            Message(
                campaign_id=1, key=key, kind="reminder", person_id=person_id,
                channel="email" if mail else "sms_http", address=OLD if mail else "13800000000",
                subject="请报送", body="正文", state=MessageState(state), attempts=1,
                business_day=FRIDAY.date(), ready_at=FRIDAY - timedelta(hours=2),
                created_at=FRIDAY - timedelta(hours=2), reason="mailbox unavailable",
            )
        )  # fmt: skip
        ctx.session.flush()
    last = ctx.session.exec(select(Message.id).where(col(Message.key) == KEYS[4])).one()
    owed = ctx.session.exec(select(Obligation.id)).first()
    ctx.session.add(
        Nudge(
            obligation_id=owed or 0, rung="T-3", person_id=person_id, channel="email", version=1,
            audience="contact", planned_at=FRIDAY, state=NudgeState.QUEUED, message_id=last,
        )
    )  # fmt: skip
    ctx.session.add(
        OfficeTask(
            campaign_id=1, key=f"1:address:email:{person_id}:2021-12-17", kind="address_failed",
            text="邮箱被退回", created_at=FRIDAY,
        )
    )  # fmt: skip
