"""Evaluators shared out evenly: every candidate gets enough, nobody one that he may not judge."""

from __future__ import annotations

import importlib
import random
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

Pair = tuple[str, str]
"""Evaluator and candidate, by their codes."""
Model = Any
"""The solver's own model, whose library is loaded only when something is to be solved."""


@dataclass(frozen=True, slots=True)
class Request:
    """Whom to share out among whom, and what holds beside."""

    candidates: Collection[str]
    evaluators: Mapping[str, str]
    """Code of each evaluator → code of the unit, empty for an outside expert."""
    each: int
    """How many evaluators a candidate needs; those already given count."""
    barred: Mapping[Pair, str] = field(default_factory=dict)
    """Pairs that must not be, with the reason."""
    given: frozenset[Pair] = frozenset()
    """Assignments that stand and are kept."""
    elsewhere: Mapping[str, int] = field(default_factory=dict)
    """What an evaluator has to score beside these candidates; it counts as load."""
    per_office: int | None = None
    """At most so many evaluators of one unit for a candidate."""
    most: int | None = None
    """At most so many candidates for an evaluator, everything counted."""


@dataclass(frozen=True, slots=True)
class Shortage:
    """A candidate who cannot get enough evaluators: how many are lacking, and why."""

    candidate: str
    lacking: int
    why: str


@dataclass(frozen=True, slots=True)
class Shared:
    """The assignments, kept ones included, or exactly who cannot be covered."""

    pairs: tuple[Pair, ...]
    shortages: tuple[Shortage, ...] = ()


def share_out(request: Request, *, seed: int) -> Shared:
    """As many candidates as possible covered, then loads as even as they can be.

    The sum of the squared loads is made smallest. Loads of a flow that minimise it are the most
    even of all (they are majorised by every other), so they differ by at most one wherever that
    can be had. One seed gives one result; another seed breaks ties otherwise.
    """
    allowed = [
        (evaluator, candidate)
        for evaluator in sorted(request.evaluators)
        for candidate in sorted(request.candidates)
        if (evaluator, candidate) not in request.barred or (evaluator, candidate) in request.given
    ]
    random.Random(seed).shuffle(allowed)  # noqa: S311 - breaks ties, guards no secret
    chosen = _solve(request, allowed)
    have = Counter(candidate for _, candidate in chosen)
    lacking = {c: request.each - have[c] for c in sorted(request.candidates)}
    return Shared(
        tuple(sorted(chosen)),
        tuple(Shortage(c, n, _why(request, allowed, c)) for c, n in lacking.items() if n > 0),
    )


def _solve(request: Request, allowed: list[Pair]) -> list[Pair]:
    """A linear programme whose corners are whole numbers: the constraints form a network."""
    if not allowed:
        return []
    model = _solver().Highs()
    model.silent()
    model.setOptionValue("solver", "simplex")
    model.setOptionValue("threads", 1)
    # A network leaves nothing to simplify; looking for it took three quarters of the time.
    model.setOptionValue("presolve", "off")
    chosen = {
        pair: model.addVariable(lb=float(pair in request.given), ub=1.0, obj=0.0)
        for pair in allowed
    }
    _cover(model, request, chosen)
    _balance(model, request, chosen)
    model.run()
    values = model.allVariableValues()
    return [pair for pair, variable in chosen.items() if round(values[variable.index]) == 1]


def _cover(model: Model, request: Request, chosen: Mapping[Pair, Any]) -> None:
    """Enough evaluators for each candidate; a missing one costs more than any load can."""
    of = defaultdict(list)
    for (evaluator, candidate), variable in chosen.items():
        of[candidate].append((evaluator, variable))
    dear = 2.0 * (max(request.elsewhere.values(), default=0) + len(request.candidates)) + 1
    for candidate, theirs in of.items():
        kept = sum((evaluator, candidate) in request.given for evaluator, _ in theirs)
        wanted = max(request.each, kept)
        missing = model.addVariable(lb=0.0, ub=float(wanted), obj=dear)
        model.addConstr(_sum(variable for _, variable in theirs) + missing == float(wanted))
        if request.per_office is not None:
            _spread_offices(model, request, candidate, theirs)


def _spread_offices(
    model: Model, request: Request, candidate: str, theirs: list[tuple[str, Any]]
) -> None:
    offices = defaultdict(list)
    for evaluator, variable in theirs:
        if office := request.evaluators[evaluator]:
            offices[office].append((evaluator, variable))
    for colleagues in offices.values():
        kept = sum((evaluator, candidate) in request.given for evaluator, _ in colleagues)
        most = max(kept, request.per_office or 0)
        if len(colleagues) > most:
            model.addConstr(_sum(variable for _, variable in colleagues) <= float(most))


def _balance(model: Model, request: Request, chosen: Mapping[Pair, Any]) -> None:
    """Each further candidate of an evaluator costs more than the one before: 1, 3, 5 and so on."""
    of = defaultdict(list)
    for (evaluator, _), variable in chosen.items():
        of[evaluator].append(variable)
    for evaluator, theirs in of.items():
        before = request.elsewhere.get(evaluator, 0)
        kept = sum(pair[0] == evaluator for pair in request.given)
        room = len(theirs) if request.most is None else max(kept, request.most - before)
        ladder = [
            model.addVariable(lb=0.0, ub=1.0, obj=2.0 * (before + step) - 1)
            for step in range(1, min(room, len(theirs)) + 1)
        ]
        total = _sum(theirs)
        model.addConstr((total - _sum(ladder) if ladder else total) == 0.0)


def _sum(variables: Any) -> Any:  # noqa: ANN401 - the solver's own expressions
    return _solver().Highs.qsum(variables)


def _solver() -> Any:  # noqa: ANN401 - without types of its own
    # Loaded here: it brings NumPy, whose import no other command should pay for.
    return importlib.import_module("highspy")


def _why(request: Request, allowed: list[Pair], candidate: str) -> str:
    free = [evaluator for evaluator, about in allowed if about == candidate]
    barred = [
        f"{evaluator} {request.barred[evaluator, candidate]}"
        for evaluator in sorted(request.evaluators)
        if (evaluator, candidate) in request.barred and evaluator not in free
    ]
    told = f"，须回避的有：{'；'.join(barred)}" if barred else ""
    if len(free) < request.each:
        return f"需要{request.each}名评委，可用的只有{len(free)}名{told}"
    if request.per_office is not None:
        offices = Counter(request.evaluators[evaluator] for evaluator in free)
        alone = offices.pop("", 0)
        usable = alone + sum(min(count, request.per_office) for count in offices.values())
        if usable < request.each:
            return (
                f"需要{request.each}名评委，同一单位最多{request.per_office}名，"
                f"可用的只有{usable}名{told}"
            )
    return f"可用的{len(free)}名评委都已排满（每人最多{request.most}件）{told}"
