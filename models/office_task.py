"""Things the office must look at the same day: failed addresses, uncertain messages."""

from datetime import datetime

from sqlmodel import Field, SQLModel


class OfficeTask(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id", index=True)
    key: str = Field(max_length=160, unique=True)
    kind: str = Field(max_length=40)
    text: str = Field(max_length=1000)
    created_at: datetime
    done_at: datetime | None = None
    outcome: str = Field(default="", max_length=1000)
