"""Papers as the pages show them: what waits for whom, what is in force, one paper with its opinions."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement
from sqlmodel import col, select

from models import Attachment, Paper, SignOff
from records.papers.titles import in_one_line
from rules.access import Part, Right, Who
from rules.said import Said
from rules.signing import Sheet
from rules.states import PaperState
from tasks import attachments, paper_ends, papers, printing, reach, reporting, sign_sheets
from tasks.attachments import Owner
from tasks.context import Context
from tasks.errors import NotFound
from tasks.overview import Desk
from tasks.reporting import Delivery

SIGNERS = (Part.MEMBER, Part.SIGNATORY)
"""Parts that are played for a post whose papers they sign."""


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A paper in a list, with what it waits for while it is on its way."""

    id: int
    number: str
    title: str
    state: PaperState
    row: Paper
    waits: Said | None = None
    awaited: tuple[str, ...] = ()
    """Posts whose turn it is."""
    mine: tuple[str, ...] = ()
    """Posts of the visitor whose turn it is."""


@dataclass(frozen=True, slots=True)
class PaperPage:
    """One paper: its words as they would be set, its versions and everything said about it."""

    line: PaperLine
    code: str
    words: tuple[str, ...]
    versions: tuple[PaperLine, ...]
    opinions: Sequence[SignOff]
    scans: Mapping[str, Attachment]
    """Signed sheets and receipts by their SHA-256."""
    deliveries: tuple[Delivery, ...] = ()
    """Of the circular (R60)."""

    @property
    def posts(self) -> tuple[tuple[str, str], ...]:
        """Those whose turn it is, for a form to choose from."""
        return tuple((post, post) for post in self.line.awaited)

    @property
    def delivered(self) -> int:
        return sum(one.on is not None for one in self.deliveries)

    @property
    def addressees(self) -> tuple[tuple[str, str], ...]:
        """Those from whom nothing is on record first, for a form to choose from."""
        waiting = sorted(self.deliveries, key=lambda one: one.on is not None)
        return tuple((one.addressee, one.addressee) for one in waiting)

    @property
    def takes_deliveries(self) -> bool:
        """The circular in force; a version that was replaced keeps what it had."""
        return bool(self.deliveries) and self.line.state is PaperState.ISSUED


def lines(ctx: Context, at: Desk, who: Who) -> tuple[PaperLine, ...]:
    """Every paper that somebody may see, newest first; drafts are for who drafts and signs."""
    rows = ctx.session.exec(
        select(Paper)
        .where(col(Paper.campaign_id) == at.campaign_id, *_within(who))
        .order_by(col(Paper.id).desc())
    ).all()
    return _lines(ctx, at, rows, who.codes(*SIGNERS))


def to_sign(ctx: Context, at: Desk, who: Who) -> tuple[PaperLine, ...]:
    """Papers that wait for a signature of the visitor's own, the oldest first."""
    rows = ctx.session.exec(
        select(Paper)
        .where(col(Paper.campaign_id) == at.campaign_id, col(Paper.state) == PaperState.IN_SIGN_OFF)
        .order_by(col(Paper.id))
    ).all()
    return tuple(line for line in _lines(ctx, at, rows, who.codes(*SIGNERS)) if line.mine)


def one(ctx: Context, at: Desk, who: Who, paper_id: int) -> PaperPage:
    """A paper within reach; raises NotFound for one that is unknown or not, in the same words."""
    row = ctx.session.exec(
        select(Paper).where(
            col(Paper.id) == paper_id,
            col(Paper.campaign_id) == at.campaign_id,
            *_within(who),
        )
    ).one_or_none()
    if row is None:
        raise NotFound([Said("没有编号为{number}的公文", number=paper_id)])
    (line,) = _lines(ctx, at, [row], who.codes(*SIGNERS))
    official = printing.composed(ctx, at.plan, row) if row.template else None
    versions = [other for other in paper_ends.history(ctx, row) if other.state in _states(who)]
    return PaperPage(
        line,
        sign_sheets.code_of(row),
        tuple(printing.words_of(official)) if official else (),
        _lines(ctx, at, versions, ()),
        sign_sheets.opinions_on(ctx, [paper_id]),
        {file.sha256: file for file in attachments.of(ctx, Owner("paper", paper_id))},
        reporting.deliveries_of(row),
    )


def _within(who: Who) -> tuple[ColumnElement[bool], ...]:
    return col(Paper.state).in_(_states(who)), reach.papers(who)


def _states(who: Who) -> tuple[PaperState, ...]:
    ended = (PaperState.ISSUED, PaperState.REPLACED, PaperState.WITHDRAWN)
    return (*sign_sheets.UNDER_WAY, *ended) if who.may(Right.DRAFT, Right.SIGN) else ended


def _lines(
    ctx: Context, at: Desk, rows: Sequence[Paper], posts: Collection[str]
) -> tuple[PaperLine, ...]:
    on_their_way = [row for row in rows if row.state in sign_sheets.UNDER_WAY]
    sheets = sign_sheets.sheets_of(ctx, at.plan, on_their_way) if on_their_way else {}
    return tuple(_line(row, sheets.get(row.id or 0), posts) for row in rows)


def _line(row: Paper, sheet: Sheet | None, posts: Collection[str]) -> PaperLine:
    number = papers.number_of(row)
    if sheet is None:
        return PaperLine(row.id or 0, number, in_one_line(row.title), row.state, row)
    waits, awaited = sign_sheets.told(row, sheet), sheet.awaited
    mine = tuple(post for post in awaited if post in posts)
    return PaperLine(
        row.id or 0, number, in_one_line(row.title), row.state, row, waits, awaited, mine
    )
