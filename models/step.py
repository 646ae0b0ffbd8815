"""Phases and steps of a campaign: where they stand and when they open and close."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from models.columns import one_of
from rules.states import StepState


class Phase(SQLModel, table=True):
    __table_args__ = (UniqueConstraint("campaign_id", "code"),)

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id")
    code: str = Field(max_length=40)
    position: int
    closed_at: datetime | None = None
    closed_reason: str = Field(default="", max_length=2000)
    """Why it was closed although a step was open (R2)."""


class Step(SQLModel, table=True):
    """One step; its opening and closing moments are instants, its due day stands on duties."""

    __table_args__ = (UniqueConstraint("campaign_id", "code"),)

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id", index=True)
    phase: str = Field(max_length=40)
    code: str = Field(max_length=40)
    position: int
    state: StepState = Field(default=StepState.PLANNED, sa_type=one_of(StepState))
    opens_at: datetime
    closes_at: datetime
    version: int = 1
    """Raised whenever its dates move; planned runs carry it."""
    opened_at: datetime | None = None
    opened_by: str = Field(default="", max_length=200)
    closed_at: datetime | None = None
    outcome: str = Field(default="", max_length=2000)
    """What it brought forth; some kinds of steps cannot close without."""
    reason: str = Field(default="", max_length=2000)
    """Why it was skipped, opened early or closed with open duties."""
