"""What is known about a candidate: the frozen facts that eligibility, scoring and selection judge."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class UnitFacts:
    code: str
    name: str
    kind: str
    county: str | None = None
    headcount: int = 0
    """On the day of the application (A8)."""
    member: bool = False
    """A member unit of the leading group (R40)."""
    strong_town: bool = False
    """Carries the mark 强镇扩权镇 (R37)."""
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What is known of a person; None means not stated, which calls for a ruling, never a guess."""

    code: str
    name: str
    reported_on: date | None = None
    whole_year: bool | None = None
    """Without a break since reporting for duty (A12)."""
    served_until: date | None = None
    """The last day of service; None while still serving."""
    on_establishment: bool | None = None
    rank: str | None = None
    front_line: bool | None = None


@dataclass(frozen=True, slots=True)
class ProjectFacts:
    name: str
    started_on: date | None = None
    in_use_on: date | None = None
    leading: bool | None = None
    """The application shows 率先引领性 (R18)."""


class Media(StrEnum):
    """Whose media exposed something; only the first three levels count (R21, R26)."""

    NATIONAL = "国家级"
    PROVINCIAL = "省级"
    MUNICIPAL = "市级"
    OTHER = "其他"


@dataclass(frozen=True, slots=True)
class Exposure:
    gist: str
    on: date | None = None
    media: Media = Media.MUNICIPAL
    by_poor_work: bool | None = None
    """None: the cause is not established yet."""


@dataclass(frozen=True, slots=True)
class Incident:
    """A sanction, credit breach, illegal act or event with major negative impact."""

    gist: str
    on: date | None = None
    by_poor_work: bool | None = None
    serious: bool = True
    """For credit breaches: 较重 or worse; a lighter one does not count (R30)."""


@dataclass(frozen=True, slots=True)
class RecordFacts:
    """What stands against a unit or person on the day of the application."""

    exposures: tuple[Exposure, ...] = ()
    negative_events: tuple[Incident, ...] = ()
    discipline: tuple[Incident, ...] = ()
    credit: tuple[Incident, ...] = ()
    law: tuple[Incident, ...] = ()


@dataclass(frozen=True, slots=True)
class PriorityMark:
    """A county bureau's 优先推荐 (R51): shown beside the score, never part of it."""

    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Ruling:
    """The office's recorded answer to a point that the notice leaves to judgement."""

    rule: str
    accepted: bool
    reason: str
    ordered_by: str


CLEAN = RecordFacts()


@dataclass(frozen=True, slots=True)
class ApplicationFacts:
    number: str
    honour: str
    unit: UnitFacts
    applied_on: date
    person: PersonFacts | None = None
    project: ProjectFacts | None = None
    record: RecordFacts = CLEAN
    recommended: bool = False
    """The unit recommends the person (R31, R39)."""
    priority: PriorityMark | None = None
    rulings: tuple[Ruling, ...] = ()
    withdrawn: bool = False

    @property
    def who(self) -> tuple[str, str]:
        """Whom honours are counted by: the person, or the unit for a collective."""
        return ("person", self.person.code) if self.person else ("unit", self.unit.code)

    @property
    def shown_name(self) -> str:
        return f"{self.unit.name} {self.person.name}" if self.person else self.unit.name
