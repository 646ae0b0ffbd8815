"""What authorities say of the candidates, as the office sees it: who owes an answer, and the letters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy
from sqlmodel import col, func, select

from models import Attachment, Opinion
from rules.definition import Authority
from rules.opinions import Result
from rules.said import Said
from tasks import papers
from tasks.context import Context
from tasks.errors import NotFound
from tasks.opinion_replies import OWNER
from tasks.opinion_table import REQUEST, Line, not_waited_for, table
from tasks.overview import Desk


@dataclass(frozen=True, slots=True)
class Owing:
    """How far an authority has answered; `unsettled` are its objections nobody has ruled on."""

    code: str
    name: str
    asked: int
    waiting: int
    objections: int
    unsettled: int


@dataclass(frozen=True, slots=True)
class Standing:
    """The request and what came back for it."""

    number: str
    asked_on: date
    working_days: int
    """How many have passed since."""
    not_waited_for: str
    authorities: tuple[Owing, ...]
    lines: tuple[Line, ...]

    @property
    def waiting(self) -> tuple[Owing, ...]:
        return tuple(one for one in self.authorities if one.waiting)


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


def standing(ctx: Context, at: Desk) -> Standing | None:
    """The whole table with its sums by authority; None before the request went out."""
    paper = papers.find(ctx, at.campaign_id, REQUEST)
    if paper is None:
        return None
    lines = tuple(table(ctx, at.campaign_id))
    asked_on = at.calendar.day_of(paper.issued_at or at.now)
    return Standing(
        papers.number_of(paper),
        asked_on,
        at.calendar.working_days_between(asked_on, at.today),
        not_waited_for(paper),
        tuple(
            _owing(one, [line for line in lines if line.authority.code == one.code])
            for one in at.plan.opinions.authorities
        ),
        lines,
    )


def square(ctx: Context, at: Desk, authority: str, number: str) -> Line:
    """One square of the table. Raises NotFound for a pair that nobody is asked about."""
    for line in table(ctx, at.campaign_id):
        if (line.authority.code, line.about.number) == (authority, number):
            return line
    raise NotFound([Said("没有就“{number}”向这个部门征求意见", number=number)])


def _owing(who: Authority, lines: Sequence[Line]) -> Owing:
    answers = [line.answer for line in lines if line.answer is not None]
    objections = [one for one in answers if one.result == Result.OBJECTION]
    waiting = sum(line.waiting for line in lines)
    unsettled = sum(not one.ruling for one in objections)
    asked = waiting + len(answers)
    return Owing(who.code, who.name, asked, waiting, len(objections), unsettled)


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
