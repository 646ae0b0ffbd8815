"""Commendation: after the decision and the meeting, once, with next year's model windows (R7, R48)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import col, select

from models import Message
from rules.states import MessageState
from tasks import commendation, papers
from tasks.errors import Refused
from tests.support.campaign_builder import Built, built, shanghai
from tests.support.judged import confirm, ready_for_the_meeting
from tests.support.stated import bearer, star

DAY = shanghai("2022-01-14", "16:30")
ENTRIES = {bearer("ck001"): 96, bearer("ck002"): 95, star("ck001", candidate="示例明星"): 90}


@pytest.fixture
def campaign(tmp_path: Path) -> Iterator[Built]:
    with built(tmp_path) as made:
        ready_for_the_meeting(made, ENTRIES)
        made.open("3.2", shanghai("2022-01-14", "09:00"))
        yield made


def commend(campaign: Built) -> commendation.Commended:
    with campaign.acting(DAY, "流程") as ctx:
        return commendation.commend(ctx, campaign.campaign, "3.2")


def hold_meeting(campaign: Built) -> None:
    with campaign.acting(DAY) as ctx:
        commendation.record_meeting(
            ctx, campaign.campaign, held_on=DAY.date(), attended=300, text="总结并宣读通报"
        )


def messages(campaign: Built) -> list[Message]:
    with campaign.house.reading() as ctx:
        found = ctx.session.exec(
            select(Message).where(col(Message.kind) == "result_notice").order_by(col(Message.id))
        ).all()
    return list(found)


def test_r7_before_the_summary_meeting_nobody_is_commended(campaign: Built) -> None:
    confirm(campaign)

    assert not commend(campaign).meeting_held
    assert campaign.outcome("3.2") == ""


def test_r7_before_the_leading_group_has_decided_nobody_is_commended(campaign: Built) -> None:
    hold_meeting(campaign)

    with pytest.raises(Refused, match="尚未经领导小组专题会议审定"):
        commend(campaign)


def test_every_place_is_told_to_its_unit_and_waits_for_the_office(campaign: Built) -> None:
    confirm(campaign)
    hold_meeting(campaign)

    done = commend(campaign)

    told = messages(campaign)
    assert (done.winners, done.messages) == (3, 3)
    assert {m.state for m in told} == {MessageState.HELD}
    assert sorted(m.unit_id or 0 for m in told) == sorted(
        [campaign.unit("ck001"), campaign.unit("ck001"), campaign.unit("ck002")]
    )


def test_r48_windows_that_won_are_next_years_model_windows(campaign: Built) -> None:
    confirm(campaign)
    hold_meeting(campaign)

    commend(campaign)

    with campaign.house.reading() as ctx:
        paper = papers.find(ctx, campaign.campaign, commendation.CIRCULAR)
    assert paper is not None
    assert paper.facts["model_windows"] == {"year": 2022, "windows": ["示例一窗口", "示例二窗口"]}
    assert paper.facts["wording"] == "表扬"


def test_commending_again_writes_nothing_more(campaign: Built) -> None:
    confirm(campaign)
    hold_meeting(campaign)

    first, second = commend(campaign), commend(campaign)

    assert (second.number, second.messages) == (first.number, 0)
    assert len(messages(campaign)) == first.messages


def test_the_meeting_is_entered_once_on_a_day_that_has_come(campaign: Built) -> None:
    with campaign.acting(DAY) as ctx, pytest.raises(Refused) as refused:
        commendation.record_meeting(
            ctx, campaign.campaign, held_on=date(2022, 1, 15), attended=300, text=" "
        )
    hold_meeting(campaign)

    assert len(refused.value.reasons) == 2
    with pytest.raises(Refused, match="已经登记过"):
        hold_meeting(campaign)
