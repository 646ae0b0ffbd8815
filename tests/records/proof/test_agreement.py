"""Two programs that share no line come to one result, whatever the campaign, its readings and decisions."""

from __future__ import annotations

import os
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, TypeAlias

from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from rules import selection
from rules.definition import Method
from rules.evaluation import Mark, score
from rules.selection import DecisionRefusedError, candidate, propose
from tasks.facts_of import Sheets
from tests.support.campaigns import suzhou_with
from tests.support.candidates import bearer, collective, person, star, tally, unit, worker
from tests.support.exported import export_in_memory, verified

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rules.definition import Campaign, Component
    from rules.evaluation import Raw
    from rules.facts import ApplicationFacts, UnitFacts
    from rules.selection import Candidate, Decision

Made: TypeAlias = "tuple[Campaign, list[Candidate], dict[tuple[str, str], Raw], list[Decision]]"
EXAMPLES = int(os.environ.get("PINGXUAN_AGREEMENTS", "40"))
SAID = {"reason": "研究决定", "ordered_by": "领导小组"}
KINDS = ("window", "window", "window", "county_bureau", "town_bureau", "trading_centre", "hotline", "branch_hall",
         "direct_unit", "bureau_office")  # fmt: skip
MAKERS = (bearer, collective, star, worker)
GRADES = (100, 80, 60, 40)
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
UNHURRIED = settings(
    max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


@st.composite
def plans(draw: st.DrawFn) -> Campaign:
    """The shipped campaign under other readings, with few places so that they are contested."""
    plan = suzhou_with(**{name: draw(st.sampled_from(of)) for name, of in READINGS.items()})
    most = draw(st.sampled_from((1, 1, 2, 3)))
    honours = tuple(
        honour.model_copy(
            update={
                "cells": tuple(
                    cell.model_copy(update={"places": min(cell.places, most)})
                    for cell in honour.cells
                )
            }
        )
        for honour in plan.honours
    )
    return plan.model_copy(update={"honours": honours})


@st.composite
def applications(draw: st.DrawFn) -> list[ApplicationFacts]:
    made: list[ApplicationFacts] = []
    counties = [f"u-{n}" for n in range(3)]
    few = draw(st.lists(st.sampled_from(KINDS), min_size=1, max_size=3))
    for place in range(draw(st.integers(4, 16))):
        kind = draw(st.sampled_from(few))
        parent = draw(st.sampled_from(counties)) if kind == "town_bureau" else None
        home = unit(
            f"u-{place}",
            kind="county_bureau" if place < 3 else kind,
            headcount=draw(st.sampled_from((1, 2, 3, 9))),
            member=draw(st.integers(0, 9)) == 0,
            parent=parent if place >= 3 else None,
        )
        for maker in draw(st.lists(st.sampled_from(MAKERS), min_size=1, max_size=4)):
            made.append(_application(draw, maker, home, len(made)))
    return made


def _application(
    draw: st.DrawFn, maker: Callable[..., ApplicationFacts], home: UnitFacts, place: int
) -> ApplicationFacts:
    number = f"{maker.__name__}-{draw(st.integers(10, 99))}{place:02}"
    facts = {}
    if maker in (star, worker):
        facts["person"] = person(
            f"p-{home.code}-{draw(st.sampled_from((0, 0, 0, 1)))}",
            rank=draw(st.sampled_from(("副科职", "副科职", "副处职", None))),
        )
    application = maker(number, unit=home, **facts)
    return replace(application, withdrawn=draw(st.integers(0, 20)) == 0)


@st.composite
def campaigns(draw: st.DrawFn) -> Made:
    plan = draw(plans())
    made = draw(applications())
    figures: dict[tuple[str, str], Raw] = {}
    for application in made:
        scheme = plan.scheme_for(application.unit.kind, application.honour)
        by_unit = application.person is None and draw(st.booleans())
        about = application.unit.code if by_unit else application.number
        around = draw(st.sampled_from((100, 80, 80, 80, 60, 40)))
        for component in scheme.components if scheme else ():
            if draw(st.integers(0, 60)):
                figures[component.code, about] = _figures(draw, component, plan, around)
    sheets = Sheets(figures)
    candidates = []
    for application in made:
        scheme = plan.scheme_for(application.unit.kind, application.honour)
        line = score(scheme, sheets.of(scheme, application), plan) if scheme else None
        candidates.append(candidate(application, line, plan))
    return plan, candidates, figures, draw(decisions(plan, candidates))


def _figures(draw: st.DrawFn, component: Component, plan: Campaign, around: int) -> Raw:
    """Mostly the one figure of the candidate, so that ties and the pass mark come up all the time."""
    marks = st.sampled_from([*[Decimal(around)] * 9, Decimal(around) - Decimal("0.5")])
    if component.method is Method.VOTE:
        counts = [0, 0, 0, 0]
        counts[GRADES.index(around)] = draw(st.integers(0, 3)) or 1
        counts[3] += draw(st.integers(0, 8)) == 0
        return tally(*counts)
    if component.method is Method.BIMONTHLY:
        rounds = (*plan.readings.bimonthly_rounds, "2020-6")
        dropped = draw(st.sampled_from((*[None] * 9, *rounds)))
        return tuple(Mark(name, draw(marks)) for name in rounds if name != dropped)
    if component.method is Method.THIRD_PARTY:
        return (Mark("机构", draw(marks)),)
    sources = [f"e{n}" for n in range(draw(st.integers(1, 4)))]
    return tuple(Mark(name, draw(marks), observer=draw(st.integers(0, 9)) == 0) for name in sources)


@st.composite
def decisions(draw: st.DrawFn, plan: Campaign, candidates: list[Candidate]) -> list[Decision]:
    """What a leading group could decide one after another; what the rules refuse is left out."""
    taken: list[Decision] = []
    for _ in range(draw(st.integers(0, 8))):
        decision = draw(st.sampled_from(MAKES))(draw, plan, candidates, taken)
        if decision is not None:
            try:
                propose(candidates, plan, [*taken, decision])
            except DecisionRefusedError:
                continue
            taken.append(decision)
    return taken


def _cell(draw: st.DrawFn, plan: Campaign) -> tuple[str, str]:
    honour = draw(st.sampled_from(plan.honours))
    return honour.code, draw(st.sampled_from(honour.cells)).code


def _confirm(*_: object) -> Decision:
    return selection.ConfirmRanking(**SAID)


def _move(draw: st.DrawFn, plan: Campaign, *_: object) -> Decision:
    honour = draw(st.sampled_from(plan.honours))
    codes = [cell.code for cell in honour.cells]
    source = draw(st.sampled_from((None, *codes)))
    return selection.MovePlaces(
        honour=honour.code, source=source, target=draw(st.sampled_from(codes)),
        places=draw(st.integers(1, 3)), **SAID,
    )  # fmt: skip


def _vacate(draw: st.DrawFn, plan: Campaign, *_: object) -> Decision:
    honour, cell = _cell(draw, plan)
    return selection.LeaveVacant(honour=honour, cell=cell, places=1, **SAID)


def _lift(draw: st.DrawFn, plan: Campaign, candidates: list[Candidate], *_: object) -> Decision:
    one = draw(st.sampled_from(candidates))
    rules = tuple(sorted({r.rule for r in one.eligibility.reasons} | {"R53"}))
    cell = draw(
        st.sampled_from((None, *(c.code for c in plan.honour(one.application.honour).cells)))
    )
    some = draw(st.lists(st.sampled_from(rules), min_size=1, unique=True))
    return selection.Override(application=one.number, rules=tuple(some), cell=cell, **SAID)


def _choose(draw: st.DrawFn, _: Campaign, candidates: list[Candidate], *__: object) -> Decision:
    return selection.Choose(application=draw(st.sampled_from(candidates)).number, **SAID)


def _on_a_cell(
    draw: st.DrawFn, plan: Campaign, candidates: list[Candidate], taken: list[Decision]
) -> Decision | None:
    proposal = propose(candidates, plan, taken)
    cells = [(h.code, cell) for h in proposal.honours for cell in h.cells]
    ties = [
        selection.GiveTieTo(
            honour=honour, cell=cell.cell,
            applications=tuple(draw(st.permutations(tie.applications)))[: tie.places], **SAID,
        )
        for honour, cell in cells
        for tie in cell.open_ties
    ]  # fmt: skip
    filled = [
        selection.FillVacancy(application=number, **SAID)
        for _, cell in cells
        for number in cell.next_in_line
        if cell.vacant
    ]
    replaced = [
        selection.Replace(out=out, into=into, **SAID)
        for _, cell in cells
        for out in cell.winners
        for into in cell.next_in_line[:2]
    ]
    kinds: list[Sequence[Decision]] = [kind for kind in (ties, filled, replaced) if kind]
    return draw(st.sampled_from(draw(st.sampled_from(kinds)))) if kinds else None


MAKES: tuple[Callable[..., Decision | None], ...] = (
    _confirm,
    _move,
    _vacate,
    _lift,
    _choose,
    _on_a_cell,
    _on_a_cell,
    _on_a_cell,
    _on_a_cell,
)


@UNHURRIED
@given(campaigns())
def test_the_stand_alone_verifier_agrees_with_the_rules(made: Made) -> None:
    with TemporaryDirectory() as folder:
        sealed = export_in_memory(Path(folder) / "result", *made)
        code, words = verified(Path(folder) / "result", "--head", sealed.head)

    note(words)
    assert code == 0, words
