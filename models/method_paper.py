"""Method papers (R42): the detailed method that a group's lead office set for its own system."""

from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel


class MethodPaper(SQLModel, table=True):
    __table_args__ = (UniqueConstraint("campaign_id", "group"),)

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id")
    group: str = Field(max_length=40)
    office: str = Field(max_length=40)
    """Code of the lead office that set it."""
    title: str = Field(max_length=300)
    number: str = Field(max_length=100)
    dated: date
    sha256: str = Field(max_length=64)
    """Of the file, which is kept among the attachments."""
    file_name: str = Field(max_length=300)
    registered_at: datetime
    registered_by: str = Field(max_length=200)
