"""Writing and checking the journal: rows chained by hash inside the business transaction."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlmodel import Session, col, insert, select

from models import JournalEntry, JournalHead

GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class Act:
    """One act worth remembering, before it gets its place in the chain."""

    what: str
    subject: str
    why: str
    payload: dict[str, Any]
    campaign_id: int | None
    actor: str
    on_behalf_of: str
    at: datetime


def digest_of(salt: str, payload: dict[str, Any] | None) -> str:
    """Salted, so that an erased payload cannot be guessed from its digest."""
    text = json.dumps(payload, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{salt}{text}".encode()).hexdigest()


def chain_hash(previous: str, entry: JournalEntry | dict[str, Any]) -> str:
    """The hash of a row: everything but the erasable payload, which its digest stands for."""
    row = entry if isinstance(entry, dict) else entry.model_dump()
    # In UTC, as the row will be read back: the zone it was written in is not stored.
    at = row["at"].astimezone(UTC).isoformat()
    parts = [
        previous, row["seq"], row["campaign_id"], at, row["actor"], row["on_behalf_of"],
        row["what"], row["subject"], row["why"], row["salt"], row["digest"],
    ]  # fmt: skip
    # As a list, so that no text can be moved from one field to the next unseen.
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()


def append(session: Session, acts: Sequence[Act], salt: Callable[[], str]) -> None:
    """Chain the acts to the journal; call it last, since it locks the head row."""
    if not acts:
        return
    session.flush()
    head = session.exec(
        select(JournalHead)
        .where(col(JournalHead.id) == 1)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if head is None:
        head = JournalHead(id=1)
        session.add(head)
    rows, seq, previous = [], head.seq, head.hash
    for act in acts:
        seq += 1
        own_salt = salt()
        row: dict[str, Any] = {
            "seq": seq,
            "campaign_id": act.campaign_id,
            "at": act.at,
            "actor": act.actor,
            "on_behalf_of": act.on_behalf_of,
            "what": act.what,
            "subject": act.subject,
            "why": act.why,
            "payload": act.payload,
            "salt": own_salt,
            "digest": digest_of(own_salt, act.payload),
            "previous": previous,
        }
        row["hash"] = previous = chain_hash(previous, row)
        rows.append(row)
    session.execute(insert(JournalEntry), rows)
    head.seq, head.hash = seq, previous


def first_broken(entries: Iterable[JournalEntry], previous: str = GENESIS) -> int | None:
    """Number of the first row that does not follow from the one before it, None if all do."""
    for entry in entries:
        honest = (
            entry.previous == previous
            and entry.hash == chain_hash(previous, entry)
            and (entry.payload is None or entry.digest == digest_of(entry.salt, entry.payload))
        )
        if not honest:
            return entry.seq
        previous = entry.hash
    return None


def broken_at(session: Session) -> int | None:
    """Number of the first row that is altered, missing or too many, None where the chain is whole.

    The head row says where the chain ends, so that rows cut off its end are missed as well.
    """
    entries = session.exec(select(JournalEntry).order_by(col(JournalEntry.seq))).all()
    broken = first_broken(entries)
    if broken is not None:
        return broken
    head = session.get(JournalHead, 1) or JournalHead()
    last = (entries[-1].seq, entries[-1].hash) if entries else (0, GENESIS)
    return None if last == (head.seq, head.hash) else min(last[0], head.seq) + 1
