"""Visits and symposia: planned, held on a real day, recorded; the office is done when all are (R61)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from rules.states import ObligationState
from tasks import visits
from tasks.errors import Refused
from tests.support.campaign_builder import Built, built, shanghai

SEPTEMBER = shanghai("2021-09-01")


@pytest.fixture
def campaign(tmp_path: Path) -> Iterator[Built]:
    with built(tmp_path) as made:
        made.open("1.5", SEPTEMBER)
        yield made


def planned(campaign: Built, kind: str, day: date, unit: str = "") -> int:
    with campaign.acting(SEPTEMBER) as ctx:
        return visits.plan(ctx, campaign.campaign, visits.Plan(kind, "交流做法", day, unit))


def held(campaign: Built, visit: int, day: date, entered: str) -> visits.Held:
    with campaign.acting(shanghai(entered)) as ctx:
        visits.record(ctx, visit, held_on=day, text="听取介绍，察看现场", attended=9)
        return visits.check_held(ctx, campaign.campaign, "1.5")


def test_r61_the_office_is_done_when_everything_planned_was_held_and_recorded(
    campaign: Built,
) -> None:
    first = planned(campaign, "visit", date(2021, 9, 7), "xq01")
    second = planned(campaign, "symposium", date(2021, 10, 12))

    half = held(campaign, first, date(2021, 9, 7), "2021-09-08")
    whole = held(campaign, second, date(2021, 10, 12), "2021-10-13")

    assert (half, whole) == (visits.Held(2, 1), visits.Held(2, 2))
    assert campaign.states("1.5", "visits") == {"bangongshi": ObligationState.MET}
    assert campaign.outcome("1.5") == "调研和座谈记录：2次"


def test_a_last_visit_in_time_is_in_time_though_it_is_written_up_later(campaign: Built) -> None:
    visit = planned(campaign, "visit", date(2021, 10, 29), "xq01")

    held(campaign, visit, date(2021, 10, 29), "2021-11-03")

    assert campaign.states("1.5", "visits") == {"bangongshi": ObligationState.MET}


def test_without_any_visit_nothing_is_met(campaign: Built) -> None:
    with campaign.acting(SEPTEMBER) as ctx:
        found = visits.check_held(ctx, campaign.campaign, "1.5")

    assert found == visits.Held(0, 0)
    assert campaign.states("1.5", "visits") == {"bangongshi": ObligationState.PENDING}


def test_a_record_needs_a_day_that_has_come_a_text_and_no_negative_number(campaign: Built) -> None:
    visit = planned(campaign, "visit", date(2021, 9, 7))

    with campaign.acting(SEPTEMBER) as ctx, pytest.raises(Refused) as refused:
        visits.record(ctx, visit, held_on=date(2021, 9, 7), text=" ", attended=-1)

    assert len(refused.value.reasons) == 3


def test_only_known_kinds_with_a_subject_can_be_planned(campaign: Built) -> None:
    with campaign.acting(SEPTEMBER) as ctx, pytest.raises(Refused) as refused:
        visits.plan(ctx, campaign.campaign, visits.Plan("trip", " ", date(2021, 9, 7)))

    assert len(refused.value.reasons) == 2


def test_what_is_planned_twice_over_is_on_the_list_once_until_it_was_held(
    campaign: Built,
) -> None:
    first = planned(campaign, "visit", date(2021, 9, 7), "xq01")
    again = planned(campaign, "visit", date(2021, 9, 7), "xq01")
    elsewhere = planned(campaign, "visit", date(2021, 9, 7))
    held(campaign, first, date(2021, 9, 7), "2021-09-08")
    afterwards = planned(campaign, "visit", date(2021, 9, 7), "xq01")

    assert (again, elsewhere > first, afterwards > elsewhere) == (first, True, True)
