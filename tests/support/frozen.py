"""Tries every way of changing an archived campaign's rows, table by table, and says which are refused."""

# ruff: noqa: S608 - statements over our own tables

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlalchemy import Connection, Engine, Table, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import SQLModel

from models.frozen import OPEN, REFUSAL, campaign_of


def answers(engine: Engine) -> Mapping[tuple[str, str], bool]:
    """Whether the database refuses each change to campaign 1; nothing is changed."""
    with engine.connect() as connection:
        return {
            (table.name, way): refused(connection, statement)
            for table in bound()
            for way, statement in attempts(connection, table)
        }


def bound() -> list[Table]:
    """Every table with rows of campaigns, whether or not anybody thought of it."""
    tables = SQLModel.metadata.sorted_tables
    return [t for t in tables if t.name not in OPEN and campaign_of(t, t.name) is not None]


def refused(connection: Connection, statement: str) -> bool:
    """Whether the database refuses this as a change to an archived campaign."""
    attempt = connection.begin_nested()
    try:
        connection.execute(text(statement))
    except DBAPIError as error:
        return REFUSAL in str(error.orig)
    finally:
        attempt.rollback()
    return False


def attempts(connection: Connection, table: Table) -> Iterator[tuple[str, str]]:
    """Ways of changing a table's rows of the campaign, as far as it has any."""
    ours = f"{campaign_of(table, table.name)} = 1"
    first = next(iter(table.primary_key)).name
    if connection.execute(text(f"SELECT 1 FROM {table.name} WHERE {ours}")).first() is not None:
        yield "update", f"UPDATE {table.name} SET {first} = {first} WHERE {ours}"
        yield "delete", f"DELETE FROM {table.name} WHERE {ours}"
    if "campaign_id" in table.c:
        yield "insert", f"INSERT INTO {table.name} (campaign_id) VALUES (1)"
        return
    for key in (key for column in table.columns for key in column.foreign_keys):
        parent = key.column.table
        if campaign_of(parent, parent.name) is None or parent.name == "campaign":
            continue
        owner = f"(SELECT min({key.column.name}) FROM {parent.name})"
        if connection.execute(text(f"SELECT {owner}")).scalar() is not None:
            yield (
                f"insert by {parent.name}",
                f"INSERT INTO {table.name} ({key.parent.name}) VALUES ({owner})",
            )
            break
