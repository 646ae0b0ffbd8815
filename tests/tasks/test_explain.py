"""`why`: what a unit was told, what it was not told and why, and where its dates come from."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from tasks import deadlines, duties, fulfilment, notices, reminders
from tasks.errors import NotFound
from tasks.explain_text import why_text
from tasks.orders import Order, Scope
from tests.support.campaign_builder import Built, shanghai
from tests.support.post_room import mailing

OPENED = shanghai("2021-06-18")
DAY_BEFORE = shanghai("2021-06-24", "09:37")


@pytest.fixture
def campaign(tmp_path: Path) -> Iterator[Built]:
    with mailing(tmp_path) as made:
        made.open("1.2", OPENED)
        yield made


def sweep(campaign: Built, at: datetime) -> None:
    with campaign.acting(at) as ctx:
        reminders.queue_due_nudges(ctx, campaign.campaign)


def why(campaign: Built, at: datetime, unit: str = "xq01", step: str = "1.2") -> list[str]:
    with campaign.house.reading(now=at) as ctx:
        return why_text(ctx, campaign.campaign, unit, step).splitlines()


def test_it_tells_what_was_sent_and_what_is_still_to_come(campaign: Built) -> None:
    sweep(campaign, DAY_BEFORE)

    assert why(campaign, DAY_BEFORE) == [
        "示例市行政审批局 · 1.2 印发实施意见",
        "● 签收实施意见（待办）",
        "　截止 2021年6月25日 24:00",
        "　　因为 截止日为 2021-06-25（周五，工作日）",
        "　　因为 没有写明时刻，到当日 24:00 为止",
        "　已到 2021-06-24 09:37 T-1 联系人 示例contact 电子邮件：待发",
        "　将发 2021-06-28 09:37 T+1 → 联系人",
        "　将发 2021-06-30 09:37 T+3 → 联系人、分管负责人",
        "　将发 2021-07-02 10:07 T+5 → 联系人、分管负责人、办公室主任",
    ]


def test_it_tells_why_a_reminder_was_passed_over(campaign: Built) -> None:
    sweep(campaign, shanghai("2021-06-28", "10:00"))

    told = [line for line in why(campaign, shanghai("2021-06-28", "10:00")) if "T-1" in line]

    assert told == [
        "　已到 2021-06-24 09:37 T-1 联系人 示例contact 电子邮件：未发：已由更近的一次提醒代替，不再补发"
    ]


def test_it_tells_that_a_duty_is_done_and_its_reminders_are_over(campaign: Built) -> None:
    with campaign.acting(shanghai("2021-06-22")) as ctx:
        fulfilment.acknowledge(
            ctx, campaign.campaign, "1.2", campaign.unit("xq01"), at=ctx.now, by="示例contact"
        )

    lines = why(campaign, DAY_BEFORE)

    assert lines[1].startswith("● 签收实施意见（已办：2021-06-22 10:00")
    assert {line[:3] for line in lines if "→" in line} == {"　不发"}
    assert lines[-1].endswith("事项已经办结，不再提醒")


def test_it_tells_who_moved_the_date_and_why(campaign: Built) -> None:
    order = Order("1.2", "ack", date(2021, 6, 30), "系统升级", "办公室主任", Scope(unit="xq01"))
    with campaign.acting(shanghai("2021-06-21")) as ctx:
        deadlines.move(ctx, campaign.campaign, order)

    lines = why(campaign, DAY_BEFORE)

    assert "　截止 2021年6月30日 24:00" in lines
    assert (
        "　　调整 2021年6月21日（周一），办公室主任决定由2021年6月25日（周五）"
        "改为2021年6月30日（周三）：系统升级"
    ) in lines
    assert any("延期" in line for line in lines[lines.index("其他消息") :])


def test_it_tells_of_the_notice_and_that_it_waits_for_release(campaign: Built) -> None:
    with campaign.acting(OPENED) as ctx:
        notices.issue(ctx, campaign.campaign, "1.2")

    told = why(campaign, DAY_BEFORE)[-1]

    assert "已印发" in told
    assert told.endswith("：待放行（群发通知，待办公室放行）")


def test_a_unit_that_owes_nothing_there_is_told_so(campaign: Built) -> None:
    assert why(campaign, DAY_BEFORE, step="2.3") == [
        "示例市行政审批局 · 2.3 考评评估",
        "　该单位在这一环节没有事项：不在适用范围内，或环节尚未开始。",
    ]


@pytest.mark.parametrize(("unit", "step"), [("zz", "1.2"), ("xq01", "9.9")])
def test_unknown_codes_are_named(campaign: Built, unit: str, step: str) -> None:
    with pytest.raises(NotFound, match=r"zz|9\.9"):
        why(campaign, DAY_BEFORE, unit, step)


def test_laying_on_twice_changes_no_story(campaign: Built) -> None:
    before = why(campaign, DAY_BEFORE)
    with campaign.acting(DAY_BEFORE) as ctx:
        duties.lay_on(ctx, campaign.campaign, "1.2")

    assert why(campaign, DAY_BEFORE) == before
