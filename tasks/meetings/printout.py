"""The pages that members sign by hand: one page each, their recusals already on it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from models import AgendaItem
from records.papers.decision_page import DecisionPage, Row, write
from tasks.context import Context
from tasks.errors import Refused
from tasks.meetings import rows
from tasks.meetings.attending import unknown_post
from tasks.meetings.bench import Matter
from tasks.meetings.guard import matter_at
from tasks.wording import day_cn

FORMATS = ("html", "xlsx")
NAMES_SHOWN = 6


def print_out(
    ctx: Context,
    campaign_id: int,
    folder: Path,
    *,
    posts: Sequence[str] = (),
    ending: str = "html",
    meeting: int | None = None,
) -> list[Path]:
    """Write a page for each of these posts, for all of the group without any; returns the files.

    Raises Refused for unknown posts, an unknown format or a meeting that is over.
    """
    matter = matter_at(ctx, campaign_id, meeting)
    plan = matter.meeting.plan
    problems = rows.still_open(matter.meeting.row)
    problems += [text for post in posts for text in unknown_post(plan, post)]
    if ending not in FORMATS:
        problems.append(f"格式只能是{'、'.join(FORMATS)}，现为“{ending}”")
    if problems:
        raise Refused(problems)
    items = rows.items_of(ctx, matter.meeting.row)
    every = plan.leading_group.posts
    return [
        write(
            folder / f"{every.index(post) + 1:02}-{post.replace('/', '-')}.{ending}",
            page_of(matter, items, post),
        )
        for post in posts or every
    ]


def page_of(matter: Matter, items: Sequence[AgendaItem], post: str) -> DecisionPage:
    plan = matter.meeting.plan
    return DecisionPage(
        f"{plan.short}{rows.GROUP}{rows.KINDS[matter.meeting.row.kind]}书面意见表",
        post,
        day_cn(matter.meeting.row.held_on),
        plan.office(plan.leading_group.office).name,
        [
            Row(
                item.position,
                item.title,
                in_words(item.kind, item.proposal),
                matter.bench(item).recused.get(post, ""),
            )
            for item in items
        ],
    )


def in_words(kind: str, proposal: dict[str, Any]) -> str:
    """What is proposed on an item, in one sentence."""
    match kind:
        case "ranking":
            top = "、".join(f"{rank}.{name}" for rank, name, _ in proposal["ranking"][:NAMES_SHOWN])
            return f"共{len(proposal['ranking'])}个窗口：{top}"
        case "cell":
            return _cell(proposal)
        case "override":
            return f"维持：{proposal['why']}"
        case "objection":
            return f"核查情况：{proposal['finding']}"
        case _:
            return f"发现情况：{proposal['found']}"


def _cell(proposal: dict[str, Any]) -> str:
    names = [one["name"] for one in proposal["winners"]]
    more = f"等{len(names)}个" if len(names) > NAMES_SHOWN else ""
    told = f"名额{proposal['places']}个：{'、'.join(names[:NAMES_SHOWN]) or '无'}{more}"
    if proposal["vacant"]:
        told += f"；空缺{proposal['vacant']}个"
    for tie in proposal["ties"]:
        told += f"；{'、'.join(tie['between'])}同分，余{tie['places']}个"
    return told
