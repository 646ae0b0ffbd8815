"""Public notices as they were put up: the list first, then each substitute's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import col, select

from models import Paper
from rules.publicity import Published, not_yet_public, notice_period
from tasks import papers, proof
from tasks.campaigns import calendar_of, definition_of
from tasks.context import Context
from tasks.outcomes import Winner, by_honour

NOTICE = "public-notice"
"""Kind of the first notice; later ones end in their number."""


@dataclass(frozen=True, slots=True)
class PublicNotice:
    """A notice with its days and the applications on it."""

    paper: Paper
    first: date
    last: date
    numbers: frozenset[str]


def notices_of(ctx: Context, campaign_id: int) -> list[PublicNotice]:
    """In the order in which they went up."""
    rows = ctx.session.exec(
        select(Paper)
        .where(col(Paper.campaign_id) == campaign_id, col(Paper.kind).startswith(NOTICE))
        .order_by(col(Paper.id))
    ).all()
    return [
        PublicNotice(
            row,
            date.fromisoformat(str(row.facts["first"])),
            date.fromisoformat(str(row.facts["last"])),
            frozenset(one["number"] for listed in row.facts["winners"].values() for one in listed),
        )
        for row in rows
    ]


def put_up(ctx: Context, campaign_id: int, step: str, found: Sequence[Winner]) -> PublicNotice:
    """Put these up from the next working day on, both days and the way of counting printed."""
    plan, calendar = definition_of(ctx, campaign_id), calendar_of(ctx)
    public = plan.publicity
    period = notice_period(
        calendar.next_working(calendar.day_of(ctx.now)),
        calendar,
        working_days=public.working_days,
        first_day_counts=public.first_day_counts,
    )
    number = len(notices_of(ctx, campaign_id)) + 1
    facts: Mapping[str, Any] = {
        "campaign": plan.title,
        "first": period.first.isoformat(),
        "last": period.last.isoformat(),
        "working_days": public.working_days,
        "counting": "首日计入" if public.first_day_counts else "首日不计入",
        "answer_working_days": public.answer_working_days,
        "winners": by_honour(ctx, campaign_id, found),
        "result_head": proof.head_of(ctx, campaign_id),
        "in_notice": False,
    }
    name = "名单公示" if number == 1 else f"名单补充公示（第{number}次）"
    kind = NOTICE if number == 1 else f"{NOTICE}-{number}"
    title = f"{plan.short}拟{plan.wording}{name}"
    paper = papers.issue(
        ctx, campaign_id, step, papers.Content(kind, title, facts, template=NOTICE)
    )
    numbers = frozenset(one.number for one in found)
    return PublicNotice(paper, period.first, period.last, numbers)


def still_to_show(
    ctx: Context, notices: Sequence[PublicNotice], winners: Sequence[str]
) -> tuple[str, ...]:
    """Winners that have not been public for a whole period yet."""
    runs = [Published(notice.last, notice.numbers) for notice in notices]
    return not_yet_public(winners, runs, calendar_of(ctx).day_of(ctx.now))
