"""Two programs that share no line come to one result, whatever the campaign, its readings and decisions."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from rules import selection
from rules.eligibility import judge
from rules.facts import PriorityMark
from rules.selection import DecisionRefusedError, propose
from tasks.candidates import scored
from tests.support.candidates import bearer, collective, person, star, unit, worker
from tests.support.drawn_figures import handed_in
from tests.support.drawn_plans import plans
from tests.support.exported import export_in_memory, verified

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rules.definition import Campaign
    from rules.facts import ApplicationFacts, UnitFacts
    from rules.selection import Candidate, Decision
    from tests.support.drawn_figures import Handed

EXAMPLES = int(os.environ.get("PINGXUAN_AGREEMENTS", "40"))
SAID = {"reason": "研究决定", "ordered_by": "领导小组"}
KINDS = ("window", "window", "window", "county_bureau", "town_bureau", "trading_centre", "hotline", "branch_hall",
         "direct_unit", "bureau_office")  # fmt: skip
MAKERS = (bearer, collective, star, worker)
UNHURRIED = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=[Phase.reuse, Phase.generate],
)
"""The words of the verifier name the place; making the campaign smaller would take many minutes."""


class Made:
    """A campaign with everything handed in and decided; no dataclass, since those are told in full."""

    def __init__(
        self, handed: Handed, candidates: list[Candidate], decisions: list[Decision]
    ) -> None:
        self.handed, self.candidates, self.decisions = handed, candidates, decisions

    def __repr__(self) -> str:
        return f"a campaign of {len(self.candidates)} applications"


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
    recommended = PriorityMark("虚构区审批局", "工作突出") if draw(st.booleans()) else None
    out = draw(st.integers(0, 20)) == 0
    return replace(application, withdrawn=out, priority=recommended)


@st.composite
def campaigns(draw: st.DrawFn) -> Made:
    plan = draw(plans())
    made = draw(applications())
    handed = draw(handed_in(plan, made))
    candidates = scored([(one, judge(one, plan)) for one in made], handed.sheets)
    return Made(handed, candidates, draw(decisions(plan, candidates)))


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
        target = Path(folder) / "result"
        sealed = export_in_memory(
            target, made.handed.sheets, made.candidates, made.decisions, made.handed.boards
        )
        code, words = verified(Path(folder) / "result", "--head", sealed.head)

    assert code == 0, words
