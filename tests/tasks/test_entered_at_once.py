"""Two of the office who enter the same thing at once: nothing is lost and nothing stands twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import col, func, select

from models import JournalEntry, Visit
from tasks import commendation, opinions, papers, reporting, signatories
from tasks.errors import Refused
from tasks.opinion_replies import Letter, record_reply
from tests.support.campaign_builder import Built, built, shanghai
from tests.support.databases import KINDS, database
from tests.support.judged import ready_for_the_meeting
from tests.support.signers import DIRECTOR
from tests.support.stated import star
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

    assert [one for one in told if isinstance(one, Refused)] == []
    with campaign.house.reading() as ctx:
        held = select(func.count()).where(col(Visit.kind) == commendation.MEETING)
        assert ctx.session.exec(held).one() == 1


def test_a_letter_and_the_end_of_waiting_are_entered_once(campaign: Built) -> None:
    asked = shanghai("2021-12-27")
    ready_for_the_meeting(campaign, {star("rx01", "p-1", candidate="示例1"): 90})
    campaign.close("2.2", shanghai("2021-12-22"))
    campaign.open("opinions", asked)
    with campaign.acting(asked, "流程") as ctx:
        opinions.request_and_check(ctx, campaign.campaign, "opinions")

    def reply() -> None:
        with campaign.acting(asked) as ctx:
            letter = Letter("discipline", asked.date(), "示例函〔2021〕1号")
            record_reply(ctx, campaign.campaign, letter, {}, others="none")

    def stop() -> None:
        with campaign.acting(asked) as ctx:
            opinions.stop_waiting(ctx, campaign.campaign, reason="已确认", ordered_by="办公室主任")

    told = [*at_once(*[reply] * 4), *at_once(*[stop] * 4)]

    assert [isinstance(one, Refused) for one in told].count(False) == 2
    acts = Counter(campaign_acts(campaign))
    assert (acts["opinion.answered"], acts["opinion.not_waited_for"]) == (1, 1)


def test_a_signatory_recorded_twice_at_once_stands_once(campaign: Built) -> None:
    campaign.known("zhang")

    def appoint() -> None:
        with campaign.acting(DAY) as ctx:
            who = signatories.Appointed(DIRECTOR, "zhang", date(2021, 6, 1))
            signatories.appoint(ctx, campaign.campaign, who)

    assert at_once(*[appoint] * 4) == [None] * 4
    assert Counter(campaign_acts(campaign))["signatory.recorded"] == 1


def campaign_acts(campaign: Built) -> list[str]:
    with campaign.house.reading() as ctx:
        return list(ctx.session.exec(select(JournalEntry.what)).all())
