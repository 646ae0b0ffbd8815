"""Rubric sheets handed out to evaluators, and the marks of single items that came back."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from models.columns import JsonColumn


class ScoreSheet(SQLModel, table=True):
    """An evaluator's workbook for one component; a new version replaces the one before."""

    __table_args__ = (UniqueConstraint("campaign_id", "component", "scheme", "evaluator"),)

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id")
    component: str = Field(max_length=40)
    scheme: str = Field(max_length=40)
    """Two schemes may score a component of one name by different items."""
    evaluator: str = Field(max_length=40)
    version: int = 1
    candidates: list[str] = Field(default_factory=list, sa_type=JsonColumn)
    """As the workbook lists them; another list makes another version."""
    issued_at: datetime
    returned_at: datetime | None = None
    returned_by: str = Field(default="", max_length=200)
    replaced_for: str = Field(default="", max_length=500)
    """Why a sheet that was already in was replaced."""


class ItemMark(SQLModel, table=True):
    """One rubric item's mark of one evaluator for one candidate, exact."""

    __table_args__ = (UniqueConstraint("campaign_id", "component", "candidate", "source", "item"),)

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id")
    component: str = Field(max_length=40)
    candidate: str = Field(max_length=40)
    source: str = Field(max_length=100)
    item: str = Field(max_length=40)
    scaled: int
