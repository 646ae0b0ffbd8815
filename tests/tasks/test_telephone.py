"""The telephone list of a day, and calls that count as the reminder."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlmodel import col, select, update

from models import Address, Person
from records.workbooks.phone_list import HEADINGS, write_phone_list
from rules.states import MessageState
from tasks import calls, reminders, telephone
from tasks.calls import CallOutcome
from tasks.telephone import PhoneLine
from tests.support.campaign_builder import Built, shanghai
from tests.support.post_room import mailing, messages, next_moments, nudges_of

OPENED = shanghai("2021-06-18")
DAY_BEFORE = shanghai("2021-06-24", "09:37")


@pytest.fixture
def campaign(tmp_path: Path) -> Iterator[Built]:
    with mailing(tmp_path) as made:
        made.open("1.2", OPENED)
        with made.acting(OPENED) as ctx:
            person = ctx.session.exec(
                select(Person.id).where(col(Person.code) == "xq01-contact")
            ).one()
            assert person is not None
            ctx.session.add(Address(person_id=person, channel="sms_http", value="10000000001"))
        yield made


def day_list(campaign: Built, on: date) -> list[PhoneLine]:
    with campaign.house.reading(now=DAY_BEFORE) as ctx:
        return telephone.day_list(ctx, campaign.campaign, on)


def call(campaign: Built, outcome: CallOutcome, at: datetime) -> int:
    with campaign.acting(at) as ctx:
        return calls.log_call(ctx, campaign.campaign, "xq01", outcome, note="本人接听")


def sweep(campaign: Built, at: datetime) -> None:
    with campaign.acting(at) as ctx:
        reminders.queue_due_nudges(ctx, campaign.campaign)


def test_a_line_says_whom_to_call_about_what_and_by_when(campaign: Built) -> None:
    line = next(x for x in day_list(campaign, date(2021, 6, 24)) if x.unit_code == "xq01")

    assert telephone.row_of(line) == (
        "示例市行政审批局",
        "示例",
        "示例contact",
        "联系人",
        "10000000001",
        "签收实施意见",
        "2021年6月25日 24:00",
        1,
        "未发消息",
        "",
    )


def test_on_a_day_without_reminders_only_those_who_are_late_are_listed(campaign: Built) -> None:
    early, late = day_list(campaign, date(2021, 6, 23)), day_list(campaign, date(2021, 6, 29))

    assert (len(early), len(late), {x.days_left for x in late}) == (0, 28, {-2})


def test_a_unit_without_a_contact_is_listed_all_the_same(campaign: Built) -> None:
    with campaign.acting(OPENED) as ctx:
        ctx.session.execute(
            update(Person).where(col(Person.code) == "xq02-contact").values(active=False)
        )

    line = next(x for x in day_list(campaign, date(2021, 6, 24)) if x.unit_code == "xq02")

    assert (line.person, line.told) == ("（无联系人）", "没有收件人")


def test_a_call_that_reached_somebody_counts_as_the_reminder(campaign: Built) -> None:
    counted = call(campaign, CallOutcome.REACHED, shanghai("2021-06-24", "09:00"))

    sweep(campaign, DAY_BEFORE)

    assert counted == 1
    assert nudges_of(campaign, "xq01") == [("T-1", "queued", "电话已告知")]
    assert [m for m in messages(campaign) if m.address.startswith("xq01-")] == []
    assert next_moments(campaign, "xq01") == [datetime(2021, 6, 28, 1, 37, tzinfo=UTC)]
    assert [e.why for e in campaign.journal("call.logged")] == ["本人接听"]


def test_a_message_that_has_not_left_is_taken_back_after_the_call(campaign: Built) -> None:
    sweep(campaign, DAY_BEFORE)

    call(campaign, CallOutcome.REACHED, shanghai("2021-06-24", "09:40"))

    mine = [(m.state, m.reason) for m in messages(campaign) if m.address.startswith("xq01-")]
    assert mine == [(MessageState.CANCELLED, "电话已告知")]


def test_a_call_that_nobody_answered_changes_nothing_but_the_list(campaign: Built) -> None:
    counted = call(campaign, CallOutcome.NO_ANSWER, shanghai("2021-06-24", "09:00"))

    line = next(x for x in day_list(campaign, date(2021, 6, 24)) if x.unit_code == "xq01")
    assert (counted, line.called, nudges_of(campaign, "xq01")) == (0, "无人接听，本人接听", [])


def test_the_list_is_a_workbook_too(campaign: Built, tmp_path: Path) -> None:
    lines = day_list(campaign, date(2021, 6, 24))
    path = tmp_path / "phone.xlsx"

    write_phone_list(path, "2021年6月24日电话清单", map(telephone.row_of, lines))

    rows = list(load_workbook(path)["电话清单"].iter_rows(values_only=True))
    assert rows[-len(lines) - 1] == tuple(heading.name for heading in HEADINGS)
    assert len(rows[-len(lines) :]) == 28
