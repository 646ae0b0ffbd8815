"""Assignments: which evaluator scores which candidate in which component, and who stepped back."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel


class Assignment(SQLModel, table=True):
    """It stays after a recusal, which ends it with its reason."""

    __table_args__ = (UniqueConstraint("campaign_id", "component", "candidate", "evaluator"),)

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id")
    component: str = Field(max_length=40)
    candidate: str = Field(max_length=40)
    """Unit code, or the application number of a person."""
    evaluator: str = Field(max_length=40)
    how: str = Field(max_length=20)
    """hand, panel, sheet or balance."""
    assigned_at: datetime
    assigned_by: str = Field(max_length=200)
    recused_at: datetime | None = None
    recused_for: str = Field(default="", max_length=500)
