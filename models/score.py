"""Scores and tallies as they were handed in, exact and traceable to their sheet."""

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from models.columns import JsonColumn

SCALE = 10_000
"""Scores are stored as whole ten-thousandths of a point."""


class ImportedFile(SQLModel, table=True):
    """A workbook that was read in: what it was, its hash, and how many rows it brought."""

    id: int | None = Field(default=None, primary_key=True)
    kind: str = Field(max_length=40)
    name: str = Field(max_length=300)
    sha256: str = Field(max_length=64)
    rows: int
    at: datetime
    by: str = Field(max_length=200)
    report: dict[str, Any] = Field(default_factory=dict, sa_type=JsonColumn)


class Score(SQLModel, table=True):
    """One value of one component for one candidate, from one evaluator or round."""

    __table_args__ = (UniqueConstraint("campaign_id", "component", "candidate", "source"),)

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id")
    component: str = Field(max_length=40)
    candidate: str = Field(max_length=40)
    """Unit code or application number, as the component's sheet names it."""
    source: str = Field(max_length=100)
    """Evaluator's code, agency or round."""
    scaled: int
    file_id: int | None = Field(default=None, foreign_key="importedfile.id")


class TallySheet(SQLModel, table=True):
    """The counted vote of one class on one candidate: 发出, 收回, 有效 and the grades."""

    __table_args__ = (UniqueConstraint("campaign_id", "component", "candidate", "voter_class"),)

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id")
    component: str = Field(max_length=40)
    candidate: str = Field(max_length=40)
    voter_class: str = Field(default="", max_length=200)
    """Code of the class, several joined by `+` where they were counted together; empty: the only one."""
    issued: int
    returned: int
    valid: int
    own: int = 0
    """How many of those who got a slip head the candidate's own unit."""
    grades: dict[str, int] = Field(sa_type=JsonColumn)
    file_id: int | None = Field(default=None, foreign_key="importedfile.id")
