"""The one guard before every decision: the meeting, its bench, the word given, the votes (R6)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from models import AgendaItem
from rules import definition
from rules.meetings import (
    Bench,
    Votes,
    item_problems,
    quorum_problems,
    vote_problems,
    written_problems,
)
from rules.selection import ConfirmRanking, Decision
from tasks import placements
from tasks.campaigns import calendar_of, definition_of
from tasks.context import Context
from tasks.meetings import rows
from tasks.meetings.agenda import closed_list, may_change_list
from tasks.meetings.bench import Matter, matter_of
from tasks.moments import day_problems


@dataclass(frozen=True, slots=True)
class Said:
    """How an item was decided: the reason, by whose word, and the count where there was a vote."""

    reason: str
    votes: Votes | None = None
    ordered_by: str = rows.GROUP


def matter_at(ctx: Context, campaign_id: int, meeting: int | None) -> Matter:
    """The meeting with its candidates and the proposal under all decisions recorded so far."""
    plan, row = definition_of(ctx, campaign_id), rows.find(ctx, campaign_id, meeting)
    candidates, proposal = placements.computed(ctx, campaign_id)
    return matter_of(ctx, rows.held(ctx, plan, row), candidates, proposal)


def guard(
    ctx: Context,
    matter: Matter,
    item: AgendaItem,
    said: Said,
    *,
    decision: Decision | None = None,
    change: bool = False,
) -> list[str]:
    """Why an item cannot be decided so: the same for every path by which a decision comes in.

    `change` says that it departs from what was proposed, as most decisions do.
    """
    bench, form = matter.bench(item, decision), matter.meeting.plan.meeting
    departs = change or not (decision is None or isinstance(decision, ConfirmRanking))
    return [
        *meeting_problems(ctx, matter),
        *word_problems(matter.meeting.plan, said, bench),
        *item_problems(form, bench),
        *vote_problems(form, bench, said.votes, change=departs),
        *written_problems(matter.written(item, bench), said.votes),
    ]


def list_problems(ctx: Context, matter: Matter) -> list[str]:
    """R6: why the list may not be changed now."""
    meeting = matter.meeting
    if may_change_list(ctx, meeting.row.campaign_id, meeting.plan):
        return []
    return [closed_list()]


def meeting_problems(ctx: Context, matter: Matter) -> Iterator[str]:
    """Whether the meeting takes place at all: not over, its day has come, enough posts are there."""
    meeting = matter.meeting
    yield from rows.still_open(meeting.row)
    posts = len(meeting.plan.leading_group.posts)
    if meeting.row.kind == "circulated":
        return  # each item has its own quorum of signed pages
    yield from day_problems(meeting.row.held_on, ctx.now, calendar_of(ctx))
    yield from quorum_problems(meeting.plan.meeting, posts, len(meeting.present))


def word_problems(plan: definition.Campaign, said: Said, bench: Bench) -> Iterator[str]:
    """R6: the group decides, or a post of it in its name that has not to stand back."""
    if not said.reason.strip():
        yield "请写明决定的理由"
    by = rows.post_of(plan, said.ordered_by)
    if by in bench.recused:
        yield f"“{by}”须回避本项：{bench.recused[by]}"
    elif by in bench.posts and by not in bench.present:
        yield f"“{by}”没有到会，也没有书面意见"
    elif by not in bench.posts and not by.startswith(rows.GROUP):
        said_by = f"“{by}”" if by.strip() else "空白"
        yield (
            f"名单由领导小组专题会议决定，决定人现为{said_by}，"
            f"请填{rows.GROUP}或其组成岗位（{rows.CLAUSE}）"
        )
