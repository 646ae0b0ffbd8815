"""How candidates are judged: groups with their lead offices, schemes of weighted components."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from pydantic import Field

from rules.definition.values import Code, Share, Text, Value


class Method(StrEnum):
    """The ways of evaluating that a scheme may combine (R5)."""

    FIELD_RESEARCH = "field_research"
    SITE_VISIT = "site_visit"
    HEARING = "hearing"
    THIRD_PARTY = "third_party"
    VOTE = "vote"
    BIMONTHLY = "bimonthly"
    MATERIALS = "materials"


class RubricItem(Value):
    """One line of the sheet that evaluators fill in; the items of a rubric sum to full marks, 100."""

    code: Code
    name: Text
    full: Decimal = Field(gt=0)
    """The most that this item can be given."""
    criteria: Text | None = None
    """What earns the marks, as it stands on the sheet (R62)."""


class Component(Value):
    """One method's part of a candidate's total, on the scale 0 to 100."""

    code: Code
    name: Text
    method: Method
    weight: Share
    rubric: tuple[RubricItem, ...] = ()
    """Items of the evaluators' sheet; without any, a sheet is one mark."""


class Group(Value):
    """Units judged together (分组考评, R41) under one lead office."""

    code: Code
    name: Text
    lead: Code
    cooperating: tuple[Code, ...] = ()
    own_method: bool = False
    """R42: a method document must be recorded before scoring opens."""
    from_notice: bool = True
    """Whether the notice names the group; otherwise it is the office's own."""


class Scheme(Value):
    """Components and weights for one group and, if named, some honours only."""

    code: Code
    name: Text
    group: Code
    kinds: tuple[Code, ...] = ()
    """Unit kinds of the group that it scores; all of them when empty."""
    honours: tuple[Code, ...]
    components: tuple[Component, ...]
    from_notice: bool = False
    """Whether the notice gives the weights; otherwise they are the office's own (A28)."""


class TopRule(Value):
    """R45 to R48: the first ranks of the pool that applied for `honour` win it."""

    kind: Code
    honour: Code
    ranks: int = Field(ge=1)
    pool_honours: tuple[Code, ...]


class GradePoints(Value):
    grade: Text
    points: Decimal


class Band(Value):
    """Totals from `low` (included) to `high` (excluded; the top band includes its end)."""

    name: Text
    low: Decimal
    high: Decimal


class Evaluation(Value):
    groups: tuple[Group, ...]
    schemes: tuple[Scheme, ...]
    grades: tuple[GradePoints, ...]
    """Grades of a vote in order, with their points (A29)."""
    voters: tuple[Code, ...] = ("bureau_office", "window")
    """Unit kinds whose heads vote together in one session (R44)."""
    top_rule: TopRule | None = None
    decimals: int = Field(default=2, ge=0, le=6)
    """Places of the one declared rounding, half up, of a total."""
    pass_mark: Decimal = Field(default_factory=lambda: Decimal(60))
    """Below it a place stays vacant rather than being given (R53)."""
    bands: tuple[Band, ...] = ()
    """Names for ranges of totals, without gap or overlap."""
