"""Notices: issued once with number and timetable, told to those who must sign, held for release."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import select

from models import Message, Paper
from rules.states import MessageState
from tasks import notices, papers
from tests.support.campaign_builder import Built, built, shanghai

DAY = shanghai("2021-06-18")


@pytest.fixture
def campaign(tmp_path: Path) -> Iterator[Built]:
    with built(tmp_path) as made:
        yield made


def test_the_leading_group_stands_in_its_paper_by_posts_with_observers_apart(
    campaign: Built,
) -> None:
    campaign.open("1.1", DAY)

    with campaign.acting(DAY) as ctx:
        issued = notices.issue(ctx, campaign.campaign, "1.1")
        paper = papers.find(ctx, campaign.campaign, "notice-1.1")

    assert issued == notices.Issued("评选〔2021〕1号", "领导小组成员调整通知", 0, 0)
    assert paper is not None
    posts = paper.facts["posts"]
    assert (posts["head"], len(posts["deputies"]), len(posts["members"])) == (
        "局党组书记、局长",
        6,
        11,
    )
    assert posts["observers"] == ["市场准入一处", "项目建设一处", "综合审批处"]
    assert campaign.outcome("1.1") == "《领导小组成员调整通知》（评选〔2021〕1号）已印发"


def test_a_notice_that_must_be_signed_goes_to_every_unit_and_waits_for_the_office(
    campaign: Built,
) -> None:
    campaign.open("1.2", DAY)

    with campaign.acting(DAY) as ctx:
        issued = notices.issue(ctx, campaign.campaign, "1.2")
    with campaign.house.reading() as ctx:
        states = Counter(m.state for m in ctx.session.exec(select(Message)).all())

    assert issued.units == len(campaign.states("1.2", "ack"))
    assert states == {MessageState.HELD: issued.messages}
    assert issued.unreachable == ()


def test_issuing_twice_gives_one_paper_one_number_and_one_message_each(campaign: Built) -> None:
    campaign.open("1.2", DAY)

    with campaign.acting(DAY) as ctx:
        first = notices.issue(ctx, campaign.campaign, "1.2")
    with campaign.acting(shanghai("2021-06-19")) as ctx:
        again = notices.issue(ctx, campaign.campaign, "1.2")
    with campaign.house.reading() as ctx:
        kept = ctx.session.exec(select(Paper)).all()
        messages = ctx.session.exec(select(Message)).all()

    assert (again.number, again.messages) == (first.number, 0)
    assert (len(kept), len(messages)) == (1, first.messages)
    assert len(campaign.journal("paper.issued")) == 1


def test_r4_the_evaluation_notice_carries_the_timetable_of_its_phase(campaign: Built) -> None:
    december = shanghai("2021-12-01")
    campaign.open("2.1", december)

    with campaign.acting(december) as ctx:
        notices.issue(ctx, campaign.campaign, "2.1")
        paper = papers.find(ctx, campaign.campaign, "notice-2.1")

    assert paper is not None
    rows = paper.facts["timetable"]
    assert [row["step"] for row in rows] == ["2.1", "2.2", "2.3", "2.4", "opinions"]
    assert rows[1]["duties"] == [
        {"title": "报送申报材料", "due": "2021-12-17"},
        {"title": "对所属单位申报的意见", "due": "2021-12-21"},
    ]


def test_r60_a_notice_keeps_whom_it_addresses_and_who_gets_a_copy(campaign: Built) -> None:
    campaign.open("1.2", DAY)

    with campaign.acting(DAY) as ctx:
        notices.issue(ctx, campaign.campaign, "1.2")
        paper = papers.find(ctx, campaign.campaign, "notice-1.2")

    assert paper is not None
    assert (len(paper.main), len(paper.copies)) == (5, 7)


def test_numbers_run_without_gaps_within_a_year_and_begin_anew_in_the_next(
    campaign: Built,
) -> None:
    given = []
    for step, day in (("1.1", DAY), ("1.2", DAY), ("3.3", shanghai("2022-01-17"))):
        campaign.open(step, day)
        with campaign.acting(day) as ctx:
            given.append(notices.issue(ctx, campaign.campaign, step).number)

    assert given == ["评选〔2021〕1号", "评选〔2021〕2号", "评选〔2022〕1号"]


def test_a_notice_leads_to_its_paper_where_the_workbench_has_an_address(campaign: Built) -> None:
    campaign.house.settings = campaign.house.settings.model_copy(
        update={"address": "https://pingxuan.example"}
    )
    campaign.open("1.2", DAY)
    with campaign.acting(DAY) as ctx:
        notices.issue(ctx, campaign.campaign, "1.2")

    with campaign.house.reading() as ctx:
        bodies = set(ctx.session.exec(select(Message.body)).all())
    assert bodies
    assert all("文件全文和网上签收：https://pingxuan.example/my" in body for body in bodies)
