"""What stands for or against an application: one reason per rule, and the verdict they add up to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from rules.clauses import clause_of
from rules.definition import Campaign, Honour
from rules.facts import ApplicationFacts


class Effect(StrEnum):
    FAILS = "fails"
    BARRED = "barred"
    """In principle only (原则上): the leading group may decide otherwise, with a reason."""
    RULING = "ruling"
    """The notice leaves it open or a fact is missing: somebody has to rule."""
    NOTE = "note"


class Standing(StrEnum):
    ELIGIBLE = "eligible"
    INELIGIBLE = "ineligible"
    NEEDS_RULING = "needs_ruling"


@dataclass(frozen=True, slots=True)
class Reason:
    rule: str
    text: str
    effect: Effect = Effect.FAILS

    @property
    def clause(self) -> str:
        return clause_of(self.rule)


@dataclass(frozen=True, slots=True)
class Eligibility:
    reasons: tuple[Reason, ...] = ()
    """All of them at once, so that an applicant is sent back only once."""

    @property
    def verdict(self) -> Standing:
        effects = {reason.effect for reason in self.reasons}
        if effects & {Effect.FAILS, Effect.BARRED}:
            return Standing.INELIGIBLE
        return Standing.NEEDS_RULING if Effect.RULING in effects else Standing.ELIGIBLE


@dataclass(frozen=True, slots=True)
class Case:
    """One application seen by the rules: the honour it asks for in the campaign it stands in."""

    application: ApplicationFacts
    honour: Honour
    campaign: Campaign


Check = Callable[[Case], Iterator[Reason]]
