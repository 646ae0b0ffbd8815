"""Commendation: after the decision and the meeting, once, with next year's model windows (R7, R48)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import col, select

from models import Message
from rules.states import MessageState
from tasks import commendation, papers, visits
from tasks.errors import Refused
from tasks.meetings import withdrawing
from tasks.meetings.guard import Said
from tasks.meetings.withdrawing import Terms
from tasks.model_windows import Window, model_windows
from tests.support.campaign_builder import Built, built, shanghai
from tests.support.judged import confirm, convene, ready_for_the_meeting
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


def test_r48_the_roster_knows_the_model_windows_of_the_next_year_and_of_no_other(
    campaign: Built,
) -> None:
    confirm(campaign)
    hold_meeting(campaign)
    commend(campaign)
    commend(campaign)

    with campaign.house.reading() as ctx:
        found = {year: model_windows(ctx, year) for year in (2021, 2022, 2023)}
    assert found == {
        2021: [],
        2022: [
            Window("ck001", "示例一窗口", 2022, "SZSC-2021-0001"),
            Window("ck002", "示例二窗口", 2022, "SZSC-2021-0002"),
        ],
        2023: [],
    }


def test_r48_a_window_whose_honour_is_withdrawn_is_a_model_no_longer(campaign: Built) -> None:
    confirm(campaign)
    hold_meeting(campaign)
    commend(campaign)
    campaign.close("3.1", DAY)
    at = shanghai("2022-03-01")
    convene(campaign, kind="again", at=at)
    with campaign.acting(at) as ctx:
        found = withdrawing.put_on_agenda(ctx, campaign.campaign, "SZSC-2021-0001", found="造假")
        terms = Terms(Said("查实"), date(2022, 3, 31))
        withdrawing.withdraw(ctx, campaign.campaign, found, terms)

        assert [window.code for window in model_windows(ctx, 2022)] == ["ck002"]


def test_r7_another_meeting_that_the_office_plans_commends_nobody(campaign: Built) -> None:
    confirm(campaign)
    with campaign.acting(DAY) as ctx:
        visits.plan(ctx, campaign.campaign, visits.Plan("meeting", "工作推进会", DAY.date()))

    assert not commend(campaign).meeting_held


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
    hold_meeting(campaign)
    assert len(campaign.journal("meeting.held")) == 1
