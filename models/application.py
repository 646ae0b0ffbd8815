"""Applications for honours: what was applied for, the facts, and how they were judged."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from models.columns import JsonColumn, one_of
from rules.states import ApplicationState


class Application(SQLModel, table=True):
    """One candidate for one honour; a person's candidacy belongs to the unit that recommends."""

    __table_args__ = (
        Index("ix_application_honour", "campaign_id", "honour", "state", "unit_id"),
        # The first fifty of the list, without sorting all.
        Index("ix_application_number", "campaign_id", "number"),
    )

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id")
    number: str = Field(max_length=40, unique=True)
    honour: str = Field(max_length=40)
    unit_id: int = Field(foreign_key="unit.id", index=True)
    candidate: str = Field(max_length=200)
    """Name shown in lists: the unit's name, the project's, or the person's."""
    state: ApplicationState = Field(
        default=ApplicationState.DRAFT, sa_type=one_of(ApplicationState)
    )
    version: int = 1
    """Raised at every submission."""
    applied_on: date | None = None
    submitted_at: datetime | None = None
    facts: dict[str, Any] = Field(default_factory=dict, sa_type=JsonColumn)
    """Person, project and record as `rules.facts` reads them."""
    returned_for: str = Field(default="", max_length=2000)
    reasons: list[dict[str, str]] = Field(default_factory=list, sa_type=JsonColumn)
    """Every reason of the eligibility ruling with its rule and clause."""
    opinion: str = Field(default="", max_length=2000)
    """The county bureau's opinion (A32)."""
    priority: str = Field(default="", max_length=2000)
    """Reason of a priority recommendation (R51); empty where there is none."""
