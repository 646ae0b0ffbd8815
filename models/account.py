"""Accounts that sign in to the web, and their sessions."""

from datetime import datetime

from sqlmodel import Field, SQLModel


class Account(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=60, unique=True)
    display: str = Field(max_length=100)
    password_hash: str = Field(max_length=200)
    role: str = Field(max_length=40)
    created_at: datetime
    failures: int = 0
    locked_until: datetime | None = None


class WebSession(SQLModel, table=True):
    """A signed-in browser; only the hash of its token is kept."""

    token_hash: str = Field(primary_key=True, max_length=64)
    account_id: int = Field(foreign_key="account.id")
    csrf: str = Field(max_length=64)
    created_at: datetime
    seen_at: datetime
