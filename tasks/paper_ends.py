"""How an issued paper ends: corrected by a new version that names it (更正), or withdrawn by a paper (撤回)."""

from __future__ import annotations

from sqlmodel import col, select

from models import Paper
from records.papers.catalogue import CATALOGUE
from rules.dates import date_cn
from rules.signing import needs_sign_off
from rules.states import PaperState
from tasks import drafting, papers, sign_off
from tasks.campaigns import calendar_of, definition_of
from tasks.context import Context
from tasks.errors import Refused
from tasks.sign_sheets import UNDER_WAY
from tasks.use_case import use_case


@use_case("更正公文")
def correct(ctx: Context, campaign_id: int, paper_id: int, *, reason: str) -> int:
    """Draft the next version of an issued paper, which names it and will take its place.

    It passes sign-off as the first one did; where the file asks for none, it waits for `issue`
    all the same, so that its text can be changed. A correction under way is returned. Raises
    Refused for a paper that is not in force, and without a reason.
    """
    row = _in_force(ctx, campaign_id, paper_id, reason, "更正")
    papers.wait_in_line(ctx, campaign_id)
    newest = papers.newest(ctx, campaign_id, row.kind)
    if newest is not None and newest.state in UNDER_WAY:
        return newest.id or 0
    content = drafting.content_again(ctx, row)
    made = papers.new_row(ctx, campaign_id, row.step, content, row.version + 1)
    made.text, made.template_version = row.text, row.template_version
    made.replaces_id, made.reason = row.id, reason
    made.facts = {**content.facts, "replaces": _named(row)}
    ctx.session.add(made)
    ctx.session.flush()
    ctx.record(
        "paper.corrected", papers.number_of(row), why=reason, campaign=campaign_id, kind=row.kind
    )
    return made.id or 0


@use_case("撤回公文")
def withdraw(ctx: Context, campaign_id: int, paper_id: int, *, reason: str, ordered_by: str) -> int:
    """Draft the paper that withdraws an issued one; returns its id.

    It passes the sign-off of the paper it withdraws; where that has none, it is issued at once.
    One under way is returned. Raises Refused for a paper not in force, or one being corrected,
    and without reason or post.
    """
    row = _in_force(ctx, campaign_id, paper_id, reason, "撤回", ordered_by)
    papers.wait_in_line(ctx, campaign_id)
    kind = f"{drafting.RECALL}-{row.id}"
    if (known := papers.newest(ctx, campaign_id, kind)) is not None:
        return known.id or 0
    made = papers.new_row(ctx, campaign_id, row.step, _recall(ctx, row, kind, (reason, ordered_by)))
    made.replaces_id, made.reason = row.id, reason
    ctx.session.add(made)
    ctx.session.flush()
    ctx.record(
        "paper.recalled",
        papers.number_of(row),
        why=reason,
        campaign=campaign_id,
        ordered_by=ordered_by,
    )
    if not needs_sign_off(definition_of(ctx, campaign_id), row.template):
        sign_off.send(ctx, campaign_id, made.id or 0)
        sign_off.issue(ctx, campaign_id, made.id or 0)
    return made.id or 0


def history(ctx: Context, paper: Paper) -> list[Paper]:
    """Every version of a paper and what withdrew it, oldest first."""
    versions = ctx.session.exec(
        select(Paper)
        .where(col(Paper.campaign_id) == paper.campaign_id, col(Paper.kind) == paper.kind)
        .order_by(col(Paper.version))
    ).all()
    ids = [one.id for one in versions]
    recalls = ctx.session.exec(
        select(Paper).where(col(Paper.replaces_id).in_(ids), col(Paper.id).not_in(ids))
    ).all()
    return [*versions, *recalls]


def _in_force(
    ctx: Context, campaign_id: int, paper_id: int, reason: str, what: str, by: str = "—"
) -> Paper:
    row, _, _ = sign_off.look(ctx, campaign_id, paper_id)
    problems = [] if reason.strip() else [f"请写明{what}的理由"]
    problems += [] if by.strip() else [f"请写明决定{what}的岗位"]
    if row.state is not PaperState.ISSUED:
        problems.append(f"《{row.title}》没有在执行，不能{what}：只有印发后未被替代、撤回的可以")
    if row.template not in CATALOGUE or row.template == drafting.RECALL:
        problems.append(f"这种公文不能{what}")
    newest = papers.newest(ctx, campaign_id, row.kind)
    if what == "撤回" and newest is not None and newest.state in UNDER_WAY:
        problems.append(f"《{row.title}》正在更正，请先印发更正")
    if problems:
        raise Refused(problems)
    return row


def _named(row: Paper) -> dict[str, str]:
    return {"number": f"《{row.title}》（{papers.number_of(row)}）", "kind": row.kind}


def _recall(ctx: Context, row: Paper, kind: str, why: tuple[str, str]) -> papers.Content:
    calendar = calendar_of(ctx)
    on = calendar.day_of(row.issued_at or ctx.now)
    facts = {
        "signs_as": row.template,
        "recalled": row.title,
        "recalled_number": papers.number_of(row),
        "recalled_on": date_cn(on),
        "reason": why[0],
        "ordered_by": why[1],
    }
    title = f"关于撤回《{row.title}》的通知"
    return papers.Content(kind, title, facts, row.main, row.copies, drafting.RECALL)
