"""Sign-off (签批): a paper is drafted, sent round, approved or returned post by post, and issued."""

from __future__ import annotations

from sqlmodel import col, select

from models import Paper, SignOff
from records.papers.compose import TemplateBrokenError
from records.papers.markup import MarkupError
from rules.definition import Campaign
from rules.signing import (
    Sheet,
    against_revising,
    against_sending,
    needs_sign_off,
    revised,
    sent,
)
from rules.states import PaperState, StepState
from tasks import drafting, notices, office_tasks, papers, printing, steps, template_texts
from tasks.campaigns import definition_of
from tasks.context import Context
from tasks.errors import NotFound, Refused
from tasks.sign_sheets import digest_of, sheet_of, told
from tasks.use_case import use_case


@use_case("拟稿")
def draft(ctx: Context, campaign_id: int, step: str) -> int:
    """Draft the step's next paper from what stands now; a draft that is there is returned.

    Raises Refused where the file asks for no signing of it, where it is issued already, or where
    what it speaks of is not there yet.
    """
    plan = definition_of(ctx, campaign_id)
    content = drafting.draft_of(ctx, campaign_id, step)
    if not needs_sign_off(plan, content.template):
        raise Refused([f"活动文件没有要求《{content.title}》签批，由系统按时印发（signing）"])
    papers.wait_in_line(ctx, campaign_id)
    known = papers.newest(ctx, campaign_id, content.kind)
    if known is not None and known.issued_at is not None:
        number = papers.number_of(known)
        raise Refused([f"《{known.title}》已经印发（{number}），要改请更正它"])
    if known is not None:
        return known.id or 0
    row = papers.new_row(ctx, campaign_id, step, content)
    ctx.record("paper.drafted", row.title, campaign=campaign_id, kind=row.kind, step=step)
    return row.id or 0


@use_case("修改文稿")
def revise(ctx: Context, campaign_id: int, paper_id: int, text: str | None = None) -> None:
    """Give a draft another text, and the facts as they stand now; opinions on the old one are void.

    Whoever revises it is its drafter from then on. Saying the same again changes nothing. Raises
    Refused for an issued paper, and for a text that cannot be printed, with its line.
    """
    row, plan, sheet = look(ctx, campaign_id, paper_id)
    if problems := against_revising(sheet):
        raise Refused(problems)
    content = drafting.content_again(ctx, row)
    row.title, row.main, row.copies = content.title, list(content.main), list(content.copies)
    row.facts = {**row.facts, **content.facts}
    if text is not None:
        row.text = text
        if wrong := template_texts.paper_faults(text, row.facts):
            raise Refused([fault.text for fault in wrong])
    try:
        printing.composed(ctx, plan, row)
    except (TemplateBrokenError, MarkupError) as error:
        raise Refused([str(error)]) from error
    digest = digest_of(row)
    if digest == sheet.digest:
        return
    after = revised(sheet, digest, ctx.who)
    row.state = after.state
    row.drafted_by, row.drafter_key = after.drafter.name, after.drafter.key
    ctx.session.add(row)
    voided = len(sheet.counting)
    ctx.record("paper.revised", row.title, campaign=campaign_id, kind=row.kind, voided=voided)


@use_case("送签")
def send(ctx: Context, campaign_id: int, paper_id: int) -> tuple[str, ...]:
    """Send a draft round for signing: a new round begins; returns whose turn it is.

    Sent already it stays as it is. Raises Refused once it is issued.
    """
    row, plan, sheet = look(ctx, campaign_id, paper_id)
    if sheet.state is PaperState.IN_SIGN_OFF:
        return sheet.awaited
    if problems := against_sending(sheet):
        raise Refused(problems)
    after = sent(sheet)
    office_tasks.settle(ctx, return_key(row), outcome="已修改并重新送签")
    row.state, row.round, row.sent_at = after.state, after.round, ctx.now
    ctx.session.add(row)
    ctx.session.flush()
    ctx.record("paper.sent", row.title, campaign=campaign_id, kind=row.kind, round=row.round)
    if after.complete:
        follow_up(ctx, plan, row)
    return after.awaited


def return_key(row: Paper) -> str:
    """The office's task to mend a paper that came back in its present round."""
    return f"{row.campaign_id}:sign-off:{row.id}:{row.round}"


@use_case("印发")
def issue(ctx: Context, campaign_id: int, paper_id: int) -> str:
    """Issue a signed paper the way its step does, with all that follows; returns its number.

    Issued already it returns the number. Raises Refused with everything that stands in the way.
    """
    row, plan, sheet = look(ctx, campaign_id, paper_id)
    if row.number is not None:
        return papers.number_of(row)
    if not sheet.complete:
        raise Refused([told(row, sheet)])
    step = plan.step(row.step)
    if row.replaces_id is None and step.kind in drafting.ISSUERS:
        if steps.states_of(ctx, campaign_id)[row.step] is not StepState.OPEN:
            raise Refused([f"环节“{step.name}”没有在进行，启动之后才能印发"])
        drafting.ISSUERS[step.kind](ctx, campaign_id, row.step)
    else:
        issue_later_version(ctx, row)
    done = ctx.session.get_one(Paper, paper_id)
    if done.number is None:
        raise Refused([f"《{done.title}》还不能印发：环节“{step.name}”的条件没有具备"])
    return papers.number_of(done)


def issue_later_version(ctx: Context, row: Paper) -> None:
    """A correction or withdrawal: issued by itself; units are told anew where notices are."""
    content = drafting.content_again(ctx, row)
    papers.issue(ctx, row.campaign_id, row.step, content)
    if row.kind == notices.kind_of(row.step):
        notices.tell_again(ctx, row)


def follow_up(ctx: Context, plan: Campaign, row: Paper) -> None:
    """After the last signature its step runs once more, if it is open, and issues the paper."""
    if steps.states_of(ctx, row.campaign_id).get(row.step) is StepState.OPEN:
        steps.run_again(ctx, row.campaign_id, plan.step(row.step))


def look(ctx: Context, campaign_id: int, paper_id: int) -> tuple[Paper, Campaign, Sheet]:
    """A paper held for this transaction, so that two who act on it at once do so one by one."""
    row = ctx.session.exec(
        select(Paper)
        .where(col(Paper.id) == paper_id, col(Paper.campaign_id) == campaign_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).first()
    if row is None:
        raise NotFound([f"没有编号为{paper_id}的公文"])
    plan = definition_of(ctx, campaign_id)
    return row, plan, sheet_of(ctx, plan, row)


def opinions_of(ctx: Context, paper_id: int) -> list[SignOff]:
    """Every opinion ever given on a paper, in the order they came in."""
    rows = ctx.session.exec(
        select(SignOff).where(col(SignOff.paper_id) == paper_id).order_by(col(SignOff.id))
    )
    return list(rows)
