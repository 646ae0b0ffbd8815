"""What posts say of a paper sent round: approved or returned, in the system or on a signed sheet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from models import Paper, SignOff
from rules.definition import Campaign
from rules.identity import Identity
from rules.signing import CODE_DIGITS, Opinion, Sheet, Verdict, against_giving, given
from tasks import attachments, identities, office_tasks, sign_off, signatories
from tasks.attachments import Owner, Received
from tasks.campaigns import calendar_of
from tasks.context import Context
from tasks.errors import Refused
from tasks.moments import day_problems
from tasks.use_case import use_case


@dataclass(frozen=True, slots=True)
class Said:
    """A post's opinion; `code` are the first digits of the text that was read (文稿校验码)."""

    post: str
    code: str
    verdict: Verdict = Verdict.APPROVED
    comment: str = ""


@dataclass(frozen=True, slots=True)
class SignedSheet:
    """A sheet signed by hand: who signed it, on which day, and its scan.

    The signer is named as the sheet does, or by account name or person code where two share a name.
    """

    signer: str
    signed_on: date
    scan: Received | None = None


@use_case("签批")
def sign(ctx: Context, campaign_id: int, paper_id: int, said: Said) -> tuple[str, ...]:
    """Approve or return a paper for a post that the actor holds; returns who is next.

    The same said again changes nothing. Raises Refused with everything that stands in the way:
    not this post's turn, not its holder, another text than the one read, a return without comment.
    """
    signed_on = calendar_of(ctx).day_of(ctx.now)
    sheet = SignedSheet(ctx.actor, signed_on)
    return _give(ctx, (campaign_id, paper_id), said, (sheet, ctx.who))


@use_case("登记签批单")
def enter_sheet(
    ctx: Context, campaign_id: int, paper_id: int, said: Said, sheet: SignedSheet
) -> tuple[str, ...]:
    """Enter what a post signed on paper, with its real day and scan; returns who is next.

    Raises Refused as `sign` does, and for a day that has not come or without its scan.
    """
    problems = day_problems(sheet.signed_on, ctx.now, calendar_of(ctx))
    if sheet.scan is None:
        problems.append("请附上签批单的扫描件")
    if problems:
        raise Refused(problems)
    holders = signatories.holders(ctx, campaign_id, said.post, sheet.signed_on)
    signer = identities.among(ctx, holders, sheet.signer)
    return _give(ctx, (campaign_id, paper_id), said, (sheet, signer))


def _give(
    ctx: Context, which: tuple[int, int], said: Said, by: tuple[SignedSheet, Identity]
) -> tuple[str, ...]:
    sheet, signer = by
    row, plan, before = sign_off.look(ctx, *which)
    if _said_before(before, said, signer):
        return before.awaited
    digest = before.digest if _is_code_of(before, said.code) else said.code
    opinion = Opinion(said.post, said.verdict, before.round, digest, signer)
    holders = signatories.holders(ctx, which[0], said.post, sheet.signed_on)
    problems = list(against_giving(before, opinion, holders, twice=plan.signing.one_person_twice))
    if said.verdict is Verdict.RETURNED and not said.comment.strip():
        problems.append("退回须写明意见，拟稿人才知道怎样修改")
    if problems:
        raise Refused(problems)
    after = given(before, opinion)
    _keep(ctx, row, opinion, (said, sheet, holders[signer]))
    return _then(ctx, plan, row, (said, after))


def _is_code_of(sheet: Sheet, code: str) -> bool:
    written = code.strip().lower()
    return len(written) >= CODE_DIGITS and sheet.digest.startswith(written)


def _said_before(sheet: Sheet, said: Said, signer: Identity) -> bool:
    """Whether this very opinion is there already: a click repeated, a call retried."""
    return any(
        (one.post, one.verdict, one.signer) == (said.post, said.verdict, signer)
        and _is_code_of(sheet, said.code)
        for one in sheet.counting
    )


def _keep(ctx: Context, row: Paper, opinion: Opinion, how: tuple[Said, SignedSheet, bool]) -> None:
    said, sheet, substitute = how
    scan = sheet.scan
    if scan is not None:
        attachments.attach(ctx, Owner("paper", row.id or 0), scan, note=opinion.post)
    ctx.session.add(
        SignOff(
            paper_id=row.id or 0,
            round=opinion.round,
            post=opinion.post,
            verdict=opinion.verdict.value,
            comment=said.comment,
            digest=opinion.digest,
            signer=opinion.signer.name,
            signer_key=opinion.signer.key,
            substitute=substitute,
            signed_on=sheet.signed_on,
            entered_at=ctx.now,
            entered_by=ctx.actor,
            scan_name=scan.name if scan else "",
            scan_sha256=scan.sha256 if scan else "",
        )
    )
    ctx.session.flush()
    ctx.record(
        f"paper.{opinion.verdict.value}",
        row.title,
        why=said.comment,
        campaign=row.campaign_id,
        post=opinion.post,
        signer=opinion.signer.name,
        who=opinion.signer.key,
        substitute=substitute,
        round=opinion.round,
        digest=opinion.digest,
        signed_on=sheet.signed_on.isoformat(),
        scan=scan.sha256 if scan else "",
    )


def _then(ctx: Context, plan: Campaign, row: Paper, what: tuple[Said, Sheet]) -> tuple[str, ...]:
    """A returned paper goes back to its drafter, one that all have signed to its step."""
    said, after = what
    row.state = after.state
    ctx.session.add(row)
    if said.verdict is Verdict.RETURNED:
        text = f"《{row.title}》被{said.post}退回，请{row.drafted_by}修改后重新送签：{said.comment}"
        key = sign_off.return_key(row)
        office_tasks.add(ctx, row.campaign_id, key=key, kind="sign_off", text=text)
    elif after.complete:
        sign_off.follow_up(ctx, plan, row)
    return after.awaited
