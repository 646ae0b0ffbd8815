"""Sign-off: no paper without every opinion on its very text, whoever clicks twice or at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import col, func, select

from models import JournalEntry, Message, OfficeTask, Paper, PlannedRun, SignOff
from rules.identity import Identity, of_account
from rules.signing import Verdict
from rules.states import PaperState
from tasks import (
    appointing,
    attachments,
    notices,
    overview,
    papers,
    sign_off,
    sign_opinions,
    signatories,
)
from tasks.appointing import NewAccount
from tasks.attachments import Owner
from tasks.errors import Refused
from tests.support.campaign_builder import Built, built, shanghai
from tests.support.signers import DAY, DEPUTY, DIRECTOR, HEAD, Desk, appoint_all


@pytest.fixture
def campaign(tmp_path: Path) -> Iterator[Built]:
    with built(tmp_path) as made:
        appoint_all(made)
        yield made


def count(campaign: Built, table: type) -> int:
    with campaign.house.reading() as ctx:
        return ctx.session.exec(select(func.count()).select_from(table)).one()


def test_a_drafted_notice_waits_for_its_posts_in_their_order_and_is_then_issued_by_its_step(
    campaign: Built,
) -> None:
    campaign.open("1.2", DAY)
    desk = Desk(campaign, "1.2").draft()

    waits = [desk.send(), desk.sign(DIRECTOR), desk.sign(DEPUTY), desk.sign(HEAD)]
    with campaign.acting(DAY) as ctx:
        issued = notices.issue(ctx, campaign.campaign, "1.2")

    assert waits == [(DIRECTOR,), (DEPUTY,), (HEAD,), ()]
    assert (desk.state, issued.number) == (PaperState.ISSUED, "评选〔2021〕1号")
    assert issued.messages > 0
    assert [entry.what for entry in campaign.journal("paper.approved")] == ["paper.approved"] * 3


def test_the_last_signature_has_the_step_run_at_once(campaign: Built) -> None:
    campaign.open("1.2", DAY)
    desk = Desk(campaign, "1.2").draft()
    desk.send()
    desk.sign_all()

    with campaign.house.reading() as ctx:
        runs = ctx.session.exec(select(PlannedRun).where(col(PlannedRun.at_once))).all()

    assert [(run.step, run.purpose) for run in runs] == [("1.2", "trigger")]


def test_the_flow_does_not_issue_what_is_not_signed_and_says_whom_it_waits_for(
    campaign: Built,
) -> None:
    campaign.open("1.2", DAY)
    desk = Desk(campaign, "1.2").draft()
    desk.send()

    with (
        pytest.raises(Refused, match="《实施意见印发通知》等待办公室主任签批"),
        campaign.acting(DAY) as ctx,
    ):
        notices.issue(ctx, campaign.campaign, "1.2")
    with campaign.house.reading(now=DAY) as ctx:
        at = overview.desk(ctx)
        assert at is not None
        line = next(
            one
            for phase in overview.progress(ctx, at)
            for one in phase.steps
            if one.plan.code == "1.2"
        )

    assert line.obstacles == ("《实施意见印发通知》等待办公室主任签批",)
    assert count(campaign, Message) == 0


def test_a_return_goes_to_the_drafter_whose_new_text_begins_a_round_and_keeps_the_old_opinions(
    campaign: Built,
) -> None:
    desk = Desk(campaign, "1.2").draft()
    desk.send()
    desk.sign(DIRECTOR)
    first = desk.code
    desk.sign(DEPUTY, Verdict.RETURNED, "第二段请写清楚联系方式")
    returned = desk.state
    desk.revise(desk.row.text.replace("现予印发", "现印发给你们"))
    again = desk.send()
    desk.sign_all()

    with campaign.house.reading() as ctx:
        said = [(one.round, one.post, one.verdict) for one in sign_off.opinions_of(ctx, desk.paper)]
        tasks = ctx.session.exec(select(OfficeTask.text, OfficeTask.outcome)).all()
    assert (returned, again, desk.row.round) == (PaperState.DRAFT, (DIRECTOR,), 2)
    assert said == [
        (1, DIRECTOR, "approved"), (1, DEPUTY, "returned"),
        (2, DIRECTOR, "approved"), (2, DEPUTY, "approved"), (2, HEAD, "approved"),
    ]  # fmt: skip
    assert desk.code != first
    told = f"《实施意见印发通知》被{DEPUTY}退回，请ganshi修改后重新送签：第二段请写清楚联系方式"
    assert tasks == [(told, "已修改并重新送签")]


def test_a_changed_text_voids_the_opinions_given_and_one_on_the_old_text_is_refused(
    campaign: Built,
) -> None:
    desk = Desk(campaign, "1.2").draft()
    desk.send()
    desk.sign(DIRECTOR)
    old = desk.code
    desk.revise(desk.row.text.replace("现予印发", "现印发给你们"))

    assert desk.send() == (DIRECTOR,)
    with pytest.raises(Refused, match="文稿已经改过"):
        desk.sign(DIRECTOR, code=old)


def test_clicks_repeated_change_nothing(campaign: Built) -> None:
    campaign.open("1.2", DAY)
    desk = Desk(campaign, "1.2").draft()
    same = Desk(campaign, "1.2").draft("bieren")
    for _ in range(2):
        desk.send()
    for post in (DIRECTOR, DIRECTOR, DEPUTY, DEPUTY, HEAD, HEAD):
        desk.sign(post)
    numbers = [desk.issue(), desk.issue()]

    assert same.paper == desk.paper
    assert numbers == ["评选〔2021〕1号"] * 2
    assert (count(campaign, SignOff), count(campaign, Paper)) == (3, 1)
    with campaign.house.reading() as ctx:
        acts = ctx.session.exec(
            select(JournalEntry.what, func.count())
            .where(col(JournalEntry.what).startswith("paper."))
            .group_by(col(JournalEntry.what))
        ).all()
    assert dict(acts) == {
        "paper.drafted": 1, "paper.sent": 1, "paper.approved": 3, "paper.issued": 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("by", "post", "reason"),
    [
        ("juzhang", HEAD, "还没有轮到“局党组书记、局长”，现在等待办公室主任"),
        ("juzhang", DIRECTOR, "“juzhang”当日不任“办公室主任”，也没有登记代签；可签的人：zhuren"),
        ("zhuren", "人事处处长", "“人事处处长”不在签批次序中"),
    ],
)
def test_nobody_signs_out_of_turn_or_for_a_post_not_theirs(
    campaign: Built, by: str, post: str, reason: str
) -> None:
    desk = Desk(campaign, "1.2").draft()
    desk.send()

    with pytest.raises(Refused, match=reason):
        desk.sign(post, by=by)


def test_the_drafter_does_not_sign_in_a_second_place(campaign: Built) -> None:
    desk = Desk(campaign, "1.2").draft("zhuren")
    desk.send("zhuren")

    with pytest.raises(Refused, match="“zhuren”是拟稿人，不能再签一处"):
        desk.sign(DIRECTOR)


def namesake(campaign: Built, name: str, display: str) -> Identity:
    with campaign.house.acting("测试") as ctx:
        return of_account(appointing.create(ctx, NewAccount(name, display)), None, display)


def test_two_people_of_one_name_are_two(campaign: Built) -> None:
    """One holds the post, the other only its holder's name; a sheet that says the name is asked whose."""
    holder = namesake(campaign, "wangfang", "王芳")
    stranger = namesake(campaign, "wangfang2", "王芳")
    with campaign.acting(DAY) as ctx:
        who = signatories.Appointed(DIRECTOR, "wangfang", date(2021, 1, 1))
        signatories.appoint(ctx, campaign.campaign, who)
    desk = Desk(campaign, "1.2").draft()
    desk.send()
    said = sign_opinions.Said(DIRECTOR, desk.code)
    with (
        pytest.raises(Refused, match="“王芳”与“办公室主任”的签批人同名，但不是同一人，不能代签"),
        campaign.acting(DAY, stranger) as ctx,
    ):
        sign_opinions.sign(ctx, campaign.campaign, desk.paper, said)
    with campaign.acting(DAY, holder) as ctx:
        sign_opinions.sign(ctx, campaign.campaign, desk.paper, said)
    with campaign.house.reading() as ctx:
        (kept,) = sign_off.opinions_of(ctx, desk.paper)

    assert (kept.signer, kept.signer_key) == ("王芳", holder.key)


