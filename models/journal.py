"""The journal: append-only rows that form a hash chain, written in the business transaction."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, UniqueConstraint, event, insert
from sqlmodel import Field, SQLModel

from models.columns import JsonColumn


class JournalEntry(SQLModel, table=True):
    """Who did what for whom and why; the payload may be erased, its salted digest stays."""

    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    campaign_id: int | None = Field(default=None, index=True)
    at: datetime
    actor: str = Field(max_length=200)
    on_behalf_of: str = Field(default="", max_length=200)
    what: str = Field(max_length=80)
    subject: str = Field(default="", max_length=200)
    why: str = Field(default="", max_length=2000)
    payload: dict[str, Any] | None = Field(default=None, sa_type=JsonColumn)
    salt: str = Field(max_length=32)
    digest: str = Field(max_length=64)
    """SHA-256 of salt and payload."""
    previous: str = Field(max_length=64)
    hash: str = Field(max_length=64)


class JournalHead(SQLModel, table=True):
    """The one row that says where the chain ends; taken last in every transaction."""

    id: int = Field(default=1, primary_key=True)
    seq: int = 0
    hash: str = Field(default="0" * 64, max_length=64)


class JournalCheckpoint(SQLModel, table=True):
    """Where the chain stood at a moment, signed: what is printed on papers is a part of it."""

    __table_args__ = (UniqueConstraint("seq", "key_id"),)

    id: int | None = Field(default=None, primary_key=True)
    seq: int
    hash: str = Field(max_length=64)
    at: datetime
    occasion: str = Field(max_length=200)
    """What it was taken for: a paper's number, a step, the day."""
    key_id: str = Field(default="", max_length=8)
    """First eight digits of the SHA-256 of the public key; empty while the key was out of reach."""
    public_key: str = Field(default="", max_length=64)
    signature: str = Field(default="", max_length=128)


@event.listens_for(JournalHead.__table__, "after_create")  # type: ignore[attr-defined]
def _with_its_row(table: Table, connection: Connection, **_: object) -> None:
    """There from the start, so that two first writers wait for each other instead of colliding."""
    connection.execute(insert(table).values(id=1, seq=0, hash="0" * 64))
