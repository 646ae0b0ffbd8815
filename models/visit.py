"""Field visits, symposia and meetings: planned, held, recorded (R61)."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel


class Visit(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id", index=True)
    kind: str = Field(max_length=20)
    """visit, symposium, meeting or summary (年度总结会议)."""
    unit_id: int | None = Field(default=None, foreign_key="unit.id")
    planned_on: date
    held_on: date | None = None
    title: str = Field(max_length=300)
    record: str = Field(default="", max_length=4000)
    attended: int = 0
    entered_at: datetime
    entered_by: str = Field(max_length=200)
