"""Everything a house remembers, row by row, but for what differs between two equal courses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from sqlalchemy import select
from sqlmodel import SQLModel, col

from models import Attempt, JournalCheckpoint, JournalEntry, JournalHead
from tasks.context import House
from tasks.delivery import DELIVERER

DIGEST = re.compile("[0-9a-f]{16,64}|[0-9]+(-[0-9a-f]{4}){4,6}")
"""A whole digest, or the journal's stamp as papers print it: a row's number and groups of its hash."""
Rows = Mapping[str, list[tuple[object, ...]]]

HOW_IT_WAS_TRIED = frozenset(
    {"attempts", "claimed_by", "claimed_until", "ready_at", "sent_at", "provider_id", "reason"}
)
"""Columns of a message that say when and how often it was handed over, not what was told."""
NOT_COMPARED = {"message": HOW_IT_WAS_TRIED, "account": frozenset({"created_at"})}
"""An account is made on the machine's clock, which no simulation moves."""
LEFT_OUT = frozenset(
    str(t.__tablename__) for t in (Attempt, JournalCheckpoint, JournalEntry, JournalHead)
)


def rows_of(house: House) -> Rows:
    """Each table with its rows in the order of their keys; of the journal, what was done and by whom.

    Deliverers note their passes in the journal, and a pass that was cut off is one more. A workbook
    holds the second of its writing, so its digest, and the archive's that covers it, are left out;
    stamps and checkpoints count the rows of those passes.
    """
    found: dict[str, list[tuple[object, ...]]] = {}
    journal = select(
        *(col(c) for c in (JournalEntry.at, JournalEntry.actor, JournalEntry.what)),
        *(col(c) for c in (JournalEntry.subject, JournalEntry.why, JournalEntry.payload)),
    ).where(col(JournalEntry.actor) != DELIVERER)
    with house.engine.connect() as connection:
        for name, table in SQLModel.metadata.tables.items():
            if name not in LEFT_OUT:
                left_out = NOT_COMPARED.get(name, frozenset())
                kept = [column for column in table.columns if column.name not in left_out]
                rows = connection.execute(select(*kept).order_by(*table.primary_key.columns))
                found[name] = [_without_digests(row) for row in rows]
        acts = connection.execute(journal.order_by(col(JournalEntry.seq)))
        found["journal"] = [_without_digests(row) for row in acts]
    return found


def _without_digests(row: Iterable[object]) -> tuple[object, ...]:
    return tuple(DIGEST.sub("#", str(value)) for value in row)


def differences(ours: Rows, theirs: Rows) -> dict[str, tuple[list[object], list[object]]]:
    """Tables that differ, each with the rows that only one of both has; in another order: none."""
    return {
        name: ([row for row in rows if row not in theirs[name]],
               [row for row in theirs[name] if row not in rows])
        for name, rows in ours.items()
        if rows != theirs[name]
    }  # fmt: skip
