"""Calls, attendance and circulated pages: what is wrong is told at once, days are those on paper."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from rules.meetings import Position, Votes
from tasks import attachments, papers
from tasks.attachments import Owner
from tasks.errors import Refused
from tasks.meetings import agenda, attending, concluding, deciding, pages, rows
from tasks.meetings.agenda import Call
from tasks.meetings.attending import Came
from tasks.meetings.guard import Said
from tasks.meetings.kinds import MINUTES
from tasks.meetings.pages import Page, Stated
from tests.support.campaign_builder import Built, shanghai
from tests.support.judged import (
    AS_PROPOSED,
    MEETING,
    confirm,
    convene,
    everybody,
    ready_for_the_meeting,
)
from tests.support.meetings import (
    INSPECTOR,
    TOWNS,
    refused,
)


def test_everything_wrong_with_a_call_is_told_at_once(one: Built) -> None:
    ready_for_the_meeting(one, TOWNS)
    confirm(one)
    one.close("3.1", MEETING)
    new_year = Call(date(2022, 1, 1), "special")

    reasons = refused(one, agenda.convene, new_year)

    assert [reason[:6] for reason in reasons] == [
        "专题会议已经",
        "会议日期20",
        "会议日期20",
        "2022-0",
    ]


def test_a_meeting_still_to_come_is_neither_attended_nor_decided(one: Built) -> None:
    ready_for_the_meeting(one, TOWNS)
    with one.acting(MEETING) as ctx:
        agenda.convene(ctx, one.campaign, Call(date(2022, 1, 6)))
    told = "日期2022-01-06还没有到（今天是2022-01-05），请填实际发生的日期"

    assert refused(one, attending.attend, everybody()) == (told,)
    assert told in refused(one, deciding.approve, 1, AS_PROPOSED)


def test_unknown_posts_doubles_and_persons_are_named_together(one: Built) -> None:
    ready_for_the_meeting(one, TOWNS)
    with one.acting(MEETING) as ctx:
        agenda.convene(ctx, one.campaign, Call(MEETING.date()))
    came = [Came("某处处长"), Came(INSPECTOR), Came(INSPECTOR, person="nobody")]

    reasons = refused(one, attending.attend, came)

    assert [reason.partition("，")[0] for reason in reasons] == [
        "没有“某处处长”这个岗位或列席单位",
        "名册里没有编号为“nobody”的人员",
        f"“{INSPECTOR}”写了不止一次",
    ]


def test_a_circulation_is_decided_by_the_days_on_its_pages_not_the_day_of_entry(
    campaign: Built,
) -> None:
    """Twelve pages signed in time and entered two days later make the quorum; a late one does not."""
    ready_for_the_meeting(campaign, TOWNS)
    with campaign.acting(MEETING) as ctx:
        agenda.convene(ctx, campaign.campaign, Call(MEETING.date(), "circulated"))
        positions = [i.position for i in rows.items_of(ctx, rows.find(ctx, campaign.campaign))]
    said = {position: Stated(Position.AGREE) for position in positions}
    later = shanghai("2022-01-07")
    posts = [came.post for came in everybody()]
    with campaign.acting(later) as ctx:
        for post in posts[:11]:
            page = Page(post, MEETING.date(), campaign.scan(f"{post}.pdf"), said)
            pages.record_signed(ctx, campaign.campaign, page)
    late = Page(posts[11], MEETING.date() + timedelta(days=1), campaign.scan("迟.pdf"), said)
    with pytest.raises(Refused) as too_late, campaign.acting(later) as ctx:
        pages.record_signed(ctx, campaign.campaign, late)
    with pytest.raises(Refused) as too_few, campaign.acting(later) as ctx:
        deciding.approve_rest(ctx, campaign.campaign, AS_PROPOSED)
    with campaign.acting(later) as ctx:
        page = Page(posts[11], MEETING.date(), campaign.scan("补.pdf"), said)
        pages.record_signed(ctx, campaign.campaign, page)
        deciding.approve_rest(ctx, campaign.campaign, Said("传签同意", Votes(12)))
        concluding.conclude(ctx, campaign.campaign)

    assert too_late.value.reasons == (
        "签署日期2022-01-06晚于2022年1月5日（周三），不能计入；确有需要请复议",
    )
    assert len(too_few.value.reasons) == len(positions)
    assert "（12个），现为11个" in too_few.value.reasons[0]
    with campaign.house.reading() as ctx:
        minutes = papers.find(ctx, campaign.campaign, MINUTES)
        kept = attachments.of(ctx, Owner("meeting", 1))
    assert minutes is not None
    assert len(kept) == 12
    assert [(file.note, file.sha256) for file in kept] == [
        (page["post"], page["sha256"]) for page in minutes.facts["pages"]
    ]


def test_everything_wrong_with_a_page_is_told_at_once(one: Built) -> None:
    ready_for_the_meeting(one, TOWNS)
    convene(one)
    page = Page("局长", date(2022, 1, 6), one.scan("页.pdf"), {99: Stated(Position.AGREE)})

    assert len(refused(one, pages.record_signed, page)) == 4
