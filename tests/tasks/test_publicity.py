"""The public notice: its working days, objections while it runs, and an end without open questions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tasks import objections, papers, publicity, review
from tasks.errors import Refused
from tasks.objections import Raised
from tests.support.campaign_builder import Built, built, shanghai
from tests.support.judged import GROUP, confirm, ready_for_the_meeting
from tests.support.stated import star

PUBLISHED, AFTER = shanghai("2022-01-06"), shanghai("2022-01-14", "08:00")
STARS = {star("rx01", f"p-{n}", candidate=f"示例{n}"): 90 - n for n in range(1, 4)}
FIRST = "SZSC-2021-0001"


@pytest.fixture
def campaign(tmp_path: Path) -> Iterator[Built]:
    """The list is confirmed and put up on 6 January."""
    with built(tmp_path) as made:
        ready_for_the_meeting(made, STARS)
        confirm(made)
        made.open("publicity", PUBLISHED)
        publish(made, "2022-01-06")
        yield made


def publish(campaign: Built, day: str, clock: str = "10:00") -> publicity.Published:
    with campaign.acting(shanghai(day, clock), "流程") as ctx:
        return publicity.publish_and_check(ctx, campaign.campaign, "publicity")


def object_to(campaign: Built, day: date, application: str = FIRST) -> str:
    raised = Raised("objection", "来信人甲（化名）", "事迹与实际不符", day, application)
    with campaign.acting(shanghai(day.isoformat(), "16:00")) as ctx:
        return objections.register(ctx, campaign.campaign, raised)


def test_five_working_days_without_the_first_end_on_the_thirteenth(campaign: Built) -> None:
    again = publish(campaign, "2022-01-13", "23:00")

    assert again == publicity.Published("2022-01-06", "2022-01-13", 0, (), over=False)
    assert campaign.outcome("publicity") == ""


def test_the_paper_says_that_the_notice_of_the_campaign_has_no_such_step(campaign: Built) -> None:
    with campaign.house.reading() as ctx:
        paper = papers.find(ctx, campaign.campaign, objections.NOTICE)

    assert paper is not None
    assert paper.facts["in_notice"] is False
    assert len(paper.facts["winners"]["窗口服务明星"]) == 2


def test_when_the_days_are_over_and_nobody_objected_the_step_has_its_outcome(
    campaign: Built,
) -> None:
    over = publish(campaign, "2022-01-14", "08:00")

    assert over.over
    assert campaign.outcome("publicity").startswith("公示期满，收到异议0件，成立0件")


def test_an_open_objection_keeps_the_notice_from_ending(campaign: Built) -> None:
    number = object_to(campaign, date(2022, 1, 10))

    waiting = publish(campaign, "2022-01-14", "08:00")
    with campaign.acting(AFTER) as ctx:
        objections.decide(
            ctx, campaign.campaign, number, finding="经查事迹属实", effect="dismissed"
        )
        objections.answer(ctx, campaign.campaign, number)
    publish(campaign, "2022-01-14", "08:30")

    assert waiting.undecided == (number,)
    assert campaign.outcome("publicity").startswith("公示期满，收到异议1件，成立0件")


def test_an_objection_that_stands_strikes_the_candidate_and_the_change_is_noted(
    campaign: Built,
) -> None:
    number = object_to(campaign, date(2022, 1, 10))

    with campaign.acting(shanghai("2022-01-12")) as ctx:
        objections.decide(ctx, campaign.campaign, number, finding="材料不实", effect="upheld")
        review.disqualify(
            ctx,
            campaign.campaign,
            FIRST,
            reason="公示期间异议成立，材料不实",
            ordered_by=GROUP,
            next_moves_up=True,
        )
    publish(campaign, "2022-01-14", "08:00")

    with campaign.house.reading() as ctx:
        paper = papers.find(ctx, campaign.campaign, objections.NOTICE)
    assert paper is not None
    listed = {
        key: [one["number"] for one in paper.facts[key]["窗口服务明星"]]
        for key in ("winners", "winners_in_the_end")
    }
    assert listed == {
        "winners": ["SZSC-2021-0001", "SZSC-2021-0002"],
        "winners_in_the_end": ["SZSC-2021-0002", "SZSC-2021-0003"],
    }
    assert campaign.outcome("publicity").startswith("公示期满，收到异议1件，成立1件")


def test_an_objection_before_or_after_the_days_is_refused_and_shown_the_other_way(
    campaign: Built,
) -> None:
    with pytest.raises(Refused) as refused:
        object_to(campaign, date(2022, 1, 14))

    assert refused.value.reasons == (
        "公示期为2022-01-06至2022-01-13，2022-01-14收到的可作为疑问和建议登记（说明6）",
    )


def test_r54_an_enquiry_is_registered_at_any_time_and_holds_nothing_up(campaign: Built) -> None:
    asked = Raised("enquiry", "某单位联系人", "证书何时发放", date(2022, 1, 14))

    with campaign.acting(AFTER) as ctx:
        number = objections.register(ctx, campaign.campaign, asked)

    assert number == "SZSC-2021-YY-001"
    assert publish(campaign, "2022-01-14", "09:00").undecided == ()


def test_an_objection_needs_a_name_a_text_and_a_candidate(campaign: Built) -> None:
    empty = Raised("objection", " ", " ", date(2022, 1, 10))

    with campaign.acting(shanghai("2022-01-10")) as ctx, pytest.raises(Refused) as refused:
        objections.register(ctx, campaign.campaign, empty)

    assert len(refused.value.reasons) == 3


def test_what_was_decided_is_not_decided_again_and_only_what_was_decided_is_answered(
    campaign: Built,
) -> None:
    number = object_to(campaign, date(2022, 1, 10))

    with campaign.acting(AFTER) as ctx, pytest.raises(Refused, match="还没有处理结果"):
        objections.answer(ctx, campaign.campaign, number)
    with campaign.acting(AFTER) as ctx:
        objections.decide(ctx, campaign.campaign, number, finding="属实", effect="dismissed")
    with campaign.acting(AFTER) as ctx, pytest.raises(Refused, match="已经作出处理"):
        objections.decide(ctx, campaign.campaign, number, finding="再查", effect="upheld")


def test_the_objectors_name_and_words_stay_out_of_the_journal(campaign: Built) -> None:
    object_to(campaign, date(2022, 1, 10))

    (entry,) = campaign.journal("objection.registered")
    assert entry.payload == {"about": FIRST}
