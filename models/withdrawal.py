"""Honours withdrawn after the fact; the original list stays as it was."""

from datetime import date

from sqlmodel import Field, SQLModel


class Withdrawal(SQLModel, table=True):
    """A place taken back by recorded decision, and its certificate until it is returned."""

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id", index=True)
    application_id: int = Field(foreign_key="application.id", unique=True)
    resolution_id: int = Field(foreign_key="resolution.id", unique=True)
    decided_on: date
    reason: str = Field(max_length=2000)
    successor_id: int | None = Field(default=None, foreign_key="application.id", unique=True)
    """Who has the place instead; none: the place lapses."""
    certificate_due_on: date
    certificate_returned_on: date | None = None
    certificate_note: str = Field(default="", max_length=400)
