"""The outbox: known keys stay out, bulk notices wait, and what has not left can be taken back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from rules.states import MessageState
from tasks import outbox
from tasks.errors import Refused
from tasks.outbox import Notice, Notified, Which
from tests.support.campaign_builder import Built, shanghai
from tests.support.post_room import mailing, messages

DAY = shanghai("2021-12-01", "10:00")
MOVED = {
    "step_title": "申报材料",
    "old_due_text": "2021年12月17日 24:00",
    "new_due_text": "2021年12月20日 24:00",
    "reason": "台风停工一天",
    "ordered_by": "办公室主任",
}
NOTICE = {
    "notice_title": "考评通知",
    "notice_number": "示例〔2021〕8号",
    "issued_on": DAY.date(),
    "summary": "按时间安排表报送",
    "acknowledge_by": "2021年12月6日 24:00",
    "link": "",
    "how": "打开通知签收",
}


@pytest.fixture
def campaign(tmp_path: Path) -> Iterator[Built]:
    with mailing(tmp_path) as made:
        yield made


def notify(campaign: Built, kind: str, values: Mapping[str, object], *units: str) -> Notified:
    ids = [campaign.unit(code) for code in units]
    with campaign.acting(DAY) as ctx:
        return outbox.notify_units(ctx, campaign.campaign, Notice(kind, "2.1.v1", values), ids)


def states(campaign: Built) -> Counter[MessageState]:
    return Counter(m.state for m in messages(campaign))


def test_a_notice_told_twice_is_one_message_a_contact(campaign: Built) -> None:
    first = notify(campaign, "deadline_moved", MOVED, "xq01", "xq02")
    second = notify(campaign, "deadline_moved", MOVED, "xq01", "xq02")

    assert (first, second) == (Notified(2, 2), Notified(0, 2))
    assert states(campaign) == {MessageState.READY: 2}


def test_what_goes_to_many_waits_for_the_office(campaign: Built) -> None:
    notify(campaign, "notice_issued", NOTICE, "xq01", "xq02")
    before = states(campaign)

    with campaign.acting(DAY) as ctx:
        released = outbox.release(ctx, campaign.campaign)

    assert (before, released, states(campaign)) == (
        {MessageState.HELD: 2},
        2,
        {MessageState.READY: 2},
    )


def test_by_night_a_correction_is_ready_for_the_morning(campaign: Built) -> None:
    unit = campaign.unit("xq01")
    with campaign.acting(shanghai("2021-12-01", "21:00")) as ctx:
        outbox.notify_units(ctx, campaign.campaign, Notice("deadline_moved", "x", MOVED), [unit])

    assert [m.ready_at for m in messages(campaign)] == [shanghai("2021-12-02", "08:30")]


def test_held_and_cancelled_messages_keep_the_reason(campaign: Built) -> None:
    notify(campaign, "deadline_moved", MOVED, "xq01", "xq02")
    first = messages(campaign)[0].id or 0

    with campaign.acting(DAY) as ctx:
        held = outbox.hold(ctx, campaign.campaign, Which(kind="deadline_moved"), reason="待核对")
        gone = outbox.cancel(ctx, campaign.campaign, Which((first,)), reason="重复")

    assert (held, gone) == (2, 1)
    assert [(m.state, m.reason) for m in messages(campaign)] == [
        (MessageState.CANCELLED, "重复"),
        (MessageState.HELD, "待核对"),
    ]
    assert [e.why for e in campaign.journal("outbox.cancelled")] == ["重复"]


def test_without_a_reason_nothing_is_held(campaign: Built) -> None:
    with campaign.acting(DAY) as ctx, pytest.raises(Refused, match="请写明原因"):
        outbox.hold(ctx, campaign.campaign, outbox.ALL, reason=" ")


def test_units_that_nobody_can_be_found_for_are_named(tmp_path: Path) -> None:
    with mailing(tmp_path, enabled=("sms_http",)) as campaign:
        told = notify(campaign, "deadline_moved", MOVED, "xq01")

    assert told == Notified(0, 0, ("示例市行政审批局",))


def test_messages_are_counted_by_channel_and_state(campaign: Built) -> None:
    notify(campaign, "deadline_moved", MOVED, "xq01")
    notify(campaign, "notice_issued", NOTICE, "xq01", "xq02")

    with campaign.house.reading() as ctx:
        counted = outbox.counts(ctx, campaign.campaign)

    assert counted == {("email", "ready"): 1, ("email", "held"): 2}
