"""The day's telephone list: whom to call about what, their numbers, and whether they were told."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlmodel import col

from models import Address, Call, Message, Unit
from notifications.channels.registry import NAMES_ZH
from rules.definition import Role
from rules.said import Said
from rules.states import MessageState
from tasks.calls import OUTCOME_NAMES, TELEPHONE, CallOutcome, belongs, pending
from tasks.context import Context
from tasks.counted import since_last_act
from tasks.errors import Refused
from tasks.nudges import Desk, Owed, open_desk
from tasks.recipients import Reachable, Recipient, reachable
from tasks.statements import in_parts
from tasks.use_case import use_case
from tasks.wording import end_cn

PHONES = ("sms_http", TELEPHONE)
"""Channels whose addresses are numbers that one can call."""
CALLED = "电话已告知"


@dataclass(frozen=True, slots=True)
class PhoneLine:
    """Whom to call about what; one line for each contact of a unit that still owes something."""

    unit_id: int
    unit_code: str
    unit_name: str
    county: str
    person_id: int | None
    person: str
    post_title: str
    phones: str
    items: str
    due: str
    days_left: int
    """Of the most urgent thing owed; negative when late."""
    told: str
    """How the person was told on the day, or why not."""
    called: str


def row_of(line: PhoneLine) -> tuple[object, ...]:
    """The line as `records.workbooks.phone_list` prints it."""
    return (
        line.unit_name, line.county, line.person, line.post_title, line.phones,
        line.items, line.due, line.days_left, line.told, line.called,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ToCall:
    """A unit of the day's list with everything about which it is called, the most urgent first."""

    unit_id: int
    name: str
    county: str
    owed: tuple[Owed, ...]

    @property
    def due_on(self) -> date:
        return self.owed[0].due_on


def day_list(ctx: Context, campaign_id: int, on: date) -> list[PhoneLine]:
    """Units with a reminder on the day, or late by then, that have not done what they owe."""
    return lines_of(ctx, campaign_id, on, day_units(ctx, campaign_id, on))


def day_units(ctx: Context, campaign_id: int, on: date) -> list[ToCall]:
    """Whom the day's list calls, in the roster's order, as of the newest act."""
    return since_last_act(
        ctx, "telephone", campaign_id, lambda: _day_units(ctx, campaign_id, on), on
    )


def lines_of(ctx: Context, campaign_id: int, on: date, units: Sequence[ToCall]) -> list[PhoneLine]:
    """Their contacts with numbers and what they were told, in the order of the units."""
    desk = open_desk(ctx, campaign_id)
    desk.today = on
    lines: dict[int, list[PhoneLine]] = {}
    for line in _lines(ctx, desk, [one for unit in units for one in unit.owed]):
        lines.setdefault(line.unit_id, []).append(line)
    return [line for unit in units for line in lines[unit.unit_id]]


def _day_units(ctx: Context, campaign_id: int, on: date) -> list[ToCall]:
    desk = open_desk(ctx, campaign_id)
    desk.today = on
    by_unit: dict[int, list[Owed]] = {}
    for one in pending(ctx, campaign_id):
        if belongs(desk, one, on):
            by_unit.setdefault(one.unit_id, []).append(one)
    return [
        ToCall(number, name, county, tuple(by_unit[number]))
        for number, _, name, county in _units(ctx, list(by_unit))
    ]


def list_about(
    ctx: Context, campaign_id: int, on: date, obligations: Collection[int]
) -> list[PhoneLine]:
    """Whom to call about certain duties that are still owed, whether a reminder is due or not."""
    desk = open_desk(ctx, campaign_id)
    desk.today = on
    wanted = frozenset(obligations)
    return _lines(ctx, desk, [one for one in pending(ctx, campaign_id) if one.id in wanted])


@use_case("查看电话号码")
def reveal(ctx: Context, campaign_id: int, lines: int, *, reason: str) -> None:
    """Note who looked at the numbers of a list and why; raises Refused without a reason."""
    if not reason.strip():
        raise Refused(["请写明查看电话号码的理由"])
    ctx.record("phone_list.revealed", why=reason, campaign=campaign_id, lines=lines)


