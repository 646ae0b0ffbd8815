"""Runs that Prefect shall make: written with the business change, reconciled afterwards."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from models.columns import one_of
from rules.states import RunState


class PlannedRun(SQLModel, table=True):
    """One run of a step's flow at one moment, for one purpose and version of its dates."""

    __table_args__ = (Index("ix_planned_run_due", "campaign_id", "state", "due_at"),)

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id")
    step: str = Field(max_length=40)
    deployment: str = Field(max_length=80)
    """`flow/deployment` of the catalogue."""
    purpose: str = Field(max_length=40)
    """open, remind, due, close, trigger."""
    name: str = Field(max_length=200)
    """What people read in Prefect's list, e.g. 2021-12-20 · 申报材料 · 提醒 T-3."""
    key: str = Field(max_length=160, unique=True)
    """Idempotency key: campaign, step, purpose, version of the dates, attempt."""
    due_at: datetime
    at_once: bool = False
    """Asked for by a click: the web app starts it after its commit."""
    state: RunState = Field(default=RunState.PLANNED, sa_type=one_of(RunState))
    prefect_run_id: str = Field(default="", max_length=40)
