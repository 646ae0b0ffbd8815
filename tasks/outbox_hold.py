"""Holding the whole outbox and letting it go again: after a restore, or when something is wrong."""

from __future__ import annotations

from models import OutboxHold
from tasks.context import Context
from tasks.errors import Refused
from tasks.use_case import use_case


@use_case("暂停全部发送")
def hold(ctx: Context, *, reason: str) -> None:
    """Nothing leaves until `resume`; what falls due meanwhile waits in the outbox.

    Raises Refused without a reason, or where it is on hold already.
    """
    problems = [] if reason.strip() else ["请写明暂停发送的理由"]
    if (standing := on_hold(ctx)) is not None:
        problems.append(f"发件箱已经暂停：{standing.reason}")
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
