"""Writing the journal: rows chained by hash inside the business transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from json import JSONEncoder
from json.encoder import encode_basestring as quoted
from typing import Any, cast

from sqlalchemy import Table, insert
from sqlmodel import Session, col, select

from models import JournalEntry, JournalHead
from tasks.fitting import refuse_long_texts

GENESIS = "0" * 64
SUBJECT = 200
"""Letters of a subject; a longer title is told by its beginning."""

_canonical = JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


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
    return hashlib.sha256(f"{salt}{_canonical(payload)}".encode()).hexdigest()


def content_hash(row: Mapping[str, Any]) -> str:
    """The hash of what a row says: all but its erasable payload, which the digest stands for.

    It is the SHA-256 of the compact JSON list of the fields in order, so that no text can be moved
    from one field to the next unseen. Written out because `json.dumps` takes twice as long. The
    salt keeps it from being guessed, so an extract may give it in place of what it withholds.
    """
    campaign = row["campaign_id"]
    # In UTC, as the row will be read back: the zone it was written in is not stored.
    at = row["at"].astimezone(UTC).isoformat()
    text = (
        f'[{row["seq"]},{"null" if campaign is None else campaign},"{at}"'
        f",{quoted(row['actor'])},{quoted(row['on_behalf_of'])},{quoted(row['what'])}"
        f",{quoted(row['subject'])},{quoted(row['why'])}"
        f",{quoted(row['salt'])},{quoted(row['digest'])}]"
    )
    return hashlib.sha256(text.encode()).hexdigest()


def chain_hash(previous: str, content: str) -> str:
    """The hash of a row in its place: that of the row before it and of its own content."""
    return hashlib.sha256(f"{previous}{content}".encode()).hexdigest()


def append(session: Session, acts: Sequence[Act], salt: Callable[[], str]) -> JournalHead | None:
    """Chain the acts to the journal and return where it now ends; None without any act.

    Call it last, since it locks the head row.
    """
    if not acts:
        return None
    session.flush()
    head = session.exec(
        select(JournalHead)
        .where(col(JournalHead.id) == 1)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
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
            "subject": _cut(act.subject),
            "why": act.why,
            "payload": act.payload,
            "salt": own_salt,
            "digest": digest_of(own_salt, act.payload),
            "previous": previous,
        }
        row["hash"] = previous = chain_hash(previous, content_hash(row))
        rows.append(row)
    refuse_long_texts((JournalEntry, row) for row in rows)
    # The table and not the class: mapping thousands of rows would take as long as hashing them.
    session.connection().execute(insert(cast("Table", JournalEntry.__table__)), rows)  # type: ignore[attr-defined]
    head.seq, head.hash = seq, previous
    return head


def _cut(subject: str) -> str:
    return subject if len(subject) <= SUBJECT else f"{subject[: SUBJECT - 1]}…"
