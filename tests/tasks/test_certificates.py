"""Certificates: one for everybody commended, one for each successor, no serial given twice."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from rules.meetings import Votes
from tasks import certificates
from tasks.certificates import Printed
from tasks.meetings import withdrawing
from tasks.meetings.guard import Said
from tasks.meetings.withdrawing import Terms
from tasks.paper_files import papers_folder
from tests.support.campaign_builder import Built, shanghai
from tests.support.opened import pages_in
from tests.support.publicised import (
    FIRST,
    SECOND,
    THIRD,
    commend,
    conclude_again,
    meet_again,
    unopposed,
)

LISTED, OWN = "荣誉证书.pdf", "荣誉证书-SZSC-2021-ZS-0003.pdf"


@pytest.fixture
def campaign(tmp_path: Path) -> Iterator[Built]:
    """Two have the list's places, public until the 13th of January; a third is next in line."""
    with unopposed(tmp_path) as made:
        yield made


def commended(campaign: Built, day: str = "2022-01-14") -> None:
    commend(campaign, shanghai(day, "16:30"))


def withdraw(campaign: Built, number: str, day: str, successor: str = "") -> None:
    meet_again(campaign, day)
    with campaign.acting(shanghai(day)) as ctx:
        position = withdrawing.put_on_agenda(ctx, campaign.campaign, number, found="材料造假")
        terms = Terms(Said("查实造假", Votes(18)), date(2022, 4, 29), successor)
        withdrawing.withdraw(ctx, campaign.campaign, position, terms)
    conclude_again(campaign, day)


def printed(campaign: Built, day: str) -> Printed:
    with campaign.acting(shanghai(day), "流程") as ctx:
        return certificates.print_certificates(ctx, campaign.campaign, "3.2")


def serials(campaign: Built, day: str) -> dict[str, str]:
    with campaign.house.reading(now=shanghai(day)) as ctx:
        return certificates.serials(ctx, campaign.campaign)


def sums(campaign: Built) -> dict[str, str]:
    """What lies there, by name."""
    with campaign.house.reading() as ctx:
        found = papers_folder(ctx, campaign.campaign).glob("荣誉证书*")
        return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in found}


def test_nothing_is_printed_before_the_commendation(campaign: Built) -> None:
    assert printed(campaign, "2022-01-14") == Printed(0, "")
    assert (serials(campaign, "2022-01-14"), sums(campaign)) == ({}, {})


def test_a_successor_gets_a_certificate_of_its_own_once_it_holds_the_place(campaign: Built) -> None:
    commended(campaign)
    first = printed(campaign, "2022-01-17")
    on_the_list = sums(campaign)
    withdraw(campaign, FIRST, "2022-03-01", THIRD)
    waiting = printed(campaign, "2022-03-08"), serials(campaign, "2022-03-08")
    passed_on = printed(campaign, "2022-03-09")
    written = sums(campaign)
    again = printed(campaign, "2022-03-10")

    list_serials = {FIRST: "SZSC-2021-ZS-0001", SECOND: "SZSC-2021-ZS-0002"}
    assert first == Printed(2, LISTED)
    assert waiting == (Printed(2, LISTED), list_serials)
    assert passed_on == Printed(3, LISTED, (OWN,))
    assert serials(campaign, "2022-03-09") == {**list_serials, THIRD: "SZSC-2021-ZS-0003"}
    assert {name: written[name] for name in on_the_list} == on_the_list
    assert set(written) == {LISTED, OWN}
    assert (again, sums(campaign)) == (Printed(3, LISTED), written)


def test_the_certificate_of_a_successor_bears_the_day_after_its_public_notice(
    campaign: Built,
) -> None:
    commended(campaign)
    withdraw(campaign, FIRST, "2022-03-01", THIRD)
    printed(campaign, "2022-04-20")

    with campaign.house.reading() as ctx:
        [page] = pages_in((papers_folder(ctx, campaign.campaign) / OWN).read_bytes())
    assert page == (
        "荣誉证书示例3同志：在“双争双创”主题活动（第三届）中，获评“窗口服务明星”。特发此证，以资鼓励。"
        "编号：SZSC-2021-ZS-0003苏州市行政审批局2022年3月9日"
    )


def test_who_lost_the_honour_before_the_commendation_gets_none_and_the_serial_stays_unused(
    campaign: Built,
) -> None:
    withdraw(campaign, FIRST, "2022-01-17", THIRD)
    commended(campaign, "2022-02-01")

    assert printed(campaign, "2022-02-01") == Printed(2, LISTED)
    assert serials(campaign, "2022-02-01") == {
        SECOND: "SZSC-2021-ZS-0002",
        THIRD: "SZSC-2021-ZS-0003",
    }


@pytest.mark.parametrize(
    ("lost_on", "kept"), [("2022-03-08", {}), ("2022-03-09", {THIRD: "SZSC-2021-ZS-0003"})]
)
def test_a_successor_that_loses_the_place_keeps_its_serial_only_if_it_held_it(
    campaign: Built, lost_on: str, kept: dict[str, str]
) -> None:
    """Its own public notice runs until the 8th of March."""
    commended(campaign)
    withdraw(campaign, FIRST, "2022-03-01", THIRD)
    withdraw(campaign, THIRD, lost_on)

    assert serials(campaign, "2022-03-20") == {
        FIRST: "SZSC-2021-ZS-0001",
        SECOND: "SZSC-2021-ZS-0002",
        **kept,
    }
    assert printed(campaign, "2022-03-20") == Printed(2, LISTED)
