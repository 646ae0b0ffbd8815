"""A small fixed result in which every form occurs: joins, conversions, classes, chains, marks, decisions."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING

from rules.ballots import CHOSEN, PASSED, ClassTally, Tally, VoteCount
from rules.definition import (
    Campaign,
    EvaluatorClass,
    Honour,
    Method,
    Priority,
    SharePoints,
    VoteMode,
    VoterClass,
)
from rules.definition.selection import Selection
from rules.eligibility import judge
from rules.evaluation import Mark
from rules.facts import PriorityMark
from rules.selection import LeaveVacant
from tasks.candidates import scored
from tasks.facts_of import Sheets
from tasks.voting.batches import Batch, Line
from tests.support.campaigns import suzhou_with
from tests.support.candidates import collective, person, star, unit
from tests.support.drawn_figures import Ballots, counted_board
from tests.support.drawn_plans import AGGREGATIONS, BANDS, GRADES, RANKS, ROLES, SCALED
from tests.support.exported import export_in_memory

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from records.proof.result_folder import Sealed
    from rules.evaluation import Raw
    from rules.facts import ApplicationFacts
    from tasks.voting.results import Board

COUNTIES = ("C-1", "C-2", "C-3", "C-4", "C-5")
STARS = ("S-1", "S-2", "S-3", "S-4")
_, MEDIAN, TRIMMED, _, WEIGHTED = AGGREGATIONS
FORMS: Mapping[tuple[str, str], Mapping[str, object]] = {
    ("local_collective", "field_research"): {"aggregation": WEIGHTED},
    ("local_collective", "hearing"): {"aggregation": TRIMMED, "conversion": BANDS[0]},
    ("local_collective", "third_party"): {"conversion": SCALED},
    ("local_collective", "materials"): {"method": Method.REPORTS, "conversion": RANKS[1]},
    ("trading_person", "materials"): {"aggregation": MEDIAN, "conversion": GRADES},
}


def every_form(target: Path) -> Sealed:
    """Export it to this folder."""
    plan = _plan()
    counties = [
        collective(number, unit=unit(f"u-{number}", kind="county_bureau")) for number in COUNTIES
    ]
    trading = unit("u-t", kind="trading_centre")
    stars = [
        star(number, unit=trading, person=person(f"p-{number}"), priority=_recommended(number))
        for number in STARS
    ]
    board, counts = _voted(plan)
    figures: dict[tuple[str, str], Raw] = {("vote", about): n for about, n in counts.items()}
    figures |= _sheets()
    reports = {
        f"u-{about}": tuple(f"虚构信息{n}" for n in range(count))
        for about, count in zip(COUNTIES, (2, 3, 1, 1, 4), strict=True)
    }
    sheets = Sheets(figures, plan, reports)
    made: list[ApplicationFacts] = [*counties, *stars]
    made[4] = replace(made[4], withdrawn=True)
    candidates = scored([(one, judge(one, plan)) for one in made], sheets)
    vacant = LeaveVacant(
        honour="service_collective", cell="county", places=1, reason="研究决定", ordered_by="领导小组"
    )  # fmt: skip
    return export_in_memory(
        target, sheets, candidates, [vacant], {"vote-locals.json": board.as_json()}
    )


def _recommended(number: str) -> PriorityMark | None:
    return PriorityMark("虚构区审批局", "工作突出") if number == "S-2" else None


def _plan() -> Campaign:
    """Where equal stars go by the vote, then by recommendation, and the county cell has its mark."""
    plan = suzhou_with()
    schemes = tuple(
        scheme.model_copy(
            update={
                "components": tuple(
                    part.model_copy(update=dict(FORMS.get((scheme.code, part.code), {})))
                    for part in scheme.components
                )
            }
        )
        for scheme in plan.evaluation.schemes
    )
    evaluators = tuple(EvaluatorClass(code=role, name=role) for role in ROLES if role)
    honours = tuple(_with_marks(honour) for honour in plan.honours)
    votes = tuple(
        vote.model_copy(update=VOTES[vote.code]) if vote.code in VOTES else vote
        for vote in plan.votes
    )
    return plan.model_copy(
        update={
            "evaluation": plan.evaluation.model_copy(
                update={"schemes": schemes, "evaluators": evaluators, "decimals": 0}
            ),
            "selection": Selection(ties=("component:vote",), priority=Priority.BREAKS_TIES),
            "honours": honours,
            "votes": votes,
        }
    )


def _with_marks(honour: Honour) -> Honour:
    """The county cell's own mark goes before the honour's, a single component's beside it."""
    cells = tuple(
        cell.model_copy(update={"places": 2, "pass_mark": Decimal("81.5")})
        if cell.code == "county"
        else cell.model_copy(update={"places": 1})
        for cell in honour.cells
    )
    own = Decimal(77) if honour.code == "window_star" else Decimal(99)
    least = {"third_party": Decimal(87)}
    return honour.model_copy(update={"cells": cells, "pass_mark": own, "component_marks": least})


