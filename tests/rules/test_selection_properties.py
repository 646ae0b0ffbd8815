"""What holds for every selection: order, quotas, exclusions, no better score behind a worse one."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from rules.selection import Outcome, candidate, cell_of, propose
from tests.support.campaigns import suzhou
from tests.support.candidates import (
    BEARER,
    COLLECTIVE,
    bearer,
    collective,
    person,
    scored,
    star,
    unit,
    worker,
)

if TYPE_CHECKING:
    from rules.selection import Candidate

UNHURRIED = settings(max_examples=60, deadline=None)
"""A shared machine may pause in the middle of an example."""

KINDS = ("county_bureau", "zone_bureau", "trading_centre", "hotline", "branch_hall", "window")
MAKERS = (bearer, collective, star, worker)
FEW_TOTALS = st.integers(55, 70)
"""Close together, so that ties and the pass mark come up all the time."""


@st.composite
def fields(draw: st.DrawFn) -> list[Candidate]:
    """Units of all kinds, each applying for some honours, with totals that often tie."""
    candidates: list[Candidate] = []
    for place in range(draw(st.integers(1, 18))):
        home = unit(
            f"u-{place}",
            kind=draw(st.sampled_from(KINDS)),
            headcount=draw(st.sampled_from((1, 2, 9))),
            member=draw(st.integers(0, 9)) == 0,
        )
        total = draw(FEW_TOTALS)
        for made in draw(st.sets(st.sampled_from(MAKERS), min_size=1)):
            number = f"{made.__name__}-{place}"
            facts = {"person": person(f"p-{place}")} if made in (star, worker) else {}
            application = made(number, unit=home, **facts)
            if cell_of(application, suzhou().honour(application.honour), suzhou()) is not None:
                score = scored(application, total).score
                candidates.append(candidate(application, score, suzhou()))
    return candidates


@UNHURRIED
@given(fields(), st.randoms(use_true_random=False))
def test_the_order_of_the_candidates_does_not_matter(field: list[Candidate], rng: Random) -> None:
    shuffled = rng.sample(field, len(field))

    assert propose(shuffled, suzhou()) == propose(field, suzhou())


@UNHURRIED
@given(fields())
def test_everybody_gets_one_verdict_with_words_and_clause(field: list[Candidate]) -> None:
    verdicts = propose(field, suzhou()).verdicts

    assert set(verdicts) == {one.number for one in field}
    assert all(verdict.reason and verdict.clause for verdict in verdicts.values())


@UNHURRIED
@given(fields())
def test_places_given_held_and_vacant_make_up_the_quota(field: list[Candidate]) -> None:
    for honour in propose(field, suzhou()).honours:
        for cell in honour.cells:
            held = sum(tie.places for tie in cell.open_ties) + len(cell.open_choices)
            assert cell.vacant >= 0
            assert len(cell.winners) + held + cell.vacant == cell.places
            assert all(0 < tie.places < len(tie.applications) for tie in cell.open_ties)


@UNHURRIED
@given(fields())
def test_a_better_score_never_loses_to_a_worse_one_in_the_same_cell(
    field: list[Candidate],
) -> None:
    proposal = propose(field, suzhou())
    verdicts = proposal.verdicts.values()
    for worse in (v for v in verdicts if v.outcome is Outcome.WON):
        for better in verdicts:
            if (better.honour, better.cell) == (worse.honour, worse.cell):
                ahead = (better.total or Decimal()) > (worse.total or Decimal())
                assert not (ahead and better.outcome in (Outcome.RESERVE, Outcome.TIE))


@UNHURRIED
@given(fields())
def test_a_place_is_vacant_only_where_nobody_waits_for_it(field: list[Candidate]) -> None:
    for honour in propose(field, suzhou()).honours:
        for cell in honour.cells:
            by_rank = (honour.code, cell.cell) == (BEARER, "window")
            assert by_rank or not (cell.vacant and cell.next_in_line)


@UNHURRIED
@given(fields())
def test_no_unit_wins_both_collective_honours(field: list[Candidate]) -> None:
    proposal = propose(field, suzhou())
    units = {one.number: one.application.unit.code for one in field}

    won = Counter(units[n] for h in (BEARER, COLLECTIVE) for n in proposal.honour(h).winners)

    assert all(count == 1 for count in won.values())


@UNHURRIED
@given(fields())
def test_no_person_wins_both_personal_honours_without_choosing(field: list[Candidate]) -> None:
    proposal = propose(field, suzhou())
    people = {one.number: one.application.who for one in field}

    won = Counter(people[n] for n in proposal.verdicts if _won(proposal.verdicts[n].outcome, n))

    assert all(count == 1 for count in won.values())


def _won(outcome: Outcome, number: str) -> bool:
    return outcome is Outcome.WON and number.startswith(("star", "worker"))


@settings(deadline=None)
@given(st.lists(st.integers(55, 66), max_size=9))
def test_a_cell_agrees_with_trying_every_set_of_winners(totals: list[int]) -> None:
    places = 5
    candidates = [
        scored(bearer(f"B-{n}", unit=unit(f"c-{n}", kind="county_bureau")), total)
        for n, total in enumerate(totals)
    ]

    cell = propose(candidates, suzhou()).cell(BEARER, "county")

    # The oracle: whoever is in every defensible set wins, whoever is in some only is tied.
    able = [n for n, total in enumerate(totals) if total >= suzhou().evaluation.pass_mark]
    size = min(places, len(able))
    defensible = [s for s in _subsets(able, size) if _fair(s, able, totals)]
    always = {f"B-{n}" for n in able if all(n in s for s in defensible)}
    sometimes = {f"B-{n}" for n in able if any(n in s for s in defensible)} - always
    assert set(cell.winners) == always
    assert {n for tie in cell.open_ties for n in tie.applications} == sometimes


def _subsets(of: list[int], size: int) -> list[frozenset[int]]:
    every = [
        frozenset(n for bit, n in enumerate(of) if mask >> bit & 1) for mask in range(2 ** len(of))
    ]
    return [one for one in every if len(one) == size]


def _fair(winners: frozenset[int], able: list[int], totals: list[int]) -> bool:
    """Nobody outside has more than somebody inside."""
    outside = [totals[n] for n in able if n not in winners]
    return not outside or not winners or max(outside) <= min(totals[n] for n in winners)


@UNHURRIED
@given(fields())
def test_windows_that_win_by_rank_are_among_the_first_three_and_applied(
    field: list[Candidate],
) -> None:
    proposal = propose(field, suzhou())
    ranking = proposal.ranking
    assert ranking is not None

    won = proposal.cell(BEARER, "window").winners

    units = {one.number: one.application.unit.code for one in field}
    assert all((ranking.rank_of(units[number]) or 99) <= 3 for number in won)
    assert proposal.model_windows == tuple(units[number] for number in won)
