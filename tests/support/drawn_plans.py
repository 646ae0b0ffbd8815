"""Campaigns at random: the shipped one under other readings, forms, votes, chains and marks."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from rules.definition import (
    AsIs,
    Bands,
    ClassWeight,
    EvaluatorClass,
    Grade,
    Grades,
    Mean,
    Median,
    Method,
    PointBand,
    Priority,
    RankBand,
    RankPoints,
    Scaled,
    SharePoints,
    TrimmedMean,
    VoteMode,
    VoterClass,
    WeightedMean,
)
from rules.definition.selection import Selection
from tests.support.campaigns import suzhou_with

if TYPE_CHECKING:
    from rules.definition import Aggregation, Campaign, Component, Conversion, Honour, Scheme, Vote

READINGS = {
    "top_three": ("no_sliding", "among_applicants"),
    "tie_at_top": ("leading_group", "bimonthly_then_vote"),
    "at_least": ("inclusive", "exclusive"),
    "both_personal_honours": ("choose", "allow", "bar"),
    "parent_and_child": ("allow", "bar"),
    "relevant_honours": ("collective", "any"),
    "centre_staff": ("direct_and_own_cells", "bureau_cell"),
    "member_units": ("block_with_override", "block", "warn"),
}
ROLES = ("", "experts", "citizens")
"""Classes of evaluators; the first is none of them."""
STARS = {100: 5, 80: 4, 60: 3, 40: 2}
"""What stands for a figure where grades are handed in as numbers."""
AGGREGATIONS: tuple[Aggregation, ...] = (
    Mean(),
    Median(kind="median"),
    TrimmedMean(kind="trimmed_mean", from_scores=3),
    TrimmedMean(kind="trimmed_mean", from_scores=1),
    WeightedMean(
        kind="weighted_mean",
        weights=(
            ClassWeight(role="experts", weight=Decimal("2.5")),
            ClassWeight(role="citizens", weight=Decimal("0.75")),
        ),
        others=Decimal(0),
    ),
)
GRADES = Grades(
    kind="grades",
    grades=tuple(
        Grade(figure=Decimal(stars), name=f"{stars}星", points=Decimal(points))
        for points, stars in STARS.items()
    ),
)
SCALED = Scaled(kind="scaled", full=Decimal(5))


def _bands(*points: tuple[int, int]) -> Bands:
    return Bands(
        kind="bands",
        bands=tuple(
            PointBand(low=Decimal(low), high=Decimal(low + 20), points=Decimal(worth))
            for low, worth in points
        ),
    )


BANDS = (_bands((80, 100), (60, 80), (0, 60)), _bands((60, 60), (80, 90)))
RANKS = tuple(
    RankPoints(
        kind="rank_points",
        ranks=(RankBand(to=1, points=Decimal(100)), RankBand(to=3, points=Decimal(80))),
        beyond=Decimal(60),
        ties=ties,
    )
    for ties in ("best", "mean")
)
REPORTED = (_bands((0, 60), (2, 100)), *RANKS)
LINKS = (
    "component:materials", "component:vote", "method:third_party", "method:hearing",
    "method:site_visit",
)  # fmt: skip
MARKS = (None, None, None, Decimal(80), Decimal(61))


@st.composite
def plans(draw: st.DrawFn) -> Campaign:
    """With few places, so that they are contested."""
    plan = suzhou_with(**{name: draw(st.sampled_from(of)) for name, of in READINGS.items()})
    evaluation = plan.evaluation.model_copy(
        update={
            "schemes": tuple(draw(schemes(scheme)) for scheme in plan.evaluation.schemes),
            "evaluators": tuple(EvaluatorClass(code=role, name=role) for role in ROLES if role),
            "decimals": draw(st.sampled_from((2, 0, 0, 4))),
        }
    )
    selection = Selection(
        ties=tuple(draw(st.lists(st.sampled_from(LINKS), max_size=2, unique=True))),
        priority=draw(st.sampled_from(Priority)),
    )
    honours = tuple(draw(honoured(honour)) for honour in plan.honours)
    votes = tuple(draw(votes_like(vote)) for vote in plan.votes)
    return plan.model_copy(
        update={
            "evaluation": evaluation, "selection": selection, "honours": honours, "votes": votes,
        }
    )  # fmt: skip


@st.composite
def schemes(draw: st.DrawFn, scheme: Scheme) -> Scheme:
    parts = tuple(draw(_component(part, scheme)) for part in scheme.components)
    return scheme.model_copy(update={"components": parts})


@st.composite
def _component(draw: st.DrawFn, part: Component, scheme: Scheme) -> Component:
    """Mostly as the shipped file has it: a campaign of oddities only would rank nobody."""
    if draw(st.booleans()):
        return part
    if part.code == "materials" and "service_collective" in scheme.honours and draw(st.booleans()):
        by = draw(st.sampled_from(REPORTED))
        return part.model_copy(update={"method": Method.REPORTS, "conversion": by})
    some: list[Conversion] = [AsIs(), *BANDS, *RANKS]
    if part.method not in {Method.VOTE, Method.BIMONTHLY}:
        some += [GRADES, SCALED]
    joined = draw(st.sampled_from(AGGREGATIONS)) if part.method.by_evaluators else Mean()
    by = draw(st.sampled_from(some))
    return part.model_copy(update={"aggregation": joined, "conversion": by})


@st.composite
def honoured(draw: st.DrawFn, honour: Honour) -> Honour:
    most = draw(st.sampled_from((1, 1, 2, 3)))
    cells = tuple(
        cell.model_copy(
            update={"places": min(cell.places, most), "pass_mark": draw(st.sampled_from(MARKS))}
        )
        for cell in honour.cells
    )
    chain = st.lists(st.sampled_from(LINKS), max_size=2, unique=True).map(tuple)
    least = st.dictionaries(
        st.sampled_from(("materials", "vote")), st.sampled_from((Decimal(50), Decimal(70))), max_size=1
    )  # fmt: skip
    return honour.model_copy(
        update={
            "cells": cells,
            "ties": draw(st.none() | chain),
            "pass_mark": draw(st.sampled_from(MARKS)),
            "component_marks": draw(st.just({}) | least),
        }
    )


@st.composite
def votes_like(draw: st.DrawFn, vote: Vote) -> Vote:
    """One to three classes, the smallest of which may be taken in by another."""
    codes = ("heads", "leaders", "guests")[: draw(st.integers(1, 3))]
    classes = tuple(
        VoterClass(
            code=code,
            name=code,
            kinds=("window",),
            weight=draw(st.sampled_from((Decimal("0.5"), Decimal("0.3"), Decimal(1)))),
            merge_into=draw(st.sampled_from((None, *(c for c in codes if c != code)))),
        )
        for code in codes
    )
    steps = (
        SharePoints(at_least=Decimal("0.3"), points=Decimal(60)),
        SharePoints(at_least=Decimal("0.7"), points=Decimal(100)),
    )
    return vote.model_copy(
        update={
            "classes": classes,
            "mode": draw(st.sampled_from((VoteMode.GRADES, VoteMode.GRADES, VoteMode.CHOOSE))),
            "share_points": draw(st.sampled_from(((), steps))),
            "min_group": draw(st.sampled_from((2, 3))),
            "missing_class": draw(st.sampled_from(("renormalise", "withhold"))),
            "self_vote": draw(st.booleans()),
        }
    )