def test_two_holders_of_one_name_sign_in_two_places_and_one_in_two_posts_does_not(
    campaign: Built,
) -> None:
    first, second = (namesake(campaign, name, "王芳") for name in ("wf1", "wf2"))
    with campaign.acting(DAY) as ctx:
        for post, account in ((DIRECTOR, "wf1"), (DEPUTY, "wf1"), (DEPUTY, "wf2")):
            who = signatories.Appointed(post, account, date(2021, 1, 1))
            signatories.appoint(ctx, campaign.campaign, who)
    desk = Desk(campaign, "1.2").draft()
    desk.send()

    def sign(post: str, by: Identity) -> tuple[str, ...]:
        with campaign.acting(DAY, by) as ctx:
            said = sign_opinions.Said(post, desk.code)
            return sign_opinions.sign(ctx, campaign.campaign, desk.paper, said)

    sign(DIRECTOR, first)
    with pytest.raises(Refused, match="“王芳”已经以“办公室主任”签过，不能再签一处"):
        sign(DEPUTY, first)

    assert sign(DEPUTY, second) == (HEAD,)


def test_a_sheet_with_a_name_that_two_bear_is_entered_by_account_name(campaign: Built) -> None:
    for account in ("wf1", "wf2"):
        namesake(campaign, account, "王芳")
        with campaign.acting(DAY) as ctx:
            who = signatories.Appointed(DIRECTOR, account, date(2021, 1, 1))
            signatories.appoint(ctx, campaign.campaign, who)
    desk = Desk(campaign, "1.2").draft()
    desk.send()

    def enter(signer: str) -> tuple[str, ...]:
        sheet = sign_opinions.SignedSheet(signer, DAY.date(), campaign.scan("签批单.pdf"))
        with campaign.acting(DAY, "ganshi") as ctx:
            said = sign_opinions.Said(DIRECTOR, desk.code)
            return sign_opinions.enter_sheet(ctx, campaign.campaign, desk.paper, said, sheet)

    with pytest.raises(Refused, match="有2位“王芳”，请填账号名或人员编码"):
        enter("王芳")

    assert enter("wf2") == (DEPUTY,)


