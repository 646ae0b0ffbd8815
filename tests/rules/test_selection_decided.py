"""What holds whatever the leading group decides, and an oracle for tie chains and marks of a cell."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from rules.definition import Campaign
from rules.evaluation import Entry, Measured, scheme_of, score_together, stated_total
from rules.selection import (
    CellResult,
    Choose,
    Decision,
    DecisionRefusedError,
    FillVacancy,
    GiveTieTo,
    LeaveVacant,
    MovePlaces,
    Outcome,
    Override,
    Proposal,
    Replace,
    candidate,
    propose,
)
from tests.rules.test_selection_properties import UNHURRIED, fields
from tests.support.campaigns import suzhou
from tests.support.candidates import COLLECTIVE, collective, unit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rules.selection import Candidate

SAID = {"reason": "会议讨论", "ordered_by": "领导小组会议"}
LIFTED = {Outcome.BARRED, Outcome.BELOW_MARK, Outcome.NEEDS_RULING, Outcome.INELIGIBLE}


def sensible(proposal: Proposal) -> Iterator[Decision]:
    """Every decision that the proposal as it stands gives reason to think of."""
    for honour in proposal.honours:
        for cell in honour.cells:
            where = {"honour": honour.code, **SAID}
            yield LeaveVacant(cell=cell.cell, places=1, **where)
            yield MovePlaces(source=cell.cell, target=honour.cells[0].cell, places=1, **where)
            yield MovePlaces(source=None, target=cell.cell, places=1, **where)
            yield from on_candidates(honour.code, cell)
    for number, verdict in proposal.verdicts.items():
        if verdict.outcome in LIFTED:
            yield Override(application=number, rules=(verdict.rule,), **SAID)


def on_candidates(honour: str, cell: CellResult) -> Iterator[Decision]:
    for tie in cell.open_ties:
        given_to = tie.applications[: tie.places]
        yield GiveTieTo(honour=honour, cell=cell.cell, applications=given_to, **SAID)
    for into in cell.next_in_line:
        yield FillVacancy(application=into, **SAID)
        yield from (Replace(out=out, into=into, **SAID) for out in cell.winners)
    yield from (Choose(application=number, **SAID) for number in cell.open_choices)


@st.composite
def decided(draw: st.DrawFn) -> tuple[list[Candidate], Proposal]:
    """Candidates with what becomes of them under some decisions that can be applied together."""
    field = draw(fields())
    proposal = propose(field, suzhou())
    taken: tuple[Decision, ...] = ()
    for _ in range(draw(st.integers(0, 5))):
        possible = list(sensible(proposal))
        wanted = (*taken, draw(st.sampled_from(possible)))
        with suppress(DecisionRefusedError):
            proposal, taken = propose(field, suzhou(), wanted), wanted
    return field, proposal


@UNHURRIED
@given(decided())
def test_no_cell_and_no_honour_is_ever_given_more_than_its_places(
    case: tuple[list[Candidate], Proposal],
) -> None:
    _, proposal = case
    for honour in proposal.honours:
        for cell in honour.cells:
            assert len(cell.winners) + cell.waiting + cell.vacant == cell.places
        allotted = sum(cell.places for cell in honour.cells)
        assert len(honour.winners) <= allotted <= suzhou().honour(honour.code).total


@UNHURRIED
@given(decided())
def test_exclusions_hold_whatever_is_decided(case: tuple[list[Candidate], Proposal]) -> None:
    field, proposal = case
    overridden = {d.application: d.rules for d in proposal.decisions if isinstance(d, Override)}
    won = [one for one in field if proposal.verdicts[one.number].outcome is Outcome.WON]

    holders = [(suzhou().honour(one.application.honour).subject, one.who) for one in won]
    assert len(set(holders)) == len(holders)
    for one in won:
        lifted = overridden.get(one.number, ())
        barred = suzhou().honour(one.application.honour).member_units_barred
        assert not (barred and one.application.unit.member) or "R40" in lifted
        assert (one.total or 0) >= suzhou().evaluation.pass_mark or "R53" in lifted


@UNHURRIED
@given(decided(), st.randoms(use_true_random=False))
def test_with_decisions_too_the_order_of_the_candidates_does_not_matter(
    case: tuple[list[Candidate], Proposal], rng: object
) -> None:
    field, proposal = case
    shuffled = list(field)
    rng.shuffle(shuffled)  # type: ignore[attr-defined]

    assert propose(shuffled, suzhou(), proposal.decisions) == proposal


@UNHURRIED
@given(decided())
def test_every_verdict_names_its_clause_and_whoever_competes_is_told_the_numbers(
    case: tuple[list[Candidate], Proposal],
) -> None:
    _, proposal = case
    for verdict in proposal.verdicts.values():
        assert verdict.clause
        assert verdict.total is None or f"总分{verdict.total}" in verdict.reason
        if verdict.rank is not None:
            assert f"第{verdict.rank}名" in verdict.reason
            assert "名额" in verdict.reason


# ---- tie chains and marks of a cell, against trying every set of winners ---------------

HALL = ("third_party", "hearing", "materials")
"""Components of the hotlines' scheme; agency figures count in bands, so that totals often tie."""
CHAIN = ("component:hearing", "component:materials")
CELL_MARK, LEAST_HEARING = Decimal(74), Decimal(60)
PLACES = 2


