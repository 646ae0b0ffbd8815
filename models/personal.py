"""What of a campaign's rows is personal, and the one way past the triggers that freeze them: to be erased.

Each column has exactly one value that it may take while an erasure is under way. What erases and
what the triggers let through is written from the same list.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from sqlalchemy import Engine, Table, text
from sqlmodel import SQLModel

from rules.definition import PersonalKind
from rules.personal_data import ERASED
from rules.states import ErasureState

NOT_PERSONAL = ("paper", "meeting", "methodpaper")
"""What attachments may belong to without being personal data."""
NOTHING, GONE, EMPTY_LIST = "''", f"'{ERASED}'", "'[]'"


@dataclass(frozen=True, slots=True)
class Wiping:
    """Columns of a table with the SQL of what an erasure leaves in them; {row} is the row as it was."""

    kind: PersonalKind
    table: str
    columns: Mapping[str, str]
    rows: str = ""
    """Which rows, as SQL; empty: all of the campaign's."""
    rewritten: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """JSON columns that are written anew, with the places in them that stay as they are."""


_NOT_WON = (
    "NOT EXISTS (SELECT 1 FROM placement p WHERE p.application_id = {row}.id AND p.outcome = 'won')"
)
_WITHOUT_NAME = (
    "replace({row}.reason, "  # noqa: S608 - names of our own tables
    f"(SELECT a.candidate FROM application a WHERE a.id = {{row}}.application_id), {GONE})"
)
WIPINGS = (
    Wiping(
        PersonalKind.MESSAGES, "message",
        {"address": NOTHING, "subject": NOTHING, "body": NOTHING, "html": "NULL", "reason": NOTHING},
    ),
    Wiping(PersonalKind.MESSAGES, "attempt", {"detail": NOTHING}),
    Wiping(PersonalKind.MESSAGES, "call", {"note": NOTHING}),
    Wiping(PersonalKind.MESSAGES, "officetask", {"text": GONE, "outcome": NOTHING}),
    Wiping(
        PersonalKind.VOTERS, "voter",
        {
            "person": "'#' || {row}.id", "name": GONE, "units": EMPTY_LIST,
            "reason": NOTHING,
        },
    ),
    Wiping(
        PersonalKind.SCANS, "paperact",
        {"by": GONE, "note": NOTHING, "scan_sha256": NOTHING, "scan_name": NOTHING},
    ),
    Wiping(
        PersonalKind.ATTACHMENTS, "attachment",
        {"name": GONE, "note": NOTHING, "withdrawn_why": NOTHING},
        f"{{row}}.owner_kind NOT IN {NOT_PERSONAL}",
    ),
    Wiping(
        PersonalKind.OBJECTIONS, "objection",
        {
            "raised_by": GONE, "address": NOTHING, "text": GONE, "note": NOTHING,
            "answered_how": NOTHING,
        },
    ),
    Wiping(
        PersonalKind.APPLICATIONS_LOST, "application",
        {
            "candidate": GONE, "opinion": NOTHING, "returned_for": NOTHING, "reasons": EMPTY_LIST,
        },
        _NOT_WON,
        {"facts": ("unit", "project", "recommended", "person.rank", "person.reported_on")},
    ),
    Wiping(
        PersonalKind.APPLICATIONS_LOST, "placement", {"reason": _WITHOUT_NAME},
        "{row}.outcome <> 'won'",
        {"score_card": ("number", "unit", "lines", "exact", "total", "rank", "outcome")},
    ),
)  # fmt: skip
"""All that is bound to a campaign by its rows; the journal, accounts and contacts are bound to none."""
BY_TABLE = {one.table: one for one in WIPINGS}


def lets_through(table: Table, owner: str, *, postgresql: bool) -> str | None:
    """SQL for an update that only erases, as the erasure under way says; None where nothing is personal."""
    wiping = BY_TABLE.get(table.name)
    if wiping is None:
        return None
    same = _same_in_postgresql if postgresql else _same_in_sqlite
    under_way = (
        f"EXISTS (SELECT 1 FROM erasure WHERE erasure.campaign_id = {owner} "  # noqa: S608 - names of our own tables
        f"AND erasure.kind = '{wiping.kind}' AND erasure.state = '{ErasureState.ERASING}')"
    )
    conditions = [under_way, *([wiping.rows.format(row="OLD")] if wiping.rows else [])]
    for column in table.columns:
        new, old = f'NEW."{column.name}"', f'OLD."{column.name}"'
        if column.name in wiping.rewritten:
            conditions += _kept_places(wiping, column.name, postgresql=postgresql)
        elif column.name in wiping.columns:
            erased = wiping.columns[column.name].format(row="OLD")
            conditions.append(f"({same(new, old)} OR {same(new, erased)})")
        else:
            conditions.append(same(new, old))
    return " AND ".join(conditions)


def counted(wiping: Wiping, owner: str, *, postgresql: bool) -> str:
    """SQL that counts the rows of :campaign in which something is left to erase."""
    return (
        f"SELECT count(*) FROM {wiping.table} WHERE {_left(wiping, owner, postgresql=postgresql)}"  # noqa: S608 - names of our own tables
    )


def wiped(wiping: Wiping, owner: str, *, postgresql: bool) -> str:
    """SQL that erases them."""
    values = ", ".join(
        f'"{name}" = {value.format(row=wiping.table)}' for name, value in wiping.columns.items()
    )
    left = _left(wiping, owner, postgresql=postgresql)
    return f"UPDATE {wiping.table} SET {values} WHERE {left}"  # noqa: S608 - names of our own tables


def _left(wiping: Wiping, owner: str, *, postgresql: bool) -> str:
    same = _same_in_postgresql if postgresql else _same_in_sqlite
    erased = " AND ".join(
        same(f'{wiping.table}."{name}"', value.format(row=wiping.table))
        for name, value in wiping.columns.items()
    )
    which = [f"{owner} = :campaign", f"NOT ({erased})"]
    return " AND ".join([*which, *([wiping.rows.format(row=wiping.table)] if wiping.rows else [])])


def _same_in_sqlite(one: str, other: str) -> str:
    return f"{one} IS {other}"


def _same_in_postgresql(one: str, other: str) -> str:
    return f"{one}::text IS NOT DISTINCT FROM {other}::text"


def _kept_places(wiping: Wiping, column: str, *, postgresql: bool) -> Iterator[str]:
    for place in wiping.rewritten[column]:
        if postgresql:
            path = place.replace(".", ",")
            yield _same_in_postgresql(
                *(f"({r}.\"{column}\" #>> '{{{path}}}')" for r in ("NEW", "OLD"))
            )
        else:
            yield _same_in_sqlite(
                *(f"json_extract({r}.\"{column}\", '$.{place}')" for r in ("NEW", "OLD"))
            )


def overwrite_freed(engine: Engine) -> None:
    """Leave nothing of what was erased in the database's own files, as far as the server lets us.

    SQLite's write-ahead log still holds the pages as they were; PostgreSQL keeps old versions of
    rows until they are vacuumed.
    """
    if engine.dialect.name == "postgresql":
        names = ", ".join(f'"{name}"' for name in _touched())
        with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
            connection.execute(text(f"VACUUM {names}"))
        return
    # Below the engine, which would begin a transaction: a checkpoint waits for all of them.
    raw = engine.raw_connection()
    try:
        raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        raw.close()


def _touched() -> Iterator[str]:
    known = SQLModel.metadata.tables
    others = ("journalentry", "address", "account", "importedfile")
    return (name for name in (*BY_TABLE, *others) if name in known)
