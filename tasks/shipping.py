"""The two writes of every turn of a hand-over, built once: what has arrived, and what starts now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, update

from models import Message
from rules.states import MessageState
from tasks.claims import Claim
from tasks.statements import TABLES

_MESSAGE = TABLES[str(Message.__tablename__)]
_SENT = (
    update(_MESSAGE)
    .where(_MESSAGE.c.id == bindparam("message"))
    .values(
        state=MessageState.SENT,
        sent_at=bindparam("at"),
        provider_id=bindparam("provider"),
        attempts=_MESSAGE.c.attempts + 1,
        claimed_by="",
        claimed_until=None,
        reason="",
    )
)
_STARTED = (
    update(_MESSAGE)
    .where(
        _MESSAGE.c.id.in_(bindparam("messages", expanding=True)),
        _MESSAGE.c.claimed_by == bindparam("token"),
        _MESSAGE.c.state == MessageState.CLAIMED,
    )
    .values(state=MessageState.HANDING_OVER)
)
_RENEWED = (
    update(_MESSAGE)
    .where(
        _MESSAGE.c.claimed_by == bindparam("token"),
        _MESSAGE.c.state.in_([MessageState.CLAIMED, MessageState.HANDING_OVER]),
    )
    .values(claimed_until=bindparam("until"))
)


class ClaimLostError(Exception):
    """The lease ran out and somebody else took the messages: hand nothing more over."""


def record_sent(connection: Connection, sent: Sequence[tuple[int, str]], at: datetime) -> None:
    """Enter acceptances: message and the provider's number for it."""
    connection.execute(
        _SENT,
        [{"message": id_, "at": at, "provider": provider[:200]} for id_, provider in sent],
    )


def mark_started(connection: Connection, ids: Sequence[int], claim: Claim) -> None:
    """Say so before the first byte: a crash from here on must show as uncertain, not as unsent.

    Raises ClaimLostError when one of them is not ours any more.
    """
    started = connection.execute(_STARTED, {"messages": list(ids), "token": claim.token})
    if started.rowcount != len(ids):
        raise ClaimLostError


def renew(connection: Connection, claim: Claim, until: datetime) -> None:
    connection.execute(_RENEWED, {"token": claim.token, "until": until})
