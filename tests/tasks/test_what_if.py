"""What-if on the running campaign: it reads what is there and records nothing."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from rules.selection import (
    Change,
    ConfirmRanking,
    FigureIs,
    ReadingIs,
    TotalIs,
    WhatIf,
    WithoutDecision,
)
from tasks import placements, what_if
from tasks.errors import Refused
from tests.support.campaign_builder import Built, built
from tests.support.judged import GROUP, MEETING, ready_for_the_meeting
from tests.support.rows import rows_of
from tests.support.stated import bearer

WINDOWS = {bearer(f"ck00{n}"): 97 - n for n in range(1, 5)}


@pytest.fixture
def campaign(tmp_path: Path) -> Iterator[Built]:
    with built(tmp_path) as made:
        yield made


def supposed(campaign: Built, *changes: Change) -> WhatIf:
    with campaign.house.reading() as ctx:
        return what_if.suppose(ctx, campaign.campaign, changes)


def test_a_units_better_figures_put_the_third_window_out_and_nothing_is_recorded(
    campaign: Built,
) -> None:
    first, second, third, fourth = ready_for_the_meeting(campaign, WINDOWS).values()
    before = rows_of(campaign.house)

    found = supposed(campaign, *(FigureIs("ck004", c, Decimal(100)) for c in ("bimonthly", "vote")))

    assert (found.came_in, found.went_out) == ((fourth,), (third,))
    ranks = {move.number: (move.before.rank, move.after.rank) for move in found.moves}
    assert ranks == {first: (1, 2), second: (2, 3), third: (3, 4), fourth: (4, 1)}
    assert rows_of(campaign.house) == before


def test_before_is_the_proposal_with_all_recorded_decisions(campaign: Built) -> None:
    ready_for_the_meeting(campaign, WINDOWS)
    confirmed = ConfirmRanking(reason="排名无误", ordered_by=GROUP)
    with campaign.acting(MEETING) as ctx:
        placements.keep_decision(ctx, campaign.campaign, confirmed)

    found = supposed(campaign, WithoutDecision(1))

    assert (found.before.decisions, found.after.decisions) == ((confirmed,), ())
    assert found.moves == ()
    assert set(found.after.awaits) - set(found.before.awaits) == {
        "窗口总排名（4个窗口）须经领导小组审核后明确"
    }


def test_a_reading_may_be_supposed_otherwise(campaign: Built) -> None:
    ready_for_the_meeting(campaign, WINDOWS)

    assert supposed(campaign, ReadingIs("at_least", "exclusive")).moves == ()


def test_changes_that_mean_nothing_are_refused(campaign: Built) -> None:
    ready_for_the_meeting(campaign, WINDOWS)

    with pytest.raises(Refused, match="没有编号为X-1的申报"):
        supposed(campaign, TotalIs("X-1", Decimal(90)))
