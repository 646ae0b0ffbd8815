"""What is given: honours, their scope and criteria, their places split by category."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from rules.definition.selection import TieLink
from rules.definition.values import Code, Text, Value

Mark = Annotated[Decimal, Field(ge=0, le=100)]
"""A least figure on the scale of totals and components; reaching it is enough."""


class Subject(StrEnum):
    UNIT = "unit"
    PERSON = "person"


class Way(StrEnum):
    """How one applies: by project (R18), in the unit's name (R25), recommended by the unit (R31)."""

    PROJECT = "project"
    UNIT = "unit"
    RECOMMENDATION = "recommendation"


class Cell(Value):
    """Places of one honour for one category of units."""

    code: Code
    name: Text
    kinds: tuple[Code, ...] = ()
    """Unit kinds that compete here."""
    units: tuple[Code, ...] = ()
    """Single units that compete here whatever their kind; a named unit competes in no other cell."""
    places: int = Field(ge=0, le=1000)
    soft: bool = False
    """The notice says 左右; a departure from any cell still needs a recorded decision (A1)."""
    pass_mark: Mark | None = None
    """For this cell instead of the honour's (R53)."""


class Conditions(Value):
    """Hard conditions of an honour, each named by its rule in `rules/eligibility`."""

    min_headcount: dict[Code, int] = Field(default_factory=dict)
    """Unit kind to least head-count (R17, R24)."""
    started_from: date | None = None
    """R19."""
    in_use_by: date | None = None
    """R20."""
    clean_record: bool = False
    """R30, R38: discipline, credit, law, major negative events."""
    negative_exposure: str | None = Field(default=None, pattern="^(any|poor_work)$")
    """R21 bars any negative exposure, R26 only exposure caused by poor work."""
    front_line: bool = False
    """R29."""
    reported_before: date | None = None
    """R33: reported for duty before this day (A11: the day itself goes to a manual ruling)."""
    whole_year: bool = False
    """R34."""
    on_establishment: bool = False
    """R35 在职在编."""
    rank_at_most: Text | None = None
    """R36, a rank of `ranks` in the campaign file."""
    strong_town_only: bool = False
    """R37: towns qualify only with the mark 强镇扩权镇."""
    strong_town_kinds: tuple[Code, ...] = ("town_bureau",)
    """The unit kinds that the mark concerns."""


class Honour(Value):
    code: Code
    name: Text
    name_en: Text
    subject: Subject
    way: Way
    total: int = Field(ge=1, le=10000)
    kinds: tuple[Code, ...]
    """Unit kinds in scope (R16, R23, R29, R37)."""
    cells: tuple[Cell, ...]
    leads: tuple[Code, ...]
    cooperating: tuple[Code, ...]
    criteria: tuple[Text, ...]
    """The positive criteria that stand on its sheets (R62)."""
    conditions: Conditions = Conditions()
    excludes: tuple[Code, ...] = ()
    """Honours a winner of this one cannot also take (R28)."""
    member_units_barred: bool = False
    """R40, in principle: an override needs the leading group's reason (A20)."""
    ties: tuple[TieLink, ...] | None = None
    """Links that tell equal totals apart, instead of `selection.ties`; an empty list: none."""
    pass_mark: Mark | None = None
    """For this honour instead of `evaluation.pass_mark` (R53)."""
    component_marks: dict[Code, Mark] = Field(default_factory=dict)
    """Least figure of single components; holds where the candidate's scheme has the component (R53)."""
    clause: Text
