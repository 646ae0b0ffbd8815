"""Opinions of observer offices (列席单位): beside the scores, never in them (R11)."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel


class ObserverOpinion(SQLModel, table=True):
    __table_args__ = (UniqueConstraint("campaign_id", "office", "candidate"),)

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id")
    office: str = Field(max_length=40)
    candidate: str = Field(max_length=40)
    text: str = Field(max_length=1000)
    given_at: datetime
    given_by: str = Field(max_length=200)
    file_id: int | None = Field(default=None, foreign_key="importedfile.id")
