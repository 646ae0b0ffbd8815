"""Signed pages: a member's decision by hand, entered with its real day and its scan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import cast

from models import SignedPage
from rules.meetings import Position
from tasks import attachments
from tasks.attachments import Owner, Received
from tasks.campaigns import calendar_of
from tasks.context import Context
from tasks.errors import Refused
from tasks.meetings import rows
from tasks.meetings.attending import unknown_post
from tasks.meetings.bench import Matter
from tasks.meetings.guard import matter_at
from tasks.moments import day_problems
from tasks.use_case import use_case
from tasks.wording import day_cn

POSITIONS = {"同意": Position.AGREE, "不同意": Position.DISAGREE, "弃权": Position.ABSTAIN}


@dataclass(frozen=True, slots=True)
class Stated:
    """What a member wrote on one item."""

    said: Position
    opinion: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it came back: whose, when it was signed, its scan, what it says by item."""

    post: str
    signed_on: date
    scan: Received
    positions: Mapping[int, Stated] = field(default_factory=dict)


@use_case("登记书面意见")
def record_signed(ctx: Context, campaign_id: int, page: Page, *, meeting: int | None = None) -> int:
    """Enter a signed page; the day of the signature decides whether it is in time, not today.

    Returns how many items it decides on. Raises Refused with everything that is wrong, a position
    on an item from which its member must stand back among it.
    """
    matter = matter_at(ctx, campaign_id, meeting)
    row = matter.meeting.row
    if problems := _problems(ctx, matter, page):
        raise Refused(problems)
    ctx.session.add(
        SignedPage(
            meeting_id=cast("int", row.id),
            post=page.post,
            signed_on=page.signed_on,
            scan_name=page.scan.name,
            scan_sha256=page.scan.sha256,
            positions={
                str(position): {"said": stated.said.value, "opinion": stated.opinion}
                for position, stated in page.positions.items()
            },
            entered_at=ctx.now,
            entered_by=ctx.actor,
        )
    )
    attachments.attach(ctx, Owner("meeting", row.id or 0), page.scan, note=page.post)
    ctx.record(
        "meeting.signed",
        rows.named(row),
        campaign=campaign_id,
        post=page.post,
        signed_on=page.signed_on.isoformat(),
        scan=page.scan.sha256,
        items=sorted(page.positions),
    )
    return len(page.positions)


def _problems(ctx: Context, matter: Matter, page: Page) -> list[str]:
    twice = page.post in {known.post for known in matter.pages}
    return [
        *rows.still_open(matter.meeting.row),
        *unknown_post(matter.meeting.plan, page.post),
        *day_problems(page.signed_on, ctx.now, calendar_of(ctx)),
        *_about_days(ctx, matter, page),
        *_about_items(ctx, matter, page),
        *([f"“{page.post}”的书面意见已经登记过"] if twice else ()),
    ]


def _about_days(ctx: Context, matter: Matter, page: Page) -> list[str]:
    row = matter.meeting.row
    called = calendar_of(ctx).day_of(row.convened_at)
    if page.signed_on < called:
        return [f"签署日期{page.signed_on}早于召集之日（{called}），请核对"]
    if page.signed_on > row.held_on:
        last = day_cn(row.held_on)
        return [f"签署日期{page.signed_on}晚于{last}，不能计入；确有需要请复议"]
    return []


def _about_items(ctx: Context, matter: Matter, page: Page) -> list[str]:
    """An item that is not on the agenda, one already decided, one its member stands back from."""
    items = {item.position: item for item in rows.items_of(ctx, matter.meeting.row)}
    settled = rows.resolutions_of(ctx, matter.meeting.row)
    problems = [] if page.positions else ["书面意见里没有一项意见"]
    for position in sorted(page.positions):
        item = items.get(position)
        if item is None:
            problems.append(f"{matter.meeting.name}没有第{position}项议题")
            continue
        recused = matter.bench(item).recused
        if page.post in recused:
            problems.append(f"“{page.post}”须回避第{position}项：{recused[page.post]}，不能计入")
        if item.id in settled:
            problems.append(f"第{position}项已经决定，书面意见须在决定之前登记")
    return problems