def _lines(ctx: Context, desk: Desk, owed: Sequence[Owed]) -> list[PhoneLine]:
    on, by_unit = desk.today, dict[int, list[Owed]]()
    for one in owed:
        by_unit.setdefault(one.unit_id, []).append(one)
    reach = reachable(ctx, by_unit, on, order=desk.plan.messaging.channels)
    contacts = reach.get(Role.CONTACT, {})
    facts = _Facts.read(ctx, desk.campaign_id, on, by_unit, reach)
    return [
        _line(desk, unit, by_unit[unit[0]], person, facts)
        for unit in _units(ctx, list(by_unit))
        for person in (contacts.get(unit[0]) or (None,))
    ]


@dataclass(frozen=True, slots=True)
class _Facts:
    """What is known of the people and units of a list: numbers, messages and calls of the day."""

    phones: Mapping[int, Sequence[str]]
    told: Mapping[int, str]
    called: Mapping[int, str]

    @classmethod
    def read(
        cls,
        ctx: Context,
        campaign_id: int,
        on: date,
        units: Mapping[int, object],
        reach: Reachable,
    ) -> _Facts:
        people = [p.person_id for there in reach.get(Role.CONTACT, {}).values() for p in there]
        return cls(
            _phones(ctx, people), _told(ctx, campaign_id, on, people), _called(ctx, on, list(units))
        )


def _phones(ctx: Context, people: Sequence[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for part in in_parts(people):
        rows = ctx.session.execute(
            select(col(Address.person_id), col(Address.value))
            .where(col(Address.person_id).in_(part), col(Address.channel).in_(PHONES))
            .order_by(col(Address.preference), col(Address.id))
        )
        for person_id, number in rows:
            found.setdefault(person_id, []).append(number)
    return found


def _told(ctx: Context, campaign_id: int, on: date, people: Sequence[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for part in in_parts(people):
        rows = ctx.session.execute(
            select(col(Message.person_id), col(Message.channel), col(Message.state))
            .where(
                col(Message.campaign_id) == campaign_id,
                col(Message.person_id).in_(part),
                col(Message.business_day) == on,
                col(Message.kind) == "reminder",
            )
            .order_by(col(Message.id))
        )
        for person_id, channel, state in rows:
            name = Said(NAMES_ZH.get(channel, channel))
            sent = state is MessageState.SENT
            found[person_id] = (
                Said("{channel}已发", channel=name)
                if sent
                else Said("{channel}未发出", channel=name)
            )
    return found


def _called(ctx: Context, on: date, units: Sequence[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for part in in_parts(units):
        rows = ctx.session.execute(
            select(col(Call.unit_id), col(Call.outcome), col(Call.note))
            .where(col(Call.unit_id).in_(part), col(Call.on_day) == on)
            .order_by(col(Call.id))
        )
        for unit_id, outcome, note in rows:
            told = Said(OUTCOME_NAMES[CallOutcome(outcome)])
            found[unit_id] = Said("{outcome}，{note}", outcome=told, note=note) if note else told
    return found


def _units(ctx: Context, ids: Sequence[int]) -> list[tuple[int, str, str, str]]:
    found: list[tuple[int, tuple[int, str, str, str]]] = []
    for part in in_parts(ids):
        rows = ctx.session.execute(
            select(
                col(Unit.listed_order),
                col(Unit.id),
                col(Unit.code),
                col(Unit.name),
                col(Unit.county),
            ).where(col(Unit.id).in_(part))
        )
        found += [(row[0], (row[1], row[2], row[3], row[4])) for row in rows]
    return [unit for _, unit in sorted(found)]


def _line(
    desk: Desk,
    unit: tuple[int, str, str, str],
    owed: Sequence[Owed],
    person: Recipient | None,
    facts: _Facts,
) -> PhoneLine:
    first = owed[0]
    return PhoneLine(
        unit_id=unit[0],
        unit_code=unit[1],
        unit_name=unit[2],
        county=unit[3],
        person_id=person.person_id if person else None,
        person=person.name if person else "（无联系人）",
        post_title=person.post_title if person else "",
        phones="、".join(facts.phones.get(person.person_id, ())) if person else "",
        items="；".join(one.title for one in owed),
        due=end_cn(first.shown_at, desk.calendar),
        days_left=desk.calendar.working_days_between(desk.today, first.due_on),
        told=facts.told.get(person.person_id, "未发消息") if person else "没有收件人",
        called=facts.called.get(unit[0], ""),
    )
