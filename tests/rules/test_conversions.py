"""Figures turned into points: each form, its order, and ranks among those compared."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.definition import (
    AsIs,
    Bands,
    Component,
    Conversion,
    Grade,
    Grades,
    Method,
    PointBand,
    RankBand,
    RankPoints,
    RubricItem,
    Scaled,
    Scheme,
)
from rules.evaluation import (
    Cohort,
    Entry,
    Mark,
    MarksError,
    convert,
    measure_component,
    score,
    score_together,
    sheet_mark,
)
from tests.support.campaigns import suzhou
from tests.support.candidates import marks

BANDS = Bands(
    kind="bands",
    bands=tuple(
        PointBand(low=Decimal(low), high=Decimal(high), points=Decimal(points))
        for low, high, points in ((90, 100, 100), (0, 60, 40), (60, 90, 80))
    ),
)
RANKS = RankPoints(
    kind="rank_points",
    ranks=tuple(RankBand(to=to, points=Decimal(p)) for to, p in ((1, 100), (3, 90), (5, 80))),
    beyond=Decimal(60),
)
STARS = Grades(
    kind="grades",
    grades=tuple(
        Grade(figure=Decimal(n), name=name, points=Decimal(points))
        for n, name, points in ((3, "三星", 70), (4, "四星", 85), (5, "五星", 100))
    ),
)
FIGURES = st.fractions(0, 100, max_denominator=40)


def agency(by: Conversion) -> Component:
    return Component(
        code="agency",
        name="第三方测评",
        method=Method.THIRD_PARTY,
        weight=Decimal(1),
        conversion=by,
    )


def compared(by: Conversion) -> Scheme:
    return Scheme(code="s", name="方案", group="g1", honours=("h",), components=(agency(by),))


def entry(scheme: Scheme, points: str, *, honour: str = "h", competes: bool = True) -> Entry:
    raw = marks(points, "机构") if points else ()
    return Entry(scheme, honour, {"agency": raw}, competes)


def points(*entries: Entry) -> list[Fraction | None]:
    return [line.exact for line in score_together(entries, suzhou())]


@pytest.mark.parametrize("by", [AsIs(), Scaled(kind="scaled", full=Decimal(100)), BANDS])
@settings(deadline=None, max_examples=50)
@given(figures=st.lists(FIGURES, min_size=2, max_size=8))
def test_a_better_figure_never_gets_fewer_points(by: Conversion, figures: list[Fraction]) -> None:
    given = [convert(figure, by, None).points for figure in sorted(figures)]

    assert all(
        low is not None and high is not None and low <= high for low, high in pairwise(given)
    )


@pytest.mark.parametrize("ties", ["best", "mean"])
@settings(deadline=None, max_examples=50)
@given(figures=st.lists(FIGURES, min_size=1, max_size=9), random=st.randoms())
def test_rank_points_fall_with_the_rank_in_any_order_and_equal_figures_share_them(
    ties: str, figures: list[Fraction], random: Random
) -> None:
    by = RANKS.model_copy(update={"ties": ties})
    cohort = Cohort.of(random.sample(figures, len(figures)))

    given = {figure: convert(figure, by, cohort).points for figure in figures}

    best_first = sorted(figures, reverse=True)
    table = [100, 90, 90, 80, 80, *([60] * len(figures))]
    places = {f: [n for n, other in enumerate(best_first) if other == f] for f in figures}
    assert given == {
        figure: Fraction(table[at[0]])
        if ties == "best"
        else Fraction(sum(table[n] for n in at), len(at))
        for figure, at in places.items()
    }


def test_bands_take_their_lower_end_and_the_top_one_its_upper_end_too() -> None:
    given = {str(n): convert(Fraction(n), BANDS, None).points for n in (0, 59, 60, 89, 90, 100)}

    assert given == {"0": 40, "59": 40, "60": 80, "89": 80, "90": 100, "100": 100}


def test_an_agencys_five_points_become_a_hundred_and_six_of_five_are_refused() -> None:
    fives = agency(Scaled(kind="scaled", full=Decimal(5)))

    assert (
        score(compared(fives.conversion), {"agency": marks("4.55", "机构")}, suzhou()).exact == 91
    )
    with pytest.raises(MarksError) as refused:
        measure_component(fives, (*marks(6, "机构"), *marks(7, "机构")), suzhou())
    assert refused.value.problems == (
        "“机构”的得分6不在0至5之间",
        "“机构”的得分7不在0至5之间",
        "“机构”重复评分",
    )


def test_grades_are_told_by_name_and_anything_else_is_refused_at_once() -> None:
    line = score(compared(STARS), {"agency": marks(4, "机构")}, suzhou())

    assert line.explain()[0] == (
        "第三方测评：机构 四星＝85；分母1，得85，按等次折算85（本局自定），×1（本局自定）＝85"
    )
    with pytest.raises(MarksError) as refused:
        measure_component(agency(STARS), (*marks(1, "甲"), *marks("4.5", "乙")), suzhou())
    assert refused.value.problems == (
        "“甲”的1不是任何等次，可填：3（三星）、4（四星）、5（五星）",
        "“乙”的4.5不是任何等次，可填：3（三星）、4（四星）、5（五星）",
    )


def test_ranks_are_among_those_of_one_honour_that_compete() -> None:
    scheme = compared(RANKS)
    told = points(
        entry(scheme, "90"),
        entry(scheme, "95"),
        entry(scheme, "99", competes=False),
        entry(scheme, "80", honour="other"),
        entry(scheme, "90"),
    )

    assert told == [90, 100, 100, 100, 90]


def test_no_rank_is_final_while_somebody_compared_has_no_figure() -> None:
    scheme = compared(RANKS)
    lines = score_together([entry(scheme, "90"), entry(scheme, "")], suzhou())

    assert [line.missing for line in lines] == [
        ("第三方测评：同组还有1件没有得分，名次未定",),
        ("第三方测评：尚无得分",),
    ]
    assert score(scheme, {"agency": marks(90, "机构")}, suzhou()).missing == (
        "第三方测评：名次须与同组一起排",
    )


@settings(deadline=None, max_examples=50)
@given(st.lists(st.integers(0, 100), min_size=1, max_size=8), st.randoms())
def test_the_order_of_the_candidates_never_matters(figures: list[int], random: Random) -> None:
    scheme = compared(RANKS)
    entries = [entry(scheme, str(figure)) for figure in figures]
    order = random.sample(range(len(entries)), len(entries))

    shuffled = points(*(entries[place] for place in order))

    assert [points(*entries)[place] for place in order] == shuffled


RUBRIC = Component(
    code="visit",
    name="现场察看",
    method=Method.SITE_VISIT,
    weight=Decimal(1),
    rubric=(
        RubricItem(code="a", name="环境", full=Decimal(40)),
        RubricItem(code="b", name="流程", full=Decimal(60)),
    ),
)


def test_a_sheets_mark_is_the_sum_of_its_items() -> None:
    assert sheet_mark(RUBRIC, {"b": Decimal("52.5"), "a": Decimal(0)}) == Decimal("52.5")


def test_a_sheet_with_items_missing_unknown_or_out_of_range_is_refused_at_once() -> None:
    with pytest.raises(MarksError) as refused:
        sheet_mark(RUBRIC, {"a": Decimal("40.5"), "c": Decimal(1)})

    assert refused.value.problems == (
        "“现场察看”没有评分细项 c，可填：a、b",
        "“现场察看”的“环境”打了40.5分，不在0至40之间",
        "“现场察看”的“流程”没有打分；不打分不等于零分，请补全",
    )


def test_marks_keep_their_class_and_observers_stay_out_when_grades_are_converted() -> None:
    component = agency(STARS).model_copy(update={"method": Method.HEARING})
    raw = (Mark("甲", Decimal(5)), Mark("列席", Decimal(3), observer=True))

    measured = measure_component(component, raw, suzhou())

    assert (measured.value, measured.left_out) == (
        Fraction(100),
        ("列席 三星＝70（列席，仅供参考）",),
    )
