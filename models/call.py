"""Telephone calls that counted as reminders."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel


class Call(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id", index=True)
    unit_id: int = Field(foreign_key="unit.id")
    person_id: int | None = Field(default=None, foreign_key="person.id")
    on_day: date
    outcome: str = Field(max_length=40)
    """reached, no_answer or wrong_number."""
    note: str = Field(default="", max_length=500)
    by: str = Field(max_length=200)
    at: datetime
