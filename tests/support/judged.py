"""A campaign as it stands before the leading group's meeting: applied, judged, scored, proposed."""

from __future__ import annotations

from collections.abc import Mapping

from rules.selection import ConfirmRanking
from tasks import applications, review
from tasks.application_rows import Entry
from tests.support.campaign_builder import Built, shanghai
from tests.support.scored import give_scores
from tests.support.signing import sign_all

MEETING = shanghai("2022-01-05", "15:00")
GROUP = "领导小组专题会议"


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


def confirm(campaign: Built) -> str:
    """The group confirms the ranking and the list; returns the number of the minutes."""
    with campaign.acting(MEETING, "领导小组") as ctx:
        ranking = ConfirmRanking(reason="逐项核对无误", ordered_by=GROUP)
        review.decide(ctx, campaign.campaign, ranking)
        return review.confirm(
            ctx, campaign.campaign, held_on=MEETING.date(), attended=16, ordered_by="组长"
        )
