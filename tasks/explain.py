"""Why a unit was or was not told something, and how its dates came about."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import col, select

from models import Attempt, Message, Nudge, Obligation, Person, Unit
from notifications.channels.registry import NAMES_ZH
from rules.definition import Audience
from rules.ladders import REASONS, Reason
from rules.said import Said
from rules.states import MessageState, NudgeState, ObligationState
from tasks.context import Context
from tasks.digests import KINDS
from tasks.errors import NotFound
from tasks.lookup import step_row, unit_by_code
from tasks.nudges import Desk, Owed, open_desk, owed_of, select_owed
from tasks.orders import moves_for, moves_of
from tasks.wording import day_cn, end_cn, moment_cn

AUDIENCES: Mapping[Audience, str] = {
    Audience.CONTACT: "联系人",
    Audience.DEPUTY: "分管负责人",
    Audience.LEADER: "主要负责人",
    Audience.LEAD_OFFICE: "牵头处室",
    Audience.OFFICE_DIRECTOR: "办公室主任",
}
DUTY_STATES: Mapping[ObligationState, str] = {
    ObligationState.PENDING: "待办",
    ObligationState.BLOCKED: "等待前置事项",
    ObligationState.MET: "已办",
    ObligationState.MET_LATE: "迟办",
    ObligationState.WAIVED: "免报",
    ObligationState.LAPSED: "未办，已失效",
}
MESSAGE_STATES: Mapping[MessageState, str] = {
    MessageState.HELD: "待放行",
    MessageState.READY: "待发",
    MessageState.CLAIMED: "已取出",
    MessageState.HANDING_OVER: "发送中",
    MessageState.SENT: "已发出",
    MessageState.UNCERTAIN: "待核实",
    MessageState.FAILED: "发送失败",
    MessageState.CANCELLED: "已取消",
}
_ENDED: Mapping[ObligationState, Reason] = {
    ObligationState.MET: Reason.MET,
    ObligationState.MET_LATE: Reason.MET,
    ObligationState.WAIVED: Reason.WAIVED,
    ObligationState.LAPSED: Reason.LAPSED,
}


@dataclass(frozen=True, slots=True)
class Told:
    """A reminder point that came: for whom, on which channel, and what became of it."""

    moment: datetime
    rung: str
    audience: str
    person: str
    channel: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Ahead:
    """A reminder point still to come, or one that will not come, with the reason."""

    moment: datetime
    rung: str
    to: tuple[str, ...]
    not_sent: str = ""


@dataclass(frozen=True, slots=True)
class DutyStory:
    title: str
    state: str
    end: str
    basis: tuple[str, ...]
    changes: tuple[str, ...]
    """Decisions that moved its end, in order."""
    told: tuple[Told, ...]
    ahead: tuple[Ahead, ...]
    waits_for: str = ""


@dataclass(frozen=True, slots=True)
class Explanation:
    unit: str
    step: str
    duties: tuple[DutyStory, ...]
    messages: tuple[Told, ...]
    """What else the unit was sent: notices, corrections, receipts."""


def why(
    ctx: Context, campaign_id: int, unit_code: str, step_code: str, *, now: datetime | None = None
) -> Explanation:
    """Everything sent or not sent to a unit in a step, and why. Raises NotFound for unknown codes."""
    desk = open_desk(ctx, campaign_id, now)
    unit, row = unit_by_code(ctx, unit_code), step_row(ctx, campaign_id, step_code)
    step = desk.plan.step(step_code)
    found = ctx.session.execute(
        select_owed()
        .where(col(Obligation.step_id) == row.id, col(Obligation.unit_id) == unit.id)
        .order_by(col(Obligation.due_on), col(Obligation.id))
    )
    stories = tuple(_story(ctx, desk, owed_of(one), unit) for one in found)
    if unit.id is None:
        raise NotFound([f"名册里没有代码为“{unit_code}”的单位"])
    return Explanation(
        unit.name,
        f"{step.code} {step.name}",
        stories,
        _notices(ctx, campaign_id, unit.id, step_code),
    )


def _story(ctx: Context, desk: Desk, one: Owed, unit: Unit) -> DutyStory:
    told = _told(ctx, one)
    row = ctx.session.get(Obligation, one.id)
    assert row is not None  # noqa: S101 - it was found just now
    state = Said(DUTY_STATES[one.state])
    if row.met_at is not None:
        when = moment_cn(row.met_at, desk.calendar)
        state = Said(
            "{state}：{when} {how}（{by}）", state=state, when=when, how=row.met_how, by=row.met_by
        )
    return DutyStory(
        title=one.title,
        state=state,
        end=end_cn(one.shown_at, desk.calendar),
        basis=tuple(one.basis),
        changes=_changes(ctx, desk.plan.duty(one.step, one.duty).due, row, unit),
        told=told,
        ahead=_ahead(desk, one, {t.rung for t in told}),
        waits_for=_blocker(ctx, one),
    )


def _told(ctx: Context, one: Owed) -> tuple[Told, ...]:
    rows = ctx.session.exec(
        select(Nudge, Person.name, Message)
        .join(Person, col(Person.id) == col(Nudge.person_id), isouter=True)
        .join(Message, col(Message.id) == col(Nudge.message_id), isouter=True)
        .where(col(Nudge.obligation_id) == one.id)
        .order_by(col(Nudge.planned_at), col(Nudge.id))
    ).all()
    return tuple(
        Told(
            nudge.planned_at,
            nudge.rung,
            AUDIENCES[Audience(nudge.audience)],
            name or "无人任职",
            NAMES_ZH.get(nudge.channel, "电话" if nudge.channel == "telephone" else "—"),
            _outcome(ctx, nudge, message),
        )
        for nudge, name, message in rows
    )


def _outcome(ctx: Context, nudge: Nudge, message: Message | None) -> str:
    if nudge.state is NudgeState.SKIPPED:
        return Said("未发：{reason}", reason=Said(nudge.reason))
    return _state_of(ctx, message) if message else nudge.reason


def _state_of(ctx: Context, message: Message) -> Said:
    text = Said(MESSAGE_STATES[message.state])
    if message.state is not MessageState.SENT and message.reason:
        text = Said("{state}（{reason}）", state=text, reason=Said(message.reason))
    if message.attempts > 1 or message.state is MessageState.FAILED:
        failed = ctx.session.exec(
            select(Attempt.detail).where(col(Attempt.message_id) == message.id)
        ).all()
        for detail in failed:
            text = Said("{before}；曾未成功：{detail}", before=text, detail=detail)
    return text


def _ahead(desk: Desk, one: Owed, come: set[str]) -> tuple[Ahead, ...]:
    ended = _ENDED.get(one.state)
    return tuple(
        Ahead(
            rung.moment,
            rung.rung_label,
            tuple(AUDIENCES[audience] for audience in rung.to),
            _why_not(desk, one, rung.moment, ended),
        )
        for rung in desk.rungs(one)
        if rung.rung_label not in come
    )


def _why_not(desk: Desk, one: Owed, moment: datetime, ended: Reason | None) -> str:
    if ended is not None:
        return REASONS[ended]
    if one.next_nudge_at is None or moment < one.next_nudge_at:
        passed = "截止时间调整前已过这一提醒点" if one.version > 1 else "下达时已过这一提醒点"
        return passed if moment <= desk.now else "不再安排"
    return ""


def _changes(ctx: Context, due_on: date, row: Obligation, unit: Unit) -> tuple[str, ...]:
    """Every move that held for the unit, whose duty the file has due on that day."""
    return tuple(
        Said(
            "{on}，{by}决定由{old}改为{new}：{reason}",
            on=day_cn(c.at.date()),
            by=c.ordered_by,
            old=day_cn(c.old_due_on),
            new=day_cn(c.new_due_on),
            reason=c.reason,
        )
        for c in moves_for(unit, due_on, moves_of(ctx, row.step_id, row.duty))
    )


def _blocker(ctx: Context, one: Owed) -> str:
    if one.state is not ObligationState.BLOCKED or one.blocked_by_id is None:
        return ""
    found = ctx.session.exec(
        select(Unit.name, Obligation.title)
        .join(Obligation, col(Obligation.unit_id) == col(Unit.id))
        .where(col(Obligation.id) == one.blocked_by_id)
    ).first()
    return f"{found[0]}“{found[1]}”" if found else ""


def _notices(ctx: Context, campaign_id: int, unit_id: int, step_code: str) -> tuple[Told, ...]:
    speaks_of_step = re.compile(
        rf"(?<![\d.]){re.escape(step_code)}(?!\d)|moved\.{re.escape(step_code)}(?!\d)"
    )
    rows = ctx.session.exec(
        select(Message, Person.name)
        .join(Person, col(Person.id) == col(Message.person_id), isouter=True)
        .where(
            col(Message.campaign_id) == campaign_id,
            col(Message.unit_id) == unit_id,
            col(Message.kind).not_in(KINDS),
        )
        .order_by(col(Message.created_at), col(Message.id))
    ).all()
    return tuple(
        Told(
            message.created_at,
            "",
            "",
            name or "",
            NAMES_ZH.get(message.channel, message.channel),
            Said("{subject}：{state}", subject=message.subject, state=_state_of(ctx, message)),
        )
        for message, name in rows
        if speaks_of_step.search(message.key)
    )
