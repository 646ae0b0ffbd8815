"""Signatures under the scores (A17): given, waived, void when a score changes, and who still owes one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import col, select

from models import Signature
from rules.definition import Campaign
from rules.identity import Identity
from rules.said import Said
from rules.selection import Candidate
from rules.signatures import (
    Kind,
    Signer,
    covered,
    digest,
    groups_before,
    second_place,
    signers,
)
from tasks import office_tasks
from tasks.campaigns import definition_of
from tasks.candidates import competing_of
from tasks.context import Context
from tasks.errors import Refused
from tasks.use_case import use_case


@dataclass(frozen=True, slots=True)
class Under:
    """Under what an office signs, and by which post."""

    kind: Kind
    subject: str
    office: str
    post: str

    @property
    def signer(self) -> Signer:
        return Signer(self.kind, self.subject, self.office)


@use_case("得分签字")
def sign(ctx: Context, campaign_id: int, under: Under, by: Identity | None = None) -> str:
    """Sign what stands now; returns the digest of it. `by` has signed by hand and is entered.

    Raises Refused with everything that stands in the way: not this office's to sign, scores
    lacking, groups that have not signed, signed already, no post named, nobody known to sign,
    somebody who has signed for the other office.
    """
    by = by or ctx.who
    plan = definition_of(ctx, campaign_id)
    competing = competing_of(ctx, campaign_id, plan, explained=True)
    _void(ctx, campaign_id, plan, competing)
    unsigned = _owing(ctx, campaign_id, plan, competing)
    problems = _not_theirs(under, competing, unsigned, plan)
    about = covered(under.kind, under.subject, competing, plan)
    if lacking := [one.number for one in about if one.total is None]:
        problems.append(f"还有{len(lacking)}件得分不全，不能签字：{_some(lacking)}")
    if under.kind == "honour":
        problems += [
            f"请先由{told(signer, plan)}签字"
            for signer in groups_before(under.subject, competing, unsigned, plan)
        ]
    problems += _about_person(ctx, campaign_id, plan, under, by)
    if problems:
        raise Refused(problems)
    signed = digest(under.kind, about)
    _add(ctx, campaign_id, under, (signed, len(about)), by)
    return signed


@use_case("免签")
def waive(ctx: Context, campaign_id: int, under: Under, *, reason: str) -> None:
    """Go on without a signature; the post that ordered it and the reason are recorded.

    Raises Refused without a reason or post, or where the signature is not due.
    """
    plan = definition_of(ctx, campaign_id)
    competing = competing_of(ctx, campaign_id, plan, explained=True)
    unsigned = _owing(ctx, campaign_id, plan, competing)
    problems = _not_theirs(under, competing, unsigned, plan)
    if not reason.strip():
        problems.append("请写明免签的理由")
    if problems:
        raise Refused(problems)
    about = covered(under.kind, under.subject, competing, plan)
    _add(ctx, campaign_id, under, (digest(under.kind, about), len(about)), ctx.who, reason)


def missing(
    ctx: Context, campaign_id: int, plan: Campaign, competing: Sequence[Candidate]
) -> tuple[Signer, ...]:
    """Signatures still due, groups before honours; none where the file asks for none."""
    if plan.judging.signatures == "none":
        return ()
    if _given(ctx, campaign_id):
        # Sums would hide two changes that make up for each other.
        competing = competing_of(ctx, campaign_id, plan, explained=True)
    return _owing(ctx, campaign_id, plan, competing)


def void_changed(ctx: Context, campaign_id: int) -> int:
    """Void every signature whose scores are no longer what was signed, with a task for the office.

    Costs one statement where nobody has signed yet.
    """
    if not _given(ctx, campaign_id):
        return 0
    plan = definition_of(ctx, campaign_id)
    return _void(ctx, campaign_id, plan, competing_of(ctx, campaign_id, plan, explained=True))


def _void(ctx: Context, campaign_id: int, plan: Campaign, competing: Sequence[Candidate]) -> int:
    rows = _given(ctx, campaign_id)
    void = [row for row in rows if row.digest != _digest_now(row, competing, plan)]
    for row in void:
        row.voided_at = ctx.now
        ctx.session.add(row)
        who = told(_signer(row), plan)
        text = f"得分在签字后有变动，{who}的签字已作废，请核对后重新签字"
        office_tasks.add(ctx, campaign_id, key=_task_key(row), kind="signature", text=text)
        subject = f"{row.kind}:{row.subject}:{row.office}"
        ctx.record("signature.voided", subject, campaign=campaign_id, digest=row.digest)
    return len(void)


def told(signer: Signer, plan: Campaign) -> str:
    """督查处（分中心（专厅）和进驻窗口组）, as lists name it."""
    office = plan.office(signer.office).short
    if signer.kind == "group":
        return Said("{office}（{group}组）", office=office, group=plan.group(signer.subject).name)
    return f"{office}（{plan.honour(signer.subject).name}）"


def _owing(
    ctx: Context, campaign_id: int, plan: Campaign, competing: Sequence[Candidate]
) -> tuple[Signer, ...]:
    standing = {
        _signer(row)
        for row in _rows(ctx, campaign_id)
        if row.waived_for or row.digest == _digest_now(row, competing, plan)
    }
    return tuple(signer for signer in signers(competing, plan) if signer not in standing)


def _not_theirs(
    under: Under, competing: Sequence[Candidate], unsigned: Sequence[Signer], plan: Campaign
) -> list[str]:
    problems = [] if under.post.strip() else ["请写明由哪个岗位签字或决定"]
    due = signers(competing, plan)
    if under.signer in unsigned:
        return problems
    if under.signer in due:
        return [*problems, f"{told(under.signer, plan)}已经签字或免签，得分没有变动"]
    theirs = [told(s, plan) for s in due if (s.kind, s.subject) == (under.kind, under.subject)]
    word = "分组" if under.kind == "group" else "荣誉"
    listed = "、".join(theirs) or "没有参评的申报，不用签字"
    return [*problems, f"{word}“{under.subject}”不由“{under.office}”签字，应签字的：{listed}"]


def _about_person(
    ctx: Context, campaign_id: int, plan: Campaign, under: Under, by: Identity
) -> list[str]:
    if not by.proven:
        return ["请写明由谁签字（账号名或人员编码）"]
    given = {_signer(row): Identity(row.signer_key, row.signer) for row in _given(ctx, campaign_id)}
    other = second_place(under.signer, by, given)
    if other is None:
        return []
    return [
        Said(
            "{name}已经代表{other}签过，两处须由两人签字，请由{office}的其他人签",
            name=by.name, other=plan.office(other.office).short,
            office=plan.office(under.office).short,
        )
    ]  # fmt: skip


def _digest_now(row: Signature, competing: Sequence[Candidate], plan: Campaign) -> str:
    signer = _signer(row)
    return digest(signer.kind, covered(signer.kind, signer.subject, competing, plan))


def _signer(row: Signature) -> Signer:
    return Signer("group" if row.kind == "group" else "honour", row.subject, row.office)


def _rows(ctx: Context, campaign_id: int) -> Sequence[Signature]:
    return ctx.session.exec(
        select(Signature)
        .where(col(Signature.campaign_id) == campaign_id, col(Signature.voided_at).is_(None))
        .order_by(col(Signature.id))
    ).all()


def _given(ctx: Context, campaign_id: int) -> Sequence[Signature]:
    """Signatures that stand, without the waivers."""
    return [row for row in _rows(ctx, campaign_id) if not row.waived_for]


def _add(
    ctx: Context,
    campaign_id: int,
    under: Under,
    what: tuple[str, int],
    by: Identity,
    waived: str = "",
) -> None:
    signed, count = what
    ctx.session.add(
        Signature(
            campaign_id=campaign_id,
            kind=under.kind,
            subject=under.subject,
            office=under.office,
            post=under.post,
            signer=by.name,
            signer_key=by.key,
            digest=signed,
            candidates=count,
            signed_at=ctx.now,
            waived_for=waived,
        )
    )
    ctx.session.flush()
    _settle_void(
        ctx, campaign_id, under, f"免签：{waived}" if waived else f"{under.post}已重新签字"
    )
    ctx.record(
        "signature.waived" if waived else "signature.given",
        f"{under.kind}:{under.subject}:{under.office}",
        why=waived,
        campaign=campaign_id,
        post=under.post,
        signer=by.name,
        who=by.key,
        digest=signed,
        candidates=count,
    )


def _settle_void(ctx: Context, campaign_id: int, under: Under, outcome: str) -> None:
    """The office was asked for this signature anew for each one that a change had voided."""
    void = ctx.session.exec(
        select(Signature).where(
            col(Signature.campaign_id) == campaign_id,
            col(Signature.kind) == under.kind,
            col(Signature.subject) == under.subject,
            col(Signature.office) == under.office,
            col(Signature.voided_at).is_not(None),
        )
    )
    office_tasks.settle(ctx, *map(_task_key, void), outcome=outcome)


def _task_key(row: Signature) -> str:
    return f"{row.campaign_id}:signature:{row.id}"


def _some(numbers: Sequence[str], most: int = 5) -> str:
    more = "…" if len(numbers) > most else ""
    return "、".join(numbers[:most]) + more
