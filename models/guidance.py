"""Guidance (指导): what a lead office told the units of its honour or group, and on which day."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel


class Guidance(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id", index=True)
    office: str = Field(max_length=40)
    group: str = Field(default="", max_length=40)
    """Units of this group; empty where it is meant for those of an honour."""
    honour: str = Field(default="", max_length=40)
    title: str = Field(max_length=200)
    text: str = Field(max_length=4000)
    given_on: date
    entered_at: datetime
    entered_by: str = Field(max_length=200)
