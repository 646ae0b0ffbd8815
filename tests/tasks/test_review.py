"""The review: a proposal by rule, decisions by the leading group only, a list that is then fixed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import col, select

from models import Application, Placement
from models import Decision as DecisionRow
from rules.selection import ConfirmRanking, Override, Replace
from tasks import papers, review
from tasks.errors import Refused
from tests.support.campaign_builder import Built, built
from tests.support.judged import GROUP, MEETING, confirm, ready_for_the_meeting
from tests.support.stated import bearer, star

TOWNS = {bearer(code): points for code, points in (("zh001", 92), ("zh002", 90), ("jd001", 88))}
WINDOWS = {bearer(f"ck00{n}"): 97 - n for n in range(1, 5)}
STARS = {star("rx01", f"p-{n}", candidate=f"示例{n}"): 90 - n for n in range(1, 4)}
RANKING = ConfirmRanking(reason="逐项核对", ordered_by=GROUP)


@pytest.fixture
def campaign(tmp_path: Path) -> Iterator[Built]:
    with built(tmp_path) as made:
        yield made


def outcomes(campaign: Built) -> dict[str, str]:
    with campaign.house.reading() as ctx:
        rows = ctx.session.exec(
            select(Application.number, Placement.outcome).join(
                Placement, col(Placement.application_id) == col(Application.id)
            )
        ).all()
    return dict(rows)


def test_the_proposal_keeps_a_placement_with_reason_and_score_card_for_everybody(
    campaign: Built,
) -> None:
    numbers = ready_for_the_meeting(campaign, WINDOWS)

    with campaign.house.reading() as ctx:
        rows = ctx.session.exec(select(Placement).order_by(col(Placement.id))).all()

    assert outcomes(campaign) == {
        number: "won" if place < 3 else "reserve" for place, number in enumerate(numbers.values())
    }
    assert [row.total for row in rows] == ["96.00", "95.00", "94.00", "93.00"]
    assert all(row.reason and row.score_card["explained"] for row in rows)


def test_proposing_again_changes_nothing(campaign: Built) -> None:
    ready_for_the_meeting(campaign, WINDOWS)

    with campaign.acting(MEETING) as ctx:
        again = review.propose(ctx, campaign.campaign, "3.1")

    assert (again.winners, len(campaign.journal("selection.proposed"))) == (3, 1)


def test_r6_only_the_leading_group_decides(campaign: Built) -> None:
    ready_for_the_meeting(campaign, TOWNS)
    by_office = ConfirmRanking(reason="已核对", ordered_by="办公室")

    with campaign.acting(MEETING) as ctx, pytest.raises(Refused) as refused:
        review.decide(ctx, campaign.campaign, by_office)

    assert refused.value.reasons == (
        (
            "名单由领导小组专题会议决定，决定人现为“办公室”，"
            "请填领导小组或其组成岗位（四·第三阶段·1）"
        ),
    )


def test_r6_nothing_is_decided_outside_the_meeting_and_the_public_notice(campaign: Built) -> None:
    ready_for_the_meeting(campaign, TOWNS)
    campaign.close("3.1", MEETING)

    with campaign.acting(MEETING) as ctx, pytest.raises(Refused, match="不在审定或公示期间"):
        review.decide(ctx, campaign.campaign, RANKING)


def test_a_replaced_name_is_on_the_record_with_its_reason(campaign: Built) -> None:
    numbers = list(ready_for_the_meeting(campaign, STARS).values())
    change = Replace(out=numbers[0], into=numbers[2], reason="机会留给一线", ordered_by=GROUP)

    with campaign.acting(MEETING) as ctx:
        review.decide(ctx, campaign.campaign, change)

    with campaign.house.reading() as ctx:
        kept = ctx.session.exec(select(DecisionRow)).one()
    assert outcomes(campaign) == dict(zip(numbers, ("replaced", "won", "won"), strict=True))
    assert (kept.kind, kept.reason, kept.ordered_by) == ("Replace", "机会留给一线", GROUP)


def test_a_decision_that_cannot_be_applied_is_refused_and_leaves_no_trace(campaign: Built) -> None:
    numbers = list(ready_for_the_meeting(campaign, TOWNS).values())
    full = Override(application=numbers[0], rules=("R40",), reason="突破", ordered_by=GROUP)

    with pytest.raises(Refused, match="没有可以突破的限制"), campaign.acting(MEETING) as ctx:
        review.decide(ctx, campaign.campaign, full)

    with campaign.house.reading() as ctx:
        assert ctx.session.exec(select(DecisionRow)).all() == []


def test_r46_the_list_is_not_confirmed_before_the_windows_ranking_is(campaign: Built) -> None:
    ready_for_the_meeting(campaign, WINDOWS)

    with campaign.acting(MEETING) as ctx, pytest.raises(Refused, match="须经领导小组审核"):
        review.confirm(
            ctx, campaign.campaign, held_on=MEETING.date(), attended=16, ordered_by="组长"
        )


def test_r6_the_confirmed_list_stands_in_the_minutes_and_ends_the_step(campaign: Built) -> None:
    ready_for_the_meeting(campaign, TOWNS)

    number = confirm(campaign)

    with campaign.house.reading() as ctx:
        minutes = papers.find(ctx, campaign.campaign, review.MINUTES)
    assert minutes is not None
    assert {name: len(listed) for name, listed in minutes.facts["lists"].items()} == {
        "改革创新标兵单位": 3
    }
    assert campaign.outcome("3.1") == f"审定3个集体和个人，空缺96个名额（{number}）"


@pytest.mark.parametrize(("next_moves_up", "last"), [(False, "reserve"), (True, "won")])
def test_r53_the_place_of_a_struck_candidate_stays_vacant_unless_the_group_lets_the_next_have_it(
    campaign: Built, next_moves_up: bool, last: str
) -> None:
    numbers = list(ready_for_the_meeting(campaign, STARS).values())

    with campaign.acting(MEETING) as ctx:
        review.disqualify(
            ctx,
            campaign.campaign,
            numbers[0],
            reason="材料不实",
            ordered_by=GROUP,
            next_moves_up=next_moves_up,
        )

    with campaign.house.reading() as ctx:
        reason = ctx.session.exec(
            select(Placement.reason)
            .join(Application, col(Application.id) == col(Placement.application_id))
            .where(col(Application.number) == numbers[0])
        ).one()
    assert outcomes(campaign) == dict(zip(numbers, ("withdrawn", "won", last), strict=True))
    assert reason == "取消参评资格：材料不实"
