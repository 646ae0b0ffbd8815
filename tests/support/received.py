"""What the sinks have received, and what the house believes to have sent, by channel and key."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from sqlmodel import col, select

from models import Message
from notifications.channels.mime import key_of
from rules.states import MessageState
from tasks.context import House

Letters = Mapping[str, Counter[str]]


def received(mail_log: Path, web_log: Path) -> Letters:
    """How often each key has arrived, from the logs of the sinks' processes."""
    mails, calls = (log.read_text().splitlines() for log in (mail_log, web_log))
    return {
        "email": Counter(key_of(line.split()[0]) or line for line in mails),
        "webhook": Counter(line.split()[0] for line in calls),
    }


def sent(house: House) -> Letters:
    with house.reading() as ctx:
        rows = ctx.session.exec(
            select(Message.channel, Message.key).where(col(Message.state) == MessageState.SENT)
        ).all()
    return {
        channel: Counter(key for name, key in rows if name == channel)
        for channel in ("email", "webhook")
    }


def repeated(letters: Letters) -> dict[str, int]:
    """How many letters came once more with a key that had come before."""
    return {channel: keys.total() - len(keys) for channel, keys in letters.items()}


def keys(letters: Letters) -> dict[str, set[str]]:
    return {channel: set(found) for channel, found in letters.items()}
