"""Papers the campaign issues: number, version, addressees and the facts they state."""

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from models.columns import JsonColumn, one_of
from rules.states import PaperState


class Paper(SQLModel, table=True):
    __table_args__ = (
        UniqueConstraint("series", "year", "number"),
        UniqueConstraint("campaign_id", "kind", "version"),
    )

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id")
    step: str = Field(max_length=40)
    kind: str = Field(max_length=40)
    version: int = 1
    series: str = Field(max_length=40)
    year: int
    number: int
    title: str = Field(max_length=400)
    state: PaperState = Field(default=PaperState.DRAFT, sa_type=one_of(PaperState))
    issued_at: datetime | None = None
    main: list[str] = Field(default_factory=list, sa_type=JsonColumn)
    copies: list[str] = Field(default_factory=list, sa_type=JsonColumn)
    facts: dict[str, Any] = Field(default_factory=dict, sa_type=JsonColumn)
    template: str = Field(default="", max_length=40)
    """Entry of the catalogue of papers; empty for one that is only kept as facts."""
    files: dict[str, str] = Field(default_factory=dict, sa_type=JsonColumn)
    """Files it was written to, with their SHA-256."""
    faces: list[str] = Field(default_factory=list, sa_type=JsonColumn)
    """The typefaces that the PDF is set in."""
    printed_at: datetime | None = None