def _class(code: str, weight: str, merge_into: str | None = None) -> VoterClass:
    return VoterClass(
        code=code, name=code, kinds=("window",), weight=Decimal(weight), merge_into=merge_into
    )


VOTES: Mapping[str, Mapping[str, object]] = {
    "locals": {
        "classes": (_class("heads", "0.5"), _class("leaders", "0.3", "heads"), _class("guests", "0.2")),
        "min_group": 3,
    },
    "staff": {
        "classes": (_class("heads", "0.6"), _class("leaders", "0.4")),
        "mode": VoteMode.CHOOSE,
        "share_points": (
            SharePoints(at_least=Decimal("0.5"), points=Decimal(72)),
            SharePoints(at_least=Decimal("0.75"), points=Decimal(90)),
        ),
    },
}  # fmt: skip


def _voted(plan: Campaign) -> tuple[Board, dict[str, VoteCount]]:
    """Heads and leaders counted together with paper, guests withheld; the stars' vote by hand."""
    given = ("优秀", "良好", "一般", "优秀", "良好")
    used = {"heads": 4, "leaders": 2, "guests": 1}
    slips = [
        (code, about, given[(place + n) % len(given)])
        for code, voters in used.items()
        for n in range(voters)
        for place, about in enumerate(COUNTIES)
    ]
    marks = {"优秀": 3, "良好": 1, "一般": 0, "较差": 0}
    batch = Batch("1", "heads", 6, {about: Line(5, 4, marks) for about in COUNTIES})
    units = {about: f"u-{about}" for about in COUNTIES}
    cast = Ballots(plan.vote("locals"), plan, units, used, slips, [batch])
    board, counts = counted_board(cast, Random(57))  # noqa: S311 - one seed, one list
    for about, heads, leaders in zip(STARS, (4, 4, 4, 6), (4, 4, 3, 3), strict=True):
        counts[about] = VoteCount(
            "staff", (ClassTally("heads", _chosen(heads)), ClassTally("leaders", _chosen(leaders)))
        )
    return board, counts


def _chosen(count: int) -> Tally:
    return Tally(((CHOSEN, count), (PASSED, 8 - count)), 10, 9, 8, 1)


def _sheets() -> dict[tuple[str, str], Raw]:
    figures: dict[tuple[str, str], Raw] = {}
    for place, about in enumerate(COUNTIES):
        points = Decimal(95 - 3 * place)
        figures["field_research", about] = tuple(
            Mark(f"虚构评委{n}", points - n, n == 4, ROLES[n % 3]) for n in range(5)
        )
        figures["hearing", about] = tuple(Mark(f"虚构评委{n}", points - 7 * n) for n in range(5))
        figures["third_party", about] = (Mark("虚构测评机构", points / 20),)
    for about in STARS:
        given = (4, 5, 5) if about == "S-3" else (5, 4, 4)
        figures["materials", about] = tuple(
            Mark(f"虚构评委{n}", Decimal(stars)) for n, stars in enumerate(given)
        )
    return figures
