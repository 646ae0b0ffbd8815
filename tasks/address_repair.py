"""A wrong address corrected where the day's task tells of it; what had not arrived goes out again."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy
from sqlmodel import col, select, update

from models import Address, Message, Nudge, OfficeTask, Person
from rules.said import Said
from rules.states import MessageState
from tasks import office_tasks
from tasks.addresses import about_address, stem_of
from tasks.context import Context
from tasks.errors import NotFound, Refused
from tasks.imports.roster_checks import EMAIL, MOBILE
from tasks.new_messages import MAIL
from tasks.use_case import use_case


@dataclass(frozen=True, slots=True)
class WrongAddress:
    """What a task says of an address: whose it is, and what was refused."""

    person: str
    person_id: int
    channel: str
    value: str
    failed: str


@dataclass(frozen=True, slots=True)
class Repaired:
    again: int
    """Messages that go out once more, to the corrected address."""


def wrong_address(ctx: Context, task: OfficeTask) -> WrongAddress | None:
    """The address that a task is about; None where it is about something else, or has been mended."""
    about = about_address(task)
    if about is None:
        return None
    channel, person_id = about
    row = ctx.session.exec(
        select(Person.name, Address.value, Address.failed)
        .join(Address, col(Address.person_id) == col(Person.id))
        .where(
            col(Person.id) == person_id, col(Address.channel) == channel, col(Address.failed) != ""
        )
        .order_by(col(Address.preference), col(Address.id))
    ).first()
    return WrongAddress(row[0], person_id, channel, row[1], row[2]) if row else None


@use_case("更正地址")
def correct(ctx: Context, campaign_id: int, task_id: int, value: str, *, how: str) -> Repaired:
    """Put the right address in the place of the refused one, try again, and close the task.

    `how` says how it was found out. Raises Refused for what is no address, or is the refused one.
    """
    task = ctx.session.get(OfficeTask, task_id)
    if task is None or task.campaign_id != campaign_id:
        raise NotFound([Said("没有编号为 {task} 的待办", task=task_id)])
    wrong, value = wrong_address(ctx, task), value.strip()
    if wrong is None:
        raise Refused(["这项待办没有要更正的地址"])
    if problem := _mistake(ctx, wrong, value):
        raise Refused([problem])
    ctx.session.execute(
        update(Address)
        .where(
            col(Address.person_id) == wrong.person_id,
            col(Address.channel) == wrong.channel,
            col(Address.value) == wrong.value,
        )
        .values(value=value, failed="")
    )
    again = _again(ctx, campaign_id, wrong, value)
    # The journal tells whose and on which channel; the address itself is personal data.
    ctx.record(
        "address.corrected",
        str(wrong.person_id),
        why=how,
        campaign=campaign_id,
        channel=wrong.channel,
        again=again,
    )
    office_tasks.finish(ctx, campaign_id, task_id, outcome=how)
    return Repaired(again)


def _mistake(ctx: Context, wrong: WrongAddress, value: str) -> str:
    if not value:
        return "请填写更正后的地址"
    if value == wrong.value:
        return "更正后的地址与被退回的相同"
    if wrong.channel == MAIL and not EMAIL.fullmatch(value):
        return "邮箱地址不对，请填 name@example.com 的样子"
    if wrong.channel.startswith("sms") and not MOBILE.fullmatch(value):
        return "手机号不对，请填 11 位数字，不加空格和横线"
    known = select(Address.id).where(
        col(Address.person_id) == wrong.person_id,
        col(Address.channel) == wrong.channel,
        col(Address.value) == value,
    )
    return "这个地址已经登记在同一人名下" if ctx.session.exec(known).first() else ""


def _again(ctx: Context, campaign_id: int, wrong: WrongAddress, value: str) -> int:
    """What was refused at the old address, unless another channel brings or has brought it."""
    rows = ctx.session.execute(
        sqlalchemy.select(
            col(Message.id),
            col(Message.key),
            col(Message.state),
            col(Message.channel),
            col(Message.address),
        ).where(
            col(Message.campaign_id) == campaign_id,
            col(Message.person_id) == wrong.person_id,
            col(Message.state) != MessageState.CANCELLED,
        )
    ).all()
    told = {stem_of(key) for _, key, state, _, _ in rows if state is not MessageState.FAILED}
    again = 0
    for id_, key, _, channel, address in rows:
        if stem_of(key) in told or (channel, address) != (wrong.channel, wrong.value):
            continue
        ctx.session.execute(
            update(Message)
            .where(col(Message.id) == id_)
            .values(
                address=value, state=MessageState.READY, ready_at=ctx.now, attempts=0, reason=""
            )
        )
        # Its reminders had gone over to the channel that was tried after it, and failed too.
        others = [n for n, other, _, _, _ in rows if stem_of(other) == stem_of(key) and n != id_]
        ctx.session.execute(
            update(Nudge).where(col(Nudge.message_id).in_(others)).values(message_id=id_)
        )
        again += 1
    return again
