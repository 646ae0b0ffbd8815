"""R43 to R49: the windows' formula, its vote, the ranking of the pool and what the first three win."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from rules.ballots import class_of, session_problems
from rules.evaluation import entity_problems, rank_windows, scheme_of, score
from tests.support.campaigns import suzhou, suzhou_with
from tests.support.candidates import (
    BEARER,
    COLLECTIVE,
    bearer,
    collective,
    marks,
    scored,
    star,
    tally,
    unit,
    window_sheets,
)

if TYPE_CHECKING:
    from rules.definition import Campaign
    from rules.evaluation import ScoreLine, WindowRanking
    from rules.facts import ApplicationFacts

WINDOWS = {code: unit(code) for code in ("w-1", "w-2", "w-3", "w-4", "w-5")}


def lines(**totals: str) -> dict[str, ScoreLine]:
    made = {code.replace("_", "-"): total for code, total in totals.items()}
    return {
        code: line
        for code, total in made.items()
        if (line := scored(bearer(unit=unit(code)), total).score) is not None
    }


def ranked(
    applications: list[ApplicationFacts],
    scores: dict[str, ScoreLine],
    campaign: Campaign | None = None,
) -> WindowRanking:
    ranking = rank_windows(applications, scores, campaign or suzhou())
    assert ranking is not None
    return ranking


def rows(ranking: WindowRanking) -> list[tuple[str, int]]:
    return [(row.unit.code, row.rank) for row in ranking.rows]


@pytest.mark.parametrize("honour", [BEARER, COLLECTIVE])
def test_r43_a_window_with_b_96_v_90_t_88_scores_92_50(honour: str) -> None:
    campaign = suzhou()
    sheets = window_sheets(96, tally(excellent=5, good=5), 88, campaign)

    line = score(scheme_of("window", honour, campaign), sheets, campaign)

    assert (line.exact, line.total) == (Fraction(185, 2), Decimal("92.50"))
    assert line.explain() == (
        "双月度考核：2021-1 96、2021-2 96、2021-3 96、2021-4 96、2021-5 96；分母5，得96，×0.5（附件2·说明2）＝48",
        "外部第三方测评：虚构测评机构 88；分母1，得88，×0.25（附件2·说明2）＝22",
        "民主投票：优秀 5票、良好 5票；分母10，得90（等次分值本局自定），×0.25（附件2·说明2）＝22.5",
        "总分：96×0.5＋88×0.25＋90×0.25＝92.50（四舍五入到2位小数，仅此一次）",
    )


def test_r43_a_missing_round_leaves_the_score_open_and_never_counts_as_zero() -> None:
    campaign = suzhou()
    sheets = window_sheets(96, tally(excellent=1), 88, campaign)
    sheets["bimonthly"] = marks(96, "2021-1", "2021-2", "2021-3", "2021-4", "2021-6")

    line = score(scheme_of("window", BEARER, campaign), sheets, campaign)

    assert (line.exact, line.total) == (None, None)
    assert line.missing == ("双月度考核：缺2021-5",)
    assert line.explain()[0] == "双月度考核：未完成（缺2021-5）；未计：2021-6 96（不在计分期次内）"


def test_r44_the_heads_of_offices_and_windows_vote_together() -> None:
    units = (
        unit("jiguan_dangwei", kind="bureau_office"),
        unit("ducha", kind="bureau_office"),
        unit("w-1"),
        unit("h-1", kind="branch_hall"),
        unit("bianmin_zhongxin", kind="direct_unit"),
    )

    vote = suzhou().vote("windows")
    voting = [u.code for u in units if class_of(vote, u.code, u.kind)]

    assert (sorted(voting), vote.session) == (["ducha", "jiguan_dangwei", "w-1"], "one")


def test_r44_one_session_hands_out_at_most_one_slip_per_head() -> None:
    assert session_problems(issued=5, voters=5) == ()
    assert session_problems(issued=6, voters=5) == ("发出6票，多于应到投票人5人，请核对签到表",)


def test_r45_the_pool_is_windows_with_two_staff_that_applied_for_a_collective_honour() -> None:
    applications = [
        bearer("B-1", unit=unit("w-1")),
        collective("C-2", unit=unit("w-2")),
        bearer("B-3", unit=unit("w-3", headcount=1)),
        star("S-4", unit=unit("w-4")),
        collective("C-5", unit=unit("w-5"), withdrawn=True),
        bearer("B-6", unit=unit("b-1", kind="county_bureau")),
    ]
    scores = lines(w_1="90", w_2="91", w_3="99", w_4="89", w_5="98", b_1="97")

    ranking = ranked(applications, scores)

    assert rows(ranking) == [("w-2", 1), ("w-1", 2)]


def test_r45_both_pools_are_shown_where_the_other_reading_changes_the_first_three() -> None:
    applications = [bearer("B-1", unit=unit("w-1")), star("S-4", unit=unit("w-4"))]
    scores = lines(w_1="90", w_4="95")

    collective_only = ranked(applications, scores)
    any_honour = ranked(applications, scores, suzhou_with(relevant_honours="any"))

    assert rows(collective_only) == [("w-1", 1)]
    assert [(r.unit.code, r.rank) for r in collective_only.other_pool] == [("w-4", 1), ("w-1", 2)]
    assert rows(any_honour) == [("w-4", 1), ("w-1", 2)]
    assert [(r.unit.code, r.rank) for r in any_honour.other_pool] == [("w-1", 1)]


def test_r45_the_other_pool_is_left_out_where_it_changes_nothing() -> None:
    applications = [bearer("B-1", unit=unit("w-1")), collective("C-2", unit=unit("w-2"))]

    assert ranked(applications, lines(w_1="90", w_2="91")).other_pool == ()


def test_r47_the_first_three_that_applied_for_the_standard_bearer_win_it() -> None:
    applications = [bearer(f"B-{code}", unit=window) for code, window in WINDOWS.items()]

    ranking = ranked(applications, lines(w_1="90", w_2="91", w_3="92", w_4="93", w_5="94"))

    assert ranking.winners == ("w-5", "w-4", "w-3")


def test_r47_nobody_slides_up_where_one_of_the_first_three_did_not_apply() -> None:
    applications = [
        bearer("B-1", unit=unit("w-1")),
        collective("C-2", unit=unit("w-2")),
        bearer("B-3", unit=unit("w-3")),
        bearer("B-4", unit=unit("w-4")),
    ]
    scores = lines(w_1="94", w_2="93", w_3="92", w_4="91")

    no_sliding = ranked(applications, scores)
    among_applicants = ranked(applications, scores, suzhou_with(top_three="among_applicants"))

    assert no_sliding.winners == ("w-1", "w-3")
    assert among_applicants.winners == ("w-1", "w-3", "w-4")


def test_r47_a_tie_at_the_third_rank_goes_to_the_leading_group() -> None:
    applications = [bearer(f"B-{code}", unit=window) for code, window in WINDOWS.items()]

    ranking = ranked(applications, lines(w_1="95", w_2="94", w_3="92", w_4="92", w_5="90"))

    assert rows(ranking) == [("w-1", 1), ("w-2", 2), ("w-3", 3), ("w-4", 3), ("w-5", 5)]
    assert (ranking.winners, ranking.tied, ranking.tied_ranks) == (
        ("w-1", "w-2"),
        ("w-3", "w-4"),
        1,
    )


def test_r47_a_tie_with_one_that_did_not_apply_leaves_nothing_to_decide() -> None:
    applications = [
        bearer("B-1", unit=unit("w-1")),
        bearer("B-2", unit=unit("w-2")),
        bearer("B-3", unit=unit("w-3")),
        collective("C-4", unit=unit("w-4")),
    ]

    ranking = ranked(applications, lines(w_1="95", w_2="94", w_3="92", w_4="92"))

    assert (ranking.winners, ranking.tied) == (("w-1", "w-2", "w-3"), ())


def test_r47_the_bimonthly_score_breaks_a_tie_where_a7_is_read_so() -> None:
    campaign = suzhou_with(tie_at_top="bimonthly_then_vote")
    scheme = scheme_of("window", BEARER, campaign)
    applications = [bearer(f"B-{code}", unit=window) for code, window in WINDOWS.items()]
    sheets = {
        "w-1": window_sheets(99, tally(excellent=1), 99, campaign),
        "w-2": window_sheets(98, tally(excellent=1), 99, campaign),
        "w-3": window_sheets(90, tally(good=1), 90, campaign),
        "w-4": window_sheets(85, tally(excellent=1), 80, campaign),
        "w-5": window_sheets(80, tally(poor=1), 80, campaign),
    }
    scores = {code: score(scheme, raw, campaign) for code, raw in sheets.items()}

    assert scores["w-3"].total == scores["w-4"].total == Decimal("87.50")
    assert ranked(applications, scores, campaign).winners == ("w-1", "w-2", "w-3")
    assert ranked(applications, scores).tied == ("w-3", "w-4")


def test_r47_a_window_without_a_total_is_named_and_not_ranked() -> None:
    applications = [bearer("B-1", unit=unit("w-1")), bearer("B-2", unit=unit("w-2"))]

    ranking = ranked(applications, lines(w_1="95"))

    assert (rows(ranking), ranking.incomplete) == ([("w-1", 1)], ("w-2",))


def test_r45_the_headcount_is_that_of_the_day_of_the_relevant_application() -> None:
    later = date(2021, 12, 16)
    applications = [
        bearer("B-1", unit=unit("w-1", headcount=1)),
        collective("C-1", unit=unit("w-1", headcount=2), applied_on=later),
    ]

    assert rows(ranked(applications, lines(w_1="95"))) == [("w-1", 1)]


def test_r49_a_window_competes_as_it_is_assessed_neither_split_nor_merged() -> None:
    pool = (unit("w-1"), unit("w-2a"))

    assert entity_problems(pool, ["w-1", "w-2"], roster=["w-1", "w-2a", "w-2b"]) == (
        "窗口“虚构单位w-2a”（w-2a）在双月度考核中没有对应的窗口，不得拆分或合并后申报",
        "双月度考核中的“w-2”在花名册中没有对应的窗口，请核对编码",
    )
    assert entity_problems(pool[:1], ["w-1"], roster=["w-1"]) == ()
