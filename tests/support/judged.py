"""A campaign as it stands before the leading group's meeting: applied, judged, scored, proposed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from tasks import applications, review
from tasks.application_rows import Entry
from tasks.meetings import agenda, attending, concluding, deciding, rows
from tasks.meetings.agenda import Call
from tasks.meetings.attending import Came
from tasks.meetings.guard import Said
from tests.support.campaign_builder import Built, shanghai, shipped
from tests.support.scored import give_scores
from tests.support.signing import sign_all

MEETING = shanghai("2022-01-05", "15:00")
GROUP = "领导小组专题会议"
AS_PROPOSED = Said("经研究，同意建议")


def ready_for_the_meeting(campaign: Built, entries: Mapping[Entry, int]) -> dict[Entry, str]:
    """Hand in, judge and score these entries, and open the review; returns their numbers."""
    campaign.open("2.2", shanghai("2021-12-02"))
    numbers: dict[Entry, str] = {}
    for entry in entries:
        with campaign.acting(shanghai("2021-12-10"), "单位") as ctx:
            numbers[entry] = applications.submit(ctx, campaign.campaign, entry).number
    with campaign.acting(shanghai("2021-12-22"), "流程") as ctx:
        applications.settle(ctx, campaign.campaign, "2.2")
    give_scores(campaign, {numbers[entry]: points for entry, points in entries.items()})
    sign_all(campaign, shanghai("2021-12-28"))
    campaign.open("3.1", shanghai("2022-01-05", "09:00"))
    with campaign.acting(MEETING, "流程") as ctx:
        review.propose(ctx, campaign.campaign, "3.1")
    return numbers


def everybody() -> list[Came]:
    """All eighteen posts of the group."""
    return [Came(post) for post in shipped().definition.leading_group.posts]


def convene(campaign: Built, *, kind: str = "special", at: datetime = MEETING) -> int:
    """A meeting on that day with everybody there; returns its number."""
    with campaign.acting(at) as ctx:
        made = agenda.convene(ctx, campaign.campaign, Call(at.date(), kind))
        attending.attend(ctx, campaign.campaign, everybody())
    return made.number


def item(campaign: Built, kind: str, honour: str = "", cell: str = "") -> int:
    """The position of an item on the newest meeting's agenda."""
    with campaign.house.reading() as ctx:
        found = rows.items_of(ctx, rows.find(ctx, campaign.campaign))
    return next(
        one.position for one in found if one.kind == kind and one.cell == cell
        and one.honour in (honour, "")
    )  # fmt: skip


def confirm_ranking(campaign: Built, at: datetime = MEETING) -> None:
    with campaign.house.reading() as ctx:
        found = rows.items_of(ctx, rows.find(ctx, campaign.campaign))
    for one in found:
        if one.kind == "ranking":
            with campaign.acting(at, "领导小组") as ctx:
                deciding.approve(ctx, campaign.campaign, one.position, AS_PROPOSED)


def conclude(campaign: Built, at: datetime = MEETING) -> str:
    """Everything not decided yet is approved as proposed; returns the number of the minutes."""
    with campaign.acting(at, "领导小组") as ctx:
        deciding.approve_rest(ctx, campaign.campaign, AS_PROPOSED)
        return concluding.conclude(ctx, campaign.campaign)


def confirm(campaign: Built) -> str:
    """The group meets, confirms the ranking and the list; returns the number of the minutes."""
    convene(campaign)
    confirm_ranking(campaign)
    return conclude(campaign)
