"""Delivery: claimed once, handed over outside transactions, every outcome recorded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import col, select, update

from models import (
    Address,
    Attempt,
    Campaign,
    Holding,
    Message,
    Obligation,
    OfficeTask,
    Person,
    Post,
)
from notifications.sinks.smtp import SmtpSink, smtp_sink
from rules.definition import Role
from rules.states import MessageState, ObligationState
from tasks import delivery, outbox, reminders
from tasks.clocks import SimulatedClock
from tasks.delivery import DeliveryTally
from tasks.new_messages import NewMessage
from tasks.new_messages import put as put_messages
from tests.support.campaign_builder import Built, shanghai
from tests.support.channels_in_trouble import Doubtful, Dying, Robot, Slow
from tests.support.machine_clock import StillClock
from tests.support.post_room import mailing, messages, nudges_of

OPENED = shanghai("2021-06-18")
DAY_BEFORE = shanghai("2021-06-24", "09:37")


@pytest.fixture
def sink() -> Iterator[SmtpSink]:
    with smtp_sink() as running:
        yield running


@pytest.fixture
def campaign(tmp_path: Path, sink: SmtpSink) -> Iterator[Built]:
    with mailing(tmp_path, port=sink.port) as made:
        made.open("1.2", OPENED)
        yield made


def queue(campaign: Built, at: datetime = DAY_BEFORE) -> None:
    with campaign.acting(at, "定时提醒") as ctx:
        reminders.queue_due_nudges(ctx, campaign.campaign)


def deliver(campaign: Built, at: datetime = DAY_BEFORE) -> DeliveryTally:
    campaign.house.clock = SimulatedClock(at)
    return delivery.deliver(campaign.house, campaign.campaign)


def put(campaign: Built, *numbers: int, channel: str = "email", kind: str = "office_task") -> None:
    with campaign.acting(DAY_BEFORE) as ctx:
        put_messages(
            ctx,
            [
                NewMessage(
                    campaign_id=campaign.campaign,
                    key=f"{campaign.campaign}:t:{number}",
                    kind=kind,
                    channel=channel,
                    address=f"person{number}@units.example",
                    subject="事项",
                    body="正文",
                    business_day=date(2021, 6, 24),
                    ready_at=DAY_BEFORE,
                )
                for number in numbers
            ],
        )


def tasks_of(campaign: Built) -> list[str]:
    with campaign.house.reading() as ctx:
        return list(ctx.session.exec(select(OfficeTask.kind).order_by(col(OfficeTask.id))).all())


def outcomes_of(campaign: Built) -> list[str]:
    with campaign.house.reading() as ctx:
        rows = ctx.session.exec(select(OfficeTask.outcome).order_by(col(OfficeTask.id)))
        return list(rows.all())


def attempts_of(campaign: Built) -> list[tuple[str, str]]:
    with campaign.house.reading() as ctx:
        return [(a.outcome, a.detail) for a in ctx.session.exec(select(Attempt)).all()]


def states(campaign: Built) -> Counter[MessageState]:
    return Counter(m.state for m in messages(campaign))


def test_every_reminder_arrives_once_and_says_when(campaign: Built, sink: SmtpSink) -> None:
    queue(campaign)

    first, second = deliver(campaign), deliver(campaign)

    assert (first, second) == (DeliveryTally(sent=28), DeliveryTally())
    assert len({mail.message_id for mail in sink.mails}) == len(sink.mails) == 28
    sent = {(m.state, m.sent_at, m.attempts, m.claimed_by) for m in messages(campaign)}
    assert sent == {(MessageState.SENT, DAY_BEFORE, 1, "")}


def test_what_was_met_in_the_meantime_never_leaves(campaign: Built) -> None:
    queue(campaign)
    with campaign.acting(DAY_BEFORE) as ctx:
        ctx.session.execute(
            update(Obligation)
            .where(col(Obligation.unit_id) == campaign.unit("xq01"))
            .values(state=ObligationState.MET)
        )

    tally = deliver(campaign)

    assert tally == DeliveryTally(sent=27, cancelled=1)
    withdrawn = [m.reason for m in messages(campaign) if m.state is MessageState.CANCELLED]
    assert withdrawn == ["发送前核对：所提事项都已办结、调整或不再需要"]


def test_a_reminder_of_a_deadline_that_has_moved_never_leaves(campaign: Built) -> None:
    queue(campaign)
    with campaign.acting(DAY_BEFORE) as ctx:
        ctx.session.execute(update(Obligation).values(version=2))

    assert deliver(campaign) == DeliveryTally(cancelled=28)


def test_whoever_takes_over_the_post_gets_the_reminder(campaign: Built, sink: SmtpSink) -> None:
    queue(campaign)
    hand_over_post(campaign, "xq01")

    deliver(campaign)
    queue(campaign, shanghai("2021-06-24", "10:07"))
    deliver(campaign, shanghai("2021-06-24", "10:07"))

    reached = {mail.recipients[0] for mail in sink.mails}
    assert ("xq01-contact@units.example" in reached, "new@units.example" in reached) == (
        False,
        True,
    )
    assert nudges_of(campaign, "xq01") == [
        ("T-1", "skipped", "发送前核对：收件人已经离岗，改由接任者收取"),
        ("T-1", "queued", ""),
    ]


def hand_over_post(campaign: Built, unit: str) -> None:
    with campaign.acting(DAY_BEFORE) as ctx:
        post = ctx.session.exec(
            select(Post).where(
                col(Post.unit_id) == campaign.unit(unit), col(Post.role) == Role.CONTACT
            )
        ).one()
        new = Person(code="new", name="新示例")
        ctx.session.add(new)
        ctx.session.flush()
        assert post.id is not None
        assert new.id is not None
        day = date(2021, 6, 24)
        ctx.session.execute(
            update(Holding)
            .where(col(Holding.post_id) == post.id)
            .values(until=day - timedelta(days=1))
        )
        ctx.session.add(Holding(post_id=post.id, person_id=new.id, since=day))
        ctx.session.add(Address(person_id=new.id, channel="email", value="new@units.example"))


def test_a_refusal_for_now_is_tried_again_later(campaign: Built, sink: SmtpSink) -> None:
    put(campaign, 1)
    sink.answer("RCPT", 450)

    first = deliver(campaign)
    too_early = deliver(campaign, DAY_BEFORE + timedelta(seconds=30))
    later = deliver(campaign, DAY_BEFORE + timedelta(minutes=2))

    assert (first, too_early, later) == (
        DeliveryTally(put_back=1),
        DeliveryTally(),
        DeliveryTally(sent=1),
    )
    assert attempts_of(campaign) == [("refused", "450 as asked")]


def test_a_poisonous_letter_does_not_hold_up_the_others(campaign: Built, sink: SmtpSink) -> None:
    put(campaign, *range(1, 21))
    sink.answer("RCPT", 550, containing="person7@")

    # The twentieth that arrives is the report to the office.
    assert deliver(campaign) == DeliveryTally(sent=20, failed=1)
    assert deliver(campaign) == DeliveryTally()


def test_an_address_refused_for_good_falls_to_the_next_channel_with_a_task_for_the_office(
    campaign: Built, sink: SmtpSink
) -> None:
    queue(campaign)
    sink.answer("RCPT", 550, containing="xq01-contact@")

    tally = deliver(campaign)

    assert (tally.sent, tally.failed) == (28, 1)
    mine = [(m.channel, m.state) for m in messages(campaign) if m.kind == "reminder"][-1]
    assert mine == ("inbox", MessageState.SENT)
    assert tasks_of(campaign) == ["address_failed"]
    told = [m.address for m in messages(campaign) if m.kind == "address_failed"]
    assert told == ["bangongshi-contact@units.example"]
    with campaign.house.reading() as ctx:
        failed = ctx.session.exec(select(Address.value).where(col(Address.failed) != "")).all()
    assert failed == ["xq01-contact@units.example"]


def test_after_that_the_failed_address_is_passed_over(campaign: Built, sink: SmtpSink) -> None:
    queue(campaign)
    sink.answer("RCPT", 550, containing="xq01-contact@")
    deliver(campaign)

    queue(campaign, shanghai("2021-06-28", "09:37"))

    channels = Counter(m.channel for m in messages(campaign) if m.business_day.day == 28)
    assert channels == {"email": 27, "inbox": 1}


def test_when_the_server_refuses_everybody_the_addresses_are_not_to_blame(
    campaign: Built, sink: SmtpSink
) -> None:
    put(campaign, *range(1, 31))
    sink.answer("RCPT", 550, times=100)

    tally = deliver(campaign)

    with campaign.house.reading() as ctx:
        marked = ctx.session.exec(select(Address.value).where(col(Address.failed) != "")).all()
    assert (tally.sent, tally.failed, tally.put_back, marked) == (0, 3, 28, [])
    assert "channel" in tasks_of(campaign)


def test_no_answer_after_the_text_is_repeated_with_the_same_message_id(
    campaign: Built, sink: SmtpSink
) -> None:
    put(campaign, 1)
    sink.reset("BODY")

    first = deliver(campaign)
    second = deliver(campaign, DAY_BEFORE + timedelta(minutes=2))

    assert (first, second) == (DeliveryTally(put_back=1), DeliveryTally(sent=1))
    assert [outcome for outcome, _ in attempts_of(campaign)] == ["unknown"]


def test_while_the_mail_server_is_down_nothing_is_lost(tmp_path: Path) -> None:
    with mailing(tmp_path, port=9) as campaign:
        put(campaign, 1, 2, 3)

        tally = deliver(campaign)

        assert (tally, states(campaign)) == (
            DeliveryTally(put_back=3),
            {MessageState.READY: 3},
        )


def test_a_text_message_in_doubt_is_held_for_a_look_and_settled_by_hand(campaign: Built) -> None:
    campaign.house.channels = {"sms_http": Doubtful()}
    put(campaign, 1, 2, channel="sms_http")

    tally = deliver(campaign)
    first, second = (m.id or 0 for m in messages(campaign))
    with campaign.acting(DAY_BEFORE) as ctx:
        outbox.settle(
            ctx, campaign.campaign, outbox.Which((first,)), arrived=True, reason="平台有回执"
        )
        outbox.settle(
            ctx, campaign.campaign, outbox.Which((second,)), arrived=False, reason="平台查无"
        )

    assert (tally, tasks_of(campaign)) == (DeliveryTally(uncertain=2), ["uncertain"] * 2)
    assert [m.state for m in messages(campaign)] == [MessageState.SENT, MessageState.READY]
    assert outcomes_of(campaign) == ["平台有回执", "平台查无"]


def test_a_message_that_is_uncertain_again_is_asked_about_again(campaign: Built) -> None:
    campaign.house.channels = {"sms_http": Doubtful()}
    put(campaign, 1, channel="sms_http")
    deliver(campaign)
    with campaign.acting(DAY_BEFORE) as ctx:
        outbox.settle(ctx, campaign.campaign, outbox.Which(), arrived=False, reason="平台查无")

    deliver(campaign)

    assert outcomes_of(campaign) == ["平台查无", ""]


@pytest.mark.parametrize(
    ("started", "repeats", "after"),
    [
        (False, True, MessageState.READY),
        (True, True, MessageState.READY),
        (True, False, MessageState.UNCERTAIN),
    ],
)
def test_what_a_dead_deliverer_left_is_settled_when_its_lease_is_over(
    campaign: Built, started: bool, repeats: bool, after: MessageState
) -> None:
    machine = StillClock()
    campaign.house.machine = machine
    campaign.house.channels = {"email": Dying(started=started, repeats=repeats)}
    put(campaign, 1)
    with pytest.raises(KeyboardInterrupt):
        deliver(campaign)

    at_once = delivery.reap(campaign.house, campaign.campaign)
    machine.pass_time(timedelta(seconds=301))
    delivery.reap(campaign.house, campaign.campaign)

    assert (at_once, [m.state for m in messages(campaign)]) == (DeliveryTally(), [after])


def test_a_deliverer_that_lost_its_claim_hands_nothing_over(campaign: Built) -> None:
    machine = StillClock()
    campaign.house.machine = machine
    slow = Slow(campaign.house, campaign.campaign, machine)
    campaign.house.channels = {"email": slow}
    put(campaign, 1)
    with campaign.acting(DAY_BEFORE) as ctx:
        ctx.session.execute(update(Message).values(ready_at=DAY_BEFORE))
    campaign.house.clock = SimulatedClock(DAY_BEFORE)

    batch = delivery._Batch.taken(campaign.house, slow, campaign.campaign, delivery._Verdicts())
    assert batch is not None
    batch.hand_over()

    assert (slow.handed_over, states(campaign)) == ([], {MessageState.READY: 1})


def test_what_reaches_the_inbox_has_arrived_at_once(campaign: Built) -> None:
    put(campaign, 1, channel="inbox")

    assert [(m.state, m.sent_at) for m in messages(campaign)] == [(MessageState.SENT, DAY_BEFORE)]


def test_by_night_a_reminder_waits_for_the_morning(campaign: Built) -> None:
    queue(campaign)

    by_night = deliver(campaign, shanghai("2021-06-24", "22:00"))
    next_day = deliver(campaign, shanghai("2021-06-25", "08:30"))

    assert (by_night, next_day) == (DeliveryTally(), DeliveryTally(sent=28))


def test_channels_that_are_switched_off_deliver_nothing(tmp_path: Path) -> None:
    with mailing(tmp_path, enabled=("inbox",)) as campaign:
        put(campaign, 1)

        assert (deliver(campaign), states(campaign)) == (DeliveryTally(), {MessageState.READY: 1})


def test_what_goes_to_a_robot_keeps_clear_of_the_full_hour(campaign: Built) -> None:
    campaign.house.channels = {"wecom_robot": Robot()}
    put(campaign, *range(8), channel="wecom_robot")
    full = shanghai("2021-06-24", "14:00")

    at_the_hour = deliver(campaign, full + timedelta(minutes=1))
    moments = {message.ready_at for message in messages(campaign)}
    afterwards = deliver(campaign, full + timedelta(minutes=12))

    assert (at_the_hour.sent, afterwards.sent) == (0, 8)
    assert all(timedelta(minutes=3) <= at - full < timedelta(minutes=12) for at in moments)
    assert len(moments) > 4


def test_a_delivery_of_all_campaigns_leaves_a_simulated_one_to_its_own_moments(
    campaign: Built,
) -> None:
    put(campaign, 1)
    campaign.house.clock = SimulatedClock(DAY_BEFORE)

    everybody = delivery.deliver(campaign.house, None)
    with campaign.acting(DAY_BEFORE) as ctx:
        ctx.session.execute(update(Campaign).values(simulated=False))
    afterwards = delivery.deliver(campaign.house, None)

    assert (everybody, afterwards) == (DeliveryTally(), DeliveryTally(sent=1))
