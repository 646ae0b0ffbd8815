"""What becomes of a message that was not simply accepted: again later, another way, or a look."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from models import Attempt, Message
from notifications.channels.base import Refused, Unknown
from notifications.channels.registry import NAMES_ZH
from rules.ladders import next_opening
from rules.states import MessageState
from tasks import addresses, office_tasks
from tasks.campaigns import calendar_of, definition_of
from tasks.context import Context
from tasks.digests import KINDS

MOST_ATTEMPTS = 10
OVER_THE_RATE = "rate"
_FIRST_WAIT = timedelta(minutes=1)
_LONGEST_WAIT = timedelta(hours=2)
_UNTIL_THE_OFFICE_LOOKED = timedelta(hours=1)


class Setback(StrEnum):
    PUT_BACK = "put_back"
    FAILED = "failed"
    UNCERTAIN = "uncertain"


@dataclass(frozen=True, slots=True)
class Way:
    """How the channel that had the message behaves."""

    repeats: bool
    """It may be handed the same key again when nobody knows whether it arrived."""
    widespread: bool = False
    """It refuses everybody at the moment, so a refusal says nothing about one address."""


def settle(ctx: Context, message: Message, outcome: Refused | Unknown, way: Way) -> Setback:
    """Record the attempt and decide what happens next; the message is free of its claim."""
    message.claimed_by, message.claimed_until = "", None
    ctx.session.add(message)
    if isinstance(outcome, Refused) and outcome.reason == OVER_THE_RATE and not outcome.permanent:
        return _put_back(ctx, message, outcome.reason, outcome.retry_after or _FIRST_WAIT)
    message.attempts += 1
    _note(ctx, message, outcome)
    if isinstance(outcome, Unknown):
        if way.repeats and message.attempts < MOST_ATTEMPTS:
            return _put_back(ctx, message, outcome.reason, _back_off(ctx, message))
        return _hold_for_a_look(ctx, message, outcome)
    ours = outcome.about == "access" or way.widespread
    if message.attempts >= MOST_ATTEMPTS or (outcome.permanent and not ours):
        return _give_up(ctx, message, outcome)
    wait = max(outcome.retry_after or _FIRST_WAIT, _back_off(ctx, message))
    if outcome.permanent:
        wait = _UNTIL_THE_OFFICE_LOOKED
        _ask_for_access(ctx, message, outcome)
    return _put_back(ctx, message, outcome.reason, wait)


def _put_back(ctx: Context, message: Message, reason: str, wait: timedelta) -> Setback:
    message.state = MessageState.READY
    message.reason = reason[:500]
    message.ready_at = _not_by_night(ctx, message, ctx.now + wait)
    return Setback.PUT_BACK


def _not_by_night(ctx: Context, message: Message, moment: datetime) -> datetime:
    if message.kind not in KINDS:
        return moment
    quiet, calendar = definition_of(ctx, message.campaign_id).messaging.quiet, calendar_of(ctx)
    if next_opening(message.ready_at, calendar, quiet) != message.ready_at:
        return moment  # its rung goes out in quiet hours
    return next_opening(moment, calendar, quiet)


def _give_up(ctx: Context, message: Message, outcome: Refused) -> Setback:
    """This channel will not do: the next one gets the text, the office a task the same day."""
    message.state = MessageState.FAILED
    message.reason = outcome.reason[:500]
    ctx.session.flush()
    if outcome.about == "address":
        addresses.mark_failed(ctx, message, outcome.reason)
    again = addresses.try_next(ctx, message, ctx.now)
    day = calendar_of(ctx).day_of(ctx.now)
    addresses.report(ctx, message, again, outcome.reason, day)
    return Setback.FAILED


def _hold_for_a_look(ctx: Context, message: Message, outcome: Unknown) -> Setback:
    message.state = MessageState.UNCERTAIN
    message.reason = outcome.reason[:500]
    name = NAMES_ZH.get(message.channel, message.channel)
    office_tasks.add(
        ctx,
        message.campaign_id,
        key=office_tasks.uncertain_key(message.campaign_id, message.id or 0, message.attempts),
        kind="uncertain",
        text=f"{name}消息“{message.subject}”（{message.address}）可能已送达：{outcome.reason}；"
        "请核对后选择“已送达”或“重新发送”",
    )
    return Setback.UNCERTAIN


def _ask_for_access(ctx: Context, message: Message, outcome: Refused) -> None:
    name = NAMES_ZH.get(message.channel, message.channel)
    day = calendar_of(ctx).day_of(ctx.now)
    office_tasks.add(
        ctx,
        message.campaign_id,
        key=f"{message.campaign_id}:channel:{message.channel}:{day}",
        kind="channel",
        text=f"{name}拒绝了本系统的请求（{outcome.reason}），请检查该通道的设置；消息每小时重试",
    )


def _back_off(ctx: Context, message: Message) -> timedelta:
    """Twice as long each time, with a fifth of chance, so that retries do not march in step."""
    wait = min(_FIRST_WAIT * (1 << (message.attempts - 1)), _LONGEST_WAIT)
    return wait * (0.8 + 0.4 * ctx.house.chance.random())


def _note(ctx: Context, message: Message, outcome: Refused | Unknown) -> None:
    name = "unknown" if isinstance(outcome, Unknown) else "refused"
    if isinstance(outcome, Refused) and outcome.permanent:
        name = "refused_for_good"
    assert message.id is not None  # noqa: S101 - it was read from its table
    ctx.session.add(
        Attempt(message_id=message.id, at=ctx.now, outcome=name, detail=outcome.reason[:500])
    )
