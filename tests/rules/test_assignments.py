"""Evaluators shared out: against brute force on small cases, and told exactly where it cannot be."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from itertools import combinations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from rules.assignments import Pair, Request, Shortage, share_out


@st.composite
def requests(draw: st.DrawFn) -> Request:
    candidates = [f"c{n}" for n in range(draw(st.integers(1, 3)))]
    offices = st.sampled_from(["", "o1", "o2"])
    evaluators = {f"e{n}": draw(offices) for n in range(draw(st.integers(1, 4)))}
    pairs = list(product(evaluators, candidates))
    barred = draw(st.sets(st.sampled_from(pairs), max_size=4))
    free = [pair for pair in pairs if pair not in barred]
    kept = draw(st.sets(st.sampled_from(free), max_size=1)) if free else set()
    return Request(
        candidates,
        evaluators,
        each=draw(st.integers(1, 3)),
        barred=dict.fromkeys(barred, "须回避"),
        given=frozenset(kept),
        elsewhere={e: draw(st.integers(0, 2)) for e in evaluators},
        per_office=draw(st.none() | st.integers(1, 2)),
    )


def panels(request: Request, candidate: str) -> list[tuple[str, ...]]:
    """Every panel of a candidate that breaks no rule, from the fullest that there are."""
    free = [e for e in request.evaluators if (e, candidate) not in request.barred]
    kept = {e for e, about in request.given if about == candidate}
    found = []
    for size in range(max(request.each, len(kept)), -1, -1):
        for panel in combinations(free, size):
            offices = Counter(request.evaluators[e] for e in panel if request.evaluators[e])
            fits = request.per_office is None or all(
                n <= request.per_office for n in offices.values()
            )
            if fits and kept <= set(panel):
                found.append(panel)
        if found:
            return found
    return [tuple(kept)]


def loads(request: Request, pairs: tuple[Pair, ...]) -> list[int]:
    own = Counter(evaluator for evaluator, _ in pairs)
    return sorted(own[e] + request.elsewhere.get(e, 0) for e in request.evaluators)


def every_way(request: Request) -> list[tuple[Pair, ...]]:
    """All assignments that cover every candidate as far as can be."""
    choices = [panels(request, candidate) for candidate in request.candidates]
    return [
        tuple((e, c) for c, panel in zip(request.candidates, way, strict=True) for e in panel)
        for way in product(*choices)
    ]


@given(requests())
@settings(max_examples=150, deadline=None)
def test_nobody_is_short_who_could_be_covered_and_no_other_way_has_more_even_loads(
    request: Request,
) -> None:
    shared = share_out(request, seed=1)
    ways = every_way(request)

    most = Counter(c for _, c in ways[0])
    assert Counter(c for _, c in shared.pairs) == most
    assert {s.candidate: s.lacking for s in shared.shortages} == {
        c: request.each - most[c] for c in request.candidates if most[c] < request.each
    }
    assert set(shared.pairs) & set(request.barred) == set()
    assert request.given <= set(shared.pairs)
    squares = [sum(n * n for n in loads(request, way)) for way in ways]
    assert sum(n * n for n in loads(request, shared.pairs)) == min(squares)
    gaps = [max(found) - min(found) for way in ways if (found := loads(request, way))]
    ours = loads(request, shared.pairs)
    if min(gaps) <= 1:
        assert max(ours) - min(ours) <= 1


@given(st.integers(1, 30), st.integers(3, 8), st.integers(1, 3))
@settings(max_examples=25, deadline=None)
def test_without_conflicts_loads_differ_by_one_at_most(people: int, judges: int, each: int) -> None:
    request = Request([f"c{n}" for n in range(people)], {f"e{n}": "" for n in range(judges)}, each)

    found = loads(request, share_out(request, seed=people).pairs)

    assert sum(found) == people * each
    assert max(found) - min(found) <= 1


def test_one_seed_gives_one_result_and_another_seed_another() -> None:
    request = Request([f"c{n}" for n in range(20)], {f"e{n}": "" for n in range(6)}, 2)

    assert share_out(request, seed=7) == share_out(request, seed=7)
    assert share_out(request, seed=7) != share_out(request, seed=8)


def test_who_cannot_be_covered_is_named_with_every_reason() -> None:
    request = Request(
        ["c1", "c2"],
        {"e1": "o1", "e2": "o1", "e3": "o2"},
        each=2,
        barred={("e1", "c1"): "是候选人本人", ("e3", "c1"): "与候选同属一个单位"},
    )

    assert share_out(request, seed=1).shortages == (
        Shortage(
            "c1",
            1,
            "需要2名评委，可用的只有1名，须回避的有：e1 是候选人本人；e3 与候选同属一个单位",
        ),
    )


def test_the_bound_of_an_office_is_named_where_it_is_what_stands_in_the_way() -> None:
    request = Request(["c1"], {"e1": "o1", "e2": "o1"}, each=2, per_office=1)

    assert share_out(request, seed=1).shortages == (
        Shortage("c1", 1, "需要2名评委，同一单位最多1名，可用的只有1名"),
    )


def test_nobody_gets_more_than_the_most_and_then_somebody_is_short() -> None:
    request = Request(["c1", "c2", "c3"], {"e1": "", "e2": ""}, each=1, most=1)

    shared = share_out(request, seed=1)

    assert len(shared.pairs) == 2
    [short] = shared.shortages
    assert (short.lacking, short.why) == (1, "可用的2名评委都已排满（每人最多1件）")


def test_the_solver_is_not_loaded_with_the_rules() -> None:
    asked = "import sys, rules.assignments; print('highspy' in sys.modules, 'numpy' in sys.modules)"

    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)

    assert told.stdout.split() == ["False", "False"]
