"""Participating units and offices, and the names they had."""

from datetime import date

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel


class Unit(SQLModel, table=True):
    """A unit of the roster, matched by code for ever; closed units stay for their history."""

    __table_args__ = (
        # Lists show the first fifty in the roster's order, without sorting all.
        Index("ix_unit_listed", "listed_order", "id"),
        Index("ix_unit_county", "county", "listed_order"),
    )

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(max_length=40, unique=True)
    name: str = Field(max_length=200)
    kind: str = Field(max_length=40, index=True)
    county: str = Field(default="", max_length=40)
    parent_id: int | None = Field(default=None, foreign_key="unit.id", index=True)
    headcount: int = 0
    member: bool = False
    """Member unit of the leading group (R40)."""
    strong_town: bool = False
    """强镇扩权镇 (R37, A26)."""
    listed_order: int = 0
    """Fixed order of units in lists (建制 order of the roster)."""
    closed_on: date | None = None
    successor_id: int | None = Field(default=None, foreign_key="unit.id")


class UnitName(SQLModel, table=True):
    """A name from a date on; papers of earlier days keep the earlier name."""

    __table_args__ = (UniqueConstraint("unit_id", "since"),)

    id: int | None = Field(default=None, primary_key=True)
    unit_id: int = Field(foreign_key="unit.id")
    name: str = Field(max_length=200)
    since: date
