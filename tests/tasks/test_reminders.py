"""Reminders: one message a person, on the rungs of the ladder, for what is still owed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlmodel import col, select, update

from models import Address, Holding, JournalEntry, Message, Obligation, Person, Post, Unit
from notifications.channels.registry import open_channels
from rules.definition import Role
from rules.states import MessageState, ObligationState
from tasks import amendments, claims, reminders
from tasks.amendments import Word
from tasks.claims import Claim
from tasks.clocks import MACHINE
from tasks.reminders import NudgeTally
from tests.support.campaign_builder import Built, shanghai
from tests.support.campaign_files import amended
from tests.support.post_room import mailing, messages, next_moments, nudges_of

OPENED = shanghai("2021-06-18")
DAY_BEFORE = shanghai("2021-06-24", "09:37")


@pytest.fixture
def campaign(tmp_path: Path) -> Iterator[Built]:
    with mailing(tmp_path) as made:
        made.open("1.2", OPENED)
        yield made


def sweep(campaign: Built, at: datetime) -> NudgeTally:
    with campaign.acting(at, "定时提醒") as ctx:
        return reminders.queue_due_nudges(ctx, campaign.campaign)


def appoint(campaign: Built, unit: int, title: str, code: str, *, substitute: bool = False) -> None:
    """A further contact of a unit, in the post of this title."""
    with campaign.acting(OPENED) as ctx:
        post = ctx.session.exec(
            select(Post).where(col(Post.unit_id) == unit, col(Post.title) == title)
        ).first() or Post(unit_id=unit, role=Role.CONTACT, title=title)
        person = Person(code=code, name="代示例")
        ctx.session.add_all([post, person])
        ctx.session.flush()
        assert post.id is not None
        assert person.id is not None
        ctx.session.add(
            Holding(
                post_id=post.id,
                person_id=person.id,
                since=date(2021, 6, 1),
                until=date(2021, 6, 30),
                substitute=substitute,
            )
        )
        ctx.session.add(
            Address(person_id=person.id, channel="email", value=f"{code}@units.example")
        )


def told(campaign: Built) -> Counter[tuple[str, str]]:
    return Counter((m.kind, m.address) for m in messages(campaign))


def test_before_its_moment_a_rung_is_left_alone(campaign: Built) -> None:
    assert sweep(campaign, shanghai("2021-06-24", "09:36")) == NudgeTally()


def test_at_its_moment_every_contact_is_told_once_and_the_next_rung_is_set(campaign: Built) -> None:
    tally = sweep(campaign, DAY_BEFORE)
    again = sweep(campaign, DAY_BEFORE)

    assert (tally.obligations, tally.told, tally.messages, again) == (28, 28, 28, NudgeTally())
    assert told(campaign)["reminder", "xq01-contact@units.example"] == 1
    assert next_moments(campaign, "xq01") == [datetime(2021, 6, 28, 1, 37, tzinfo=UTC)]
    assert nudges_of(campaign, "xq01") == [("T-1", "queued", "")]


def test_a_rung_that_goes_out_in_quiet_hours_is_sent_by_night(campaign: Built) -> None:
    ladder = (
        "    - code: notice           # 签收：语气缓和，最后报办公室主任\n      rungs:\n        - "
    )
    file = amended(
        (
            f'{ladder}{{working_days: -1, at: "09:37"',
            f'{ladder}{{working_days: -1, in_quiet_hours: true, at: "20:07"',
        )
    )
    with campaign.acting(OPENED) as ctx:
        amendments.amend(ctx, campaign.campaign, file, Word("试用", "办公室主任"))

    by_night = sweep(campaign, shanghai("2021-06-24", "20:10"))
    again = sweep(campaign, shanghai("2021-06-24", "20:25"))

    assert (by_night.messages, again) == (28, NudgeTally())
    with campaign.acting(shanghai("2021-06-24", "20:11")) as ctx:
        claim = Claim("one", shanghai("2021-06-24", "20:20"))
        mail = open_channels(campaign.house.settings.channels, MACHINE)["email"]
        assert len(claims.take(ctx, mail, campaign.campaign, claim).batch) == 28


def test_the_text_says_what_by_when_why_that_day_and_how(campaign: Built) -> None:
    sweep(campaign, DAY_BEFORE)

    message = next(m for m in messages(campaign) if m.address.startswith("xq01-"))

    assert message.key == f"{campaign.campaign}:r:{message.person_id}:20210624:1"
    assert message.subject == (
        "【“双争双创”主题活动（第三届）】待办1项：签收实施意见，2021年6月25日 24:00截止，还有1个工作日"
    )
    assert (
        "".join(message.body.splitlines(keepends=True)[1:])
        .lstrip()
        .startswith(
            "您好！在“双争双创”主题活动（第三届）中，截至2021年6月24日，以下1项待贵单位办理：\n\n"
            "1. 签收实施意见（1.2）\n"
            "   截止：2021年6月25日 24:00，还有1个工作日\n"
            "   期限：截止日为 2021-06-25（周五，工作日）；没有写明时刻，到当日 24:00 为止\n"
            "   办理：打开通知，确认已收到并已报告主要负责人、分管负责人和联系人。\n"
            "   第1次提醒（T-1）\n"
        )
    )
    assert message.html is not None


def test_what_is_met_is_not_reminded_of(campaign: Built) -> None:
    with campaign.acting(OPENED) as ctx:
        ctx.session.execute(
            update(Obligation)
            .where(col(Obligation.unit_id) == campaign.unit("xq01"))
            .values(state=ObligationState.MET, next_nudge_at=None)
        )

    sweep(campaign, DAY_BEFORE)

    assert told(campaign)["reminder", "xq01-contact@units.example"] == 0


def test_after_three_days_down_there_is_one_message_a_person_and_not_a_backlog(
    campaign: Built,
) -> None:
    tally = sweep(campaign, shanghai("2021-06-30", "10:00"))

    assert (tally.messages, set(told(campaign).values())) == (28, {1})
    assert nudges_of(campaign, "xq01") == [
        ("T-1", "skipped", "已由更近的一次提醒代替，不再补发"),
        ("T+1", "skipped", "已由更近的一次提醒代替，不再补发"),
        ("T+3", "queued", ""),
    ]


def test_at_night_and_on_days_off_nothing_goes_and_nothing_is_lost(campaign: Built) -> None:
    night = sweep(campaign, shanghai("2021-06-24", "22:00"))
    saturday = sweep(campaign, shanghai("2021-06-26", "10:00"))
    monday = sweep(campaign, shanghai("2021-06-28", "08:37"))

    assert (night, saturday) == (NudgeTally(), NudgeTally())
    assert (monday.messages, set(told(campaign).values())) == (28, {1})


def test_what_a_unit_owes_on_the_same_day_stands_in_one_message(campaign: Built) -> None:
    campaign.open("1.3", shanghai("2021-06-21"))
    with campaign.acting(OPENED) as ctx:
        ctx.session.execute(
            update(Obligation)
            .where(col(Obligation.duty) == "measures")
            .values(due_on=date(2021, 6, 25), next_nudge_at=DAY_BEFORE)
        )

    sweep(campaign, DAY_BEFORE)

    mine = [m for m in messages(campaign) if m.address.startswith("xq01-")]
    assert [("待办2项" in m.subject, "报送争创措施" in m.body) for m in mine] == [(True, True)]


def test_what_comes_later_the_same_day_joins_the_message_that_has_not_left(
    campaign: Built,
) -> None:
    sweep(campaign, DAY_BEFORE)
    campaign.open("1.3", shanghai("2021-06-21"))
    with campaign.acting(OPENED) as ctx:
        ctx.session.execute(
            update(Obligation)
            .where(col(Obligation.duty) == "measures")
            .values(due_on=date(2021, 6, 25), next_nudge_at=DAY_BEFORE)
        )

    sweep(campaign, shanghai("2021-06-24", "11:00"))

    mine = [m for m in messages(campaign) if m.address.startswith("xq01-")]
    assert [("待办2项" in m.subject, "签收实施意见" in m.body) for m in mine] == [(True, True)]


def test_what_comes_after_the_message_has_left_is_a_second_one(campaign: Built) -> None:
    sweep(campaign, DAY_BEFORE)
    campaign.open("1.3", shanghai("2021-06-21"))
    with campaign.acting(OPENED) as ctx:
        ctx.session.execute(update(Message).values(state=MessageState.SENT))
        ctx.session.execute(
            update(Obligation)
            .where(col(Obligation.duty) == "measures")
            .values(due_on=date(2021, 6, 25), next_nudge_at=DAY_BEFORE)
        )

    sweep(campaign, shanghai("2021-06-24", "11:00"))

    keys = [m.key[-3:] for m in messages(campaign) if m.address.startswith("xq01-")]
    assert keys == ["4:1", "4:2"]


def test_a_substitute_is_told_instead_and_several_contacts_all_are(campaign: Built) -> None:
    unit = campaign.unit("xq01")
    appoint(campaign, unit, "联系人", "acting", substitute=True)
    appoint(campaign, unit, "第二联系人", "other")

    sweep(campaign, DAY_BEFORE)

    mine = sorted(m.address for m in messages(campaign) if m.unit_id == unit)
    assert mine == ["acting@units.example", "other@units.example"]


def test_a_unit_without_a_contact_is_left_to_the_telephone_with_the_reason(campaign: Built) -> None:
    with campaign.acting(OPENED) as ctx:
        ctx.session.execute(
            update(Person).where(col(Person.code) == "xq01-contact").values(active=False)
        )

    tally = sweep(campaign, DAY_BEFORE)

    assert (tally.told, tally.passed_over) == (27, 1)
    assert nudges_of(campaign, "xq01") == [
        ("T-1", "skipped", "收件人已经离岗或岗位空缺，由电话清单跟进")
    ]


def test_whoever_blocks_is_chased_instead_of_whoever_waits(campaign: Built) -> None:
    campaign.open("2.3", shanghai("2021-12-20"))
    with campaign.acting(OPENED) as ctx:
        unit = campaign.unit("xq01")
        blocker = ctx.session.exec(
            select(Obligation).where(
                col(Obligation.duty) == "method",
                col(Obligation.unit_id) == campaign.unit("ziyuan_jiaoyi_chu"),
            )
        ).one()
        ctx.session.execute(
            update(Obligation)
            .where(col(Obligation.unit_id) == unit)
            .values(
                state=ObligationState.BLOCKED, blocked_by_id=blocker.id, next_nudge_at=DAY_BEFORE
            )
        )

    sweep(campaign, DAY_BEFORE)

    chased = [m for m in messages(campaign) if m.kind == "blocked_reminder"]
    assert [m.address for m in chased] == ["ziyuan_jiaoyi_chu-contact@units.example"]
    assert "示例市行政审批局（签收实施意见）" in chased[0].body
    assert told(campaign)["reminder", "xq01-contact@units.example"] == 0
    assert sorted(nudges_of(campaign, "xq01")) == [
        ("T-1", "queued", ""),
        ("T-1", "skipped", "前置事项尚未完成，暂时无法办理，改为提醒前置事项的责任人"),
    ]


def test_the_lead_office_and_the_director_get_one_report_on_all_units_behind(
    campaign: Built,
) -> None:
    campaign.open("1.3", shanghai("2021-06-21"))
    third_day_after = shanghai("2021-07-21", "10:07")
    with campaign.acting(OPENED) as ctx:
        ctx.session.execute(
            update(Obligation)
            .where(col(Obligation.duty) == "ack")
            .values(state=ObligationState.MET, next_nudge_at=None)
        )
        ctx.session.execute(
            update(Obligation)
            .where(col(Obligation.duty) == "measures")
            .values(next_nudge_at=third_day_after)
        )

    sweep(campaign, third_day_after)

    reports = {m.address: m for m in messages(campaign) if m.kind == "escalation"}
    assert sorted(reports) == [
        "ducha-contact@units.example",
        "gonggong_rexian-contact@units.example",
        "renshi-contact@units.example",
        "shenpi_gaige-contact@units.example",
        "ziyuan_jiaoyi_chu-contact@units.example",
    ]
    halls = reports["ducha-contact@units.example"]
    assert "6个单位逾期未办：报送争创措施" in halls.subject
    assert "（应办6个，已办0个）" in halls.body
    assert "示例一窗口：已超期3个工作日，已提醒0次，联系人示例contact" in halls.body


def test_the_preview_of_a_day_is_what_then_goes_out(campaign: Built) -> None:
    with campaign.house.reading(now=OPENED) as ctx:
        foreseen = reminders.preview(ctx, campaign.campaign, date(2021, 6, 24))
        nothing = reminders.preview(ctx, campaign.campaign, date(2021, 6, 26))

    sweep(campaign, DAY_BEFORE)

    sent = [(m.kind, m.address, m.subject, m.body) for m in messages(campaign)]
    assert [(p.kind, p.address, p.subject, p.body) for p in foreseen] == sent
    assert ({p.at for p in foreseen}, nothing) == ({DAY_BEFORE}, [])


def test_the_day_has_a_text_to_paste_into_a_chat_group(campaign: Built) -> None:
    with campaign.house.reading(now=OPENED) as ctx:
        text = reminders.chat_text(ctx, campaign.campaign, date(2021, 6, 24))
        empty = reminders.chat_text(ctx, campaign.campaign, date(2021, 6, 23))

    assert [line for line in text.splitlines() if line][:3] == [
        "【“双争双创”主题活动（第三届）】2021年6月24日待办提醒",
        "1. 签收实施意见（1.2）",
        "   2021年6月25日 24:00截止，还有1个工作日",
    ]
    assert "尚未办理（28个单位）" in text
    assert empty == ""


def test_a_sweep_leaves_one_row_in_the_journal(campaign: Built) -> None:
    sweep(campaign, DAY_BEFORE)
    sweep(campaign, DAY_BEFORE)

    rows = campaign.journal("reminders.queued")

    assert [row.payload for row in rows] == [
        {"obligations": 28, "told": 28, "passed_over": 0, "messages": 28}
    ]
    assert isinstance(rows[0], JournalEntry)


def test_batches_reach_everyone_and_nobody_twice(campaign: Built) -> None:
    with campaign.acting(DAY_BEFORE) as ctx:
        units = len(ctx.session.exec(select(Unit.id)).all())

    while True:
        with campaign.acting(DAY_BEFORE) as ctx:
            tally = reminders.queue_due_nudges(ctx, campaign.campaign, 5)
        if not tally.more:
            break

    assert (len(messages(campaign)), set(told(campaign).values())) == (units, {1})
