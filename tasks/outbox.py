"""The outbox: the only way out. Messages enter here in the business transaction and leave later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, or_
from sqlmodel import col, select, update

from models import Message, Person, Unit
from notifications.catalogue import CATALOGUE
from notifications.render import Own, render
from rules.definition import Audience
from rules.ladders import next_opening
from rules.states import MessageState
from tasks import office_tasks
from tasks.campaigns import calendar_of, definition_of
from tasks.context import Context
from tasks.errors import Refused
from tasks.new_messages import MAIL, NewMessage, put
from tasks.recipients import INBOX, Recipient, recipients_of
from tasks.statements import in_parts
from tasks.template_texts import own_messages
from tasks.use_case import use_case

OFFICE_NAME = "活动领导小组办公室"
ANSWERS = frozenset({"application_received", "objection_received", "address_failed", "office_task"})
"""Kinds that answer somebody's act just now, or that concern the office: no quiet hours."""


@dataclass(frozen=True, slots=True)
class Notified:
    """What became of a notice: who is told, and which units nobody could be found for."""

    messages: int
    units: int
    unreachable: tuple[str, ...] = ()
    """Names of units whose audience has no holder or no address."""

    def row(self) -> dict[str, object]:
        return {"消息": self.messages, "单位": self.units, "无法送达": "、".join(self.unreachable)}


@dataclass(frozen=True, slots=True)
class Notice:
    """What to tell units: the kind, an occasion that makes its key unique, and the values.

    `occasion` is a code with a version, such as `2.1.v1`; `of_unit` adds values of single units.
    """

    kind: str
    occasion: str
    values: Mapping[str, object]
    of_unit: Mapping[int, Mapping[str, object]] = field(default_factory=dict)
    audience: Audience = Audience.CONTACT


@use_case("通知各单位", retries=2)
def notify_units(
    ctx: Context, campaign_id: int, notice: Notice, unit_ids: Sequence[int]
) -> Notified:
    """Tell the units' contacts; kinds that go to many at once wait for the office's release."""
    plan, calendar = definition_of(ctx, campaign_id), calendar_of(ctx)
    today = calendar.day_of(ctx.now)
    reached = recipients_of(ctx, unit_ids, notice.audience, today, order=plan.messaging.channels)
    names = _names(ctx, list(reached))
    common = {"campaign_title": plan.short, "office_name": OFFICE_NAME, "today": today}
    ready_at = ctx.now
    if notice.kind not in ANSWERS:
        ready_at = next_opening(ctx.now, calendar, plan.messaging.quiet)
    own = own_messages(ctx, campaign_id)
    letters: list[NewMessage] = []
    for unit_id, recipients in reached.items():
        values = {**common, **notice.values, **notice.of_unit.get(unit_id, {})}
        values["unit_name"] = names[unit_id]
        letters += [
            _letter(campaign_id, notice, recipient, values, (ready_at, own))
            for recipient in recipients
            if recipient.channel
        ]
    told = {letter.unit_id for letter in letters}
    new = put(ctx, letters)
    unreachable = tuple(names[unit_id] for unit_id in reached if unit_id not in told)
    # A receipt is told by the act it answers; bulk and corrections are acts of their own.
    if new and notice.kind not in ANSWERS:
        ctx.record(
            "notice.queued",
            f"{notice.kind}/{notice.occasion}",
            campaign=campaign_id,
            messages=len(new),
            unreachable=list(unreachable),
        )
    return Notified(len(new), len(told), unreachable)


@dataclass(frozen=True, slots=True)
class Which:
    """Messages by number, kind, channel or whom they go to; several conditions must all hold."""

    ids: tuple[int, ...] = ()
    kind: str = ""
    channel: str = ""
    to: str = ""
    """Part of the name of the unit or person."""

    @property
    def conditions(self) -> list[ColumnElement[bool]]:
        return [
            *([col(Message.id).in_(self.ids)] if self.ids else []),
            *([col(Message.kind) == self.kind] if self.kind else []),
            *([col(Message.channel) == self.channel] if self.channel else []),
            *([_goes_to(self.to)] if self.to else []),
        ]


ALL = Which()


def _goes_to(name: str) -> ColumnElement[bool]:
    units = select(Unit.id).where(col(Unit.name).contains(name, autoescape=True))
    people = select(Person.id).where(col(Person.name).contains(name, autoescape=True))
    return or_(col(Message.unit_id).in_(units), col(Message.person_id).in_(people))


@use_case("放行消息")
def release(ctx: Context, campaign_id: int, which: Which = ALL) -> int:
    """Let held messages go; says how many."""
    held = [col(Message.state) == MessageState.HELD, *which.conditions]
    arrived = _change(
        ctx, campaign_id, [*held, col(Message.channel) == INBOX],
        {"state": MessageState.SENT, "sent_at": ctx.now, "reason": ""},
    )  # fmt: skip
    going = _change(
        ctx, campaign_id, held, {"state": MessageState.READY, "ready_at": ctx.now, "reason": ""}
    )
    _note(ctx, campaign_id, "outbox.released", which, arrived + going)
    return arrived + going


