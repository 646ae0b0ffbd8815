"""The review: a proposal by rule, which the leading group's meeting alone turns into a list."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import col, select

from models import Application, Placement
from tasks import review
from tests.support.campaign_builder import Built, built
from tests.support.judged import MEETING, ready_for_the_meeting
from tests.support.stated import bearer

WINDOWS = {bearer(f"ck00{n}"): 97 - n for n in range(1, 5)}


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
