"""What each paper says as things stand: asked for when it is drafted, issued, or may be out of date."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

from models import Paper
from rules.definition import StepKind
from tasks import commendation, notices, opinions, public_notices, publicity, reporting
from tasks.campaigns import definition_of
from tasks.context import Context
from tasks.errors import Refused
from tasks.honoured import honoured
from tasks.outcomes import winners_by_honour
from tasks.papers import Content
from tasks.use_case import UseCase

RECALL = "recall"
"""Template of a paper that withdraws another one."""
ISSUERS: Mapping[StepKind, UseCase[[Context, int, str], object]] = MappingProxyType(
    {
        StepKind.LEADING_GROUP: notices.issue,
        StepKind.NOTICE: notices.issue,
        StepKind.OPINIONS: opinions.request_and_check,
        StepKind.PUBLICITY: publicity.publish_and_check,
        StepKind.COMMENDATION: commendation.commend,
        StepKind.REPORTING: reporting.circulate,
    }
)
"""The use case by which a kind of step issues its paper, with all that follows from it."""


def draft_of(ctx: Context, campaign_id: int, step: str) -> Content:
    """What the next paper of a step says. Raises Refused where it has none, or not yet."""
    plan = definition_of(ctx, campaign_id)
    kind = next((s.kind for s in plan.steps if s.code == step), None)
    match kind:
        case StepKind.LEADING_GROUP | StepKind.NOTICE:
            return notices.content_of(ctx, campaign_id, step)
        case StepKind.OPINIONS:
            return opinions.content_of(ctx, campaign_id, step)
        case StepKind.PUBLICITY:
            return public_notices.content_of(ctx, campaign_id)
        case StepKind.COMMENDATION:
            return commendation.content_of(ctx, campaign_id)
        case StepKind.REPORTING:
            return reporting.content_of(ctx, campaign_id, step)
        case _:
            told = "、".join(s.code for s in plan.steps if s.kind in ISSUERS)
            raise Refused([f"环节“{step}”不发公文，发公文的环节：{told}"])


def content_again(ctx: Context, paper: Paper) -> Content:
    """What a paper that exists would say today; one that nothing can change says what it says.

    Raises Refused where what it speaks of is no longer there.
    """
    again = _AGAIN.get(paper.template)
    return again(ctx, paper) if again else _as_it_is(paper)


def _as_it_is(paper: Paper) -> Content:
    return Content(
        paper.kind, paper.title, paper.facts, paper.main, paper.copies, paper.template, paper.series
    )


def _of_step(ctx: Context, paper: Paper) -> Content:
    return draft_of(ctx, paper.campaign_id, paper.step)


def _public_notice(ctx: Context, paper: Paper) -> Content:
    named = public_notices.numbers_on(paper)
    found = [
        one.winner
        for one in honoured(ctx, paper.campaign_id)
        if one.winner.number in named and not one.withdrawn_for
    ]
    number = public_notices.number_in(paper.kind)
    return public_notices.content_for(ctx, paper.campaign_id, found, number)


def _minutes(ctx: Context, paper: Paper) -> Content:
    """Only the list can go out of date: what was said and decided at a meeting stays said."""
    said = _as_it_is(paper)
    return replace(said, facts={**paper.facts, "lists": winners_by_honour(ctx, paper.campaign_id)})


_AGAIN: Mapping[str, Callable[[Context, Paper], Content]] = MappingProxyType(
    {
        "leading-group": _of_step,
        "implementation-opinion": _of_step,
        "evaluation-notice": _of_step,
        "opinion-request": _of_step,
        "commendation": _of_step,
        "circular": _of_step,
        "public-notice": _public_notice,
        "minutes": _minutes,
    }
)
