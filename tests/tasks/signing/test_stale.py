"""Papers out of date: which quote what has changed since, and what exactly differs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import event

from tasks import notices, stale_papers
from tasks.amendments import Word, amend
from tasks.meetings.objecting import Verdict
from tests.support.campaign_builder import Built, built, shanghai
from tests.support.campaign_files import amended
from tests.support.publicised import (
    UPHELD,
    check,
    conclude_again,
    decide,
    meet_again,
    object_to,
    publicised,
    publish,
)
from tests.support.signers import Desk, appoint_all

DECEMBER = shanghai("2021-12-01")


@pytest.fixture
def public(tmp_path: Path) -> Iterator[Built]:
    with publicised(tmp_path) as made:
        yield made


def found(campaign: Built, day: str) -> list[stale_papers.StalePaper]:
    with campaign.house.reading(now=shanghai(day)) as ctx:
        return stale_papers.stale(ctx, campaign.campaign)


def strike_the_first(campaign: Built) -> None:
    number = object_to(campaign, "2022-01-10")
    check(campaign, number, "2022-01-12")
    meet_again(campaign, "2022-01-12")
    decide(campaign, number, "2022-01-12", Verdict("upheld", UPHELD, "next_in_line"))
    conclude_again(campaign, "2022-01-12")
    publish(campaign, "2022-01-12", "12:00")


def test_a_list_that_changed_makes_the_notice_stale_and_names_who_went(public: Built) -> None:
    before = found(public, "2022-01-07")
    strike_the_first(public)
    after = found(public, "2022-01-13")

    assert before == []
    assert [(one.kind, [d.text for d in one.differences]) for one in after] == [
        ("public-notice", ["名单：窗口服务明星 示例1（示例市12345热线平台） → 无"])
    ]


def test_a_changed_file_makes_an_issued_notice_and_a_draft_stale(tmp_path: Path) -> None:
    with built(tmp_path) as campaign:
        appoint_all(campaign)
        campaign.open("1.2", shanghai("2021-06-18"))
        with campaign.acting(shanghai("2021-06-18")) as ctx:
            notices.issue(ctx, campaign.campaign, "1.2")
        Desk(campaign, "2.1", DECEMBER).draft()
        with campaign.acting(shanghai("2021-11-20")) as ctx:
            change = amended(("name: 形成综合性考评材料", "name: 汇总考评材料"))
            amend(ctx, campaign.campaign, change, Word("用词统一", "办公室主任"))
        stale = found(campaign, "2021-12-01")

    assert [(one.kind, one.number) for one in stale] == [
        ("notice-1.2", "评选〔2021〕1号"),
        ("notice-2.1", "评选〔2021〕　号"),
    ]


def test_looking_costs_a_few_queries_a_paper_however_long_its_lists_are(public: Built) -> None:
    counted: list[str] = []
    event.listen(public.house.engine, "before_cursor_execute", lambda *a: counted.append(a[2]))
    found(public, "2022-01-07")

    assert len(counted) <= 20 * 2