def chained() -> Campaign:
    """Two places for hotlines, a mark of the cell's own, one component's least figure, a tie chain."""
    shipped = suzhou()
    honours = tuple(
        honour.model_copy(
            update={
                "ties": CHAIN,
                "component_marks": {"hearing": LEAST_HEARING},
                "cells": tuple(
                    cell.model_copy(update={"pass_mark": CELL_MARK})
                    if cell.code == "hotline"
                    else cell
                    for cell in honour.cells
                ),
            }
        )
        if honour.code == COLLECTIVE
        else honour
        for honour in shipped.honours
    )
    return shipped.model_copy(update={"honours": honours})


PLAN = chained()
BLIND = PLAN.model_copy(
    update={
        "honours": tuple(
            h.model_copy(update={"component_marks": {}}) if h.code == COLLECTIVE else h
            for h in PLAN.honours
        )
    }
)
"""Without the least figure, which would stop everybody of whom only the total is known."""


@st.composite
def hotlines(draw: st.DrawFn, *, blind: bool) -> list[Candidate]:
    scheme = scheme_of("hotline", COLLECTIVE, PLAN)
    field: list[Candidate] = []
    for n in range(draw(st.integers(0, 7))):
        one = collective(f"H-{n}", unit=unit(f"h-{n}", kind="hotline"))
        if blind and draw(st.integers(0, 4)) == 0:
            line = stated_total(scheme, Decimal(draw(st.sampled_from((74, 76, 78)))), PLAN)
        else:
            figures = {code: draw(st.sampled_from((55, 60, 70, 80))) for code in HALL}
            figures["third_party"] = 90
            raw = {code: Measured(Fraction(value)) for code, value in figures.items()}
            [line] = score_together([Entry(scheme, COLLECTIVE, raw)], PLAN)
        field.append(candidate(one, line, PLAN))
    return field


def better(one: Candidate, other: Candidate, able: Sequence[Candidate]) -> bool:
    """Told pair by pair: the total, then each link that all those still equal have a figure for."""
    if one.total != other.total:
        return (one.total or 0) > (other.total or 0)
    equal = [c for c in able if c.total == one.total]
    for link in CHAIN:
        figures = {c.number: c.score.on_link(link) if c.score else None for c in equal}
        if None in figures.values():
            continue
        mine, theirs = figures[one.number], figures[other.number]
        if mine != theirs:
            return (mine or 0) > (theirs or 0)
        equal = [c for c in equal if figures[c.number] == mine]
    return False


def agrees(field: Sequence[Candidate], able: Sequence[Candidate], plan: Campaign) -> None:
    """Whoever is in every defensible set of winners wins, whoever is in some only is tied."""
    cell = propose(field, plan).cell(COLLECTIVE, "hotline")
    size = min(PLACES, len(able))
    defensible = [
        {one.number for one in chosen}
        for chosen in combinations(able, size)
        if not any(
            better(out, inside, able) for out in able if out not in chosen for inside in chosen
        )
    ]
    always = set.intersection(*defensible)
    assert set(cell.winners) == always
    tied = {n for tie in cell.open_ties for n in tie.applications}
    assert tied == set.union(*defensible) - always
    assert cell.vacant == PLACES - size


@settings(max_examples=150, deadline=None)
@given(hotlines(blind=False))
def test_a_cell_with_chain_and_marks_agrees_with_trying_every_set(field: list[Candidate]) -> None:
    able = [
        one
        for one in field
        if (one.total or 0) >= CELL_MARK
        and one.score is not None
        and (one.score.on_link("component:hearing") or 0) >= LEAST_HEARING
    ]
    agrees(field, able, PLAN)


@settings(max_examples=150, deadline=None)
@given(hotlines(blind=True))
def test_a_link_without_a_figure_for_all_equals_is_passed_over(field: list[Candidate]) -> None:
    agrees(field, [one for one in field if (one.total or 0) >= CELL_MARK], BLIND)


@settings(max_examples=60, deadline=None)
@given(hotlines(blind=True))
def test_a_better_one_by_total_or_chain_never_loses_to_a_worse_one(field: list[Candidate]) -> None:
    verdicts = propose(field, BLIND).verdicts
    able = [one for one in field if (one.total or 0) >= CELL_MARK]
    for worse in able:
        if verdicts[worse.number].outcome is Outcome.WON:
            losers = [c for c in able if verdicts[c.number].outcome is not Outcome.WON]
            assert not any(better(loser, worse, able) for loser in losers)
