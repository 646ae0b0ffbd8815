"""Papers of the campaign: issued once signed off, numbered by series and year without gaps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import col, select, update
from sqlmodel.sql.expression import SelectOfScalar

from models import Campaign, Paper, PaperSeries
from rules.paper_facts import differing
from rules.signing import needs_sign_off, order_of
from rules.states import PaperState
from tasks import template_texts
from tasks.campaigns import calendar_of, definition_of
from tasks.context import Context
from tasks.errors import Refused
from tasks.sign_sheets import sheet_of, told
from tasks.stamps import stamp_of
from tasks.statements import insert_new

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
    """The version of a paper that is in force."""
    return ctx.session.exec(
        _of_kind(campaign_id, kind).where(col(Paper.state) == PaperState.ISSUED)
    ).first()


def newest(ctx: Context, campaign_id: int, kind: str) -> Paper | None:
    """The newest version in whatever state."""
    return ctx.session.exec(
        _of_kind(campaign_id, kind).execution_options(populate_existing=True)
    ).first()


def wait_in_line(ctx: Context, campaign_id: int) -> None:
    """Whoever drafts or issues a paper, or enters what comes back, waits for those who are at it."""
    ctx.session.exec(
        select(Campaign.id).where(col(Campaign.id) == campaign_id).with_for_update()
    ).one()


def issue(
    ctx: Context, campaign_id: int, step: str, content: Content, *, decided: bool = False
) -> Paper:
    """Issue the paper under the next number; one that is in force already is returned.

    `decided`: a meeting's decision stands for its signing. Raises Refused while a draft is not
    signed by everybody, when the data differ from what was signed, after a withdrawal, and where
    the file has the paper wait for somebody to draft it.
    """
    known = find(ctx, campaign_id, content.kind)
    row = newest(ctx, campaign_id, content.kind)
    if known is not None and (row is known or row is None or not _signed(ctx, row)):
        return known
    wait_in_line(ctx, campaign_id)
    row = newest(ctx, campaign_id, content.kind)
    if row is None:
        _may_go_undrafted(ctx, campaign_id, content, decided=decided)
        row = new_row(ctx, campaign_id, step, content)
    elif row.state is PaperState.ISSUED:
        return row
    elif row.state is PaperState.WITHDRAWN:
        raise Refused([f"《{row.title}》（{number_of(row)}）已经撤回，不再自动印发"])
    else:
        _may_be_issued(ctx, row, content)
    return _put_in_force(ctx, row, content)


def new_row(ctx: Context, campaign_id: int, step: str, content: Content, version: int = 1) -> Paper:
    """A draft with the text of the template that is in force, by whoever acts."""
    code = content.template
    found = template_texts.in_force(ctx, campaign_id, "paper", code) if code else None
    row = Paper(
        campaign_id=campaign_id,
        step=step,
        kind=content.kind,
        version=version,
        series=content.series,
        year=calendar_of(ctx).day_of(ctx.now).year,
        title=content.title,
        main=list(content.main),
        copies=list(content.copies),
        facts=dict(content.facts),
        template=code,
        template_version=found.version if found else 0,
        text=found.text if found else "",
        drafted_by=ctx.actor,
        drafter_key=ctx.who.key,
        drafted_at=ctx.now,
    )
    ctx.session.add(row)
    ctx.session.flush()
    return row


def note(ctx: Context, paper: Paper, **notes: Any) -> None:  # noqa: ANN401 - any plain JSON value
    """Add what became of a paper: a JSON column notices only a new value, never a change inside."""
    paper.notes = {**paper.notes, **notes}
    ctx.session.add(paper)


def number_of(paper: Paper) -> str:
    """评选〔2021〕57号; a draft's number is left free, as on paper."""
    return f"{paper.series}〔{paper.year}〕{paper.number or '　'}号"


def _of_kind(campaign_id: int, kind: str) -> SelectOfScalar[Paper]:
    return (
        select(Paper)
        .where(col(Paper.campaign_id) == campaign_id, col(Paper.kind) == kind)
        .order_by(col(Paper.version).desc())
    )


def _signed(ctx: Context, row: Paper) -> bool:
    plan = definition_of(ctx, row.campaign_id)
    return sheet_of(ctx, plan, row).complete


def _may_go_undrafted(ctx: Context, campaign_id: int, content: Content, *, decided: bool) -> None:
    plan = definition_of(ctx, campaign_id)
    waits = plan.signing.undrafted == "waits" and needs_sign_off(plan, content.template)
    if waits and not decided:
        posts = "、".join(post for stage in order_of(plan, content.template) for post in stage)
        raise Refused([f"《{content.title}》须先拟稿并由{posts}签批"])


def _may_be_issued(ctx: Context, row: Paper, content: Content) -> None:
    sheet = sheet_of(ctx, definition_of(ctx, row.campaign_id), row)
    if not sheet.complete:
        raise Refused([told(row, sheet)])
    if found := differing(row.facts, content.facts):
        changed = "；".join(one.text for one in found)
        raise Refused([f"《{row.title}》签批之后数据有变动，请更新文稿后重新送签：{changed}"])


def _put_in_force(ctx: Context, row: Paper, content: Content) -> Paper:
    row.facts = {**row.facts, **content.facts, "journal": _stamp(ctx)}
    row.year = calendar_of(ctx).day_of(ctx.now).year
    row.number = _next_number(ctx, row.series, row.year)
    row.state, row.issued_at = PaperState.ISSUED, ctx.now
    ctx.session.add(row)
    before = ctx.session.get(Paper, row.replaces_id) if row.replaces_id else None
    if before is not None:
        corrected = before.kind == row.kind
        before.state = PaperState.REPLACED if corrected else PaperState.WITHDRAWN
        before.ended_at = ctx.now
        ctx.session.add(before)
    ctx.session.flush()
    ctx.record(
        "paper.issued",
        number_of(row),
        why=row.reason,
        campaign=row.campaign_id,
        kind=row.kind,
        step=row.step,
        version=row.version,
        rounds=row.round,
        ends=number_of(before) if before else "",
    )
    return row


def _stamp(ctx: Context) -> str:
    return stamp_of(ctx.session, ctx.house.signer()).text


def _next_number(ctx: Context, series: str, year: int) -> int:
    """Counted in the issuing transaction: whoever comes next waits for it, and it leaves no gap."""
    unique = ("series", "year")
    first = {"series": series, "year": year, "last": 0}
    insert_new(ctx.session, "paperseries", [first], unique=unique)
    taken = ctx.session.execute(
        update(PaperSeries)
        .where(col(PaperSeries.series) == series, col(PaperSeries.year) == year)
        .values(last=col(PaperSeries.last) + 1)
        .returning(col(PaperSeries.last))
    )
    return int(taken.scalar_one())
