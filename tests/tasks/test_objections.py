"""Objections: registered with a receipt, checked, decided by the group, answered; enquiries (R54)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import col, select

from config.channels import ChannelSettings
from config.settings import Settings
from models import Application, Message, Objection, Placement
from tasks import objection_checks, objections
from tasks.errors import Refused
from tasks.meetings.guard import Said
from tasks.meetings.objecting import Verdict
from tasks.objection_checks import Check
from tasks.objections import Raised
from tests.support.campaign_builder import Built, shanghai
from tests.support.publicised import (
    FIRST,
    SECOND,
    THIRD,
    UPHELD,
    check,
    conclude_again,
    decide,
    meet_again,
    object_to,
    publicised,
)

DAY, MEETS = "2022-01-10", "2022-01-12"


@pytest.fixture
def campaign(tmp_path: Path) -> Iterator[Built]:
    with publicised(tmp_path) as made:
        yield made


def refused(act: Callable[[], object]) -> tuple[str, ...]:
    with pytest.raises(Refused) as caught:
        act()
    return caught.value.reasons


def row(campaign: Built, number: str) -> Objection:
    with campaign.house.reading() as ctx:
        return objections.row_of(ctx, campaign.campaign, number)


def outcomes(campaign: Built) -> list[str]:
    with campaign.house.reading() as ctx:
        return list(
            ctx.session.exec(
                select(Placement.outcome)
                .join(Application, col(Application.id) == col(Placement.application_id))
                .order_by(col(Application.number))
            ).all()
        )


def register(campaign: Built, raised: Raised, day: str = DAY) -> str:
    with campaign.acting(shanghai(day, "16:00")) as ctx:
        return objections.register(ctx, campaign.campaign, raised)


def test_from_receipt_to_answer_every_station_is_on_record(campaign: Built) -> None:
    number = object_to(campaign, DAY)
    check(campaign, number, "2022-01-11")
    meet_again(campaign, MEETS)
    decide(campaign, number, MEETS, Verdict("dismissed", Said("事迹属实")))
    conclude_again(campaign, MEETS)
    with campaign.acting(shanghai("2022-01-13")) as ctx:
        objections.answer(ctx, campaign.campaign, number, on=date(2022, 1, 13), how="电话")

    kept = row(campaign, number)
    assert (kept.received_on, kept.answer_due) == (date(2022, 1, 10), date(2022, 1, 24))
    assert (kept.checked_by, kept.checked_from, kept.checked_to) == (
        "机关党委", date(2022, 1, 11), date(2022, 1, 11),
    )  # fmt: skip
    assert (kept.effect, kept.remedy, kept.answered_on) == ("dismissed", "", date(2022, 1, 13))
    assert objections.state_of(kept, date(2022, 2, 1)) == "已答复（2022-01-13）"
    assert outcomes(campaign) == ["won", "won", "reserve"]


@pytest.mark.parametrize(
    ("remedy", "into", "after"),
    [
        ("next_in_line", "", ["withdrawn", "won", "won"]),
        ("leave_vacant", "", ["withdrawn", "won", "reserve"]),
        ("replace", THIRD, ["replaced", "won", "won"]),
    ],
)
def test_an_upheld_objection_takes_its_candidate_off_and_settles_the_place(
    campaign: Built, remedy: str, into: str, after: list[str]
) -> None:
    number = object_to(campaign, DAY)
    check(campaign, number, MEETS)
    meet_again(campaign, MEETS)

    decide(campaign, number, MEETS, Verdict("upheld", UPHELD, remedy, into))
    conclude_again(campaign, MEETS)

    assert outcomes(campaign) == after


def test_a_receipt_goes_to_whoever_left_an_address(campaign: Built, tmp_path: Path) -> None:
    channels = ChannelSettings(enabled=("email", "inbox"))
    campaign.house.settings = Settings(home=tmp_path, channels=channels)
    with_mail = object_to(campaign, DAY, address="jia@letters.example")
    object_to(campaign, DAY, SECOND)

    with campaign.house.reading() as ctx:
        sent = ctx.session.exec(
            select(Message).where(col(Message.kind) == "objection_received")
        ).all()
    assert [(m.channel, m.address) for m in sent] == [("email", "jia@letters.example")]
    assert with_mail in sent[0].subject
    assert "2022年1月24日" in sent[0].body


def test_an_anonymous_objection_is_kept_as_an_enquiry_with_the_reason(campaign: Built) -> None:
    number = register(
        campaign,
        Raised("objection", "", "反映材料不实", date(2022, 1, 10), FIRST, "anonymous"),
    )

    kept = row(campaign, number)
    assert (kept.kind, kept.raised_by, kept.note) == ("enquiry", "匿名", objections.ANONYMOUS)
    with campaign.house.reading() as ctx:
        assert objections.undecided(ctx, campaign.campaign) == ()


def test_r54_an_enquiry_is_registered_at_any_time_and_answered_without_a_decision(
    campaign: Built,
) -> None:
    asked = Raised("enquiry", "某单位联系人", "证书何时发放", date(2022, 1, 14))
    number = register(campaign, asked, "2022-01-14")
    late = date(2022, 2, 28)

    with campaign.acting(shanghai("2022-02-28")) as ctx:
        before = objections.state_of(objections.row_of(ctx, campaign.campaign, number), late)
        objections.answer(ctx, campaign.campaign, number, on=late, how="电话", text="二月发放")

    (entry,) = campaign.journal("objection.answered")
    assert number == "SZSC-2021-YY-001"
    assert before == "待答复，答复已超期（2022-01-28）"
    assert entry.payload == {"how": "电话", "late": True}


def test_an_objection_needs_a_name_a_text_and_a_candidate(campaign: Built) -> None:
    empty = Raised("objection", " ", " ", date(2022, 1, 10))

    assert len(refused(lambda: register(campaign, empty))) == 3


def test_an_objection_outside_the_days_or_the_list_is_shown_the_other_way(campaign: Built) -> None:
    assert refused(lambda: object_to(campaign, "2022-01-14")) == (
        "公示期为2022-01-06至2022-01-13，2022-01-14收到的可作为疑问和建议登记（说明6）",
    )
    assert refused(lambda: object_to(campaign, DAY, THIRD)) == (
        f"{THIRD}不在公示名单中，可作为疑问和建议登记（说明6）",
    )


def test_everything_wrong_with_a_check_is_told_at_once(campaign: Built) -> None:
    number = object_to(campaign, DAY)
    wrong = Check("市场准入一处", date(2022, 1, 9), date(2022, 1, 13), "", " ")

    def enter() -> None:
        with campaign.acting(shanghai("2022-01-11")) as ctx:
            objection_checks.check(ctx, campaign.campaign, number, wrong)

    told = refused(enter)
    assert len(told) == 5
    assert told[-1] == objection_checks.TWO_SESSIONS


def test_what_was_not_checked_is_not_decided_and_nothing_is_decided_or_answered_twice(
    campaign: Built,
) -> None:
    number = object_to(campaign, DAY)
    meet_again(campaign, MEETS)
    verdict = Verdict("dismissed", Said("事迹属实"))
    unchecked = refused(lambda: decide(campaign, number, MEETS, verdict))
    too_early = refused(lambda: answer(campaign, number))
    check(campaign, number, MEETS)
    decide(campaign, number, MEETS, verdict)
    twice = refused(lambda: decide(campaign, number, MEETS, verdict))
    answer(campaign, number)

    assert unchecked == (f"{number}还没有核查",)
    assert too_early == (f"{number}还没有处理结果，不能答复",)
    assert twice == (f"{number}已经作出处理",)
    assert refused(lambda: answer(campaign, number)) == (f"{number}已于2022-01-12答复",)


def test_an_upheld_objection_without_a_remedy_or_a_reason_is_refused(campaign: Built) -> None:
    number = object_to(campaign, DAY)
    check(campaign, number, MEETS)
    meet_again(campaign, MEETS)

    (remedy,) = refused(lambda: decide(campaign, number, MEETS, Verdict("upheld", UPHELD)))
    (into,) = refused(lambda: decide(campaign, number, MEETS, Verdict("upheld", UPHELD, "replace")))
    (why,) = refused(
        lambda: decide(campaign, number, MEETS, Verdict("upheld", Said(" "), "leave_vacant"))
    )

    assert remedy.startswith("异议成立的请写明名额怎样处理")
    assert into == "替换（replace）须写明由哪一件申报获评，其他处理不用写"
    assert why == "请写明决定的理由"
    assert outcomes(campaign) == ["won", "won", "reserve"]


def test_the_objectors_name_and_words_stay_out_of_the_journal(campaign: Built) -> None:
    object_to(campaign, DAY)

    (entry,) = campaign.journal("objection.registered")
    assert entry.payload == {"about": FIRST}


def answer(campaign: Built, number: str) -> None:
    with campaign.acting(shanghai(MEETS, "17:00")) as ctx:
        objections.answer(ctx, campaign.campaign, number, on=date(2022, 1, 12), how="当面")
