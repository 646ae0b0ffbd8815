"""How people vote: who is asked in which class, what stands on a slip, what a count is worth."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Literal

from pydantic import Field

from rules.definition.people import Role
from rules.definition.values import Code, Share, Text, Value


class VoteMode(StrEnum):
    """Each candidate gets one grade, or at most so many candidates are chosen."""

    GRADES = "grades"
    CHOOSE = "choose"


class VoterClass(Value):
    """Holders of one post in these kinds of units, or in these units; together they weigh so much."""

    code: Code
    name: Text
    kinds: tuple[Code, ...] = ()
    units: tuple[Code, ...] = ()
    """Single units whose head votes in this class whatever their kind."""
    post: Role = Role.LEADER
    weight: Share
    merge_into: Code | None = None
    """The class that takes this one in when too few of it vote; without one it is withheld."""


class SharePoints(Value):
    """From this share of the valid votes on, a choice is worth so many points."""

    at_least: Share
    points: Decimal


class Vote(Value):
    """One vote: the schemes whose vote component it fills, its classes, and its rules."""

    code: Code
    name: Text
    schemes: tuple[Code, ...] = Field(min_length=1)
    component: Code = "vote"
    """The component of these schemes that it fills."""
    mode: VoteMode = VoteMode.GRADES
    at_most: int | None = Field(default=None, ge=1, le=1000)
    """How many candidates a slip may choose; for `choose` only."""
    share_points: tuple[SharePoints, ...] = ()
    """What a share of choices is worth, lowest first; empty: the share times 100 (A29)."""
    classes: tuple[VoterClass, ...] = Field(min_length=1)
    self_vote: bool = False
    """Whether a head may vote on the own unit."""
    min_group: int = Field(default=5, ge=2, le=1000)
    """Classes in which fewer vote are merged or withheld, so that no count points to a person."""
    missing_class: Literal["renormalise", "withhold"] = "renormalise"
    """A class without valid votes: the others share its weight, or there is no result."""
    session: Literal["one", "days"] = "one"
    """All in one room on one day (R44), or codes that are good until the vote is closed."""
    halves: bool = False
    """One-time codes come in two halves, handed out by two offices."""
    all_equal_invalid: bool = False
    """Whether a slip that gives everybody the same grade is void."""
    from_notice: bool = False
    """Whether the notice asks for this vote; otherwise it is the office's own."""

    def voter_class(self, code: str) -> VoterClass:
        return next(c for c in self.classes if c.code == code)
