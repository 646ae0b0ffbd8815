"""签批单: for each paper that goes round, its order of posts with whatever has been said on its text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlmodel import col, select

from models import Paper, SignOff
from records.papers.materials import signoff
from rules.definition import Campaign
from rules.signing import Sheet, Verdict
from rules.states import PaperState
from tasks import papers
from tasks.campaigns import calendar_of
from tasks.context import Context
from tasks.materials.gathered import content
from tasks.papers import Content
from tasks.sign_sheets import code_of, opinions_on, sheets_of

TEMPLATE = "signoff-sheet"
WORDS = {Verdict.APPROVED: "同意", Verdict.RETURNED: "退回"}


def sheets(ctx: Context, campaign_id: int, plan: Campaign) -> Iterator[Content]:
    """A sheet for every paper that went or goes round; an empty one where none does."""
    rows = _sent_round(ctx, campaign_id)
    said = opinions_on(ctx, [row.id or 0 for row in rows])
    states = sheets_of(ctx, plan, rows) if rows else {}
    for row in rows:
        mine = [one for one in said if one.paper_id == row.id]
        filled = _filled(ctx, row, states[row.id or 0], mine)
        title = f"发文签批单|《{row.title}》"
        sources = {"paper": [row.id], "signoff": [one.id for one in mine]}
        yield content(TEMPLATE, str(row.id), title, {"signoff": filled}, sources)
    if not rows:
        yield content(TEMPLATE, "", "发文签批单", {"signoff": signoff.blank()}, {})


def _filled(ctx: Context, row: Paper, state: Sheet, said: Sequence[SignOff]) -> signoff.SignOff:
    """Opinions count on this very text only; those on an earlier one are not shown."""
    standing = {
        one.post: one for one in said if (one.round, one.digest) == (row.round, state.digest)
    }
    return signoff.SignOff(
        subject=row.title,
        number=papers.number_of(row),
        code=code_of(row),
        drafted_by=row.drafted_by,
        drafted_on=_day(ctx, row),
        main=list(row.main),
        copies=list(row.copies),
        opinions=[_opinion(post, standing.get(post)) for stage in state.order for post in stage],
    )


def _opinion(post: str, said: SignOff | None) -> signoff.Opinion:
    if said is None:
        return signoff.Opinion(role=post, name="", opinion="", signed_on=None)
    told = "，".join(part for part in (WORDS[Verdict(said.verdict)], said.comment) if part)
    return signoff.Opinion(
        role=post, name=said.signer, opinion=told, signed_on=said.signed_on.isoformat()
    )


def _day(ctx: Context, row: Paper) -> str | None:
    return calendar_of(ctx).day_of(row.drafted_at).isoformat() if row.drafted_at else None


def _sent_round(ctx: Context, campaign_id: int) -> Sequence[Paper]:
    return ctx.session.exec(
        select(Paper)
        .where(
            col(Paper.campaign_id) == campaign_id,
            (col(Paper.state) == PaperState.IN_SIGN_OFF)
            | col(Paper.id).in_(select(SignOff.paper_id)),
        )
        .order_by(col(Paper.id))
    ).all()
