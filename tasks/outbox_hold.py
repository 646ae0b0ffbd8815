"""Holding the whole outbox and letting it go again: after a restore, or when something is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func
from sqlmodel import col, select

from models import Message, OutboxHold
from rules.said import Said
from rules.states import MessageState
from tasks.context import Context
from tasks.errors import Refused
from tasks.use_case import use_case


@dataclass(frozen=True, slots=True)
class Held:
    """The hold that stands: why, since when, by whom, and what leaves as soon as it ends."""

    reason: str
    since: datetime
    by: str
    waiting: int


@use_case("暂停全部发送")
def hold(ctx: Context, *, reason: str) -> None:
    """Nothing leaves until `resume`; what falls due meanwhile waits in the outbox.

    Raises Refused without a reason, or where it is on hold already.
    """
    problems = [] if reason.strip() else ["请写明暂停发送的理由"]
    if (standing := on_hold(ctx)) is not None:
        problems.append(Said("发件箱已经暂停：{reason}", reason=standing.reason))
    if problems:
        raise Refused(problems)
    ctx.session.add(OutboxHold(reason=reason, since=ctx.now, by=ctx.actor))
    ctx.record("outbox.paused", why=reason)


@use_case("恢复发送")
def resume(ctx: Context, *, reason: str) -> None:
    """Let the outbox deliver again; raises Refused without a reason, or where nothing is held."""
    standing = on_hold(ctx)
    problems = [] if reason.strip() else ["请写明恢复发送的理由，例如已核对哪些消息发过"]
    if standing is None:
        problems.append("发件箱没有暂停")
    if problems or standing is None:
        raise Refused(problems)
    ctx.session.delete(standing)
    ctx.record("outbox.resumed", why=reason)


def on_hold(ctx: Context) -> OutboxHold | None:
    """The hold that stands, with its reason."""
    return ctx.session.get(OutboxHold, 1)


def standing(ctx: Context) -> Held | None:
    """The hold that stands, with how many messages fell due meanwhile or before, of all campaigns."""
    row = on_hold(ctx)
    if row is None:
        return None
    due = select(func.count()).where(
        col(Message.state) == MessageState.READY, col(Message.ready_at) <= ctx.now
    )
    return Held(row.reason, row.since, row.by, ctx.session.exec(due).one())
