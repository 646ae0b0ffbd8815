"""Filings: judged by their real day, checked for what the notice asks, met duties once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from models import Filing
from rules.states import ObligationState
from tasks import filings
from tasks.errors import Refused
from tasks.filings import HandIn
from tests.support.campaign_builder import Built, built, shanghai

JULY = shanghai("2021-06-21")
AREAS = {
    code: {"state": "现状", "gap": "差距", "measures": "措施"} for code in ("t1", "t2", "t3", "t4")
}


@pytest.fixture
def campaign(tmp_path: Path) -> Iterator[Built]:
    with built(tmp_path) as made:
        made.open("1.3", JULY)
        yield made


def measures(**changes: object) -> HandIn:
    usual: dict[str, Any] = {
        "kind": "measures",
        "title": "争创措施",
        "happened_on": date(2021, 7, 10),
        "by": "示例",
        "detail": {"areas": AREAS},
    }
    return HandIn(**{**usual, **changes})


def hand_in(campaign: Built, unit: str, what: HandIn, day: str) -> filings.HandedIn:
    with campaign.acting(shanghai(day)) as ctx:
        return filings.hand_in(ctx, campaign.campaign, campaign.unit(unit), what)


def test_measures_handed_in_before_the_end_meet_the_duty_in_time(campaign: Built) -> None:
    done = hand_in(campaign, "ck001", measures(), "2021-07-10")

    assert done.met == 1
    assert campaign.states("1.3", "measures")["ck001"] is ObligationState.MET


def test_a_paper_act_of_the_last_day_entered_days_later_is_in_time(campaign: Built) -> None:
    what = measures(happened_on=date(2021, 7, 16), channel="paper", detail={}, link="scan-1.pdf")

    hand_in(campaign, "ck001", what, "2021-07-20")

    assert campaign.states("1.3", "measures")["ck001"] is ObligationState.MET


def test_an_act_after_the_last_day_is_late(campaign: Built) -> None:
    hand_in(campaign, "ck001", measures(happened_on=date(2021, 7, 17)), "2021-07-20")

    assert campaign.states("1.3", "measures")["ck001"] is ObligationState.MET_LATE


def test_r55_measures_answer_every_task_area_with_its_gap_and_all_that_lacks_is_told(
    campaign: Built,
) -> None:
    partly = {"areas": {**AREAS, "t2": {"gap": "", "measures": "措施"}, "t4": {}}}

    with pytest.raises(Refused) as refused:
        hand_in(campaign, "ck001", measures(detail=partly), "2021-07-10")

    assert refused.value.reasons == (
        "目标任务“改革引领”没有填写差距（三、四·第一阶段·3）",
        "目标任务“率先目标”没有填写差距（三、四·第一阶段·3）",
        "目标任务“率先目标”没有填写措施（三、四·第一阶段·3）",
    )
    assert campaign.states("1.3", "measures")["ck001"] is ObligationState.PENDING


def test_r56_a_report_falls_under_one_of_the_four_headings(campaign: Built) -> None:
    with pytest.raises(Refused) as refused:
        hand_in(campaign, "ck001", measures(kind="report", heading="其他"), "2021-07-10")

    assert refused.value.reasons == (
        ("没有“其他”这个方面，可用：改革创新、便民惠企、体系建设、日常管理（四·第一阶段·4）"),
    )


def test_a_day_still_to_come_is_refused(campaign: Built) -> None:
    with pytest.raises(Refused, match="还没有到"):
        hand_in(campaign, "ck001", measures(happened_on=date(2021, 7, 11)), "2021-07-10")


def test_the_same_thing_is_registered_once(campaign: Built) -> None:
    hand_in(campaign, "ck001", measures(), "2021-07-10")

    with pytest.raises(Refused, match="已经登记过"):
        hand_in(campaign, "ck001", measures(), "2021-07-10")


def test_the_first_summary_is_met_before_the_second(campaign: Built) -> None:
    campaign.open("1.4", shanghai("2021-07-01"))

    hand_in(
        campaign,
        "ck001",
        measures(kind="summary", heading="改革创新", happened_on=date(2021, 9, 10)),
        "2021-09-10",
    )

    states = [campaign.states("1.4", duty)["ck001"] for duty in ("summary_1", "summary_2")]
    assert states == [ObligationState.MET, ObligationState.PENDING]


def test_r59_what_is_handed_in_names_the_lead_office_that_is_told_too(campaign: Built) -> None:
    hand_in(campaign, "ck001", measures(), "2021-07-10")

    with campaign.house.reading() as ctx:
        filing = ctx.session.exec(select(Filing)).one()
    assert filing.detail["lead_office"] == "ducha"


def test_r13_evidence_is_noted_by_lead_offices_only(campaign: Built) -> None:
    day = shanghai("2021-08-02")
    what = HandIn("evidence", "现场记录", date(2021, 8, 2), "示例")

    with campaign.acting(day) as ctx:
        filings.record_evidence(ctx, campaign.campaign, "ck001", "ducha", what)
    with campaign.acting(day) as ctx, pytest.raises(Refused, match="牵头处室"):
        filings.record_evidence(ctx, campaign.campaign, "ck001", "xinxi", what)

    with campaign.house.reading() as ctx:
        filing = ctx.session.exec(select(Filing)).one()
    assert (filing.kind, filing.detail["office"]) == ("evidence", "ducha")


def test_r50_cases_of_a_town_come_through_its_county_bureau(campaign: Built) -> None:
    day = shanghai("2021-10-08")
    what = HandIn("case", "一件事一次办", date(2021, 10, 8), "示例")

    with campaign.acting(day) as ctx:
        filings.record_case(ctx, campaign.campaign, "xq01", "zh001", what)
    with campaign.acting(day) as ctx, pytest.raises(Refused, match="扎口"):
        filings.record_case(ctx, campaign.campaign, "xq02", "zh001", what)
    with campaign.acting(day) as ctx, pytest.raises(Refused, match="扎口"):
        filings.record_case(ctx, campaign.campaign, "zh001", "zh001", what)


def test_the_count_tells_in_time_late_and_owed(campaign: Built) -> None:
    total = len(campaign.states("1.3", "measures"))
    hand_in(campaign, "ck001", measures(), "2021-07-10")
    hand_in(campaign, "ck002", measures(happened_on=date(2021, 7, 19)), "2021-07-19")

    with campaign.acting(shanghai("2021-07-19")) as ctx:
        counted = filings.count_handed_in(ctx, campaign.campaign, "1.3")

    count = filings.DutyCount("measures", "报送争创措施", total - 2, 1, 1)
    assert counted == filings.Collected((count,), 2)
