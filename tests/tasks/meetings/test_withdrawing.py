"""Honours withdrawn after the fact: by decision, the list untouched, the certificate reclaimed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import col, select

from models import Application, Objection, Placement
from rules.meetings import Votes
from tasks import papers
from tasks.errors import Refused
from tasks.honoured import honoured, standing, withdrawals
from tasks.meetings import agenda, rows, withdrawing
from tasks.meetings.agenda import Line
from tasks.meetings.guard import Said
from tasks.meetings.withdrawing import Terms
from tests.support.campaign_builder import Built, shanghai
from tests.support.databases import KINDS, database
from tests.support.publicised import (
    FIRST,
    SECOND,
    THIRD,
    commended,
    conclude_again,
    meet_again,
)

DUE = date(2022, 3, 31)
FOUND = "材料造假"


@pytest.fixture(params=KINDS)
def campaign(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Built]:
    """Commended on 14 January; fraud comes to light in March."""
    with database(request.param, tmp_path) as url, commended(tmp_path, url) as made:
        yield made


def withdraw(campaign: Built, successor: str = "", *, number: str = FIRST, due: date = DUE) -> str:
    meet_again(campaign, "2022-03-01")
    with campaign.acting(shanghai("2022-03-01")) as ctx:
        position = withdrawing.put_on_agenda(ctx, campaign.campaign, number, found=FOUND)
        terms = Terms(Said("查实造假", Votes(18)), due, successor)
        return withdrawing.withdraw(ctx, campaign.campaign, position, terms)


def placed(campaign: Built) -> list[dict[str, object]]:
    with campaign.house.reading() as ctx:
        return [row.model_dump() for row in ctx.session.exec(select(Placement)).all()]


def states(campaign: Built, day: str) -> list[tuple[str, str, str, str]]:
    with campaign.house.reading(now=shanghai(day)) as ctx:
        return [
            (one.winner.number, one.withdrawn_for, one.instead_of, one.waits_for)
            for one in honoured(ctx, campaign.campaign)
        ]


def test_the_place_lapses_by_default_and_the_list_stays_as_it_was(campaign: Built) -> None:
    before = placed(campaign)

    number = withdraw(campaign)
    minutes = conclude_again(campaign, "2022-03-01")

    assert placed(campaign) == before
    assert states(campaign, "2022-03-02") == [(FIRST, "查实造假", "", ""), (SECOND, "", "", "")]
    with campaign.house.reading() as ctx:
        paper = papers.find(ctx, campaign.campaign, "withdrawal-1")
        kept = papers.find(ctx, campaign.campaign, "review-minutes-2")
    assert paper is not None
    assert kept is not None
    assert papers.number_of(paper) == number
    assert papers.number_of(kept) == minutes
    assert (paper.facts["reason"], paper.facts["successor"]) == ("查实造假", "")
    assert [i["resolutions"][0]["outcome"] for i in kept.facts["items"]] == ["withdrawn"]
    assert len(campaign.journal("honour.withdrawn")) == 1


def test_a_successor_holds_the_honour_only_after_its_own_public_notice(campaign: Built) -> None:
    """From Tuesday 1 March the fifth working day after it is the 8th."""
    withdraw(campaign, THIRD)

    assert states(campaign, "2022-03-08")[-1] == (THIRD, "", FIRST, "补充公示尚未期满")
    assert states(campaign, "2022-03-09")[-1] == (THIRD, "", FIRST, "")
    with campaign.house.reading(now=shanghai("2022-03-09")) as ctx:
        assert [one.number for one in standing(ctx, campaign.campaign)] == [SECOND, THIRD]


@pytest.mark.parametrize(
    ("effect", "waits_for"),
    [("", "对其异议尚未处理"), ("upheld", "对其异议成立，尚未撤销"), ("dismissed", "")],
)
def test_a_successor_waits_for_what_becomes_of_an_objection_to_it(
    campaign: Built, effect: str, waits_for: str
) -> None:
    withdraw(campaign, THIRD)
    with campaign.acting(shanghai("2022-03-09")) as ctx:
        about = ctx.session.exec(select(Application.id).where(col(Application.number) == THIRD))
        ctx.session.add(
            Objection(
                campaign_id=campaign.campaign, number="YY-1", application_id=about.one(),
                raised_by="某人", text="材料不实", received_on=date(2022, 3, 2),
                answer_due=date(2022, 3, 16), registered_at=ctx.now, registered_by="办公室",
                effect=effect, decided_at=ctx.now if effect else None,
            )
        )  # fmt: skip

    assert states(campaign, "2022-03-09")[-1] == (THIRD, "", FIRST, waits_for)


def test_the_certificate_is_on_the_list_until_it_is_back(campaign: Built) -> None:
    withdraw(campaign)
    with campaign.house.reading() as ctx:
        out = withdrawing.to_reclaim(ctx, campaign.campaign)
    with campaign.acting(shanghai("2022-03-10")) as ctx:
        on = date(2022, 3, 10)
        withdrawing.certificate_returned(ctx, campaign.campaign, FIRST, on=on, note="当面交回")
        left = withdrawing.to_reclaim(ctx, campaign.campaign)
        with pytest.raises(Refused, match="已于2022-03-10收回"):
            withdrawing.certificate_returned(ctx, campaign.campaign, FIRST, on=on)

    assert (out, left) == ([(FIRST, DUE)], [])


def test_certificates_are_called_in_by_the_day_on_which_they_are_due(campaign: Built) -> None:
    sooner = date(2022, 3, 15)
    withdraw(campaign)
    conclude_again(campaign, "2022-03-01")
    withdraw(campaign, number=SECOND, due=sooner)

    with campaign.house.reading() as ctx:
        out = withdrawing.to_reclaim(ctx, campaign.campaign)
        assert withdrawals(ctx, campaign.campaign + 1) == {}
    assert out == [(SECOND, sooner), (FIRST, DUE)]


def test_an_item_of_another_kind_is_neither_withdrawn_nor_kept(campaign: Built) -> None:
    meet_again(campaign, "2022-03-01")
    with campaign.acting(shanghai("2022-03-01")) as ctx:
        row = rows.find(ctx, campaign.campaign, None)
        line = Line("override", "准予突破", {"why": "R40"}, subject=THIRD)
        position = agenda.put(ctx, row, line)
        said = Said("查实造假", Votes(18))
        for act in (
            lambda: withdrawing.keep(ctx, campaign.campaign, position, said),
            lambda: withdrawing.withdraw(ctx, campaign.campaign, position, Terms(said, DUE)),
        ):
            with pytest.raises(Refused, match="是“准予突破”，不是撤销荣誉"):
                act()


def test_what_came_to_light_may_be_found_no_ground_and_the_honour_stays(campaign: Built) -> None:
    meet_again(campaign, "2022-03-01")
    with campaign.acting(shanghai("2022-03-01")) as ctx:
        position = withdrawing.put_on_agenda(ctx, campaign.campaign, FIRST, found=FOUND)
        with pytest.raises(Refused) as refused:
            withdrawing.keep(ctx, campaign.campaign, position, Said("", Votes(18)))
        withdrawing.keep(ctx, campaign.campaign, position, Said("查无实据", Votes(18)))
    conclude_again(campaign, "2022-03-01")

    assert refused.value.reasons == ("请写明决定的理由",)
    assert states(campaign, "2022-03-02") == [(FIRST, "", "", ""), (SECOND, "", "", "")]
    with campaign.house.reading() as ctx:
        kept = papers.find(ctx, campaign.campaign, "review-minutes-2")
        assert kept is not None
        assert papers.find(ctx, campaign.campaign, "withdrawal-1") is None
    (item,) = kept.facts["items"]
    assert [(one["outcome"], one["reason"]) for one in item["resolutions"]] == [
        ("kept", "查无实据")
    ]


def test_only_an_honour_that_is_held_is_withdrawn_once_and_never_while_the_list_is_open(
    campaign: Built,
) -> None:
    withdraw(campaign)

    def again(number: str) -> tuple[str, ...]:
        with campaign.acting(shanghai("2022-03-01")) as ctx, pytest.raises(Refused) as caught:
            withdrawing.put_on_agenda(ctx, campaign.campaign, number, found=FOUND)
        return caught.value.reasons

    assert again(FIRST) == (f"{FIRST}的荣誉已经撤销",)
    assert again(THIRD) == (f"{THIRD}没有获得荣誉，无从撤销",)
    campaign.open("publicity", shanghai("2022-03-01"))
    assert again(SECOND) == ("名单还在公示，请按异议处理或取消参评资格，不用撤销",)


def test_a_successor_must_be_next_in_the_same_cell_and_the_certificate_due_later(
    campaign: Built,
) -> None:
    meet_again(campaign, "2022-03-01")
    with campaign.acting(shanghai("2022-03-01")) as ctx:
        position = withdrawing.put_on_agenda(ctx, campaign.campaign, FIRST, found=FOUND)
        terms = Terms(Said("查实造假", Votes(18)), date(2022, 2, 28), SECOND)
        with pytest.raises(Refused) as refused:
            withdrawing.withdraw(ctx, campaign.campaign, position, terms)

    assert refused.value.reasons == (
        "收回证书的期限2022-02-28已经过去，请另定日期",
        f"{SECOND}不是同一类别的备选，不能递补；不递补则名额作废",
    )