def test_a_recorded_substitute_signs_on_the_days_that_were_recorded_and_it_shows(
    campaign: Built,
) -> None:
    who = signatories.Appointed(
        DIRECTOR, "daiqian", date(2021, 6, 18), date(2021, 6, 19), substitute=True,
        reason="主任出差，经局长同意",
    )  # fmt: skip
    with campaign.acting(DAY) as ctx:
        signatories.appoint(ctx, campaign.campaign, who)
        signatories.appoint(ctx, campaign.campaign, who)
    desk = Desk(campaign, "1.2").draft()
    desk.send()
    desk.at = shanghai("2021-06-20")
    with pytest.raises(Refused, match="“daiqian”当日不任"):
        desk.sign(DIRECTOR, by="daiqian")
    desk.at = DAY
    desk.sign(DIRECTOR, by="daiqian")

    with campaign.house.reading() as ctx:
        (said,) = sign_off.opinions_of(ctx, desk.paper)
    assert (said.signer, said.substitute) == ("daiqian", True)
    assert len(campaign.journal("signatory.recorded")) == 5


def test_a_sheet_signed_on_paper_is_entered_with_its_real_day_and_scan(campaign: Built) -> None:
    desk = Desk(campaign, "1.2").draft()
    desk.send()
    sheet = sign_opinions.SignedSheet("zhuren", date(2021, 6, 17), campaign.scan("签批单.pdf"))
    later = shanghai("2021-06-21")
    said = sign_opinions.Said(DIRECTOR, desk.code)

    with campaign.acting(later, "ganshi") as ctx:
        following = sign_opinions.enter_sheet(ctx, campaign.campaign, desk.paper, said, sheet)
    with campaign.house.reading() as ctx:
        (kept,) = sign_off.opinions_of(ctx, desk.paper)
        (scan,) = attachments.of(ctx, Owner("paper", desk.paper))

    assert following == (DEPUTY,)
    assert (kept.signed_on, kept.entered_at, kept.entered_by, kept.signer, scan.sha256) == (
        date(2021, 6, 17), later, "ganshi", "zhuren", kept.scan_sha256,
    )  # fmt: skip


def test_a_missing_scan_and_a_day_to_come_are_refused_together(campaign: Built) -> None:
    desk = Desk(campaign, "1.2").draft()
    desk.send()
    sheet = sign_opinions.SignedSheet("zhuren", date(2021, 7, 1))

    said = sign_opinions.Said(DIRECTOR, desk.code)

    with pytest.raises(Refused) as refused, campaign.acting(DAY) as ctx:
        sign_opinions.enter_sheet(ctx, campaign.campaign, desk.paper, said, sheet)

    assert len(refused.value.reasons) == 2


def test_data_that_changed_after_signing_stop_the_issue_and_name_what_changed(
    campaign: Built,
) -> None:
    campaign.open("1.2", DAY)
    desk = Desk(campaign, "1.2").draft()
    desk.send()
    desk.sign_all()
    with campaign.acting(DAY) as ctx:
        row = ctx.session.get_one(Paper, desk.paper)
        content = notices.content_of(ctx, campaign.campaign, "1.2")
        changed = papers.Content(
            content.kind, content.title, {**content.facts, "places": 98}, content.main,
            content.copies, content.template,
        )  # fmt: skip
        with pytest.raises(Refused, match="名额总数：99 → 98"):
            papers.issue(ctx, campaign.campaign, "1.2", changed)
        assert row.issued_at is None


def test_a_text_that_cannot_be_printed_is_refused_with_its_line(campaign: Built) -> None:
    desk = Desk(campaign, "1.2").draft()

    with pytest.raises(Refused, match="第4行"):
        desk.revise("标题：{{ title }}\n\n正文。\n{{ 不写完\n")
