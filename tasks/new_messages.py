"""How a message enters the outbox: frozen text, a key that never repeats, in one statement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from rules.states import MessageState
from tasks.context import Context
from tasks.recipients import INBOX
from tasks.statements import insert_new

LONGEST_SUBJECT = 400
MAIL = "email"
WAITS_FOR_RELEASE = "群发通知，待办公室放行"


@dataclass(frozen=True, slots=True)
class NewMessage:
    """A rendered message for one person on one channel; `key` never repeats and holds no words."""

    campaign_id: int
    key: str
    kind: str
    channel: str
    address: str
    subject: str
    body: str
    business_day: date
    ready_at: datetime
    person_id: int | None = None
    unit_id: int | None = None
    html: str | None = None
    held: bool = False
    templates: str = ""
    """Versions of the templates, where the office has changed them."""


def put(ctx: Context, messages: Sequence[NewMessage]) -> dict[str, int]:
    """Enter messages unless their key is known; returns the id of each new one by its key.

    What goes to the in-app inbox has arrived with this; bulk messages wait for their release.
    """
    rows = [_row(message, ctx.now) for message in messages]
    return dict(insert_new(ctx.session, "message", rows, unique=["key"]))


def _row(message: NewMessage, now: datetime) -> dict[str, Any]:
    arrived = message.channel == INBOX and not message.held
    state = MessageState.SENT if arrived else MessageState.READY
    return {
        "campaign_id": message.campaign_id,
        "key": message.key,
        "kind": message.kind,
        "person_id": message.person_id,
        "unit_id": message.unit_id,
        "channel": message.channel,
        "address": message.address,
        "subject": message.subject[:LONGEST_SUBJECT],
        "body": message.body,
        "html": message.html,
        "business_day": message.business_day,
        "ready_at": message.ready_at,
        "state": MessageState.HELD if message.held else state,
        "sent_at": now if arrived else None,
        "reason": WAITS_FOR_RELEASE if message.held else "",
        "created_at": now,
        "claimed_by": "",
        "attempts": 0,
        "provider_id": "",
        "templates": message.templates,
    }
