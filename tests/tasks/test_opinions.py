"""Opinions of authorities: asked once, answered on real days, and no silent end of waiting."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tasks import opinions, papers
from tasks.errors import Refused
from tests.support.campaign_builder import Built, built, shanghai

ASKED, ANSWERED = shanghai("2021-12-27"), shanghai("2021-12-30")


@pytest.fixture
def campaign(tmp_path: Path) -> Iterator[Built]:
    with built(tmp_path) as made:
        made.open("opinions", ASKED)
        check(made)
        yield made


def check(campaign: Built) -> opinions.Asked:
    with campaign.acting(ASKED, "流程") as ctx:
        return opinions.request_and_check(ctx, campaign.campaign, "opinions")


def answer(campaign: Built, authority: str, result: str = "无异议", remark: str = "") -> None:
    with campaign.acting(ANSWERED) as ctx:
        opinions.record_answer(
            ctx, campaign.campaign, authority, result=result, on=date(2021, 12, 29), remark=remark
        )


def test_the_request_is_one_paper_marked_as_not_in_the_notice(campaign: Built) -> None:
    again = check(campaign)

    with campaign.house.reading() as ctx:
        paper = papers.find(ctx, campaign.campaign, opinions.REQUEST)
    assert again == opinions.Asked("评选〔2021〕1号", opinions.AUTHORITIES, 0, ())
    assert paper is not None
    assert paper.facts["in_notice"] is False


def test_when_all_have_answered_the_step_has_its_outcome(campaign: Built) -> None:
    first, *others = opinions.AUTHORITIES
    answer(campaign, first, "有异议", "一名候选人正在核查")
    for authority in others:
        answer(campaign, authority)

    asked = check(campaign)

    assert asked.objecting == (first,)
    assert campaign.outcome("opinions") == "3/3个部门已答复，1个有异议"


def test_while_one_is_silent_the_step_waits_unless_somebody_decides_otherwise(
    campaign: Built,
) -> None:
    answer(campaign, opinions.AUTHORITIES[0])
    check(campaign)
    waiting = campaign.outcome("opinions")

    with campaign.acting(ANSWERED) as ctx:
        opinions.stop_waiting(
            ctx, campaign.campaign, reason="电话确认无异议", ordered_by="办公室主任"
        )
    check(campaign)

    assert waiting == ""
    assert campaign.outcome("opinions") == (
        "1/3个部门已答复，0个有异议；办公室主任决定不再等候：电话确认无异议"
    )


def test_everything_wrong_with_an_answer_is_told_at_once(campaign: Built) -> None:
    with campaign.acting(ASKED) as ctx, pytest.raises(Refused) as refused:
        opinions.record_answer(ctx, campaign.campaign, "气象", result="同意", on=date(2021, 12, 29))

    assert len(refused.value.reasons) == 3


def test_an_objecting_answer_must_say_what_it_objects_to(campaign: Built) -> None:
    with pytest.raises(Refused, match="请写明内容"):
        answer(campaign, opinions.AUTHORITIES[0], "有异议")
