"""Votes: the session, who may vote, one-time codes, slips that lead to nobody, batches of paper."""

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.columns import JsonColumn, one_of
from rules.states import VoteState


class VoteSession(SQLModel, table=True):
    """One vote of a campaign, from its list of voters to its count."""

    __table_args__ = (UniqueConstraint("campaign_id", "vote"),)

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id")
    vote: str = Field(max_length=40)
    """Code of the vote in the campaign file."""
    state: VoteState = Field(default=VoteState.PREPARED, sa_type=one_of(VoteState))
    held_on: date
    candidates: list[list[str]] = Field(default_factory=list, sa_type=JsonColumn)
    """Who stands on the slip, frozen at opening: code, name, unit code."""
    settings: dict[str, Any] = Field(default_factory=dict, sa_type=JsonColumn)
    """The vote as the campaign file said it at opening: an amendment changes no vote under way."""
    electorate_size: int = 0
    electorate_hash: str = Field(default="", max_length=64)
    pepper: str = Field(default="", max_length=64)
    """Hashes the one-time codes; wiped at closing."""
    groups: dict[str, str] = Field(default_factory=dict, sa_type=JsonColumn)
    """Class to the name it was counted under, empty where it was too small; known at closing."""
    figures: dict[str, Any] = Field(default_factory=dict, sa_type=JsonColumn)
    """Codes issued and used by class, known at closing."""
    board_hash: str = Field(default="", max_length=64)


class Voter(SQLModel, table=True):
    """A person on a session's list, and whether they came; never whether they voted."""

    __table_args__ = (UniqueConstraint("session_id", "person"),)

    id: int | None = Field(default=None, primary_key=True)
    session_id: int = Field(foreign_key="votesession.id")
    person: str = Field(max_length=40)
    name: str = Field(max_length=100)
    voter_class: str = Field(max_length=40)
    units: list[str] = Field(sa_type=JsonColumn)
    substitute: bool = False
    reason: str = Field(default="", max_length=500)
    came: bool = False


class VoteCode(SQLModel, table=True):
    """A one-time code by its hash; which person drew it is written nowhere."""

    # Without a row number of SQLite's own, which would keep the order in which rows were written.
    __table_args__ = {"sqlite_with_rowid": False}

    hash: str = Field(primary_key=True, max_length=64)
    session_id: int = Field(foreign_key="votesession.id", index=True)
    voter_class: str = Field(max_length=40)
    used: bool = False


class VoteSlip(SQLModel, table=True):
    """One mark for one candidate: no moment, no code, no voter, no number in order of arrival."""

    __table_args__ = {"sqlite_with_rowid": False}

    key: str = Field(primary_key=True, max_length=64)
    """SHA-256 that only the voter's receipt leads to; rows stand in its order, which is chance."""
    session_id: int = Field(foreign_key="votesession.id", index=True)
    voter_class: str = Field(max_length=200)
    candidate: str = Field(max_length=40)
    value: str = Field(max_length=100)


class VoteBatch(SQLModel, table=True):
    """Paper slips of one class counted together, entered by one person and checked by another."""

    __table_args__ = (
        UniqueConstraint("session_id", "number"),
        CheckConstraint("checked_key <> entered_key", name="two_persons"),
    )

    id: int | None = Field(default=None, primary_key=True)
    session_id: int = Field(foreign_key="votesession.id")
    number: str = Field(max_length=40)
    voter_class: str = Field(max_length=40)
    issued: int
    lines: dict[str, dict[str, Any]] = Field(sa_type=JsonColumn)
    """By candidate: returned, valid, grades."""
    entered_by: str = Field(max_length=200)
    entered_key: str = Field(max_length=220)
    """Who it was (`rules.identity`); the name is what people read."""
    checked_by: str = Field(default="", max_length=200)
    checked_key: str = Field(default="", max_length=220)
    file_id: int | None = Field(default=None, foreign_key="importedfile.id")
