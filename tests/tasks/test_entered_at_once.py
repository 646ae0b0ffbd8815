"""Two of the office who enter the same thing at once: nothing is lost and nothing stands twice."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import col, func, select

from models import Visit
from tasks import commendation, papers, reporting
from tasks.errors import Refused
from tests.support.campaign_builder import Built, built, shanghai
from tests.support.databases import KINDS, database
from tests.tasks.signing.test_at_once import at_once

DAY = shanghai("2022-01-17")
ADDRESSEES = tuple(f"示例单位{number}" for number in range(8))


@pytest.fixture(params=KINDS)
def campaign(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Built]:
    with database(request.param, tmp_path) as url, built(tmp_path, url) as made:
        yield made


def test_r60_deliveries_entered_at_once_are_all_kept(campaign: Built) -> None:
    with campaign.acting(DAY) as ctx:
        circular = papers.Content(reporting.CIRCULAR, "情况通报", {}, main=ADDRESSEES)
        papers.issue(ctx, campaign.campaign, "3.3", circular, decided=True)

    def deliver(addressee: str) -> None:
        with campaign.acting(DAY) as ctx:
            reporting.record_delivery(
                ctx, campaign.campaign, addressee, on=DAY.date(), proof="机要签收单"
            )

    at_once(*[lambda one=one: deliver(one) for one in ADDRESSEES])

    with campaign.house.reading() as ctx:
        paper = papers.find(ctx, campaign.campaign, reporting.CIRCULAR)
        assert paper is not None
        assert sorted(paper.notes["delivered"]) == sorted(ADDRESSEES)


def test_r7_a_summary_meeting_entered_twice_at_once_stands_once(campaign: Built) -> None:
    def meet() -> None:
        with campaign.acting(DAY) as ctx:
            commendation.record_meeting(
                ctx, campaign.campaign, held_on=DAY.date(), attended=300, text="宣读通报"
            )

    told = at_once(*[meet] * 6)

    assert sorted(isinstance(one, Refused) for one in told) == [False, *[True] * 5]
    with campaign.house.reading() as ctx:
        held = select(func.count()).where(col(Visit.kind) == commendation.MEETING)
        assert ctx.session.exec(held).one() == 1
