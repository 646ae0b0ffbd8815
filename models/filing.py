"""What units hand in and offices collect: measures, summaries, information reports, evidence."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.columns import JsonColumn


class Filing(SQLModel, table=True):
    """One thing handed in, with its real day and the day it was entered (R13)."""

    __table_args__ = (
        UniqueConstraint("campaign_id", "unit_id", "kind", "title", "happened_on"),
        # The newest fifty of the list, without sorting all.
        Index("ix_filing_newest", "campaign_id", "happened_on", "id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id")
    unit_id: int = Field(foreign_key="unit.id", index=True)
    kind: str = Field(max_length=40)
    """A duty kind, or `evidence` where a lead office collected it."""
    heading: str = Field(default="", max_length=100)
    title: str = Field(max_length=300)
    happened_on: date
    entered_at: datetime
    entered_by: str = Field(max_length=200)
    channel: str = Field(default="web", max_length=20)
    """web, import, paper, telephone or office (acting for the unit)."""
    link: str = Field(default="", max_length=500)
    detail: dict[str, Any] = Field(default_factory=dict, sa_type=JsonColumn)
