"""The outcome for every candidate, and the decisions that changed it."""

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from models.columns import JsonColumn


class Placement(SQLModel, table=True):
    """What became of one application: proposed by rule, then as finally decided."""

    __table_args__ = (UniqueConstraint("campaign_id", "application_id"),)

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id", index=True)
    application_id: int = Field(foreign_key="application.id")
    honour: str = Field(max_length=40)
    cell: str = Field(default="", max_length=40)
    outcome: str = Field(max_length=24)
    rank: int | None = None
    total: str = Field(default="", max_length=24)
    """The declared rounding of the exact total; empty where there is none."""
    clause: str = Field(default="", max_length=200)
    reason: str = Field(max_length=2000)
    score_card: dict[str, Any] = Field(default_factory=dict, sa_type=JsonColumn)
    """The card of `rules.score_cards` as it stood when the placement was written."""


class Decision(SQLModel, table=True):
    """A recorded decision of the leading group that departs from the rule's proposal."""

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id", index=True)
    kind: str = Field(max_length=40)
    content: dict[str, Any] = Field(sa_type=JsonColumn)
    """The decision as `rules.selection` reads it."""
    reason: str = Field(max_length=2000)
    ordered_by: str = Field(max_length=200)
    at: datetime
