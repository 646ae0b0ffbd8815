"""The circular: four kinds of addressees, each delivery proved (R8, R60)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tasks import papers, reporting
from tasks.errors import Refused
from tests.support.campaign_builder import Built, built, shanghai

DAY = shanghai("2022-01-17")
FOUR = ("省级主管部门", "市委、市政府", "各地党委政府", "市各有关部门")


@pytest.fixture
def campaign(tmp_path: Path) -> Iterator[Built]:
    with built(tmp_path) as made:
        made.open("3.3", DAY)
        yield made


def circulate(campaign: Built) -> reporting.Circulated:
    with campaign.acting(DAY, "流程") as ctx:
        return reporting.circulate(ctx, campaign.campaign, "3.3")


def test_r8_the_result_goes_to_the_four_kinds_of_addressees(campaign: Built) -> None:
    done = circulate(campaign)

    assert done == reporting.Circulated("评选〔2022〕1号", FOUR, 0)
    assert campaign.outcome("3.3") == "《活动情况和评选结果通报》（评选〔2022〕1号）已发出"


def test_r60_each_delivery_is_proved_one_by_one(campaign: Built) -> None:
    circulate(campaign)
    with campaign.acting(DAY) as ctx:
        reporting.record_delivery(
            ctx, campaign.campaign, FOUR[0], on=date(2022, 1, 17), proof="机要签收单"
        )

    again = circulate(campaign)

    with campaign.house.reading() as ctx:
        paper = papers.find(ctx, campaign.campaign, reporting.CIRCULAR)
    assert again.delivered == 1
    assert paper is not None
    assert paper.notes["delivered"] == {FOUR[0]: {"on": "2022-01-17", "proof": "机要签收单"}}


def test_a_delivery_to_nobody_without_proof_on_a_day_to_come_is_refused_with_all_reasons(
    campaign: Built,
) -> None:
    circulate(campaign)

    with campaign.acting(DAY) as ctx, pytest.raises(Refused) as refused:
        reporting.record_delivery(ctx, campaign.campaign, "某单位", on=date(2022, 1, 18), proof=" ")

    assert len(refused.value.reasons) == 3


def test_nothing_can_be_delivered_before_the_circular_is_out(campaign: Built) -> None:
    with campaign.acting(DAY) as ctx, pytest.raises(Refused, match="还没有发出"):
        reporting.record_delivery(ctx, campaign.campaign, FOUR[0], on=DAY.date(), proof="签收单")
