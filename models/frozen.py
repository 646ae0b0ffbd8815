"""An archived campaign is frozen by the database itself: triggers refuse every write to its rows.

A guard in the use cases would hold only for those that remember it. The triggers follow from the
tables: whatever belongs to a campaign, directly or through what it hangs on, is covered, so that a
table that comes later is too.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, Table, text
from sqlmodel import SQLModel

from models.personal import lets_through
from rules.states import CampaignState

REFUSAL = "campaign is archived"
"""What the database says; it stands in the error that the driver raises."""
OPEN = frozenset({"erasure", "journalentry", "modelwindow"})
"""The journal goes on whatever happens; personal data are erased, a model window ends in a later year (R53)."""
_PREFIX = "frozen_"
_ARCHIVED = CampaignState.ARCHIVED.value


def freeze_archived(connection: Connection) -> None:
    """Make the database refuse writes to archived campaigns; one that does already is left alone."""
    made = _for_postgresql if connection.dialect.name == "postgresql" else _for_sqlite
    wanted = dict(pair for table in _bound() for pair in made(table))
    present = _present(connection)
    if present.keys() == wanted.keys():
        return
    _drop(connection, present)
    _execute(connection, list(wanted.values()))


def unfreeze(connection: Connection) -> None:
    """Take the triggers away while tables are rebuilt; `freeze_archived` puts them back."""
    _drop(connection, _present(connection))


def campaign_of(table: Table, row: str) -> str | None:
    """SQL for the campaign that a row belongs to, by the first chain of keys that leads to one."""
    if table.name == "campaign":
        return f"{row}.id"
    if "campaign_id" in table.c:
        return f"{row}.campaign_id"
    for column in table.columns:
        for key in column.foreign_keys:
            parent = key.column.table
            if parent is not table and (inner := campaign_of(parent, parent.name)) is not None:
                owner = f"{parent.name}.{key.column.name} = {row}.{column.name}"
                return f"(SELECT {inner} FROM {parent.name} WHERE {owner})"  # noqa: S608 - names of our own tables
    return None


def _bound() -> Iterator[Table]:
    for table in SQLModel.metadata.sorted_tables:
        if table.name not in OPEN and campaign_of(table, "NEW") is not None:
            yield table


def _for_sqlite(table: Table) -> Iterator[tuple[str, str]]:
    """Names, which carry a digest of what they do, with what makes them: one for each event."""
    for event, rows in (("INSERT", ("NEW",)), ("UPDATE", ("OLD", "NEW")), ("DELETE", ("OLD",))):
        condition = _archived(table, rows)
        if event == "UPDATE" and (erases := _erases(table, postgresql=False)) is not None:
            condition = f"{condition} AND NOT ({erases})"
        name = _named(f"{table.name}_{event.lower()}", condition)
        refuse = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        yield (
            name,
            f"CREATE TRIGGER {name} BEFORE {event} ON {table.name} WHEN {condition} {refuse}",
        )


def _for_postgresql(table: Table) -> Iterator[tuple[str, str]]:
    """One for all events: a trigger's own condition may not look into another table, a function may."""
    old, new = _archived(table, ("OLD",)), _archived(table, ("NEW",))
    refuse = f"RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'check_violation'; END IF;"
    erases = _erases(table, postgresql=True)
    passes = f"IF TG_OP = 'UPDATE' THEN IF {erases} THEN RETURN NEW; END IF; END IF; "
    body = (
        f"BEGIN {passes if erases else ''}IF TG_OP <> 'INSERT' THEN IF {old} THEN {refuse} END IF; "
        f"IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; IF {new} THEN {refuse} RETURN NEW; END"
    )
    name = _named(table.name, body)
    yield (
        name,
        (
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $${body}$$; "
            f"CREATE TRIGGER {name} BEFORE INSERT OR UPDATE OR DELETE ON {table.name} "
            f"FOR EACH ROW EXECUTE FUNCTION {name}()"
        ),
    )


def _erases(table: Table, *, postgresql: bool) -> str | None:
    """SQL for an update that does nothing but erase personal data (`models.personal`)."""
    owner = campaign_of(table, "OLD")
    return None if owner is None else lets_through(table, owner, postgresql=postgresql)


def _archived(table: Table, rows: Sequence[str]) -> str:
    """SQL for whether a row belongs to an archived campaign; the act of archiving itself passes."""
    if table.name == "campaign":
        return f"OLD.state = '{_ARCHIVED}'" if "OLD" in rows else "1 = 0"
    ids = ", ".join(campaign_of(table, row) or "NULL" for row in rows)
    states = f"SELECT state FROM campaign WHERE campaign.id IN ({ids})"  # noqa: S608 - names of our own tables
    return f"'{_ARCHIVED}' IN ({states})"


def _named(what: str, meaning: str) -> str:
    return f"{_PREFIX}{what}_{hashlib.sha256(meaning.encode()).hexdigest()[:8]}"


def _present(connection: Connection) -> dict[str, str]:
    """Triggers of ours that are there, with their tables."""
    if connection.dialect.name == "postgresql":
        query = (
            "SELECT tgname, relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
            "JOIN pg_namespace n ON n.oid = relnamespace AND nspname = current_schema() "
            "WHERE NOT tgisinternal"
        )
    else:
        query = "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'"
    rows = connection.execute(text(query))
    return {name: table for name, table in rows if name.startswith(_PREFIX)}


def _drop(connection: Connection, present: dict[str, str]) -> None:
    if connection.dialect.name == "postgresql":
        # The trigger goes with its function.
        _execute(connection, [f"DROP FUNCTION {name}() CASCADE" for name in present])
    else:
        _execute(connection, [f"DROP TRIGGER {name}" for name in present])


def _execute(connection: Connection, statements: list[str]) -> None:
    """All at once where the driver takes them so, which spares a hundred round trips."""
    if connection.dialect.name == "postgresql" and statements:
        connection.exec_driver_sql("; ".join(statements))
        return
    for statement in statements:
        connection.exec_driver_sql(statement)
