"""Meetings decide: by the group only, and item by item (R6, R46, R53)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import col, select, update

from models import Application, Placement, Unit
from models import Decision as DecisionRow
from rules.meetings import Votes
from rules.selection import ConfirmRanking, LeaveVacant, MovePlaces, Override, Replace
from tasks import papers, placements
from tasks.meetings import agenda, attending, concluding, deciding, rows, striking
from tasks.meetings.agenda import Call
from tasks.meetings.attending import Came
from tasks.meetings.guard import Said
from tasks.meetings.kinds import MINUTES
from tasks.meetings.striking import Cut
from tests.support.campaign_builder import Built, shipped
from tests.support.judged import (
    AS_PROPOSED,
    GROUP,
    MEETING,
    conclude,
    confirm,
    confirm_ranking,
    convene,
    everybody,
    item,
    ready_for_the_meeting,
)
from tests.support.meetings import (
    OWN_STAFF,
    STARS,
    TOWNS,
    WINDOWS,
    outcomes,
    refused,
    resolutions,
)
from tests.support.stated import bearer, worker


def test_the_whole_meeting_stands_in_the_minutes(campaign: Built) -> None:
    numbers = list(ready_for_the_meeting(campaign, STARS | WINDOWS).values())
    convene(campaign)
    confirm_ranking(campaign)
    cell = item(campaign, "cell", "window_star", "hotline")
    change = Replace(out=numbers[0], into=numbers[2], reason="机会留给一线", ordered_by="组长")
    with campaign.acting(MEETING) as ctx:
        attending.attend(ctx, campaign.campaign, [Came("准入一处")])
        attending.say(ctx, campaign.campaign, cell, "准入一处", text="建议多考虑一线")
        votes = Votes(15, 2, 1)
        deciding.decide(ctx, campaign.campaign, cell, change, votes=votes)

    number = conclude(campaign)

    with campaign.house.reading() as ctx:
        minutes = papers.find(ctx, campaign.campaign, MINUTES)
        kept = [
            d for d in placements.decisions_of(ctx, campaign.campaign) if isinstance(d, Replace)
        ]
    assert minutes is not None
    facts = minutes.facts
    said = facts["items"][cell - 1]
    assert (facts["attended"], facts["chaired_by"]) == (18, "局党组书记、局长")
    assert facts["observers"] == [{"post": "市场准入一处", "substitute": ""}]
    assert said["said"] == [{"by": "市场准入一处", "observer": True, "text": "建议多考虑一线"}]
    assert said["resolutions"] == [
        {
            "outcome": "changed",
            "decision": "Replace",
            "reason": "机会留给一线",
            "ordered_by": "组长",
            "votes": {"agree": 15, "disagree": 2, "abstain": 1},
            "voters": 18,
            "recused": {},
            "result": {"places": 2, "winners": [numbers[1], numbers[2]], "vacant": 0},
        }
    ]
    assert [d.ordered_by for d in kept] == ["领导小组专题会议（第1次）·组长"]
    assert outcomes(campaign) == dict(
        zip(numbers, ("replaced", "won", "won", "won", "won", "won", "reserve"), strict=True)
    )
    assert campaign.outcome("3.1") == f"审定5个集体和个人，空缺94个名额（{number}）"


def test_r40_the_agenda_has_the_ranking_every_cell_and_those_barred_in_principle(
    one: Built,
) -> None:
    """A20: the member unit's item is decided by an override; the place is then its cell's again."""
    with one.acting(MEETING) as ctx:
        ctx.session.execute(update(Unit).where(col(Unit.code) == "jy01").values(member=True))
    entries = WINDOWS | {bearer("jy01"): 95}
    barred = ready_for_the_meeting(one, entries)[bearer("jy01")]
    convene(one)
    plan = shipped().definition
    last = item(one, "override", "standard_bearer")
    lift = Override(application=barred, rules=("R40",), reason="改革有功", ordered_by=GROUP)

    with one.acting(MEETING) as ctx:
        found = rows.items_of(ctx, rows.find(ctx, one.campaign))
        deciding.decide(ctx, one.campaign, last, lift)

    cells = [(h.code, c.code) for h in plan.honours for c in h.cells]
    assert [line.kind for line in found] == ["ranking", *("cell" for _ in cells), "override"]
    assert [(line.honour, line.cell) for line in found[1:-1]] == cells
    assert outcomes(one)[barred] == "won"


def test_r6_only_the_leading_group_decides(one: Built) -> None:
    ready_for_the_meeting(one, WINDOWS)
    convene(one)
    by_office = ConfirmRanking(reason="已核对", ordered_by="办公室")

    assert refused(one, deciding.decide, 1, by_office) == (
        (
            "名单由领导小组专题会议决定，决定人现为“办公室”，"
            "请填领导小组或其组成岗位（四·第三阶段·1）"
        ),
    )


def test_r6_nothing_is_decided_outside_the_meeting_and_the_public_notice(one: Built) -> None:
    ready_for_the_meeting(one, TOWNS)
    convene(one)
    one.close("3.1", MEETING)

    (reason,) = refused(one, deciding.approve, 1, AS_PROPOSED)

    assert "不在审定或公示期间" in reason


def test_a_decision_belongs_to_its_item(one: Built) -> None:
    numbers = list(ready_for_the_meeting(one, STARS).values())
    convene(one)
    elsewhere = item(one, "cell", "window_star", "county")
    change = Replace(out=numbers[0], into=numbers[2], reason="换", ordered_by=GROUP)

    (reason,) = refused(one, deciding.decide, elsewhere, change)

    assert reason == f"第{elsewhere}项是“窗口服务明星·市、区审批局”，这个决定不属于本项"


def test_a_decision_that_cannot_be_applied_is_refused_and_leaves_no_trace(one: Built) -> None:
    numbers = list(ready_for_the_meeting(one, TOWNS).values())
    convene(one)
    full = Override(application=numbers[0], rules=("R40",), reason="突破", ordered_by=GROUP)
    cell = item(one, "cell", "standard_bearer", "town")

    (reason,) = refused(one, deciding.decide, cell, full)

    with one.house.reading() as ctx:
        assert ctx.session.exec(select(DecisionRow)).all() == []
    assert "没有可以突破的限制" in reason
    assert resolutions(one) == []


def test_r52_a_move_of_places_is_about_both_cells_and_their_members_stand_back(one: Built) -> None:
    ready_for_the_meeting(one, OWN_STAFF | {worker("xq01", "w-3"): 90})
    convene(one)
    cell = item(one, "cell", "advanced_worker", "county")
    move = MovePlaces(
        honour="advanced_worker", source="county", target="bureau", places=1,
        reason="按成绩", ordered_by=GROUP,
    )  # fmt: skip

    votes = refused(one, deciding.decide, cell, move, votes=Votes(18))
    with one.acting(MEETING) as ctx:
        deciding.decide(ctx, one.campaign, cell, move, votes=Votes(16))

    assert votes == ("票数合计18，应等于到会且未回避的16个岗位（回避的不计、不投），请核对",)


def test_a_cell_changed_after_it_was_decided_must_be_taken_up_again(one: Built) -> None:
    numbers = list(ready_for_the_meeting(one, STARS).values())
    convene(one)
    cell = item(one, "cell", "window_star", "hotline")
    with one.acting(MEETING) as ctx:
        deciding.approve_rest(ctx, one.campaign, AS_PROPOSED)
        row = ctx.session.exec(select(Application).where(Application.number == numbers[0])).one()
        row.facts = {**row.facts, "disqualified": "会上查明材料不实"}

    (reason,) = refused(one, concluding.conclude)

    assert reason == f"第{cell}项（窗口服务明星·12345平台）决定之后名单又有变动，请再议一次"


def test_a_vote_that_fails_is_recorded_as_deferred_and_keeps_the_meeting_open(one: Built) -> None:
    ready_for_the_meeting(one, TOWNS)
    convene(one)
    cell = item(one, "cell", "standard_bearer", "town")
    failed = refused(one, deciding.approve, cell, Said("表决", Votes(9, 9)))
    with one.acting(MEETING) as ctx:
        deciding.defer(ctx, one.campaign, cell, Said("未过半数", Votes(9, 9)))
        for other in rows.items_of(ctx, rows.find(ctx, one.campaign)):
            if other.position != cell:
                deciding.approve(ctx, one.campaign, other.position, AS_PROPOSED)

    assert failed == ("同意9票，未达过半数（10票），本项没有通过",)
    assert refused(one, concluding.conclude) == (
        f"第{cell}项（改革创新标兵单位·开发区、镇（街道））暂缓，须续议后再结束会议",
    )


def test_r46_the_list_is_not_confirmed_before_the_windows_ranking_is(one: Built) -> None:
    ready_for_the_meeting(one, WINDOWS)
    convene(one)
    with one.acting(MEETING) as ctx:
        deciding.approve_rest(ctx, one.campaign, AS_PROPOSED)

    reasons = refused(one, concluding.conclude)

    assert [reason.partition("（")[0] for reason in reasons] == ["第1项", "尚待决定：窗口总排名"]


@pytest.mark.parametrize(("next_moves_up", "last"), [(False, "reserve"), (True, "won")])
def test_r53_the_place_of_a_struck_candidate_stays_vacant_unless_the_group_lets_the_next_have_it(
    one: Built, next_moves_up: bool, last: str
) -> None:
    numbers = list(ready_for_the_meeting(one, STARS).values())
    convene(one)
    cell = item(one, "cell", "window_star", "hotline")

    with one.acting(MEETING) as ctx:
        cut = Cut(numbers[0], next_moves_up)
        striking.disqualify(ctx, one.campaign, cell, cut, Said("材料不实"))

    with one.house.reading() as ctx:
        reason = ctx.session.exec(
            select(Placement.reason)
            .join(Application, col(Application.id) == col(Placement.application_id))
            .where(col(Application.number) == numbers[0])
        ).one()
    assert outcomes(one) == dict(zip(numbers, ("withdrawn", "won", last), strict=True))
    assert reason == "取消参评资格：材料不实"


def test_a_meeting_that_is_over_strikes_nobody_from_a_later_ones_agenda(one: Built) -> None:
    numbers = list(ready_for_the_meeting(one, STARS).values())
    confirm(one)
    later = MEETING + timedelta(days=1)
    with one.acting(later) as ctx:
        agenda.convene(ctx, one.campaign, Call(later.date(), "again"))
        agenda.add_cell(ctx, one.campaign, "window_star", "hotline")
    before = outcomes(one)

    reasons = refused(
        one, striking.disqualify, item(one, "cell", "window_star", "hotline"), Cut(numbers[0]),
        Said("材料不实"), meeting=1,
    )  # fmt: skip

    assert "领导小组专题会议（第1次）已经结束" in "".join(reasons)
    assert outcomes(one) == before


def test_a_meeting_that_is_over_is_not_decided_on_again(one: Built) -> None:
    ready_for_the_meeting(one, TOWNS)
    number = confirm(one)

    told = f"领导小组专题会议（第1次）已经结束（{number}），再议请另行召集"
    assert told in refused(one, deciding.approve, 1, AS_PROPOSED)
    assert told in refused(one, attending.attend, everybody())
    assert told in refused(one, concluding.conclude)


def test_a_vacancy_by_decision_is_a_change_of_its_cell(one: Built) -> None:
    numbers = list(ready_for_the_meeting(one, STARS).values())
    convene(one)
    cell = item(one, "cell", "window_star", "hotline")
    vacant = LeaveVacant(
        honour="window_star", cell="hotline", places=1, reason="宁缺毋滥", ordered_by=GROUP
    )

    with one.acting(MEETING) as ctx:
        deciding.decide(ctx, one.campaign, cell, vacant)

    assert resolutions(one)[0].result == {"places": 2, "winners": [numbers[0]], "vacant": 1}
