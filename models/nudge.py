"""Reminder points that have come: each told in a message or passed over with a reason."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from models.columns import one_of
from rules.states import NudgeState


class Nudge(SQLModel, table=True):
    """A rung of a ladder for one recipient and channel, for one version of a deadline."""

    __table_args__ = (UniqueConstraint("obligation_id", "rung", "person_id", "channel", "version"),)

    id: int | None = Field(default=None, primary_key=True)
    obligation_id: int = Field(foreign_key="obligation.id")
    rung: str = Field(max_length=8)
    person_id: int = Field(default=0)
    """0 where nobody holds the post: the telephone list then names the unit."""
    channel: str = Field(max_length=40)
    version: int
    audience: str = Field(max_length=20)
    planned_at: datetime
    state: NudgeState = Field(sa_type=one_of(NudgeState))
    reason: str = Field(default="", max_length=400)
    message_id: int | None = Field(default=None, foreign_key="message.id", index=True)
