"""What authorities answered about each candidate before the decision (征求意见)."""

from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel


class Opinion(SQLModel, table=True):
    """One answer; where there is no row, the authority has not replied or was not asked."""

    __table_args__ = (UniqueConstraint("authority", "application_id"),)

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id", index=True)
    authority: str = Field(max_length=40)
    application_id: int = Field(foreign_key="application.id", index=True)
    result: str = Field(max_length=20)
    """none, objection or not_applicable."""
    remark: str = Field(default="", max_length=2000)
    document: str = Field(default="", max_length=100)
    answered_on: date
    scan_name: str = Field(default="", max_length=200)
    scan_sha256: str = Field(default="", max_length=64)
    entered_at: datetime
    entered_by: str = Field(max_length=200)
    ruling: str = Field(default="", max_length=2000)
    """How an objection was settled; empty while it is open."""
    stands: bool = False
    """Whether the objection was found to stand: then the candidate may not be on the list."""
    ruled_by: str = Field(default="", max_length=200)
    ruled_at: datetime | None = None
