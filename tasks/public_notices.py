"""Public notices as they were put up: the list first, then each substitute's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import col, func, select

from models import Paper
from rules.publicity import Published, not_yet_public, notice_period
from rules.states import PaperState
from tasks import papers, proof
from tasks.campaigns import calendar_of, definition_of
from tasks.context import Context
from tasks.errors import Refused
from tasks.outcomes import Winner, by_honour, winners

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
    return [_put_up(row) for row in _all_of(ctx, campaign_id)]


def put_up(
    ctx: Context, campaign_id: int, step: str, found: Sequence[Winner], *, decided: bool = False
) -> PublicNotice:
    """Put these up from the next working day on, both days and the way of counting printed."""
    content = content_for(ctx, campaign_id, found, _next(ctx, campaign_id))
    paper = papers.issue(ctx, campaign_id, step, content, decided=decided)
    return _put_up(paper)


def content_of(ctx: Context, campaign_id: int) -> papers.Content:
    """What the next notice says: winners not on any yet. Raises Refused where there is nobody."""
    rows = _all_of(ctx, campaign_id)
    shown = {number for row in rows for number in numbers_on(row)}
    fresh = [one for one in winners(ctx, campaign_id) if one.number not in shown]
    if not fresh:
        raise Refused(["没有待公示的人选：名单尚未审定，或都已公示"])
    return content_for(ctx, campaign_id, fresh, _next(ctx, campaign_id))


def number_in(kind: str) -> int:
    """Which notice this is: the list's is the first."""
    return int(kind.removeprefix(NOTICE).removeprefix("-") or 1)


def content_for(
    ctx: Context, campaign_id: int, found: Sequence[Winner], number: int
) -> papers.Content:
    plan, calendar = definition_of(ctx, campaign_id), calendar_of(ctx)
    public = plan.publicity
    period = notice_period(
        calendar.next_working(calendar.day_of(ctx.now)),
        calendar,
        working_days=public.working_days,
        first_day_counts=public.first_day_counts,
    )
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
    return papers.Content(kind, f"{plan.short}拟{plan.wording}{name}", facts, template=NOTICE)


def numbers_on(paper: Paper) -> frozenset[str]:
    return frozenset(one["number"] for listed in paper.facts["winners"].values() for one in listed)


def _put_up(row: Paper) -> PublicNotice:
    first, last = (date.fromisoformat(str(row.facts[key])) for key in ("first", "last"))
    return PublicNotice(row, first, last, numbers_on(row))


def _next(ctx: Context, campaign_id: int) -> int:
    """The number of the next notice; corrected and withdrawn ones keep theirs."""
    kinds = select(func.count(func.distinct(col(Paper.kind)))).where(
        col(Paper.campaign_id) == campaign_id,
        col(Paper.template) == NOTICE,
        col(Paper.issued_at).is_not(None),
    )
    return ctx.session.exec(kinds).one() + 1


def _all_of(ctx: Context, campaign_id: int) -> Sequence[Paper]:
    return ctx.session.exec(
        select(Paper)
        .where(
            col(Paper.campaign_id) == campaign_id,
            col(Paper.template) == NOTICE,
            col(Paper.state) == PaperState.ISSUED,
        )
        .order_by(col(Paper.id))
    ).all()


def still_to_show(
    ctx: Context, notices: Sequence[PublicNotice], winners: Sequence[str]
) -> tuple[str, ...]:
    """Winners that have not been public for a whole period yet."""
    runs = [Published(notice.last, notice.numbers) for notice in notices]
    return not_yet_public(winners, runs, calendar_of(ctx).day_of(ctx.now))
