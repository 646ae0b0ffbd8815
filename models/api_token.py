"""Other systems that talk to this one: their tokens, and what their writes were answered."""

from datetime import datetime
from typing import Any

from sqlmodel import Field, SQLModel

from models.columns import JsonColumn


class ApiToken(SQLModel, table=True):
    """A system's token by its hash, with the scopes it was given."""

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=100)
    token_hash: str = Field(max_length=64, unique=True)
    scopes: list[str] = Field(sa_type=JsonColumn)
    created_at: datetime
    created_by: str = Field(max_length=200)
    expires_at: datetime
    revoked_at: datetime | None = None


class ApiAnswer(SQLModel, table=True):
    """What a write was answered, by the key that the caller chose: a repeat gets the same answer."""

    token_id: int = Field(foreign_key="apitoken.id", primary_key=True)
    key: str = Field(primary_key=True, max_length=200)
    request: str = Field(max_length=64)
    """SHA-256 of method, address and body."""
    body: dict[str, Any] = Field(sa_type=JsonColumn)
    at: datetime
