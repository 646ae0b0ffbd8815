"""Tie chains, least figures and priority recommendations: what each decides, and how it is told."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from rules.definition import Campaign, Priority, Selection
from rules.evaluation import Entry, Measured, scheme_of, score_together
from rules.facts import PriorityMark
from rules.selection import Cause, OpenTie, Outcome, candidate, propose
from rules.ties import A7, chain_of
from tests.support.campaigns import suzhou, suzhou_with
from tests.support.candidates import (
    BEARER,
    COLLECTIVE,
    bearer,
    collective,
    scored,
    tally,
    unit,
    window_sheets,
)

if TYPE_CHECKING:
    from rules.selection import Candidate, Proposal

HEARING, MATERIALS = "component:hearing", "component:materials"


def campaign(
    *chain: str, priority: Priority = Priority.SHOWN, cell_mark: int | None = None, **honour: object
) -> Campaign:
    """The shipped file with a tie chain, and the collective honour and its hotline cell changed."""
    plan = suzhou()
    honours = []
    for one in plan.honours:
        if one.code == COLLECTIVE:
            cells = tuple(
                c.model_copy(update={"pass_mark": cell_mark and Decimal(cell_mark)})
                if c.code == "hotline"
                else c
                for c in one.cells
            )
            honours.append(one.model_copy(update={"cells": cells, **honour}))
        else:
            honours.append(one)
    selection = Selection(ties=chain, priority=priority)
    return plan.model_copy(update={"honours": tuple(honours), "selection": selection})


def hotlines(*figures: tuple[int, int], plan: Campaign | None = None) -> list[Candidate]:
    """`H-1` … by hearing and materials; agency figures of 90 in common."""
    scheme = scheme_of("hotline", COLLECTIVE, suzhou())
    field = []
    for n, (hearing, materials) in enumerate(figures, start=1):
        parts = {"third_party": 90, "hearing": hearing, "materials": materials}
        raw = {code: Measured(Fraction(value)) for code, value in parts.items()}
        [line] = score_together([Entry(scheme, COLLECTIVE, raw)], plan or suzhou())
        one = collective(f"H-{n}", unit=unit(f"h-{n}", kind="hotline"))
        field.append(candidate(one, line, plan or suzhou()))
    return field


def in_cell(proposal: Proposal) -> tuple[tuple[str, ...], tuple[OpenTie, ...]]:
    cell = proposal.cell(COLLECTIVE, "hotline")
    return cell.winners, cell.open_ties


TIED = ((80, 80), (90, 75), (70, 85))
"""One total, 84: hearing weighs half as much as materials."""


def test_without_a_chain_equal_totals_go_to_the_leading_group() -> None:
    assert in_cell(propose(hotlines(*TIED), campaign())) == (
        (),
        (OpenTie(2, ("H-1", "H-2", "H-3")),),
    )


def test_the_chain_decides_and_everybody_concerned_is_told_the_figures() -> None:
    proposal = propose(hotlines(*TIED), campaign(HEARING))

    assert in_cell(proposal) == (("H-2", "H-1"), ())
    told = "同分3件，按“听取汇报”定先后：H-2 90、H-1 80、H-3 70。"
    assert all(verdict.reason.endswith(told) for verdict in proposal.verdicts.values())
    assert [v.rank for v in proposal.verdicts.values()] == [2, 1, 3]


def test_what_the_first_link_leaves_equal_the_next_one_tells_apart() -> None:
    plan = campaign("component:third_party", MATERIALS)

    assert in_cell(propose(hotlines(*TIED), plan)) == (("H-3", "H-1"), ())


def test_an_honours_own_chain_goes_before_the_campaigns_and_an_empty_one_means_none() -> None:
    own = campaign(HEARING, ties=(MATERIALS,))
    none = campaign(HEARING, ties=())

    assert in_cell(propose(hotlines(*TIED), own))[0] == ("H-3", "H-1")
    assert in_cell(propose(hotlines(*TIED), none)) == ((), (OpenTie(2, ("H-1", "H-2", "H-3")),))


def test_a7_alone_speaks_for_windows_whatever_chain_is_declared() -> None:
    read = suzhou_with(tie_at_top="bimonthly_then_vote")
    kinds = ("window",)

    assert chain_of(suzhou().honour(BEARER), kinds, campaign(HEARING)) == ()
    assert chain_of(read.honour(BEARER), kinds, read) == A7


def test_a7_read_as_a_comparison_ranks_windows_by_the_bimonthly_assessment() -> None:
    plan = suzhou_with(tie_at_top="bimonthly_then_vote")
    scheme = scheme_of("window", BEARER, plan)
    sheets = {
        "B-1": window_sheets(80, tally(excellent=1), 80, plan),
        "B-2": window_sheets(90, tally(good=1), 80, plan),
    }
    lines = score_together([Entry(scheme, BEARER, raw) for raw in sheets.values()], plan)
    field = [
        candidate(bearer(number, unit=unit(f"w-{number}")), line, plan)
        for number, line in zip(sheets, lines, strict=True)
    ]

    proposal = propose(field, plan)

    assert [one.total for one in field] == [Decimal("85.00"), Decimal("85.00")]
    assert proposal.cell(BEARER, "window").winners == ("B-2", "B-1")


@pytest.mark.parametrize(
    ("priority", "winners", "told"),
    [
        (Priority.NONE, (), False),
        (Priority.SHOWN, (), True),
        (Priority.BREAKS_TIES, ("H-3",), True),
    ],
)
def test_r51_a_priority_recommendation_decides_only_what_the_file_lets_it(
    priority: Priority, winners: tuple[str, ...], told: bool
) -> None:
    plan = campaign(priority=priority)
    field = hotlines(*TIED)
    mark = PriorityMark("示例市行政审批局", "虚构理由")
    field[2] = replace(field[2], application=replace(field[2].application, priority=mark))

    proposal = propose(field, plan)

    shown = "示例市行政审批局优先推荐（附件2·说明4，不计分）：虚构理由。"
    assert in_cell(proposal)[0] == winners
    assert (shown in proposal.verdicts["H-3"].reason) is told
    assert proposal.verdicts["H-3"].total == Decimal("84.00")


def test_r51_no_recommendation_lifts_one_above_a_better_total() -> None:
    field = hotlines((90, 90), (85, 85), (60, 60))
    mark = PriorityMark("示例市行政审批局", "虚构理由")
    field[2] = replace(field[2], application=replace(field[2].application, priority=mark))

    assert in_cell(propose(field, campaign(priority=Priority.BREAKS_TIES)))[0] == ("H-1", "H-2")


def test_r53_a_cells_mark_goes_before_the_honours_and_that_before_the_campaigns() -> None:
    field = [
        scored(collective(f"H-{n}", unit=unit(f"h-{n}", kind="hotline")), total)
        for n, total in enumerate((75, 85), start=1)
    ]

    def barred(plan: Campaign) -> list[str]:
        verdicts = propose(field, plan).verdicts.values()
        return [v.number for v in verdicts if v.outcome is Outcome.BELOW_MARK]

    assert barred(campaign()) == []
    assert barred(campaign(pass_mark=Decimal(80))) == ["H-1"]
    assert barred(campaign(pass_mark=Decimal(80), cell_mark=70)) == []
    assert barred(campaign(pass_mark=Decimal(70), cell_mark=90)) == ["H-1", "H-2"]


def test_r53_a_least_figure_of_one_component_bars_whatever_the_total() -> None:
    plan = campaign(component_marks={"hearing": Decimal(75)})

    proposal = propose(hotlines((90, 90), (74, 100)), plan)

    assert proposal.verdicts["H-2"].outcome is Outcome.BELOW_MARK
    assert proposal.verdicts["H-2"].reason == (
        "总分90.80；“听取汇报”74分，低于单项达标线75，不占“为民服务工作先进集体”名额。"
    )
    [vacancy] = proposal.cell(COLLECTIVE, "hotline").vacancies
    assert (vacancy.places, vacancy.cause) == (1, Cause.BELOW_MARK)
    assert vacancy.text == (
        "1个名额没有可获评的申报：共申报2件，获评1件，未达标准1件（R53 附件2·说明5）。"
    )


def test_r53_a_total_by_itself_cannot_be_checked_against_a_components_mark() -> None:
    plan = campaign(component_marks={"hearing": Decimal(75)})
    alone = scored(collective("H-1", unit=unit("h-1", kind="hotline")), 90)

    verdict = propose([alone], plan).verdicts["H-1"]

    assert (verdict.outcome, verdict.rule) == (Outcome.INCOMPLETE, "R53")
