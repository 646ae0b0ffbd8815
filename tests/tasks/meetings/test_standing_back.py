"""Who counts in a decision: enough members, without those who have to stand back (R6)."""

from __future__ import annotations

from rules.meetings import Position, Votes
from tasks.meetings import agenda, attending, deciding, pages
from tasks.meetings.agenda import Call
from tasks.meetings.attending import Came
from tasks.meetings.guard import Said
from tasks.meetings.pages import Page, Stated
from tests.support.campaign_builder import Built
from tests.support.judged import (
    AS_PROPOSED,
    MEETING,
    convene,
    everybody,
    item,
    ready_for_the_meeting,
)
from tests.support.meetings import (
    INSPECTOR,
    OWN_STAFF,
    PERSONNEL,
    TOWNS,
    refused,
    resolutions,
)
from tests.support.stated import star


def test_without_twelve_of_eighteen_nothing_is_decided(one: Built) -> None:
    ready_for_the_meeting(one, TOWNS)
    with one.acting(MEETING) as ctx:
        agenda.convene(ctx, one.campaign, Call(MEETING.date()))
        done = attending.attend(ctx, one.campaign, everybody()[:11])

    assert done.quorum == ("领导小组共18个岗位，到会须达三分之二（12个），现为11个",)
    assert done.quorum[0] in refused(one, deciding.approve, 1, AS_PROPOSED)


def test_members_stand_back_from_their_own_staff_on_every_path(campaign: Built) -> None:
    """Own unit, derived from the roster: neither word nor vote nor signed page of theirs counts."""
    ready_for_the_meeting(campaign, OWN_STAFF)
    convene(campaign)
    cell = item(campaign, "cell", "advanced_worker", "bureau")
    page = Page(INSPECTOR, MEETING.date(), campaign.scan("页.pdf"), {cell: Stated(Position.AGREE)})

    word = refused(campaign, deciding.approve, cell, Said("同意", None, INSPECTOR))
    votes = refused(campaign, deciding.approve, cell, Said("同意", Votes(18)))
    rest = refused(campaign, deciding.approve_rest, Said("同意", None, PERSONNEL))
    signed = refused(campaign, pages.record_signed, page)
    with campaign.acting(MEETING) as ctx:
        deciding.approve(ctx, campaign.campaign, cell, Said("同意", Votes(15, 1, 0)))

    assert word[0].startswith(f"“{INSPECTOR}”须回避本项：本单位参评")
    assert votes == ("票数合计18，应等于到会且未回避的16个岗位（回避的不计、不投），请核对",)
    assert any(f"“{PERSONNEL}”须回避本项" in reason for reason in rest)
    assert signed[0].startswith(f"“{INSPECTOR}”须回避第{cell}项")
    (kept,) = resolutions(campaign)
    assert sorted(kept.bench["recused"]) == sorted([INSPECTOR, PERSONNEL])
    assert len(kept.bench["voters"]) == 16


def test_who_competes_himself_stands_back_and_so_does_his_substitute(one: Built) -> None:
    """The leader of an office competes in another cell's unit under his own code."""
    ready_for_the_meeting(one, {star("rx01", "ducha-leader"): 90, star("rx01", "zh001-leader"): 80})
    convene(one)
    cell = item(one, "cell", "window_star", "hotline")
    with one.acting(MEETING) as ctx:
        attending.attend(
            ctx, one.campaign, [Came(PERSONNEL, substitute="代会", person="zh001-leader")]
        )
        deciding.approve(ctx, one.campaign, cell, AS_PROPOSED)

    (kept,) = resolutions(one)
    assert kept.bench["recused"] == {
        INSPECTOR: "本人参评（SZSC-2021-0001）",
        PERSONNEL: "本人参评（SZSC-2021-0002）",
    }


def test_a_declared_recusal_counts_like_a_derived_one_and_comes_before_the_decision(
    one: Built,
) -> None:
    ready_for_the_meeting(one, TOWNS)
    convene(one)
    cell = item(one, "cell", "standard_bearer", "town")
    with one.acting(MEETING) as ctx:
        attending.recuse(ctx, one.campaign, cell, "信息处处长", reason="亲属在被评单位")
        deciding.approve(ctx, one.campaign, cell, Said("同意", Votes(17)))

    (kept,) = resolutions(one)
    assert kept.bench["recused"] == {"信息处处长": "亲属在被评单位"}
    late = refused(one, attending.recuse, cell, PERSONNEL, reason="补报")
    assert late == (f"第{cell}项已经决定，回避须在决定之前提出；确有影响的请复议",)


def test_observers_speak_and_never_count(one: Built) -> None:
    ready_for_the_meeting(one, TOWNS)
    with one.acting(MEETING) as ctx:
        agenda.convene(ctx, one.campaign, Call(MEETING.date()))
        observers = [Came(code) for code in ("zhunru_yi", "jianshe_yi", "zonghe_shenpi")]
        done = attending.attend(ctx, one.campaign, [*everybody()[:11], *observers])
    word = refused(one, deciding.approve, 1, Said("同意", None, "市场准入一处"))

    assert (done.present, done.observers, len(done.quorum)) == (11, 3, 1)
    assert any("决定人现为“市场准入一处”" in reason for reason in word)
