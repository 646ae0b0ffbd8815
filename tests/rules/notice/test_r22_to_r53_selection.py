"""R22, R27, R28, R32, R39, R40, R46 to R48, R52, R53: how the places go to the candidates."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rules.selection import (
    Choose,
    ConfirmRanking,
    DecisionRefusedError,
    FillVacancy,
    LeaveVacant,
    MovePlaces,
    OpenTie,
    Outcome,
    Override,
    candidate,
    propose,
)
from tests.support.campaigns import suzhou, suzhou_with
from tests.support.candidates import (
    BEARER,
    COLLECTIVE,
    STAR,
    WORKER,
    bearer,
    collective,
    person,
    scored,
    star,
    unit,
    worker,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from rules.facts import ApplicationFacts
    from rules.selection import Candidate, Proposal

MEETING = "领导小组专题会议"


def many(
    make: Callable[..., ApplicationFacts], kind: str, count: int, best: int = 99
) -> list[Candidate]:
    """Candidates `kind-1`, `kind-2` … whose totals fall by one from `best`."""
    return [
        scored(make(f"{kind}-{place}", unit=unit(f"{kind}-{place}", kind=kind)), best + 1 - place)
        for place in range(1, count + 1)
    ]


def outcomes(proposal: Proposal) -> dict[str, Outcome]:
    return {number: verdict.outcome for number, verdict in proposal.verdicts.items()}


def winners(proposal: Proposal, honour: str, cell: str) -> tuple[str, ...]:
    return proposal.cell(honour, cell).winners


COLLECTIVE_KINDS = [
    ("county", "county_bureau"),
    ("town", "zone_bureau"),
    ("trading", "trading_centre"),
    ("hotline", "hotline"),
    ("branch", "branch_hall"),
    ("window", "window"),
]


@pytest.mark.parametrize(
    ("make", "honour", "cells"),
    [
        pytest.param(
            bearer,
            BEARER,
            {"county": 5, "town": 5, "trading": 1, "hotline": 1, "branch": 2, "window": 3},
            id="r22",
        ),
        pytest.param(
            collective,
            COLLECTIVE,
            {"county": 5, "town": 5, "trading": 2, "hotline": 2, "branch": 3, "window": 10},
            id="r27",
        ),
    ],
)
def test_r22_r27_collective_places_are_filled_to_their_figures(
    make: Callable[..., ApplicationFacts], honour: str, cells: dict[str, int]
) -> None:
    candidates = [c for _, kind in COLLECTIVE_KINDS for c in many(make, kind, 12)]

    result = propose(candidates, suzhou()).honour(honour)

    assert {cell.cell: len(cell.winners) for cell in result.cells} == cells
    assert {cell.cell: len(cell.next_in_line) for cell in result.cells} == {
        cell: 12 - places for cell, places in cells.items()
    }


def test_r32_stars_are_35_with_one_for_each_direct_unit() -> None:
    kinds = [kind for _, kind in COLLECTIVE_KINDS]
    direct = [
        scored(star(f"{code}-{n}", unit=unit(code, kind="direct_unit")), 90 + n)
        for code in ("ziyuan_jiaoyi_zhongxin", "bianmin_zhongxin")
        for n in (1, 2)
    ]
    candidates = [*direct, *(c for kind in kinds for c in many(star, kind, 12))]

    result = propose(candidates, suzhou()).honour(STAR)

    assert {cell.cell: len(cell.winners) for cell in result.cells} == {
        "county": 5,
        "town": 7,
        "trading": 2,
        "hotline": 2,
        "direct_trading": 1,
        "direct_hotline": 1,
        "branch": 7,
        "window": 10,
    }
    assert len(result.winners) == 35


def test_r39_workers_are_20_and_the_centres_staff_compete_in_their_own_cells() -> None:
    kinds = ["county_bureau", "zone_bureau", "trading_centre", "hotline", "bureau_office"]
    centre = scored(worker("centre", unit=unit("bianmin_zhongxin", kind="direct_unit")), 100)
    candidates = [centre, *(c for kind in kinds for c in many(worker, kind, 12))]

    own_cells = propose(candidates, suzhou())
    bureau_cell = propose(candidates, suzhou_with(centre_staff="bureau_cell"))

    assert {cell.cell: len(cell.winners) for cell in own_cells.honour(WORKER).cells} == {
        "county": 5,
        "town": 4,
        "trading": 2,
        "hotline": 2,
        "bureau": 7,
    }
    assert own_cells.verdicts["centre"].cell == "hotline"
    assert bureau_cell.verdicts["centre"].cell == "bureau"


def test_r28_a_standard_bearer_leaves_the_collective_and_the_place_moves_on() -> None:
    hotlines = [unit(f"h-{n}", kind="hotline") for n in (1, 2, 3, 4)]
    both = [
        *(scored(bearer(f"B-{h.code}", unit=h), 95 - n) for n, h in enumerate(hotlines)),
        *(scored(collective(f"C-{h.code}", unit=h), 95 - n) for n, h in enumerate(hotlines)),
    ]

    proposal = propose(both, suzhou())

    assert winners(proposal, BEARER, "hotline") == ("B-h-1",)
    assert winners(proposal, COLLECTIVE, "hotline") == ("C-h-2", "C-h-3")
    verdict = proposal.verdicts["C-h-1"]
    assert (verdict.outcome, verdict.rule, verdict.clause, verdict.reason) == (
        Outcome.EXCLUDED,
        "R28",
        "附件2·为民服务工作先进集体·名额配比",
        "总分95；已获评“改革创新标兵单位”（B-h-1），不再获评此项，名额顺延。",
    )


def test_r40_a_member_unit_is_barred_until_the_leading_group_decides_otherwise() -> None:
    member = unit("h-9", kind="hotline", member=True)
    score = scored(collective("C-9", unit=member), 99).score
    candidates = [
        candidate(collective("C-9", unit=member), score, suzhou()),
        *many(collective, "hotline", 2, best=90),
    ]
    lifted = Override(application="C-9", rules=("R40",), reason="成绩特别突出", ordered_by=MEETING)

    before, after = propose(candidates, suzhou()), propose(candidates, suzhou(), [lifted])

    assert outcomes(before) == {
        "C-9": Outcome.BARRED,
        "hotline-1": Outcome.WON,
        "hotline-2": Outcome.WON,
    }
    assert before.verdicts["C-9"].clause == "附件2·说明3"
    assert winners(after, COLLECTIVE, "hotline") == ("C-9", "hotline-1")


def test_r40_a_direct_unit_needs_its_kind_lifted_too_and_a_cell_to_compete_in() -> None:
    centre = collective("C-9", unit=unit("bianmin_zhongxin", kind="direct_unit"))
    score = scored(collective("C-9", unit=unit(kind="hotline")), 99).score
    candidates = [candidate(centre, score, suzhou())]

    def lift(*rules: str, cell: str | None = None) -> Override:
        return Override(
            application="C-9", rules=rules, cell=cell, reason="成绩突出", ordered_by=MEETING
        )

    only_bar = propose(candidates, suzhou(), [lift("R40")])
    no_cell = propose(candidates, suzhou(), [lift("R40", "R23")])
    all_of_it = propose(candidates, suzhou(), [lift("R40", "R23", cell="hotline")])

    assert [p.verdicts["C-9"].outcome for p in (only_bar, no_cell, all_of_it)] == [
        Outcome.INELIGIBLE,
        Outcome.INELIGIBLE,
        Outcome.WON,
    ]
    assert no_cell.verdicts["C-9"].rule == "R27"


def test_r40_nobody_lifts_the_bar_where_it_is_read_as_absolute() -> None:
    absolute = suzhou_with(member_units="block")
    member = collective("C-9", unit=unit("h-9", kind="hotline", member=True))
    one = candidate(member, scored(member, 99).score, absolute)
    lifted = Override(application="C-9", rules=("R40",), reason="突出", ordered_by=MEETING)

    with pytest.raises(DecisionRefusedError, match="R40对C-9没有可以突破的限制"):
        propose([one], absolute, [lifted])


def test_r46_the_ranking_waits_for_the_leading_group() -> None:
    candidates = many(bearer, "window", 2)
    confirmed = ConfirmRanking(reason="排名无误", ordered_by=MEETING)

    assert propose(candidates, suzhou()).awaits == ("窗口总排名（2个窗口）须经领导小组审核后明确",)
    assert propose(candidates, suzhou(), [confirmed]).awaits == ()


def test_r47_r48_the_first_three_windows_win_and_are_next_years_model_windows() -> None:
    proposal = propose(many(bearer, "window", 4), suzhou())

    assert winners(proposal, BEARER, "window") == ("window-1", "window-2", "window-3")
    assert proposal.model_windows == ("window-1", "window-2", "window-3")
    assert (proposal.verdicts["window-1"].rule, proposal.verdicts["window-1"].reason) == (
        "R47",
        (
            "政务大厅窗口第1名，总分99，名额3个；窗口总排名第1名且申报“改革创新标兵单位”，拟获评。"
            "下一年度为标兵窗口。"
        ),
    )
    assert proposal.verdicts["window-4"].reason == (
        "政务大厅窗口第4名，总分96，名额3个；窗口总排名第4名；名额只按窗口总排名产生，不顺延，列入备选。"
    )


def test_r47_a_place_that_no_ranked_window_claims_stays_vacant_until_it_is_decided() -> None:
    first, second, third, fourth = many(bearer, "window", 4)
    without = [first, scored(collective("C-2", unit=second.application.unit), 98), third, fourth]
    given = FillVacancy(application="window-4", reason="同样优秀", ordered_by=MEETING)

    before, after = propose(without, suzhou()), propose(without, suzhou(), [given])

    cell = before.cell(BEARER, "window")
    assert (cell.winners, cell.next_in_line, cell.vacant) == (
        ("window-1", "window-3"),
        ("window-4",),
        1,
    )
    assert winners(after, BEARER, "window") == ("window-1", "window-3", "window-4")
    assert after.verdicts["window-4"].rule == "R6"
    assert after.model_windows == ("window-1", "window-3")


def test_r47_an_ineligible_window_among_the_first_three_is_barred_and_nobody_slides_up() -> None:
    windows = many(bearer, "window", 4)
    late = bearer("window-2", unit=unit("window-2"), project=None)
    windows[1] = candidate(late, windows[1].score, suzhou())

    proposal = propose(windows, suzhou())

    assert outcomes(proposal) == {
        "window-1": Outcome.WON,
        "window-2": Outcome.INELIGIBLE,
        "window-3": Outcome.WON,
        "window-4": Outcome.RESERVE,
    }


def test_r47_windows_tied_at_the_third_rank_are_handed_to_the_leading_group() -> None:
    third, fourth = (scored(bearer(f"B-{n}", unit=unit(f"w-{n}")), 90) for n in (3, 4))
    candidates = [*many(bearer, "window", 2), third, fourth]

    cell = propose(candidates, suzhou()).cell(BEARER, "window")

    assert (cell.winners, cell.open_ties, cell.vacant) == (
        ("window-1", "window-2"),
        (OpenTie(1, ("B-3", "B-4")),),
        0,
    )


def test_r52_places_move_between_cells_by_decision_and_the_total_stays() -> None:
    candidates = [*many(bearer, "hotline", 2), *many(bearer, "county_bureau", 6)]
    move = MovePlaces(
        honour=BEARER,
        source="county",
        target="hotline",
        places=1,
        reason="热线成效突出",
        ordered_by=MEETING,
    )

    result = propose(candidates, suzhou(), [move]).honour(BEARER)

    assert {cell.cell: cell.places for cell in result.cells} == {
        "county": 4,
        "town": 5,
        "trading": 1,
        "hotline": 2,
        "branch": 2,
        "window": 3,
    }
    assert result.cells[3].winners == ("hotline-1", "hotline-2")
    assert result.cells[0].winners == tuple(f"county_bureau-{n}" for n in range(1, 5))


def test_r52_the_honours_total_is_never_exceeded() -> None:
    add = MovePlaces(
        honour=BEARER, source=None, target="hotline", places=1, reason="加", ordered_by=MEETING
    )

    with pytest.raises(DecisionRefusedError) as refused:
        propose(many(bearer, "hotline", 2), suzhou(), [add])

    assert refused.value.problems == (
        "“改革创新标兵单位”各类别合计18个名额，超过总数17个，请从其他类别调出",
    )


def test_r53_below_the_mark_the_place_stays_vacant() -> None:
    weak = scored(bearer("B-1", unit=unit("h-1", kind="hotline")), "59.99")

    proposal = propose([weak], suzhou())

    cell = proposal.cell(BEARER, "hotline")
    assert (cell.winners, cell.vacant) == ((), 1)
    assert (proposal.verdicts["B-1"].outcome, proposal.verdicts["B-1"].reason) == (
        Outcome.BELOW_MARK,
        "总分59.99，低于达标线60，不占“改革创新标兵单位”名额。",
    )


def test_r53_the_mark_itself_is_enough() -> None:
    just = scored(bearer("B-1", unit=unit("h-1", kind="hotline")), "60.00")

    assert outcomes(propose([just], suzhou())) == {"B-1": Outcome.WON}


def test_r53_places_may_be_left_vacant_by_decision() -> None:
    vacant = LeaveVacant(
        honour=BEARER, cell="county", places=2, reason="宁缺毋滥", ordered_by=MEETING
    )

    cell = propose(many(bearer, "county_bureau", 6), suzhou(), [vacant]).cell(BEARER, "county")

    assert (cell.places, len(cell.winners), cell.vacant) == (5, 3, 2)
    assert cell.next_in_line == ("county_bureau-4", "county_bureau-5", "county_bureau-6")


def both_personal_honours() -> list[Candidate]:
    same = person("p-same")
    home = unit("h-1", kind="hotline")
    return [
        scored(star("S-1", unit=home, person=same), 95),
        scored(worker("W-1", unit=home, person=same), 96),
        scored(worker("W-2", unit=unit("h-2", kind="hotline")), 90),
        scored(worker("W-3", unit=unit("h-3", kind="hotline")), 89),
    ]


def test_a14_one_person_with_both_personal_honours_has_to_choose() -> None:
    proposal = propose(both_personal_honours(), suzhou())

    cell = proposal.cell(WORKER, "hotline")
    assert (cell.winners, cell.open_choices, cell.next_in_line) == (("W-2",), ("W-1",), ("W-3",))
    assert outcomes(proposal)["S-1"] is Outcome.WON
    assert proposal.awaits == (
        "先进工作者·便民中心（12345）：虚构单位h-1 虚构人员p-same须在S-1与W-1中选择一项",
    )


@pytest.mark.parametrize(
    ("kept", "expected"),
    [
        ("S-1", {"S-1": "won", "W-1": "excluded", "W-2": "won", "W-3": "won"}),
        ("W-1", {"S-1": "excluded", "W-1": "won", "W-2": "won", "W-3": "reserve"}),
    ],
)
def test_a14_the_choice_frees_the_other_place(kept: str, expected: dict[str, str]) -> None:
    choice = Choose(application=kept, reason="本人书面选择", ordered_by="本人")

    assert outcomes(propose(both_personal_honours(), suzhou(), [choice])) == expected


@pytest.mark.parametrize(("reading", "second"), [("allow", Outcome.WON), ("bar", Outcome.EXCLUDED)])
def test_a14_may_be_read_otherwise(reading: str, second: Outcome) -> None:
    proposal = propose(both_personal_honours(), suzhou_with(both_personal_honours=reading))

    assert proposal.verdicts["W-1"].outcome is second


@pytest.mark.parametrize(("reading", "child"), [("allow", Outcome.WON), ("bar", Outcome.EXCLUDED)])
def test_a15_parent_and_child_may_both_win_unless_read_otherwise(
    reading: str, child: Outcome
) -> None:
    candidates = [
        scored(bearer("B-1", unit=unit("c-1", kind="county_bureau")), 90),
        scored(bearer("B-2", unit=unit("z-1", kind="zone_bureau", parent="c-1")), 95),
    ]

    proposal = propose(candidates, suzhou_with(parent_and_child=reading))

    assert proposal.verdicts["B-2"].outcome is child


def test_a15_within_one_cell_the_better_of_both_stands() -> None:
    candidates = [
        scored(bearer("B-1", unit=unit("z-1", kind="zone_bureau")), 90),
        scored(bearer("B-2", unit=unit("s-1", kind="street_centre", parent="z-1")), 95),
        scored(bearer("B-3", unit=unit("z-2", kind="zone_bureau")), 80),
        scored(bearer("B-4", unit=unit("s-2", kind="street_centre", parent="z-2")), 80),
    ]

    assert outcomes(propose(candidates, suzhou_with(parent_and_child="bar"))) == {
        "B-1": Outcome.EXCLUDED,
        "B-2": Outcome.WON,
        "B-3": Outcome.WON,
        "B-4": Outcome.EXCLUDED,
    }
