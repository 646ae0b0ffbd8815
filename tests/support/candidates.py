"""Fictional applications, sheets and candidates for the tests of eligibility, scoring, selection."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from rules.ballots import Tally, VoteCount
from rules.eligibility import Eligibility
from rules.evaluation import Mark, ScoreLine, scheme_of, score
from rules.facts import ApplicationFacts, PersonFacts, ProjectFacts, UnitFacts
from rules.selection import Candidate
from tests.support.campaigns import suzhou

if TYPE_CHECKING:
    from rules.definition import Campaign
    from rules.evaluation import Raw

Facts = Any
"""Fields of the dataclass that a builder makes; it keeps their types itself."""

APPLIED_ON = date(2021, 12, 10)
BEARER, COLLECTIVE, STAR, WORKER = (
    "standard_bearer",
    "service_collective",
    "window_star",
    "advanced_worker",
)


def unit(code: str = "u-1", kind: str = "window", **facts: Facts) -> UnitFacts:
    return UnitFacts(code, f"虚构单位{code}", kind, **{"headcount": 5, **facts})


def project(**facts: Facts) -> ProjectFacts:
    fitting = {
        "started_on": date(2021, 1, 4),
        "in_use_on": date(2021, 9, 1),
        "leading": True,
    }
    return ProjectFacts("虚构项目", **{**fitting, **facts})


def person(code: str = "p-1", **facts: Facts) -> PersonFacts:
    fitting = {
        "reported_on": date(2019, 3, 1),
        "whole_year": True,
        "on_establishment": True,
        "rank": "副科职",
        "front_line": True,
    }
    return PersonFacts(code, f"虚构人员{code}", **{**fitting, **facts})


def bearer(number: str = "B-1", **facts: Facts) -> ApplicationFacts:
    return ApplicationFacts(
        **{
            "number": number,
            "honour": BEARER,
            "unit": unit(),
            "applied_on": APPLIED_ON,
            "project": project(),
            **facts,
        }
    )


def collective(number: str = "C-1", **facts: Facts) -> ApplicationFacts:
    return ApplicationFacts(
        **{
            "number": number,
            "honour": COLLECTIVE,
            "unit": unit(),
            "applied_on": APPLIED_ON,
            **facts,
        }
    )


def star(number: str = "S-1", **facts: Facts) -> ApplicationFacts:
    return ApplicationFacts(
        **{
            "number": number,
            "honour": STAR,
            "unit": unit(),
            "applied_on": APPLIED_ON,
            "person": person(f"p-{number}"),
            "recommended": True,
            **facts,
        }
    )


def worker(number: str = "W-1", **facts: Facts) -> ApplicationFacts:
    unit_of_worker = unit(kind="county_bureau")
    return replace(star(number, **{"unit": unit_of_worker, **facts}), honour=WORKER)


def marks(value: Decimal | str | int, *sources: str) -> tuple[Mark, ...]:
    return tuple(Mark(source, Decimal(value)) for source in sources)


def window_sheets(
    bimonthly: str | int, vote: VoteCount | None, third_party: str | int, campaign: Campaign
) -> dict[str, Raw]:
    return {
        "bimonthly": marks(bimonthly, *campaign.readings.bimonthly_rounds),
        "vote": vote or (),
        "third_party": marks(third_party, "虚构测评机构"),
    }


def tally(excellent: int = 0, good: int = 0, fair: int = 0, poor: int = 0) -> VoteCount:
    """The windows' vote, whose voters are one class."""
    counts = (("优秀", excellent), ("良好", good), ("一般", fair), ("较差", poor))
    given = excellent + good + fair + poor
    return VoteCount.of("windows", [("heads", Tally(counts, given, given, given))])


def scored(application: ApplicationFacts, total: Decimal | str | int) -> Candidate:
    """An eligible candidate with this total, for tests that are not about scoring."""
    campaign = suzhou()
    scheme = scheme_of(application.unit.kind, application.honour, campaign)
    value = Decimal(total)
    line = ScoreLine(scheme, (), Fraction(value), value)
    return Candidate(application, Eligibility(), line)


def unscored(application: ApplicationFacts) -> Candidate:
    campaign = suzhou()
    scheme = scheme_of(application.unit.kind, application.honour, campaign)
    return Candidate(application, Eligibility(), score(scheme, {}, campaign))
