"""Hearings (听取汇报): the drawn order, the panel, and who was there."""

from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from models.columns import JsonColumn


class Hearing(SQLModel, table=True):
    """The hearing of one group for one component; a redraw is a new version with its reason."""

    __table_args__ = (UniqueConstraint("campaign_id", "component", "group", "version"),)

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id")
    component: str = Field(max_length=40)
    group: str = Field(max_length=40)
    version: int = 1
    lot: str = Field(max_length=40)
    """What was drawn; the order follows from it (`rules.hearings.drawn_order`)."""
    order: list[str] = Field(default_factory=list, sa_type=JsonColumn)
    panel: list[str] = Field(default_factory=list, sa_type=JsonColumn)
    drawn_at: datetime
    drawn_by: str = Field(max_length=200)
    reason: str = Field(default="", max_length=500)
    """Why it was drawn again; empty for the first draw."""
    held_on: date | None = None
    present: list[str] = Field(default_factory=list, sa_type=JsonColumn)
