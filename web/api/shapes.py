"""What the API says: the shapes of its answers, which are its documentation too."""

from __future__ import annotations

from datetime import date, datetime
from typing import Generic, TypeVar

from pydantic import BaseModel, Field

Item = TypeVar("Item")


class Page(BaseModel, Generic[Item]):
    """A part of a list."""

    items: list[Item]
    total: int = Field(description="How many there are in all")
    page: int
    pages: int


class CampaignOut(BaseModel):
    code: str
    title: str
    session: int
    year: int
    state: str
    now: datetime = Field(description="The campaign's moment; simulated in a demonstration")
    simulated: bool


class DutyOut(BaseModel):
    """One duty of a step over all units that owe it."""

    code: str
    title: str
    first_due: date
    last_due: date
    total: int
    met: int
    late: int
    owed: int
    overdue: int


class StepOut(BaseModel):
    code: str
    name: str
    name_en: str
    phase: str
    state: str
    opens_on: date
    closes_on: date
    obstacles: list[str] = Field(description="What stands in the way, in Chinese")
    duties: list[DutyOut]


class UnitDutyOut(BaseModel):
    step: str
    duty: str
    state: str
    due_on: date
    overdue: bool


class UnitOut(BaseModel):
    code: str
    name: str
    kind: str
    county: str
    duties: list[UnitDutyOut]


class CellOut(BaseModel):
    name: str
    places: int
    soft: bool
    applied: int
    eligible: int
    won: int | None = Field(description="null until the list is announced")


class HonourOut(BaseModel):
    code: str
    name: str
    places: int
    cells: list[CellOut]


class ChannelOut(BaseModel):
    channel: str
    counts: dict[str, int] = Field(description="Messages by state")


class EventOut(BaseModel):
    seq: int
    at: datetime
    what: str
    subject: str
    actor: str
    why: str


class ImportedOut(BaseModel):
    """What an import did, or with `dry_run` would do."""

    title: str
    sha256: str
    counts: dict[str, int]
    changes: list[str]
    warnings: list[str]
    dry_run: bool


class AcknowledgementIn(BaseModel):
    unit: str = Field(max_length=40, description="Unit code of the roster")
    step: str = Field(max_length=40, description="Code of the step whose notice was received")
    by: str = Field(max_length=100, description="Who received it, e.g. a post")


class ReportIn(BaseModel):
    unit: str = Field(max_length=40)
    heading: str = Field(max_length=100, description="One of the headings of the campaign file")
    title: str = Field(min_length=1, max_length=300)
    happened_on: date
    link: str = Field(default="", max_length=500)
    by: str = Field(max_length=100)


class DoneOut(BaseModel):
    met: int = Field(description="Duties met by it; 0 where nothing was owed")


class ProblemOut(BaseModel):
    """Why something was not done: all reasons at once, in Chinese."""

    reasons: list[str]
