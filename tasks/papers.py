"""Papers of the campaign: numbered by series and year without gaps, with addressees and facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import col, func, select

from models import Campaign, Paper
from rules.states import PaperState
from tasks.campaigns import calendar_of
from tasks.context import Context
from tasks.stamps import stamp_of

SERIES = "评选"


@dataclass(frozen=True, slots=True)
class Content:
    """What a paper says, before it has a number; `kind` is unique within a campaign."""

    kind: str
    title: str
    facts: Mapping[str, Any]
    main: Sequence[str] = ()
    copies: Sequence[str] = field(default_factory=tuple)
    template: str = ""
    """Entry of the catalogue of papers that it is printed by."""
    series: str = SERIES


def find(ctx: Context, campaign_id: int, kind: str) -> Paper | None:
    """The newest version of a paper."""
    return ctx.session.exec(
        select(Paper)
        .where(col(Paper.campaign_id) == campaign_id, col(Paper.kind) == kind)
        .order_by(col(Paper.version).desc())
    ).first()


def issue(ctx: Context, campaign_id: int, step: str, content: Content) -> Paper:
    """Give the paper the next number of its series and year; a paper already issued is returned."""
    known = find(ctx, campaign_id, content.kind)
    if known is not None:
        return known
    year = calendar_of(ctx).day_of(ctx.now).year
    paper = Paper(
        campaign_id=campaign_id,
        step=step,
        kind=content.kind,
        series=content.series,
        year=year,
        number=_next_number(ctx, campaign_id, content.series, year),
        title=content.title,
        state=PaperState.ISSUED,
        issued_at=ctx.now,
        main=list(content.main),
        copies=list(content.copies),
        facts={**content.facts, "journal": stamp_of(ctx.session, ctx.house.signer()).text},
        template=content.template,
    )
    ctx.session.add(paper)
    ctx.session.flush()
    ctx.record("paper.issued", number_of(paper), campaign=campaign_id, kind=paper.kind, step=step)
    return paper


def change_facts(ctx: Context, paper: Paper, **facts: Any) -> None:  # noqa: ANN401 - any plain JSON value
    """A JSON column notices only a new value, never a change inside the old one."""
    paper.facts = {**paper.facts, **facts}
    ctx.session.add(paper)


def number_of(paper: Paper) -> str:
    return f"{paper.series}〔{paper.year}〕{paper.number}号"


def _next_number(ctx: Context, campaign_id: int, series: str, year: int) -> int:
    # Two papers of one campaign never ask at once; between campaigns the unique key decides.
    ctx.session.exec(
        select(Campaign.id).where(col(Campaign.id) == campaign_id).with_for_update()
    ).one()
    last = ctx.session.exec(
        select(func.max(col(Paper.number))).where(
            col(Paper.series) == series, col(Paper.year) == year
        )
    ).one()
    return (last or 0) + 1
