"""Model windows of a year, which the hall's own assessment leaves out of its selection (R48)."""

from datetime import date

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel


class ModelWindow(SQLModel, table=True):
    """A window is one for a year because of a place it won by rank the year before."""

    __table_args__ = (UniqueConstraint("unit_id", "year"),)

    id: int | None = Field(default=None, primary_key=True)
    unit_id: int = Field(foreign_key="unit.id")
    year: int = Field(index=True)
    application_id: int = Field(foreign_key="application.id")
    ended_on: date | None = None
    """Its honour was withdrawn on this day."""
    ended_for: str = Field(default="", max_length=2000)
