"""What a unit did on paper, by telephone or through the office: its real day, its entry, its scan."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel


class PaperAct(SQLModel, table=True):
    """One act that was entered for a unit; the duty it meets says by `met_at` when it was done."""

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id")
    unit_id: int = Field(foreign_key="unit.id", index=True)
    obligation_id: int = Field(foreign_key="obligation.id")
    application_id: int | None = Field(default=None, foreign_key="application.id", index=True)
    """The application that came on paper, where it was one."""
    channel: str = Field(max_length=20)
    """paper, telephone or office (acting for the unit)."""
    happened_on: date
    by: str = Field(max_length=200)
    """Who of the unit did it."""
    note: str = Field(default="", max_length=2000)
    scan_sha256: str = Field(default="", max_length=64)
    scan_name: str = Field(default="", max_length=200)
    entered_at: datetime
    entered_by: str = Field(max_length=200)
