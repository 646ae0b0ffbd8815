"""Accounts that sign in to the web: the parts they were appointed to, their sessions and links."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from models.columns import JsonColumn, one_of
from rules.access import Part


class Account(SQLModel, table=True):
    """Somebody who may sign in; what they may do follows from their person's posts and appointments."""

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=60, unique=True)
    display: str = Field(max_length=100)
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    """The person of the roster whose posts it speaks for; None for outsiders and administrators."""
    password_hash: str = Field(default="", max_length=200)
    """Empty: comes in by one-time links only."""
    old_hashes: list[str] = Field(default_factory=list, sa_type=JsonColumn)
    """Earlier passwords that may not be taken again."""
    must_change: bool = False
    changed_at: datetime | None = None
    """When the password was last set by its owner."""
    totp_secret: str = Field(default="", max_length=64)
    totp_last: int = 0
    """The time step whose code was used last: no code works twice."""
    created_at: datetime
    closed_at: datetime | None = None
    failures: int = 0
    locked_until: datetime | None = None


class Appointment(SQLModel, table=True):
    """A part that does not follow from a post of the roster: who was appointed to it, by whom, until when."""

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    part: Part = Field(sa_type=one_of(Part))
    code: str = Field(default="", max_length=200)
    """An outside evaluator's code, or a post of the leading group."""
    groups: list[str] = Field(default_factory=list, sa_type=JsonColumn)
    """Groups that a deputy of the office looks after; empty: all."""
    since: date | None = None
    """First day; None: from the beginning."""
    until: date | None = None
    """Last day included."""
    appointed_by: str = Field(max_length=200)
    reason: str = Field(default="", max_length=500)


class WebSession(SQLModel, table=True):
    """A signed-in browser; only the hash of its token is kept."""

    token_hash: str = Field(primary_key=True, max_length=64)
    account_id: int = Field(foreign_key="account.id")
    csrf: str = Field(max_length=64)
    created_at: datetime
    seen_at: datetime


class SignInLink(SQLModel, table=True):
    """A one-time link to a session; only the hash of its token is kept, and it works by a click on a form."""

    token_hash: str = Field(primary_key=True, max_length=64)
    account_id: int = Field(foreign_key="account.id", index=True)
    target: str = Field(default="/", max_length=400)
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = None


class KeptForm(SQLModel, table=True):
    """What somebody has typed into a form and not sent yet."""

    account_id: int = Field(foreign_key="account.id", primary_key=True)
    path: str = Field(primary_key=True, max_length=200)
    fields: dict[str, list[str]] = Field(default_factory=dict, sa_type=JsonColumn)
    kept_at: datetime
