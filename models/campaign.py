"""A campaign and the versions of the file that rules it."""

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from models.columns import JsonColumn, one_of
from rules.states import CampaignState


class Campaign(SQLModel, table=True):
    """One year's campaign; its file is frozen by hash at launch, amended only by a new version."""

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(max_length=40, unique=True)
    title: str = Field(max_length=400)
    state: CampaignState = Field(default=CampaignState.DRAFT, sa_type=one_of(CampaignState))
    version: int = 1
    definition: dict[str, Any] = Field(sa_type=JsonColumn)
    """The file's content as read, so that a later change of the file changes nothing here."""
    file_sha256: str = Field(max_length=64)
    launched_at: datetime | None = None
    closed_at: datetime | None = None
    simulated: bool = False
    """Played on a simulated clock: no scheduled runs are ever made for it."""


class CampaignVersion(SQLModel, table=True):
    """A version of the campaign file with the reason for the change."""

    __table_args__ = (UniqueConstraint("campaign_id", "version"),)

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id")
    version: int
    text: str
    sha256: str = Field(max_length=64)
    reason: str = Field(max_length=2000)
    ordered_by: str = Field(max_length=200)
    at: datetime
