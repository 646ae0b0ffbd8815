"""Issued papers stay as they are: corrected by a version that names them, withdrawn by a paper."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import col, select

from models import Message, Paper
from rules.states import PaperState
from tasks import notices, paper_ends, papers, printing, sign_off
from tasks.campaigns import definition_of
from tasks.errors import Refused
from tests.support.campaign_builder import Built, built, shanghai
from tests.support.databases import KINDS, database
from tests.support.signers import DAY, Desk, appoint_all

LATER = shanghai("2021-06-22")


@pytest.fixture(params=KINDS)
def campaign(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Built]:
    with database(request.param, tmp_path) as url, built(tmp_path, url) as made:
        appoint_all(made)
        made.open("1.2", DAY)
        with made.acting(DAY) as ctx:
            notices.issue(ctx, made.campaign, "1.2")
        yield made


def paper_of(campaign: Built, kind: str = "notice-1.2") -> Paper:
    with campaign.house.reading() as ctx:
        found = papers.find(ctx, campaign.campaign, kind)
    assert found is not None
    return found


def correct(campaign: Built, reason: str = "联系电话有误") -> Desk:
    with campaign.acting(LATER, "ganshi") as ctx:
        made = paper_ends.correct(ctx, campaign.campaign, paper_of(campaign).id or 0, reason=reason)
    return Desk(campaign, "1.2", LATER, made)


def test_what_became_of_it_may_still_be_noted(campaign: Built) -> None:
    with campaign.acting(LATER) as ctx:
        paper = papers.find(ctx, campaign.campaign, "notice-1.2")
        assert paper is not None
        papers.note(ctx, paper, delivered={"甲": "签收单"})

    assert paper_of(campaign).notes == {"delivered": {"甲": "签收单"}}


def test_a_correction_is_signed_names_the_old_one_takes_its_place_and_is_told_to_all(
    campaign: Built,
) -> None:
    old = paper_of(campaign)
    desk = correct(campaign)
    desk.revise(desk.row.text.replace("现予印发", "现印发给你们"))
    with campaign.acting(LATER) as ctx:
        unsigned = notices.issue(ctx, campaign.campaign, "1.2")
    desk.send()
    desk.sign_all()
    number = desk.issue()
    with campaign.house.reading() as ctx:
        before = ctx.session.get_one(Paper, old.id)
        official = printing.composed(ctx, definition_of(ctx, campaign.campaign), desk.row)
        told = ctx.session.exec(
            select(Message.key).where(col(Message.key).contains("1.2.v2"))
        ).all()

    assert (unsigned.number, number) == ("评选〔2021〕1号", "评选〔2021〕2号")
    assert (before.state, before.ended_at, before.text) == (PaperState.REPLACED, LATER, old.text)
    assert paper_of(campaign).id == desk.paper
    assert official.remark == (
        "此件公开发布；更正：本件替代《实施意见印发通知》（评选〔2021〕1号），原件同时作废"
    )
    assert len(told) > 0
    assert correct_twice_gives_one(campaign)


def correct_twice_gives_one(campaign: Built) -> bool:
    return correct(campaign).paper == correct(campaign).paper


def test_a_paper_is_withdrawn_by_a_signed_paper_of_its_own_and_not_issued_again(
    campaign: Built,
) -> None:
    old = paper_of(campaign)
    with campaign.acting(LATER, "ganshi") as ctx:
        made = paper_ends.withdraw(
            ctx,
            campaign.campaign,
            old.id or 0,
            reason="发文对象有误",
            ordered_by="局党组书记、局长",
        )
    desk = Desk(campaign, "1.2", LATER, made)
    before = paper_of(campaign).state
    desk.send()
    desk.sign_all()
    number = desk.issue()

    with campaign.house.reading() as ctx:
        gone = ctx.session.get_one(Paper, old.id)
        words = printing.composed(ctx, definition_of(ctx, campaign.campaign), desk.row)
    assert (before, gone.state, number) == (
        PaperState.ISSUED, PaperState.WITHDRAWN, "评选〔2021〕2号",
    )  # fmt: skip
    assert "《实施意见印发通知》（评选〔2021〕1号），因发文对象有误" in words.blocks[0].text  # type: ignore[union-attr]
    with pytest.raises(Refused, match="已经撤回，不再自动印发"), campaign.acting(LATER) as ctx:
        notices.issue(ctx, campaign.campaign, "1.2")


def test_an_end_without_a_reason_or_of_a_paper_not_in_force_is_refused(campaign: Built) -> None:
    old = paper_of(campaign).id or 0
    with pytest.raises(Refused, match="请写明更正的理由"):
        correct(campaign, " ")
    with pytest.raises(Refused, match="已经印发"), campaign.acting(LATER) as ctx:
        sign_off.draft(ctx, campaign.campaign, "1.2")
    correct(campaign)
    with pytest.raises(Refused) as refused, campaign.acting(LATER) as ctx:
        paper_ends.withdraw(ctx, campaign.campaign, old, reason="", ordered_by="")
    with pytest.raises(Refused, match="已经印发，不能再改"), campaign.acting(LATER) as ctx:
        sign_off.revise(ctx, campaign.campaign, old, "别的")

    assert refused.value.reasons == (
        "请写明撤回的理由",
        "请写明决定撤回的岗位",
        "《实施意见印发通知》正在更正，请先印发更正",
    )
