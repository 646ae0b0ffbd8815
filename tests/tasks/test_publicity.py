"""The public notice: its working days, a substitute's own, and an end without open questions."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tasks import papers
from tasks.errors import Refused
from tasks.meetings.guard import Said
from tasks.meetings.objecting import Verdict
from tasks.public_notices import NOTICE, notices_of
from tests.support.campaign_builder import Built, shanghai
from tests.support.databases import KINDS, database
from tests.support.publicised import (
    FIRST,
    SECOND,
    THIRD,
    UPHELD,
    check,
    commend,
    conclude_again,
    decide,
    meet_again,
    object_to,
    publicised,
    publish,
)

LEFT_OUT = ("winners", "campaign", "journal", "result_head")


@pytest.fixture
def campaign(tmp_path: Path) -> Iterator[Built]:
    with publicised(tmp_path) as made:
        yield made


@pytest.fixture(params=KINDS)
def on_both(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Built]:
    with database(request.param, tmp_path) as url, publicised(tmp_path, url) as made:
        yield made


def shown(campaign: Built) -> list[tuple[str, str, list[str]]]:
    with campaign.house.reading() as ctx:
        return [
            (n.first.isoformat(), n.last.isoformat(), sorted(n.numbers))
            for n in notices_of(ctx, campaign.campaign)
        ]


def test_five_working_days_without_the_first_end_on_the_thirteenth(campaign: Built) -> None:
    again = publish(campaign, "2022-01-13", "23:00")

    assert shown(campaign) == [("2022-01-06", "2022-01-13", [FIRST, SECOND])]
    assert (again.objections, again.undecided, again.over) == (0, (), False)
    assert campaign.outcome("publicity") == ""


def test_both_days_the_counting_and_the_time_for_answers_are_printed(campaign: Built) -> None:
    with campaign.house.reading() as ctx:
        paper = papers.find(ctx, campaign.campaign, NOTICE)

    assert paper is not None
    assert {key: paper.facts[key] for key in paper.facts if key not in LEFT_OUT} == {
        "first": "2022-01-06",
        "last": "2022-01-13",
        "working_days": 5,
        "counting": "首日不计入",
        "answer_working_days": 10,
        "in_notice": False,
    }


def test_when_the_days_are_over_and_nobody_objected_the_step_has_its_outcome(
    campaign: Built,
) -> None:
    over = publish(campaign, "2022-01-14", "08:00")

    assert over.over
    assert campaign.outcome("publicity").startswith("公示期满，收到异议0件，成立0件")


def test_an_open_objection_keeps_the_notice_from_ending(campaign: Built) -> None:
    number = object_to(campaign, "2022-01-10")
    waiting = publish(campaign, "2022-01-14", "08:00")
    check(campaign, number, "2022-01-14")
    meet_again(campaign, "2022-01-14")
    decide(campaign, number, "2022-01-14", Verdict("dismissed", Said("经查事迹属实")))
    deliberating = publish(campaign, "2022-01-14", "10:30")
    conclude_again(campaign, "2022-01-14")
    over = publish(campaign, "2022-01-14", "12:00")

    assert (waiting.undecided, waiting.over) == ((number,), False)
    assert (deliberating.undecided, deliberating.over) == ((), False)
    assert over.over
    assert campaign.outcome("publicity").startswith("公示期满，收到异议1件，成立0件")


def test_a_substitute_is_public_for_the_whole_period_before_anything_is_final(
    on_both: Built,
) -> None:
    """Decided on Wednesday the 12th; the list of the 6th has ended long before the substitute's."""
    number = object_to(on_both, "2022-01-10")
    check(on_both, number, "2022-01-12")
    meet_again(on_both, "2022-01-12")
    decide(on_both, number, "2022-01-12", Verdict("upheld", UPHELD, "next_in_line"))
    unseen = publish(on_both, "2022-01-12", "10:30")
    conclude_again(on_both, "2022-01-12")
    put_up = publish(on_both, "2022-01-12", "12:00")
    first_over = publish(on_both, "2022-01-14", "08:00")
    with pytest.raises(Refused, match=f"{THIRD}公示尚未期满，不能表扬"):
        commend(on_both, shanghai("2022-01-14", "16:30"))
    over = publish(on_both, "2022-01-20", "08:00")

    assert len(unseen.notices) == 1
    assert shown(on_both) == [
        ("2022-01-06", "2022-01-13", [FIRST, SECOND]),
        ("2022-01-12", "2022-01-19", [THIRD]),
    ]
    assert [put_up.over, first_over.over, over.over] == [False, False, True]
    with on_both.house.reading() as ctx:
        paper = papers.find(ctx, on_both.campaign, NOTICE)
    assert paper is not None
    listed = [one["number"] for one in paper.notes["winners_in_the_end"]["窗口服务明星"]]
    assert listed == [SECOND, THIRD]
    assert on_both.outcome("publicity").startswith("公示期满，收到异议1件，成立1件")


def test_a_substitute_may_be_objected_to_in_its_own_days(campaign: Built) -> None:
    number = object_to(campaign, "2022-01-10")
    check(campaign, number, "2022-01-12")
    meet_again(campaign, "2022-01-12")
    decide(campaign, number, "2022-01-12", Verdict("upheld", UPHELD, "replace", THIRD))
    conclude_again(campaign, "2022-01-12")
    publish(campaign, "2022-01-12", "12:00")

    against = object_to(campaign, "2022-01-19", THIRD)
    waiting = publish(campaign, "2022-01-20", "08:00")

    assert (waiting.undecided, waiting.over) == ((against,), False)
    with pytest.raises(Refused, match="公示期为2022-01-06至2022-01-13"):
        object_to(campaign, "2022-01-19", SECOND)
