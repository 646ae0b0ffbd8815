"""Margins: slightly more than the named change crosses the border, slightly less does not."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from rules.evaluation import Entry, scheme_of, score_together
from rules.selection import (
    Basis,
    Border,
    FigureIs,
    Lever,
    Margin,
    Outcome,
    Proposal,
    TotalIs,
    candidate,
    margins,
    what_if,
)
from tests.support.campaigns import suzhou
from tests.support.candidates import (
    BEARER,
    COLLECTIVE,
    bearer,
    collective,
    marks,
    scored,
    tally,
    unit,
    window_sheets,
)

if TYPE_CHECKING:
    from rules.selection import Candidate

ALL = Decimal(100)
LITTLE = Fraction(1, 1000)


def margins_of(candidates: list[Candidate], within: Decimal = ALL) -> tuple[Margin, ...]:
    basis = Basis(tuple(candidates), suzhou())
    return margins(basis.candidates, basis.proposed(), suzhou(), within)


def hotlines(*totals: str) -> list[Candidate]:
    return [
        scored(collective(f"H-{n}", unit=unit(f"h-{n}", kind="hotline")), total)
        for n, total in enumerate(totals, start=1)
    ]


@st.composite
def windows(draw: st.DrawFn) -> list[Candidate]:
    """Up to sixteen windows with close figures, applying for one or both collective honours."""
    applications, entries = [], []
    for place in range(draw(st.integers(2, 16))):
        home = unit(f"w-{place}")
        excellent = draw(st.integers(40, 60))
        sheets = window_sheets(
            draw(st.integers(50, 62)),
            tally(excellent=excellent, poor=100 - excellent),
            draw(st.integers(48, 66)),
            suzhou(),
        )
        for made in draw(st.sets(st.sampled_from((bearer, collective)), min_size=1)):
            one = made(f"{made.__name__}-{place:02}", unit=home)
            applications.append(one)
            entries.append(Entry(scheme_of("window", one.honour, suzhou()), one.honour, sheets))
    lines = score_together(entries, suzhou())
    return [candidate(one, line, suzhou()) for one, line in zip(applications, lines, strict=True)]


def after(field: list[Candidate], lever: Lever, change: Fraction) -> Proposal:
    [one] = [c for c in field if c.number == lever.number]
    assert one.score is not None
    now = next(
        p.measured.value for p in one.score.components if p.component.code == lever.component
    )
    assert now is not None
    value = Decimal((now + change).numerator) / Decimal((now + change).denominator)
    if not 0 <= value <= 100:
        value = min(max(value, Decimal(0)), Decimal(100))
    suppose = FigureIs(lever.number, lever.component, value)
    return what_if(Basis(tuple(field), suzhou()), [suppose]).after


def crossed(margin: Margin, proposal: Proposal) -> bool:
    """Whether the two sides have changed places, told from the new totals and outcomes alone."""
    verdicts = proposal.verdicts
    ahead = verdicts[margin.ahead].total if margin.ahead else None
    behind = verdicts[margin.behind].total if margin.behind else None
    if margin.border is Border.PASS_MARK:
        number = margin.ahead or margin.behind
        assert number is not None
        below = verdicts[number].outcome is Outcome.BELOW_MARK
        return below is (margin.behind is None)
    assert ahead is not None
    assert behind is not None
    return behind > ahead


@settings(max_examples=40, deadline=None)
@given(windows())
def test_slightly_more_than_the_lever_crosses_and_slightly_less_does_not(
    field: list[Candidate],
) -> None:
    for margin in margins_of(field):
        for lever in margin.levers:
            direction = 1 if lever.change > 0 else -1
            assert not crossed(margin, after(field, lever, lever.change - direction * LITTLE))
            more = lever.change + direction * LITTLE
            proposal = after(field, lever, more)
            assert crossed(margin, proposal)
            if margin.border is Border.LAST_PLACE:
                assert margin.ahead is not None
                assert proposal.verdicts[margin.ahead].outcome is not Outcome.WON


@settings(max_examples=40, deadline=None)
@given(windows())
def test_every_gap_is_that_of_the_shown_totals(field: list[Candidate]) -> None:
    by_number = {one.number: one for one in field}
    for margin in margins_of(field):
        sides = [
            by_number[n].total if n else suzhou().evaluation.pass_mark
            for n in (margin.ahead, margin.behind)
        ]
        assert margin.gap == (sides[0] or 0) - (sides[1] or 0) >= 0


def test_only_what_is_close_enough_is_listed_the_closest_first() -> None:
    field = hotlines("95", "60.40", "60.10", "59.95")

    listed = margins_of(field, Decimal("0.4"))

    told = [(m.border.value, m.ahead, m.behind, str(m.gap)) for m in listed]
    assert told == [
        ("pass_mark", None, "H-4", "0.05"),
        ("last_place", "H-2", "H-3", "0.30"),
        ("pass_mark", "H-2", None, "0.40"),
    ]


def test_where_only_totals_are_known_the_lever_is_the_total() -> None:
    [margin] = margins_of(hotlines("95", "90", "88"), Decimal(2))

    assert margin.levers == (
        Lever("H-2", "", "总分", Fraction(-2005, 1000)),
        Lever("H-3", "", "总分", Fraction(2005, 1000)),
    )
    found = what_if(
        Basis(tuple(hotlines("95", "90", "88")), suzhou()), [TotalIs("H-3", Decimal("90.01"))]
    )
    assert found.came_in == ("H-3",)


def test_equal_totals_hang_on_nothing_at_all() -> None:
    [margin] = margins_of(hotlines("95", "90", "90"), Decimal(0))

    assert (margin.ahead, margin.behind, margin.gap) == ("H-2", "H-3", Decimal(0))


def test_the_third_and_fourth_windows_stand_on_either_side_of_a_rank() -> None:
    field = [
        scored(bearer(f"B-{n}", unit=unit(f"w-{n}")), total)
        for n, total in enumerate(("95", "94", "93", "92.9"), start=1)
    ]

    [margin] = margins_of(field, Decimal(1))

    assert (margin.border, margin.honour, margin.cell) == (Border.TOP_RANK, BEARER, "window")
    assert (margin.ahead, margin.behind, margin.gap) == ("B-3", "B-4", Decimal("0.1"))


def test_figures_turned_into_bands_flip_at_the_edge_of_a_band() -> None:
    """The hotlines' agency results: 84 gives 80 points, and from 85 on 90."""
    plan = suzhou()
    scheme = scheme_of("hotline", COLLECTIVE, plan)
    agency = {1: 95, 2: 86, 3: 84}
    entries = [
        Entry(scheme, COLLECTIVE, {
            "third_party": marks(figure, "虚构机构"),
            "hearing": marks(80 if n < 3 else 70, "评委一"),
            "materials": marks(80, "评委一"),
        })
        for n, figure in agency.items()
    ]  # fmt: skip
    field = [
        candidate(collective(f"H-{n}", unit=unit(f"h-{n}", kind="hotline")), line, plan)
        for n, line in zip(agency, score_together(entries, plan), strict=True)
    ]

    [margin] = [m for m in margins_of(field) if m.border is Border.LAST_PLACE]

    assert [one.total for one in field] == [Decimal("88.00"), Decimal("84.00"), Decimal("78.00")]
    assert {lever.number: (lever.component, lever.change) for lever in margin.levers} == {
        "H-2": ("third_party", Fraction(-11)),
        "H-3": ("third_party", Fraction(11)),
    }
    for lever in margin.levers:
        little = LITTLE if lever.change > 0 else -LITTLE
        assert crossed(margin, after(field, lever, lever.change + little))
        assert not crossed(margin, after(field, lever, lever.change - little))
