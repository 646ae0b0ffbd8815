"""Ties, decisions and refusals of the selection, and the verdict that everybody gets."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from rules.facts import Ruling
from rules.selection import (
    Choose,
    DecisionRefusedError,
    FillVacancy,
    GiveTieTo,
    LeaveVacant,
    MovePlaces,
    OpenTie,
    Outcome,
    Override,
    Replace,
    candidate,
    propose,
)
from tests.support.campaigns import suzhou
from tests.support.candidates import (
    BEARER,
    COLLECTIVE,
    WORKER,
    bearer,
    collective,
    person,
    scored,
    star,
    unit,
    unscored,
    worker,
)

if TYPE_CHECKING:
    from rules.selection import Candidate, Decision, Proposal

MEETING = "领导小组专题会议"


def hotlines(*totals: int) -> list[Candidate]:
    """Applications `H-1`, `H-2` … for the collective honour, which has two places for hotlines."""
    return [
        scored(collective(f"H-{n}", unit=unit(f"h-{n}", kind="hotline")), total)
        for n, total in enumerate(totals, start=1)
    ]


def refused(candidates: list[Candidate], *decisions: Decision) -> tuple[str, ...]:
    with pytest.raises(DecisionRefusedError) as error:
        propose(candidates, suzhou(), decisions)
    return error.value.problems


def outcomes(proposal: Proposal) -> list[str]:
    return [str(verdict.outcome) for verdict in proposal.verdicts.values()]


def tie_to(*applications: str) -> GiveTieTo:
    return GiveTieTo(
        honour=COLLECTIVE,
        cell="hotline",
        applications=applications,
        reason="综合考虑",
        ordered_by=MEETING,
    )


def swap(out: str, into: str) -> Replace:
    return Replace(out=out, into=into, reason="复核调整", ordered_by=MEETING)


def test_winners_and_reserves_are_told_their_rank_total_places_and_distance() -> None:
    proposal = propose(hotlines(95, 90, 88), suzhou())

    won = proposal.verdicts["H-2"]
    assert won[:-1] == ("H-2", Outcome.WON, COLLECTIVE, "hotline", 2, Decimal(90))
    assert won.text == (
        "12345平台第2名，总分90，名额2个；在名额之内，拟获评。（R27 附件2·为民服务工作先进集体·名额配比）"
    )
    assert proposal.verdicts["H-3"].reason == (
        "12345平台第3名，总分88，名额2个；末位获评90分，差2分，列入备选。"
    )


def test_a_tie_inside_the_places_needs_nobody() -> None:
    assert outcomes(propose(hotlines(90, 90, 80), suzhou())) == ["won", "won", "reserve"]


def test_a_tie_at_the_border_is_never_broken_silently() -> None:
    proposal = propose(hotlines(95, 90, 90, 80), suzhou())

    cell = proposal.cell(COLLECTIVE, "hotline")
    assert (cell.winners, cell.open_ties, cell.next_in_line, cell.vacant) == (
        ("H-1",),
        (OpenTie(1, ("H-2", "H-3")),),
        ("H-4",),
        0,
    )
    assert proposal.awaits == (
        "为民服务工作先进集体·12345平台：H-2、H-3同分，余1个名额，由领导小组决定",
    )


def test_the_leading_group_gives_a_tie_to_one_with_its_reason() -> None:
    proposal = propose(hotlines(95, 90, 90, 80), suzhou(), [tie_to("H-3")])

    assert outcomes(proposal) == ["won", "reserve", "won", "reserve"]
    assert proposal.verdicts["H-3"].reason == (
        "12345平台第2名，总分90，名额2个；同分由领导小组决定，领导小组专题会议决定：综合考虑。拟获评。"
    )
    assert proposal.verdicts["H-3"].clause == "四·第三阶段·1"
    assert proposal.awaits == ()


def test_the_leading_group_replaces_one_name_by_another_of_the_same_cell() -> None:
    proposal = propose(hotlines(95, 90, 88, 80), suzhou(), [swap("H-2", "H-3")])

    cell = proposal.cell(COLLECTIVE, "hotline")
    assert (cell.winners, cell.next_in_line) == (("H-1", "H-3"), ("H-4",))
    assert outcomes(proposal) == ["won", "replaced", "won", "reserve"]
    assert proposal.verdicts["H-2"].reason == (
        "12345平台第2名，总分90，名额2个；名额改给H-3，领导小组专题会议决定：复核调整。"
    )


def test_a_replaced_standard_bearer_may_win_the_collective_again() -> None:
    units = [unit(f"h-{n}", kind="hotline") for n in (1, 2)]
    candidates = [
        *(scored(bearer(f"B-{n}", unit=u), 96 - n) for n, u in enumerate(units, start=1)),
        *(scored(collective(f"C-{n}", unit=u), 96 - n) for n, u in enumerate(units, start=1)),
    ]

    proposal = propose(candidates, suzhou(), [swap("B-1", "B-2")])

    assert outcomes(proposal) == ["replaced", "won", "won", "excluded"]


def test_running_again_with_the_same_decisions_gives_the_same_proposal() -> None:
    candidates = hotlines(95, 90, 90, 80)
    decisions: list[Decision] = [tie_to("H-3"), swap("H-1", "H-4")]

    assert propose(candidates, suzhou(), decisions) == propose(
        candidates[::-1], suzhou(), decisions
    )


def test_the_pass_mark_is_lifted_by_name_only() -> None:
    weak = [scored(collective("H-1", unit=unit("h-1", kind="hotline")), 59)]
    lifted = Override(application="H-1", rules=("R53",), reason="唯一申报", ordered_by=MEETING)

    assert outcomes(propose(weak, suzhou())) == ["below_mark"]
    assert outcomes(propose(weak, suzhou(), [lifted])) == ["won"]


def test_an_unfinished_score_is_incomplete_and_names_what_is_missing() -> None:
    proposal = propose([unscored(collective("H-1", unit=unit(kind="hotline")))], suzhou())

    assert (proposal.verdicts["H-1"].outcome, proposal.verdicts["H-1"].reason) == (
        Outcome.INCOMPLETE,
        "考评未完成，不按零分计算：第三方测评：尚无得分；听取汇报：尚无得分；申报材料审阅：尚无得分。",
    )


def test_an_open_point_of_eligibility_waits_for_its_ruling() -> None:
    open_point = worker("W-1", person=person(whole_year=None))
    score = scored(open_point, 90).score
    ruled = replace(open_point, rulings=(Ruling("R34", True, "考勤核实", "人事处"),))

    before = propose([candidate(open_point, score, suzhou())], suzhou())
    after = propose([candidate(ruled, score, suzhou())], suzhou())

    assert (outcomes(before), outcomes(after)) == (["needs_ruling"], ["won"])


def test_a_withdrawn_application_leaves_its_place() -> None:
    first, *others = hotlines(95, 90, 88)
    gone = replace(first, application=replace(first.application, withdrawn=True))

    assert outcomes(propose([gone, *others], suzhou())) == ["withdrawn", "won", "won"]


def test_a_unit_takes_one_place_of_an_honour_however_often_it_applied() -> None:
    home = unit("c-1", kind="county_bureau")
    twice = [scored(bearer("B-1", unit=home), 90), scored(bearer("B-2", unit=home), 92)]

    assert outcomes(propose(twice, suzhou())) == ["excluded", "won"]


def test_the_same_code_of_a_unit_and_a_person_is_not_the_same_holder() -> None:
    candidates = [
        scored(bearer("B-1", unit=unit("x-1", kind="hotline")), 90),
        scored(star("S-1", unit=unit("x-1", kind="hotline"), person=person("x-1")), 90),
        scored(worker("W-1", unit=unit("x-1", kind="hotline"), person=person("x-2")), 90),
    ]

    assert outcomes(propose(candidates, suzhou())) == ["won", "won", "won"]


def test_a_score_without_any_candidate_is_an_empty_proposal() -> None:
    proposal = propose([], suzhou())

    assert {c.cell: c.vacant for c in proposal.honour(WORKER).cells} == {
        "county": 5,
        "town": 4,
        "trading": 2,
        "hotline": 2,
        "bureau": 7,
    }
    assert (proposal.verdicts, proposal.awaits) == ({}, ())


def test_a_tie_is_given_to_as_many_as_there_are_places() -> None:
    candidates = hotlines(95, 90, 90, 80)

    assert refused(candidates, tie_to("H-2", "H-3")) == (
        "同分待定名额1个，决定给了2个，两者须相等",
    )
    assert refused(candidates, tie_to("H-2", "H-4")) == ("H-4不在同分之列",)
    assert refused(candidates, tie_to("H-1")) == ("H-1之间没有待定的同分，无须决定",)


def test_a_full_cell_has_no_vacancy_to_fill() -> None:
    fill = FillVacancy(application="H-3", reason="递补", ordered_by=MEETING)

    assert refused(hotlines(95, 90, 88), fill) == (
        "H-3所在类别没有空缺名额（2个已满），可改为替换（replace）",
    )


def test_only_a_reserve_fills_a_vacancy() -> None:
    fill = FillVacancy(application="H-1", reason="递补", ordered_by=MEETING)

    assert refused(hotlines(59), fill) == (
        (
            "递补空缺（H-1）：只有备选可以递补空缺；"
            "H-1：总分59，低于达标线60，不占“为民服务工作先进集体”名额"
        ),
    )


def test_an_ineligible_candidate_replaces_nobody_and_the_refusal_says_why() -> None:
    alone = collective("H-9", unit=unit("w-9", headcount=1))
    candidates = [*hotlines(95), candidate(alone, scored(alone, 99).score, suzhou())]

    assert refused(candidates, swap("H-1", "H-9")) == (
        (
            "替换（H-1、H-9）：被替换者须为拟获评，替换者须为同一类别的备选；"
            "H-1：12345平台第1名，总分95，名额2个；在名额之内，拟获评；"
            "H-9：总分99；[R24] 虚构单位w-9申报时在岗1人，须2人以上（含2人）"
        ),
    )


def test_every_decision_that_cannot_be_applied_is_named_at_once() -> None:
    nobody = {"reason": "", "ordered_by": MEETING}
    somebody = {"reason": "调整", "ordered_by": MEETING}

    problems = refused(
        hotlines(95),
        FillVacancy(application="H-7", **somebody),
        LeaveVacant(honour="no_such", cell="hotline", places=1, **somebody),
        LeaveVacant(honour=COLLECTIVE, cell="nowhere", places=1, **somebody),
        LeaveVacant(honour=COLLECTIVE, cell="trading", places=3, **somebody),
        MovePlaces(honour=COLLECTIVE, source="hotline", target="window", places=3, **somebody),
        MovePlaces(honour=BEARER, source="county", target="window", places=0, **somebody),
        Override(application="H-1", rules=("R40",), cell="moon", **nobody),
        Choose(application="H-1", **somebody),
        replace(tie_to("H-1"), cell="moon"),
    )

    assert problems == (
        "递补空缺（H-7）：没有编号为H-7的申报",
        "空缺：没有荣誉no_such，可用：advanced_worker、service_collective、standard_bearer、window_star",
        "突破限制（H-1）：须写明理由和作出决定的人",
        "突破限制（H-1）：R40对H-1没有可以突破的限制",
        "突破限制（H-1）：没有类别moon，可用：county、town、trading、hotline、branch、window",
        "H-1是集体申报，不存在个人荣誉的选择",
        "“改革创新标兵单位”调整0个名额，须至少1个",
        (
            "“为民服务工作先进集体”没有类别nowhere，可用：county（市、区审批局）、"
            "town（开发区、镇（街道））、trading（各地交易中心（或下属国企））、hotline（12345平台）、"
            "branch（分中心（专厅））、window（政务大厅窗口）"
        ),
        "“各地交易中心（或下属国企）”只有2个名额可以空缺，不能空缺3个",
        "“12345平台”只有2个名额可以调出，不能调出3个",
        "递补空缺（H-7）：只有备选可以递补空缺；H-7：没有这件申报",
        "同分决定（H-1）：没有类别moon",
    )


def test_two_choices_of_one_person_are_refused() -> None:
    home, same = unit("h-1", kind="hotline"), person("p-1")
    candidates = [
        scored(star("S-1", unit=home, person=same), 95),
        scored(worker("W-1", unit=home, person=same), 96),
    ]
    choices = (
        Choose(application=number, reason="本人选择", ordered_by="本人")
        for number in ("S-1", "W-1")
    )

    assert refused(candidates, *choices) == ("虚构单位h-1 虚构人员p-1的选择登记了两次，请保留一次",)


def test_application_numbers_are_unique() -> None:
    assert refused([*hotlines(95), *hotlines(90)]) == ("申报编号H-1出现2次，编号须唯一",)
