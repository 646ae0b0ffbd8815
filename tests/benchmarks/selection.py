"""Benchmark: places for a hundred thousand candidates, every reason told, beside a raw greedy pass.

`python -m tests.benchmarks.selection [CANDIDATES] [SHUFFLES]`, 100,000 and 3 unless said otherwise.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from operator import itemgetter
from random import Random
from time import perf_counter
from typing import TypeVar

from config.campaign_file import read_campaign
from rules.definition import Campaign
from rules.evaluation import ScoreLine, scheme_of
from rules.facts import ApplicationFacts, UnitFacts
from rules.selection import Candidate, Proposal, candidate, propose
from tests.benchmarks.sweep import Target
from tests.support.campaigns import SUZHOU

WHOLE = 100_000
HONOURS = 8
KINDS = 8
SHARE = 0.12
"""Of the candidates, so many places."""
ROUNDS = 3
FULL = 1_000_000
"""Totals in ten-thousandths, no two alike: the raw pass knows nothing of ties."""
T = TypeVar("T")
Plain = tuple[int, str, int, int, str, bool]
"""Total, number, honour, kind, unit, and whether it is eligible, as the raw pass takes them."""


@dataclass(frozen=True, slots=True)
class Result:
    """Seconds of each, the best of some rounds; who won, and whether order mattered."""

    candidates: int
    silent: float
    told: float
    raw: float
    winners: int
    agrees: bool
    shuffles: int
    steady: bool

    @property
    def targets(self) -> tuple[Target, ...]:
        scale = max(1.0, self.candidates / WHOLE)
        return (
            Target("selection against raw greedy", self.silent / self.raw, 10, "x"),
            Target("with every reason against raw greedy", self.told / self.raw, 10, "x"),
            Target("selection", self.silent, scale, "s"),
            Target("selection with every reason", self.told, scale, "s"),
        )

    def text(self) -> str:
        first = (
            f"selection among {self.candidates:,}: {self.winners:,} places given in {self.silent:.3f} s, "
            f"with every reason in words {self.told:.3f} s, raw greedy {self.raw:.3f} s"
        )
        same = "the same winners as" if self.agrees else "OTHER winners than"
        steady = "one result" if self.steady else "SEVERAL results"
        second = f"{same} the raw pass; {steady} in {self.shuffles} shuffled orders"
        return "\n".join((first, second, *(target.line() for target in self.targets)))


def run(candidates: int = WHOLE, shuffles: int = 3) -> Result:
    plan = contest(candidates)
    field, spread = invented(candidates, plan)
    places = plan.honours[0].cells[0].places
    silent, proposal = _best(lambda: propose(field, plan))
    told, _ = _best(lambda: _told(propose(field, plan)))
    raw, wanted = _best(lambda: greedy(spread, places))
    won = {number for honour in proposal.honours for number in honour.winners}
    return Result(
        candidates,
        silent,
        told,
        raw,
        len(won),
        won == set(wanted),
        shuffles,
        all(_shuffled(field, plan, seed) == proposal for seed in range(shuffles)),
    )


def contest(candidates: int) -> Campaign:
    """The shipped file with eight collective honours of eight cells; the first excludes the second."""
    shipped = read_campaign(SUZHOU).definition
    pattern = next(h for h in shipped.honours if h.code == "service_collective")
    kinds = shipped.unit_kinds[:KINDS]
    places = max(1, int(candidates * SHARE) // (HONOURS * KINDS))
    cells = tuple(
        pattern.cells[0].model_copy(
            update={"code": f"c{n}", "name": f"第{n}类", "kinds": (kind.code,), "places": places}
        )
        for n, kind in enumerate(kinds)
    )
    conditions = pattern.conditions.model_copy(
        update={"min_headcount": {kind.code: 2 for kind in kinds}}
    )
    honours = tuple(
        pattern.model_copy(
            update={
                "code": _honour(n),
                "name": f"第{n}项荣誉",
                "kinds": tuple(kind.code for kind in kinds),
                "cells": cells,
                "total": places * KINDS,
                "conditions": conditions,
                "excludes": (_honour(1),) if n == 0 else (),
            }
        )
        for n in range(HONOURS)
    )
    evaluation = shipped.evaluation.model_copy(
        update={"top_rule": None, "decimals": 4, "pass_mark": Decimal(20)}
    )
    return shipped.model_copy(update={"honours": honours, "evaluation": evaluation})


def invented(count: int, plan: Campaign) -> tuple[list[Candidate], list[Plain]]:
    """Each unit applies for two honours of a pair; one in ten has too few people (R24)."""
    random = Random(57)  # noqa: S311 - a benchmark, no secret
    totals = random.sample(range(FULL), count)
    scheme = scheme_of("county_bureau", "service_collective", read_campaign(SUZHOU).definition)
    field: list[Candidate] = []
    spread: list[Plain] = []
    for n, total in enumerate(totals):
        pair = n // 2
        kind, honour = pair % KINDS, 2 * (pair // KINDS % (HONOURS // 2)) + n % 2
        fitting = random.random() >= 0.1
        number, code = f"A-{n:06}", f"u{pair:06}"
        home = UnitFacts(
            code, f"示例{pair}号单位", plan.unit_kinds[kind].code, None, 5 if fitting else 1
        )
        application = ApplicationFacts(number, _honour(honour), home, date(2021, 12, 1))
        exact = Fraction(total, 10_000)
        line = ScoreLine(scheme, (), exact, Decimal(total).scaleb(-4), 4)
        field.append(candidate(application, line, plan))
        spread.append((total, number, honour, kind, code, fitting))
    return field, spread


def greedy(spread: Sequence[Plain], places: int) -> list[str]:
    """Sort and take, as fast as plain Python goes: no reasons, no ties, no decisions."""
    left = {(h, k): places for h in range(HONOURS) for k in range(KINDS)}
    first: set[str] = set()
    won: list[str] = []
    for total, number, honour, kind, unit, fitting in sorted(
        spread, key=lambda one: (one[2], -one[0], one[1])
    ):
        cell = honour, kind
        if not fitting or not left[cell] or total < 20 * 10_000:
            continue
        if honour == 0:
            first.add(unit)
        elif honour == 1 and unit in first:
            continue
        left[cell] -= 1
        won.append(number)
    return won


def _told(proposal: Proposal) -> int:
    return sum(len(verdict.text) for verdict in proposal.verdicts.values())


def _shuffled(field: Sequence[Candidate], plan: Campaign, seed: int) -> Proposal:
    random = Random(seed)  # noqa: S311 - a benchmark, no secret
    return propose(random.sample(field, len(field)), plan)


def _honour(place: int) -> str:
    return f"h{place}"


def _best(act: Callable[[], T]) -> tuple[float, T]:
    def timed() -> tuple[float, T]:
        start = perf_counter()
        result = act()
        return perf_counter() - start, result

    return min((timed() for _ in range(ROUNDS)), key=itemgetter(0))


if __name__ == "__main__":
    asked = [int(word) for word in sys.argv[1:]]
    print(run(*asked).text())
