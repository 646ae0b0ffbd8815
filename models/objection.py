"""Objections to the public notice, and enquiries, from receipt to answer."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel


class Objection(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id", index=True)
    number: str = Field(max_length=40, unique=True)
    application_id: int | None = Field(default=None, foreign_key="application.id")
    kind: str = Field(default="objection", max_length=20)
    """objection, or enquiry (R54)."""
    raised_by: str = Field(max_length=200)
    text: str = Field(max_length=4000)
    received_on: date
    finding: str = Field(default="", max_length=4000)
    effect: str = Field(default="", max_length=24)
    """upheld or dismissed once decided."""
    decided_at: datetime | None = None
    answered_at: datetime | None = None
