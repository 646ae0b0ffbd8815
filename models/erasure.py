"""Erasures of personal data from an archived campaign: what was erased, when, by whose word."""

from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from models.columns import JsonColumn, one_of
from rules.definition import PersonalKind
from rules.states import ErasureState


class Erasure(SQLModel, table=True):
    """One kind of personal data of one campaign; while its state is `erasing`, triggers let it through."""

    __table_args__ = (UniqueConstraint("campaign_id", "kind"),)

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id")
    kind: PersonalKind = Field(sa_type=one_of(PersonalKind))
    due_on: date
    state: ErasureState = Field(sa_type=one_of(ErasureState))
    rows: int = 0
    files: list[str] = Field(default_factory=list, sa_type=JsonColumn)
    """SHA-256 of the files that are to be removed."""
    reason: str = Field(max_length=500)
    erased_at: datetime
    erased_by: str = Field(max_length=200)
    finished_at: datetime | None = None
    """When the last file was gone."""
