"""Every evaluation method keeps one contract; totals are exact, rounded once, and explained."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.ballots import Tally, VoteCount
from rules.definition import Method
from rules.evaluation import (
    METHODS,
    Listing,
    Mark,
    MarksError,
    Measured,
    SchemeMissingError,
    round_half_up,
    scheme_of,
    score,
)
from tests.support.campaigns import suzhou
from tests.support.candidates import BEARER, marks, tally

if TYPE_CHECKING:
    from rules.evaluation import Raw

EVERY_METHOD = pytest.mark.parametrize("method", list(Method))
BY_SHEETS = [Method.FIELD_RESEARCH, Method.SITE_VISIT, Method.HEARING, Method.MATERIALS]


def full_marks(method: Method) -> Raw:
    """What a candidate that could not be better would have handed in for it."""
    match method:
        case Method.VOTE:
            return tally(excellent=3)
        case Method.BIMONTHLY:
            return marks(100, *suzhou().readings.bimonthly_rounds)
        case Method.THIRD_PARTY:
            return marks(100, "虚构机构")
        case Method.REPORTS:
            return Listing(tuple(f"第{n}篇" for n in range(100)))
        case _:
            return marks(100, "评委1", "评委2")


def parts_of(raw: Raw) -> tuple[Any, ...]:
    return raw.titles if isinstance(raw, Listing) else tuple(raw)  # type: ignore[arg-type]


@EVERY_METHOD
def test_every_method_is_registered_under_a_chinese_name(method: Method) -> None:
    assert METHODS[method].name


@EVERY_METHOD
def test_full_marks_are_a_hundred(method: Method) -> None:
    assert METHODS[method].measure(full_marks(method), suzhou()).value == 100


@EVERY_METHOD
def test_nothing_handed_in_is_missing_and_not_zero(method: Method) -> None:
    measured = METHODS[method].measure((), suzhou())

    assert (measured.value, bool(measured.missing)) == (None, True)


@EVERY_METHOD
def test_the_denominator_counts_what_was_used(method: Method) -> None:
    raw = full_marks(method)
    expected = raw.valid if isinstance(raw, VoteCount) else len(parts_of(raw))

    assert METHODS[method].measure(raw, suzhou()).denominator == expected


def turned_round(count: VoteCount) -> VoteCount:
    """The same count with its grades in the other order."""
    return VoteCount.of(
        count.vote,
        [
            (name, Tally(t.counts[::-1], t.issued, t.returned, t.valid))
            for name, t in ((part.voter_class, part.tally) for part in count.classes)
        ],
    )


@EVERY_METHOD
def test_the_order_of_the_sheets_does_not_matter(method: Method) -> None:
    raw = full_marks(method)
    other: Raw
    if isinstance(raw, VoteCount):
        other = turned_round(raw)
    else:
        turned = parts_of(raw)[::-1]
        other = Listing(turned) if isinstance(raw, Listing) else turned
    measure = METHODS[method].measure

    assert measure(raw, suzhou()).value == measure(other, suzhou()).value


@EVERY_METHOD
def test_measuring_twice_gives_the_same_and_says_what_was_used(method: Method) -> None:
    measure, raw = METHODS[method].measure, full_marks(method)

    assert measure(raw, suzhou()) == measure(raw, suzhou())
    assert measure(raw, suzhou()).used


@EVERY_METHOD
def test_a_method_has_a_file_of_its_own_and_says_who_hands_in(method: Method) -> None:
    module = type(METHODS[method]).__module__

    assert sum(type(other).__module__ == module for other in METHODS.values()) == 1
    assert method.by_evaluators == (method in BY_SHEETS)


@EVERY_METHOD
def test_sheets_of_the_wrong_form_are_refused(method: Method) -> None:
    wrong = marks(80, "评委1") if method is Method.VOTE else tally(good=1)

    with pytest.raises(MarksError):
        METHODS[method].measure(wrong, suzhou())


@pytest.mark.parametrize("method", [m for m in Method if m not in {Method.VOTE, Method.REPORTS}])
def test_figures_out_of_range_and_doubles_are_all_named_at_once(method: Method) -> None:
    raw = (
        Mark("评委1", Decimal(101)),
        Mark("评委2", Decimal("-0.5")),
        Mark("评委1", Decimal("NaN")),
    )

    with pytest.raises(MarksError) as refused:
        METHODS[method].measure(raw, suzhou())

    assert refused.value.problems == (
        "“评委1”的得分101不在0至100之间",
        "“评委2”的得分-0.5不在0至100之间",
        "“评委1”的得分NaN不在0至100之间",
        "“评委1”重复评分",
    )


def test_a_report_listed_twice_is_named_rather_than_counted_twice() -> None:
    twice = Listing(("甲", "乙", "甲", "乙", "丙"))

    with pytest.raises(MarksError) as refused:
        METHODS[Method.REPORTS].measure(twice, suzhou())

    assert refused.value.problems == ("“乙”重复报送，只能计一次", "“甲”重复报送，只能计一次")


def test_a_register_without_reports_counts_none_which_is_not_the_same_as_no_register() -> None:
    measure = METHODS[Method.REPORTS].measure

    assert measure(Listing(()), suzhou()) == Measured(Fraction(), ("没有报送",))
    assert measure((), suzhou()) == Measured(None, missing=("信息报送尚未统计",))


@pytest.mark.parametrize("method", BY_SHEETS)
def test_observers_opinions_stand_beside_the_mean(method: Method) -> None:
    raw = (*marks("90.5", "评委2", "评委1"), Mark("列席处室", Decimal(10), observer=True))

    assert METHODS[method].measure(raw, suzhou()) == Measured(
        Fraction(181, 2), ("评委1 90.5", "评委2 90.5"), ("列席处室 10（列席，仅供参考）",), 2
    )


def test_observers_alone_make_no_score() -> None:
    raw = (Mark("列席处室", Decimal(10), observer=True),)

    assert METHODS[Method.HEARING].measure(raw, suzhou()).value is None


def test_two_agencies_for_one_candidate_are_refused_rather_than_averaged() -> None:
    with pytest.raises(MarksError, match="有2个结果（机构A、机构B）"):
        METHODS[Method.THIRD_PARTY].measure(marks(90, "机构A", "机构B"), suzhou())


def test_a_total_that_lacks_parts_says_which() -> None:
    scheme = scheme_of("branch_hall", BEARER, suzhou())

    line = score(scheme, {"site_visit": marks(90, "评委1", "评委2")}, suzhou())

    assert (line.total, line.missing) == (
        None,
        ("第三方测评：尚无得分", "申报材料审阅：尚无得分"),
    )
    assert line.explain() == (
        "现场察看：评委1 90、评委2 90；分母2，得90，×0.4（本局自定）＝36",
        "第三方测评：未完成（尚无得分）",
        "申报材料审阅：未完成（尚无得分）",
        "总分：未完成，缺2项，不按零分计算",
    )


def test_a_value_that_is_not_finite_in_decimals_is_shown_as_about() -> None:
    scheme = scheme_of("branch_hall", BEARER, suzhou())
    raw: dict[str, Raw] = {
        "site_visit": (*marks(90, "评委1", "评委2"), *marks(91, "评委3")),
        "third_party": marks(80, "虚构机构"),
        "materials": marks(70, "评委1"),
    }

    line = score(scheme, raw, suzhou())

    assert line.exact == Fraction(2, 5) * Fraction(271, 3) + 24 + 21
    assert line.total == Decimal("81.13")
    assert (
        line.explain()[0]
        == "现场察看：评委1 90、评委2 90、评委3 91；分母3，得约90.3333，×0.4（本局自定）＝约36.1333"
    )


def test_a_kind_without_a_scheme_is_named() -> None:
    with pytest.raises(SchemeMissingError, match="“局机关处室”申报“改革创新标兵单位”没有评分方案"):
        scheme_of("bureau_office", BEARER, suzhou())


def test_half_goes_up() -> None:
    assert [round_half_up(Fraction(n, 1000), 2) for n in (92494, 92495, 92505)] == [
        Decimal("92.49"),
        Decimal("92.50"),
        Decimal("92.51"),
    ]


@settings(deadline=None)
@given(st.decimals(0, 100, places=5), st.integers(0, 4))
def test_rounding_agrees_with_decimals_own(value: Decimal, decimals: int) -> None:
    oracle = value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)

    assert round_half_up(Fraction(value), decimals) == oracle


@settings(deadline=None)
@given(
    st.lists(st.decimals(0, 100, places=2), min_size=1, max_size=9),
    st.lists(st.decimals(0, 100, places=2), min_size=1, max_size=9),
    st.decimals(0, 100, places=2),
)
def test_totals_equal_an_independent_sum(
    visits: list[Decimal], readers: list[Decimal], agency: Decimal
) -> None:
    raw: dict[str, Raw] = {
        "site_visit": tuple(Mark(f"v{i}", mark) for i, mark in enumerate(visits)),
        "materials": tuple(Mark(f"m{i}", mark) for i, mark in enumerate(readers)),
        "third_party": marks(agency, "虚构机构"),
    }

    line = score(scheme_of("branch_hall", BEARER, suzhou()), raw, suzhou())

    hundredths = (
        Fraction(40 * sum(int(v * 100) for v in visits), len(visits))
        + Fraction(30 * sum(int(r * 100) for r in readers), len(readers))
        + 30 * int(agency * 100)
    )
    assert line.exact == hundredths / 10000
