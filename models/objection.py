"""Objections to the public notice, and enquiries, from receipt to answer."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel


class Objection(SQLModel, table=True):
    """One objection or enquiry; its check is written by one person and confirmed by another."""

    __table_args__ = (
        CheckConstraint("confirmed_key = '' OR confirmed_key <> found_key", name="two_people"),
    )

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id", index=True)
    number: str = Field(max_length=40, unique=True)
    application_id: int | None = Field(default=None, foreign_key="application.id")
    kind: str = Field(default="objection", max_length=20)
    """objection, or enquiry (R54)."""
    raised_by: str = Field(max_length=200)
    signature: str = Field(default="signed", max_length=20)
    """signed by a person, stamped by a unit, or anonymous."""
    address: str = Field(default="", max_length=320)
    """Where the objector can be told something, if anywhere."""
    text: str = Field(max_length=4000)
    note: str = Field(default="", max_length=1000)
    """Why it was registered as it was, say an anonymous letter as an enquiry."""
    received_on: date
    answer_due: date
    registered_at: datetime
    registered_by: str = Field(max_length=200)
    checked_by: str = Field(default="", max_length=200)
    checked_from: date | None = None
    checked_to: date | None = None
    documents: str = Field(default="", max_length=2000)
    finding: str = Field(default="", max_length=4000)
    found_by: str = Field(default="", max_length=200)
    found_key: str = Field(default="", max_length=220)
    """Who wrote the finding down (`rules.identity`)."""
    confirmed_by: str = Field(default="", max_length=200)
    confirmed_key: str = Field(default="", max_length=220)
    """The second person, who confirmed it in a session of their own."""
    confirmed_at: datetime | None = None
    effect: str = Field(default="", max_length=24)
    """upheld or dismissed once decided."""
    remedy: str = Field(default="", max_length=24)
    """replace, leave_vacant or next_in_line where it was upheld and its candidate had a place."""
    resolution_id: int | None = Field(default=None, foreign_key="resolution.id", unique=True)
    decided_at: datetime | None = None
    answered_on: date | None = None
    answered_how: str = Field(default="", max_length=400)
    answered_at: datetime | None = None
    """When the answer was entered."""
