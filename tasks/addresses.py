"""Addresses that fail for good: marked, reported to the office the same day, the next one tried."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import or_, update
from sqlmodel import col, select

from models import Address, Message, Nudge, OfficeTask, Person, Unit
from notifications.catalogue import CATALOGUE
from notifications.channels.registry import NAMES_ZH
from tasks import office_tasks
from tasks.campaigns import definition_of
from tasks.context import Context
from tasks.new_messages import MAIL, NewMessage, put
from tasks.outbox import Notice, notify_units
from tasks.recipients import first_address, units_by_code

REPORT = "address_failed"
_AGAIN = "~"
"""Parts the key of a message from the channel on which it is tried next."""
_OF_ADDRESS = "address"
"""Stands in the key of a task that is about an address, before channel and person."""
_PARTS = 5


def mark_failed(ctx: Context, message: Message, reason: str) -> None:
    """Remember that the provider refuses this address; nothing goes there until it is corrected."""
    ctx.session.execute(
        update(Address)
        .where(
            col(Address.person_id) == message.person_id,
            col(Address.channel) == message.channel,
            col(Address.value) == message.address,
        )
        .values(failed=reason)
    )


def try_next(ctx: Context, message: Message, now: datetime) -> Message | None:
    """The same text on the person's next channel, if one is left; its nudges go over to it."""
    if message.person_id is None:
        return None
    stem = stem_of(message.key)
    tried = ctx.session.exec(
        select(Message.channel).where(
            or_(col(Message.key) == stem, col(Message.key).startswith(f"{stem}{_AGAIN}"))
        )
    ).all()
    order = definition_of(ctx, message.campaign_id).messaging.channels
    found = first_address(ctx, message.person_id, order, without=frozenset(tried))
    if found is None:
        return None
    again = NewMessage(
        campaign_id=message.campaign_id,
        key=f"{stem}{_AGAIN}{found[0]}",
        kind=message.kind,
        channel=found[0],
        address=found[1],
        subject=message.subject,
        body=message.body,
        html=message.html if found[0] == MAIL else None,
        templates=message.templates,
        business_day=message.business_day,
        ready_at=now,
        person_id=message.person_id,
        unit_id=message.unit_id,
    )
    ids = put(ctx, [again])
    ctx.session.execute(
        update(Nudge)
        .where(col(Nudge.message_id) == message.id)
        .values(message_id=ids.get(again.key, message.id))
    )
    return ctx.session.get(Message, ids[again.key]) if again.key in ids else None


def report(ctx: Context, message: Message, again: Message | None, reason: str, day: date) -> None:
    """Tell the office: a task for the same day, and a message unless it is the report that failed."""
    person = ctx.session.get(Person, message.person_id) if message.person_id else None
    unit = ctx.session.get(Unit, message.unit_id) if message.unit_id else None
    who = f"{unit.name if unit else ''}{person.name if person else ''}"
    next_name = NAMES_ZH.get(again.channel, again.channel) if again else ""
    channel = NAMES_ZH.get(message.channel, message.channel)
    told = f"已改用{next_name}" if next_name else "没有其他方式，请打电话告知"
    fresh = office_tasks.add(
        ctx,
        message.campaign_id,
        key=f"{message.campaign_id}:{_OF_ADDRESS}:{message.channel}:{message.person_id}:{day}",
        kind=REPORT,
        text=f"{who}的{channel}地址 {message.address} 无法送达（{reason}），{told}；请当天核实更正",
    )
    if not fresh or message.kind == REPORT:
        return
    values = {
        "failed_unit": unit.name if unit else "",
        "failed_person": person.name if person else "",
        "channel_name": channel,
        "address": message.address,
        "reason": reason,
        "message_title": CATALOGUE[message.kind].name,
        "next_channel": next_name,
    }
    office = definition_of(ctx, message.campaign_id).leading_group.office
    units = list(units_by_code(ctx, [office]).values())
    notice = Notice(REPORT, f"{message.channel}.{message.person_id}.{day:%Y%m%d}", values)
    notify_units(ctx, message.campaign_id, notice, units)


def stem_of(key: str) -> str:
    """The key of a message without the channel on which it was tried anew."""
    return key.split(_AGAIN, maxsplit=1)[0]


def about_address(task: OfficeTask) -> tuple[str, int] | None:
    """Channel and person of a task that tells of a refused address."""
    parts = task.key.split(":")
    if task.kind != REPORT or len(parts) != _PARTS or not parts[3].isdecimal():
        return None
    return parts[2], int(parts[3])
