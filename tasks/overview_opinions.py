"""Letters of authorities as the office files them: what each answered, and its scan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy
from sqlmodel import col, func, select

from models import Attachment, Opinion
from rules.opinions import Result
from tasks.context import Context
from tasks.opinion_replies import OWNER
from tasks.overview import Desk


@dataclass(frozen=True, slots=True)
class LetterLine:
    """One letter with how much it answered."""

    authority: str
    name: str
    document: str
    on: date
    answers: int
    objections: int
    scan_name: str
    scan: int | None
    """The attachment's number; None while only a name or nothing is known."""


def letters(ctx: Context, at: Desk) -> list[LetterLine]:
    """Every letter, the newest first; two statements."""
    names = {authority.code: authority.name for authority in at.plan.opinions.authorities}
    scans: Mapping[str, int | None] = {file.sha256: file.id for file in scans_of(ctx, at)}
    objecting = func.count().filter(col(Opinion.result) == Result.OBJECTION.value)
    rows = ctx.session.execute(
        sqlalchemy.select(
            col(Opinion.authority), col(Opinion.document), func.max(col(Opinion.answered_on)),
            func.count(), objecting, func.max(col(Opinion.scan_name)),
            func.max(col(Opinion.scan_sha256)),
        )
        .where(col(Opinion.campaign_id) == at.campaign_id)
        .group_by(col(Opinion.authority), col(Opinion.document))
        .order_by(func.max(col(Opinion.id)).desc())
    )  # fmt: skip
    return [
        LetterLine(code, names.get(code, code), document, on, n, against, name, scans.get(sha256))
        for code, document, on, n, against, name, sha256 in rows
    ]


def scans_of(ctx: Context, at: Desk) -> Sequence[Attachment]:
    """The scans of all letters of the campaign."""
    return ctx.session.exec(
        select(Attachment)
        .where(
            col(Attachment.campaign_id) == at.campaign_id,
            col(Attachment.owner_kind) == OWNER,
            col(Attachment.withdrawn_at).is_(None),
        )
        .order_by(col(Attachment.id))
    ).all()
