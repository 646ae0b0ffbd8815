"""Scores joined by every form of the file, against oracles that share no code with the rules."""

from __future__ import annotations

import statistics
from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.definition import (
    Aggregation,
    ClassWeight,
    Component,
    EvaluatorClass,
    Mean,
    Median,
    Method,
    TrimmedMean,
    WeightedMean,
)
from rules.evaluation import Mark, MarksError, Measured, digest_of, measure_component
from tests.support.campaigns import suzhou
from tests.support.candidates import marks

CLASSES = (
    EvaluatorClass(code="leaders", name="领导小组成员", offices=("ducha",)),
    EvaluatorClass(code="peers", name="同行评委", kinds=("branch_hall",)),
)
WEIGHED = WeightedMean(
    kind="weighted_mean",
    weights=(
        ClassWeight(role="leaders", weight=Decimal("2.5")),
        ClassWeight(role="peers", weight=Decimal(2)),
    ),
)
TRIMMED, MEDIAN = TrimmedMean(kind="trimmed_mean"), Median(kind="median")
EVERY = pytest.mark.parametrize("by", [Mean(), WEIGHED, TRIMMED, MEDIAN], ids=lambda by: by.kind)
POINTS = st.decimals(0, 100, places=2)
ROLES = ("leaders", "peers", "")
SHEETS = st.lists(st.tuples(POINTS, st.sampled_from(ROLES)), min_size=1, max_size=12).map(
    lambda given: tuple(Mark(f"评委{n:02}", p, role=r) for n, (p, r) in enumerate(given))
)


def measured(by: Aggregation, raw: tuple[Mark, ...]) -> Measured:
    return measure_component(hearing(by), raw, CAMPAIGN)


def hearing(by: Aggregation) -> Component:
    return Component(
        code="hearing", name="听取汇报", method=Method.HEARING, weight=Decimal(1), aggregation=by
    )


CAMPAIGN = suzhou().model_copy(
    update={"evaluation": suzhou().evaluation.model_copy(update={"evaluators": CLASSES})}
)


@settings(deadline=None, max_examples=50)
@given(SHEETS)
def test_a_mean_agrees_with_statistics(raw: tuple[Mark, ...]) -> None:
    assert measured(Mean(), raw).value == statistics.mean(Fraction(m.score) for m in raw)


@settings(deadline=None, max_examples=50)
@given(SHEETS)
def test_a_median_agrees_with_statistics(raw: tuple[Mark, ...]) -> None:
    assert measured(MEDIAN, raw).value == statistics.median(Fraction(m.score) for m in raw)


@settings(deadline=None, max_examples=50)
@given(SHEETS)
def test_a_trimmed_mean_agrees_with_the_mean_of_what_sorting_leaves(raw: tuple[Mark, ...]) -> None:
    scores = sorted(Fraction(mark.score) for mark in raw)
    left = scores[1:-1] if len(scores) >= 5 else scores

    result = measured(TRIMMED, raw)

    assert (result.value, result.denominator) == (statistics.mean(left), len(left))


@settings(deadline=None, max_examples=50)
@given(SHEETS)
def test_a_weighted_mean_agrees_with_scores_repeated_by_their_weight(raw: tuple[Mark, ...]) -> None:
    halves = {"leaders": 5, "peers": 4, "": 2}
    repeated = [Fraction(mark.score) for mark in raw for _ in range(halves[mark.role])]

    result = measured(WEIGHED, raw)

    assert result.value == statistics.mean(repeated)
    assert Fraction(result.denominator) == Fraction(len(repeated), 2)


@EVERY
@settings(deadline=None, max_examples=50)
@given(raw=SHEETS, random=st.randoms())
def test_the_order_of_the_sheets_never_matters(
    by: Aggregation, raw: tuple[Mark, ...], random: Random
) -> None:
    shuffled = random.sample(raw, len(raw))

    assert measured(by, tuple(shuffled)) == measured(by, raw)


@EVERY
@settings(deadline=None, max_examples=50)
@given(raw=SHEETS)
def test_every_score_is_named_once_as_used_or_left_out(
    by: Aggregation, raw: tuple[Mark, ...]
) -> None:
    result = measured(by, raw)
    told = [*result.used, *result.left_out]

    assert len(told) == len(raw)
    assert all(sum(text.startswith(f"{mark.source} ") for text in told) == 1 for mark in raw)


@EVERY
def test_no_sheets_are_missing_and_never_zero(by: Aggregation) -> None:
    assert measured(by, ()) == Measured(None, missing=("尚无得分",))


@EVERY
def test_observers_alone_make_no_score(by: Aggregation) -> None:
    result = measured(by, (Mark("列席处室", Decimal(90), observer=True),))

    assert (result.value, result.left_out) == (None, ("列席处室 90（列席，仅供参考）",))


@pytest.mark.parametrize("by", [Mean(), WEIGHED, TRIMMED], ids=lambda by: by.kind)
@settings(deadline=None, max_examples=50)
@given(raw=SHEETS)
def test_sums_give_the_same_as_the_single_scores(by: Aggregation, raw: tuple[Mark, ...]) -> None:
    single, summed = measured(by, raw), measure_component(hearing(by), digest_of(raw), CAMPAIGN)

    assert (single.value, single.denominator) == (summed.value, summed.denominator)


def test_a_median_of_sums_is_refused() -> None:
    with pytest.raises(MarksError, match="须逐个列出得分"):
        measure_component(hearing(MEDIAN), digest_of(marks(90, "甲", "乙")), CAMPAIGN)


def test_a_trimmed_mean_says_what_it_dropped_and_when_it_dropped_nothing() -> None:
    five = tuple(Mark(f"评委{n}", Decimal(p)) for n, p in enumerate((90, 98, 71, 98, 85), start=1))

    assert measured(TRIMMED, five) == Measured(
        Fraction(91),
        ("评委1 90", "评委4 98", "评委5 85"),
        ("评委2 98（最高分，去掉）", "评委3 71（最低分，去掉）"),
        3,
        how="去掉一个最高分和一个最低分后平均",
    )
    assert measured(TRIMMED, five[:4]).how == "不足5个，不去最高最低，平均"


def test_a_class_without_weight_is_left_out_with_the_reason() -> None:
    nothing_else = WEIGHED.model_copy(update={"others": Decimal(0)})
    raw = (Mark("评委1", Decimal(90), role="leaders"), Mark("评委2", Decimal(10)))

    assert measured(nothing_else, raw) == Measured(
        Fraction(90),
        ("评委1 90×2.5",),
        ("评委2 10（权重0，不计）",),
        Decimal("2.5"),
        how="加权平均（领导小组成员×2.5、同行评委×2、其他×0）",
    )
    assert measured(nothing_else, raw[1:]).missing == ("没有计权的评委打分",)
