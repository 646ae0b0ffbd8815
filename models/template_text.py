"""Templates as the office changed them, version by version; what is shipped is version 0."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel


class TemplateText(SQLModel, table=True):
    __table_args__ = (UniqueConstraint("campaign_id", "kind", "name", "version"),)

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id")
    kind: str = Field(max_length=10)
    """paper or message."""
    name: str = Field(max_length=80)
    """Code of the paper, or folder and file of the message's template."""
    version: int
    text: str
    shipped: bool = False
    """Whether this version restored the text that is shipped."""
    reason: str = Field(default="", max_length=500)
    saved_at: datetime
    saved_by: str = Field(max_length=200)
