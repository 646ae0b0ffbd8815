"""A paper's sheet as the rules see it: its text by digest, its order, what has been said so far."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sqlmodel import col, select

from models import Paper, SignOff
from rules.definition import Campaign
from rules.identity import Identity
from rules.said import Said
from rules.signing import (
    CODE_DIGITS,
    Opinion,
    Sheet,
    Verdict,
    needs_sign_off,
    order_of,
    text_digest,
)
from rules.states import PaperState
from tasks.context import Context

UNDER_WAY = (PaperState.DRAFT, PaperState.IN_SIGN_OFF)


def digest_of(paper: Paper) -> str:
    """Of the text as it stands: what an opinion on it is about."""
    return text_digest(paper.title, (paper.main, paper.copies), paper.text, paper.facts)


def code_of(paper: Paper) -> str:
    """The first digits of the digest, which a printed sheet carries."""
    return digest_of(paper)[:CODE_DIGITS]


def sheet_of(ctx: Context, plan: Campaign, paper: Paper) -> Sheet:
    return sheets_of(ctx, plan, [paper])[paper.id or 0]


def sheets_of(ctx: Context, plan: Campaign, rows: Sequence[Paper]) -> dict[int, Sheet]:
    """By the paper's id, in one query."""
    said: dict[int, list[Opinion]] = defaultdict(list)
    for row in opinions_on(ctx, [paper.id or 0 for paper in rows]):
        signer = Identity(row.signer_key, row.signer)
        opinion = Opinion(row.post, Verdict(row.verdict), row.round, row.digest, signer)
        said[row.paper_id].append(opinion)
    return {
        paper.id or 0: Sheet(
            paper.state,
            _order(plan, paper),
            Identity(paper.drafter_key, paper.drafted_by),
            digest_of(paper),
            paper.round,
            tuple(said[paper.id or 0]),
        )
        for paper in rows
    }


def opinions_on(ctx: Context, papers: Sequence[int]) -> Sequence[SignOff]:
    """Everything ever said about these papers, in the order it came in."""
    return ctx.session.exec(
        select(SignOff).where(col(SignOff.paper_id).in_(papers)).order_by(col(SignOff.id))
    ).all()


def under_way(ctx: Context, campaign_id: int) -> Sequence[Paper]:
    """Papers that are drafted and not issued."""
    return ctx.session.exec(
        select(Paper)
        .where(col(Paper.campaign_id) == campaign_id, col(Paper.state).in_(UNDER_WAY))
        .order_by(col(Paper.id))
    ).all()


def waiting(ctx: Context, campaign_id: int, plan: Campaign) -> dict[str, tuple[Said, ...]]:
    """What steps wait for, by their code: papers that somebody has still to sign or to send."""
    rows = under_way(ctx, campaign_id)
    sheets = sheets_of(ctx, plan, rows) if rows else {}
    found: dict[str, tuple[Said, ...]] = {}
    for row in rows:
        found[row.step] = (*found.get(row.step, ()), told(row, sheets[row.id or 0]))
    return found


def told(paper: Paper, sheet: Sheet) -> Said:
    """《考评通知》等待办公室主任签批."""
    if posts := sheet.awaited:
        return Said("《{title}》等待{posts}签批", title=paper.title, posts="、".join(posts))
    if sheet.complete:
        return Said("《{title}》已经签完，等待印发", title=paper.title)
    return Said("《{title}》等待{drafter}送签", title=paper.title, drafter=paper.drafted_by)


def _order(plan: Campaign, paper: Paper) -> tuple[tuple[str, ...], ...]:
    """None where the file asks for none: such a paper is complete as soon as it is sent."""
    code = str(paper.facts.get("signs_as", paper.template))
    return order_of(plan, code) if needs_sign_off(plan, code) else ()
