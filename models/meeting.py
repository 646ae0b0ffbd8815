"""The leading group's meetings: who sat, what stood on the agenda, what was said, signed and decided."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from models.columns import JsonColumn


class Meeting(SQLModel, table=True):
    """One meeting, or one circulation of pages; concluded once its minutes are issued."""

    __table_args__ = (UniqueConstraint("campaign_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id")
    number: int
    kind: str = Field(max_length=20)
    """special, again or circulated."""
    held_on: date
    """The day it was held; for a circulation the last day for signing."""
    place: str = Field(default="", max_length=200)
    reason: str = Field(default="", max_length=2000)
    convened_at: datetime
    convened_by: str = Field(max_length=200)
    concluded_at: datetime | None = None
    minutes: str = Field(default="", max_length=40)
    """The number of its minutes."""


class Attendance(SQLModel, table=True):
    """A post of the group, or an observer office (R11), at a meeting."""

    __table_args__ = (UniqueConstraint("meeting_id", "post"),)

    id: int | None = Field(default=None, primary_key=True)
    meeting_id: int = Field(foreign_key="meeting.id")
    post: str = Field(max_length=200)
    observer: bool = False
    present: bool = True
    substitute: str = Field(default="", max_length=200)
    """Who came instead, by whose word; empty where the holder came."""
    person: str = Field(default="", max_length=40)
    """The substitute's code in the roster, so that his own candidacy is seen."""


class AgendaItem(SQLModel, table=True):
    """One thing to decide, with what was proposed when it was put on the agenda."""

    __table_args__ = (
        UniqueConstraint("meeting_id", "position"),
        UniqueConstraint("meeting_id", "kind", "honour", "cell", "subject"),
    )

    id: int | None = Field(default=None, primary_key=True)
    meeting_id: int = Field(foreign_key="meeting.id")
    position: int
    kind: str = Field(max_length=20)
    """ranking, cell, override, objection or withdrawal."""
    honour: str = Field(default="", max_length=40)
    cell: str = Field(default="", max_length=40)
    subject: str = Field(default="", max_length=40)
    """The application or objection it is about, where it is about one."""
    title: str = Field(max_length=400)
    proposal: dict[str, Any] = Field(default_factory=dict, sa_type=JsonColumn)


class Recusal(SQLModel, table=True):
    """A recusal that a member declared; those that follow from the roster are computed."""

    __table_args__ = (UniqueConstraint("item_id", "post"),)

    id: int | None = Field(default=None, primary_key=True)
    item_id: int = Field(foreign_key="agendaitem.id")
    post: str = Field(max_length=200)
    reason: str = Field(max_length=1000)
    entered_at: datetime


class Remark(SQLModel, table=True):
    """What somebody said on an item: members and observers alike speak (R11)."""

    id: int | None = Field(default=None, primary_key=True)
    item_id: int = Field(foreign_key="agendaitem.id", index=True)
    speaker: str = Field(max_length=200)
    observer: bool = False
    text: str = Field(max_length=4000)


class SignedPage(SQLModel, table=True):
    """A member's page with his decision by hand: the day he signed and the day it was entered."""

    __table_args__ = (UniqueConstraint("meeting_id", "post"),)

    id: int | None = Field(default=None, primary_key=True)
    meeting_id: int = Field(foreign_key="meeting.id")
    post: str = Field(max_length=200)
    signed_on: date
    scan_name: str = Field(max_length=200)
    scan_sha256: str = Field(max_length=64)
    positions: dict[str, dict[str, str]] = Field(sa_type=JsonColumn)
    """By item position: `said` (agree, disagree, abstain) and `opinion`."""
    entered_at: datetime
    entered_by: str = Field(max_length=200)


class Resolution(SQLModel, table=True):
    """What was decided on an item; the last one of an item holds, none is ever changed."""

    id: int | None = Field(default=None, primary_key=True)
    item_id: int = Field(foreign_key="agendaitem.id", index=True)
    outcome: str = Field(max_length=20)
    reason: str = Field(max_length=2000)
    ordered_by: str = Field(max_length=200)
    agree: int | None = None
    disagree: int | None = None
    abstain: int | None = None
    bench: dict[str, Any] = Field(sa_type=JsonColumn)
    """Who took part and who stood back, with why."""
    result: dict[str, Any] = Field(sa_type=JsonColumn)
    """What the item's places were once this was decided."""
    decision_id: int | None = Field(default=None, foreign_key="decision.id", unique=True)
    at: datetime
    entered_by: str = Field(max_length=200)
