"""What may be supposed to be otherwise: a figure, a weight, a reading, a quota, a decision."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from rules.definition import Campaign
from rules.selection.candidates import Candidate
from rules.selection.decisions import Decision
from rules.selection.propose import propose

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rules.selection.result import Proposal


class WhatIfError(ValueError):
    """Changes that cannot be thought through; every reason at once, and what to do instead."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("；".join(problems))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class FigureIs:
    """A component has this value, before conversion and weight."""

    about: str
    """An application, or a unit: all collective applications of the unit, which share its figures."""
    component: str
    value: Decimal


@dataclass(frozen=True, slots=True)
class TotalIs:
    about: str
    """As for a figure."""
    total: Decimal


@dataclass(frozen=True, slots=True)
class WeightIs:
    """Several together, so that the weights of the scheme sum to one again."""

    scheme: str
    component: str
    weight: Decimal


@dataclass(frozen=True, slots=True)
class ReadingIs:
    setting: str
    value: str


@dataclass(frozen=True, slots=True)
class PlacesAre:
    """The places of a cell; the honour's total changes with them."""

    honour: str
    cell: str
    places: int


@dataclass(frozen=True, slots=True)
class DecisionsAre:
    """These decisions instead of those taken."""

    decisions: tuple[Decision, ...]


@dataclass(frozen=True, slots=True)
class WithoutDecision:
    """The decision at this place, from 1 in the order taken, was not taken."""

    place: int


Change = FigureIs | TotalIs | WeightIs | ReadingIs | PlacesAre | DecisionsAre | WithoutDecision


@dataclass(frozen=True, slots=True)
class Basis:
    """What a selection starts from."""

    candidates: tuple[Candidate, ...]
    campaign: Campaign
    decisions: tuple[Decision, ...] = ()

    def proposed(self) -> Proposal:
        return propose(self.candidates, self.campaign, self.decisions)
