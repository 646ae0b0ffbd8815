"""The journal: append-only rows that form a hash chain, written in the business transaction."""

from datetime import datetime
from typing import Any

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
