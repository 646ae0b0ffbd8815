"""Claiming what is ready: nobody else takes it, and what is no longer of use never leaves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

import sqlalchemy
from sqlalchemy import ColumnElement, func, or_, update
from sqlmodel import col, select

from models import Campaign, Holding, Message, Nudge, Obligation, Person, Post
from notifications.channels.base import Channel, Letter
from notifications.channels.pace import off_the_full_hour
from rules.ladders import next_opening
from rules.states import OWED, MessageState, NudgeState
from tasks.campaigns import calendar_of, definition_of
from tasks.context import Context
from tasks.digests import KINDS

NOTHING_OWED = "发送前核对：所提事项都已办结、调整或不再需要"
GONE = "发送前核对：收件人已经离岗，改由接任者收取"


@dataclass(frozen=True, slots=True)
class Claim:
    """One deliverer's hold on messages, until its lease ends on the machine's clock."""

    token: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Claimed:
    """Messages taken in one transaction; `seen` counts also those that were taken back instead."""

    letters: dict[str, int]
    batch: tuple[Letter, ...]
    seen: int
    cancelled: int


def take(ctx: Context, channel: Channel, campaign_id: int | None, claim: Claim) -> Claimed:
    """Take the next ready messages of a channel, checked once more against what is still owed."""
    ids = _ready(ctx, channel.name, campaign_id)
    if not ids:
        return Claimed({}, (), 0, 0)
    cancelled = _cancel_pointless(ctx, ids) + _cancel_gone(ctx, ids)
    _put_off_in_quiet_hours(ctx, ids)
    if channel.avoids_full_hour:
        _put_off_at_the_full_hour(ctx, ids)
    ctx.session.execute(
        update(Message)
        .where(col(Message.id).in_(ids), col(Message.state) == MessageState.READY)
        .where(col(Message.ready_at) <= ctx.now)
        .values(state=MessageState.CLAIMED, claimed_by=claim.token, claimed_until=claim.until)
        .execution_options(synchronize_session=False)
    )
    rows = ctx.session.execute(
        sqlalchemy.select(
            col(Message.id), col(Message.key), col(Message.address),
            col(Message.subject), col(Message.body), col(Message.html),
        )
        .where(col(Message.id).in_(ids), col(Message.claimed_by) == claim.token)
        .order_by(col(Message.ready_at), col(Message.id))
    ).all()  # fmt: skip
    letters = tuple(Letter(*row[1:]) for row in rows)
    return Claimed({row[1]: row[0] for row in rows}, letters, len(ids), cancelled)


def give_back(ctx: Context, claim: Claim) -> int:
    """Free what this claim took and never started to hand over."""
    return _rows(
        ctx,
        [col(Message.claimed_by) == claim.token, col(Message.state) == MessageState.CLAIMED],
        {"state": MessageState.READY, "claimed_by": "", "claimed_until": None},
    )


def free_expired(ctx: Context, campaign_id: int | None, machine_now: datetime) -> int:
    """Claims that died before handing over anything: back to ready, nothing has left."""
    return _rows(
        ctx,
        [
            col(Message.state) == MessageState.CLAIMED,
            col(Message.claimed_until) < machine_now,
            *_of(campaign_id),
        ],
        {"state": MessageState.READY, "claimed_by": "", "claimed_until": None},
    )


def expired_in_flight(
    ctx: Context, campaign_id: int | None, machine_now: datetime
) -> Sequence[Message]:
    """Messages whose deliverer died while handing them over: they may have arrived."""
    return ctx.session.exec(
        select(Message)
        .where(
            col(Message.state) == MessageState.HANDING_OVER,
            col(Message.claimed_until) < machine_now,
            *_of(campaign_id),
        )
        .order_by(col(Message.id))
        .with_for_update(skip_locked=True)
    ).all()


def lease(machine_now: datetime, seconds: int) -> datetime:
    return machine_now + timedelta(seconds=seconds)


def _ready(ctx: Context, channel: str, campaign_id: int | None) -> list[int]:
    ids = ctx.session.exec(
        select(Message.id)
        .where(
            col(Message.state) == MessageState.READY,
            col(Message.ready_at) <= ctx.now,
            col(Message.channel) == channel,
            *_of(campaign_id),
        )
        .order_by(col(Message.ready_at), col(Message.id))
        .limit(ctx.house.settings.delivery_batch)
        .with_for_update(skip_locked=True)
    ).all()
    return [cast("int", id_) for id_ in ids]


def _cancel_pointless(ctx: Context, ids: Sequence[int]) -> int:
    """Reminders of which nothing is owed any more by the deadline they speak of."""
    still_owed = (
        select(Nudge.message_id)
        .join(Obligation, col(Obligation.id) == col(Nudge.obligation_id))
        .where(
            col(Nudge.message_id).in_(ids),
            col(Obligation.state).in_(OWED),
            col(Nudge.version) == col(Obligation.version),
        )
    )
    return _rows(
        ctx,
        [
            col(Message.id).in_(ids),
            col(Message.kind).in_(KINDS),
            col(Message.id).not_in(still_owed),
        ],
        {"state": MessageState.CANCELLED, "reason": NOTHING_OWED},
    )


def _cancel_gone(ctx: Context, ids: Sequence[int]) -> int:
    """Reminders to people who no longer hold a post of the unit; whoever follows is told instead."""
    today = calendar_of(ctx).day_of(ctx.now)
    in_post = (
        select(Holding.id)
        .join(Post, col(Post.id) == col(Holding.post_id))
        .join(Person, col(Person.id) == col(Holding.person_id))
        .where(
            col(Holding.person_id) == col(Message.person_id),
            col(Post.unit_id) == col(Message.unit_id),
            col(Person.active).is_(True),
            col(Holding.since) <= today,
            or_(col(Holding.until).is_(None), col(Holding.until) >= today),
        )
        .exists()
    )
    gone = ctx.session.exec(
        select(Message.id).where(
            col(Message.id).in_(ids),
            col(Message.kind).in_(KINDS),
            col(Message.state) == MessageState.READY,
            ~in_post,
        )
    ).all()
    if not gone:
        return 0
    _hand_back(ctx, [cast("int", id_) for id_ in gone])
    values: dict[str, object] = {"state": MessageState.CANCELLED, "reason": GONE}
    return _rows(ctx, [col(Message.id).in_(gone)], values)


def _hand_back(ctx: Context, message_ids: Sequence[int]) -> None:
    """Let the sweep look at the rungs of these messages again, for whoever holds the post now."""
    rows = ctx.session.exec(
        select(Nudge.obligation_id, func.min(Nudge.planned_at))
        .where(col(Nudge.message_id).in_(message_ids))
        .group_by(col(Nudge.obligation_id))
    ).all()
    for obligation_id, moment in rows:
        ctx.session.execute(
            update(Obligation)
            .where(col(Obligation.id) == obligation_id, col(Obligation.state).in_(OWED))
            .values(next_nudge_at=moment)
        )
    ctx.session.execute(
        update(Nudge)
        .where(col(Nudge.message_id).in_(message_ids))
        .values(state=NudgeState.SKIPPED, reason=GONE)
    )


def _put_off_in_quiet_hours(ctx: Context, ids: Sequence[int]) -> None:
    """Reminders that were ready by day but are looked at by night wait for the morning."""
    calendar = calendar_of(ctx)
    campaigns = ctx.session.exec(
        select(Message.campaign_id)
        .where(col(Message.id).in_(ids), col(Message.kind).in_(KINDS))
        .distinct()
    ).all()
    for campaign_id in campaigns:
        quiet = definition_of(ctx, campaign_id).messaging.quiet
        opening = next_opening(ctx.now, calendar, quiet)
        if opening != ctx.now:
            mine = [col(Message.id).in_(ids), col(Message.campaign_id) == campaign_id]
            ready = [col(Message.kind).in_(KINDS), col(Message.state) == MessageState.READY]
            found = ctx.session.exec(select(Message.id, Message.ready_at).where(*mine, *ready))
            # Only a rung that goes out in quiet hours makes a message that is ready in them.
            by_day = [id_ for id_, at in found if next_opening(at, calendar, quiet) == at]
            _rows(ctx, [col(Message.id).in_(by_day)], {"ready_at": opening})


def _put_off_at_the_full_hour(ctx: Context, ids: Sequence[int]) -> None:
    """Near :00 and :30 each message waits some minutes, not all of them equally long."""
    if off_the_full_hour(ctx.now, "") == ctx.now:
        return
    rows = ctx.session.exec(
        select(Message.id, Message.key).where(
            col(Message.id).in_(ids), col(Message.state) == MessageState.READY
        )
    ).all()
    later = [{"id": id_, "ready_at": off_the_full_hour(ctx.now, key)} for id_, key in rows]
    if later:
        ctx.session.execute(update(Message), later)


def _of(campaign_id: int | None) -> list[ColumnElement[bool]]:
    """The campaign's, or all but those of simulated campaigns: these play their own moments."""
    if campaign_id is not None:
        return [col(Message.campaign_id) == campaign_id]
    real = select(Campaign.id).where(col(Campaign.simulated).is_(False))
    return [col(Message.campaign_id).in_(real)]


def _rows(
    ctx: Context, conditions: Sequence[ColumnElement[bool]], values: dict[str, object]
) -> int:
    statement = (
        update(Message)
        .where(*conditions)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    return int(getattr(ctx.session.execute(statement), "rowcount", 0))
