"""Days the office closes beyond the statutory calendar, and calendars of later years."""

from datetime import date, datetime
from typing import Any

from sqlmodel import Field, SQLModel

from models.columns import JsonColumn


class Closure(SQLModel, table=True):
    day: date = Field(primary_key=True)
    reason: str = Field(max_length=200)
    entered_by: str = Field(max_length=200)
    entered_at: datetime


class CalendarYear(SQLModel, table=True):
    """An uploaded official calendar for a year that the installed one does not know."""

    year: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    content: dict[str, Any] = Field(sa_type=JsonColumn)
    entered_by: str = Field(max_length=200)
    entered_at: datetime
