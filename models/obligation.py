"""Who owes what by when, why that date, and when the next reminder is due."""

from datetime import date, datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.columns import JsonColumn, one_of
from rules.states import ObligationState


class Obligation(SQLModel, table=True):
    """One duty of one unit in one step; met once, by whichever contact acts first."""

    __table_args__ = (
        UniqueConstraint("step_id", "duty", "unit_id", "subject"),
        # Lateness is a query: the sweep asks for the moments that have passed.
        Index(
            "ix_obligation_next_nudge", "campaign_id", "next_nudge_at", "state", "step_id", "duty"
        ),
        Index("ix_obligation_state", "campaign_id", "state", "unit_id"),
        Index("ix_obligation_unit", "unit_id", "campaign_id"),
        # The dashboard counts along this one and the first alone, without reading a row.
        Index(
            "ix_obligation_counts",
            "campaign_id",
            "step_id",
            "duty",
            "state",
            "due_on",
            "enforced_at",
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id")
    step_id: int = Field(foreign_key="step.id")
    duty: str = Field(max_length=40)
    unit_id: int = Field(foreign_key="unit.id")
    subject: str = Field(default="", max_length=80)
    """What it is about where a unit owes the same duty several times, e.g. an application number."""
    title: str = Field(max_length=400)
    state: ObligationState = Field(default=ObligationState.PENDING, sa_type=one_of(ObligationState))
    blocked_by_id: int | None = Field(default=None, foreign_key="obligation.id")
    opened_at: datetime
    due_on: date
    shown_at: datetime
    """The end people are told."""
    enforced_at: datetime
    """The end that is judged: the shown one plus the grace."""
    basis: list[str] = Field(default_factory=list, sa_type=JsonColumn)
    """Why this date, as facts in order."""
    version: int = 1
    """Raised whenever the deadline moves; nudges carry it."""
    next_nudge_at: datetime | None = None
    """Moment of the next rung; None when nothing more is planned."""
    met_at: datetime | None = None
    """When it was really done; deadlines judge this one."""
    met_entered_at: datetime | None = None
    met_by: str = Field(default="", max_length=200)
    met_how: str = Field(default="", max_length=400)
    note: str = Field(default="", max_length=2000)


class DeadlineChange(SQLModel, table=True):
    """A deadline moved or extended: for all, for a category, for one unit, with its reason."""

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id", index=True)
    step_id: int = Field(foreign_key="step.id")
    duty: str = Field(max_length=40)
    scope: str = Field(max_length=10)
    """all, kind or unit."""
    scope_value: str = Field(default="", max_length=40)
    old_due_on: date
    new_due_on: date
    affected: int
    reason: str = Field(max_length=2000)
    ordered_by: str = Field(max_length=200)
    at: datetime