@use_case("暂缓发送")
def hold(ctx: Context, campaign_id: int, which: Which, *, reason: str) -> int:
    """Keep messages that have not left; those already claimed go on."""
    _demand(reason)
    changed = _change(
        ctx,
        campaign_id,
        [col(Message.state) == MessageState.READY, *which.conditions],
        {"state": MessageState.HELD, "reason": reason},
    )
    _note(ctx, campaign_id, "outbox.held", which, changed, reason)
    return changed


@use_case("取消消息")
def cancel(ctx: Context, campaign_id: int, which: Which, *, reason: str) -> int:
    """Take messages back that have not left, with the reason."""
    _demand(reason)
    waiting = [MessageState.HELD, MessageState.READY, MessageState.UNCERTAIN]
    uncertain = [col(Message.state) == MessageState.UNCERTAIN, *which.conditions]
    _look_done(ctx, campaign_id, uncertain, reason)
    changed = _change(
        ctx,
        campaign_id,
        [col(Message.state).in_(waiting), *which.conditions],
        {"state": MessageState.CANCELLED, "reason": reason},
    )
    _note(ctx, campaign_id, "outbox.cancelled", which, changed, reason)
    return changed


@use_case("核定存疑消息")
def settle(ctx: Context, campaign_id: int, which: Which, *, arrived: bool, reason: str) -> int:
    """After a look at the provider: an uncertain message has arrived, or goes out again."""
    _demand(reason)
    values: dict[str, object] = (
        {"state": MessageState.SENT, "sent_at": ctx.now, "reason": reason}
        if arrived
        else {"state": MessageState.READY, "ready_at": ctx.now, "reason": reason}
    )
    uncertain = [col(Message.state) == MessageState.UNCERTAIN, *which.conditions]
    _look_done(ctx, campaign_id, uncertain, reason)
    changed = _change(ctx, campaign_id, uncertain, values)
    _note(ctx, campaign_id, "outbox.settled", which, changed, reason)
    return changed


def counts(ctx: Context, campaign_id: int) -> dict[tuple[str, str], int]:
    """How many messages there are, by channel and state."""
    rows = ctx.session.exec(
        select(Message.channel, Message.state, func.count())
        .where(col(Message.campaign_id) == campaign_id)
        .group_by(col(Message.channel), col(Message.state))
    )
    return {(channel, state): count for channel, state, count in rows}


def _letter(
    campaign_id: int,
    notice: Notice,
    recipient: Recipient,
    values: Mapping[str, object],
    how: tuple[datetime, Own],
) -> NewMessage:
    ready_at, own = how
    text = render(
        notice.kind,
        {
            **values,
            "recipient_name": recipient.name,
            "recipient_post": recipient.post_title,
        },
        with_html=recipient.channel == MAIL,
        own=own,
    )
    day = values["today"]
    assert isinstance(day, date)  # noqa: S101 - set by the only caller
    return NewMessage(
        campaign_id=campaign_id,
        key=f"{campaign_id}:{notice.kind}:{notice.occasion}:{recipient.unit_id}:{recipient.person_id}",
        kind=notice.kind,
        channel=recipient.channel,
        address=recipient.address,
        subject=text.subject,
        body=text.body,
        html=text.html,
        templates=text.templates,
        business_day=day,
        ready_at=ready_at,
        person_id=recipient.person_id,
        unit_id=recipient.unit_id,
        held=CATALOGUE[notice.kind].bulk,
    )


def _names(ctx: Context, unit_ids: Sequence[int]) -> dict[int, str]:
    names: dict[int, str] = {}
    for part in in_parts(unit_ids):
        rows = ctx.session.execute(
            select(col(Unit.id), col(Unit.name)).where(col(Unit.id).in_(part))
        )
        names |= {row[0]: row[1] for row in rows}
    return names


def _change(
    ctx: Context,
    campaign_id: int,
    conditions: Sequence[ColumnElement[bool]],
    values: Mapping[str, object],
) -> int:
    statement = (
        update(Message)
        .where(col(Message.campaign_id) == campaign_id, *conditions)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    return int(getattr(ctx.session.execute(statement), "rowcount", 0))


def _look_done(
    ctx: Context, campaign_id: int, uncertain: Sequence[ColumnElement[bool]], outcome: str
) -> None:
    """The tasks to look after uncertain messages are done once it is settled what becomes of them."""
    looked_at = ctx.session.exec(
        select(Message.id, Message.attempts).where(
            col(Message.campaign_id) == campaign_id, *uncertain
        )
    )
    keys = (office_tasks.uncertain_key(campaign_id, id_ or 0, n) for id_, n in looked_at)
    office_tasks.settle(ctx, *keys, outcome=outcome)


def _demand(reason: str) -> None:
    if not reason.strip():
        raise Refused(["请写明原因，再暂缓、取消或核定消息"])


def _note(
    ctx: Context, campaign_id: int, what: str, which: Which, count: int, why: str = ""
) -> None:
    if count:
        ctx.record(what, why=why, campaign=campaign_id, count=count, which=asdict(which))
