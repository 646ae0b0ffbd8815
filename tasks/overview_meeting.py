"""What the leading group has before it: a meeting's pack, and one item with every candidate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import cast

from sqlmodel import col, select

from models import AgendaItem, Application, Meeting, Remark, Resolution
from rules.meetings import Bench, Votes, quorum_problems
from rules.selection import CellResult, Outcome
from rules.states import ApplicationState
from tasks import attachments, score_cards
from tasks.attachments import Owner
from tasks.context import Context
from tasks.meetings import deciding, printout, rows
from tasks.meetings.bench import Matter
from tasks.meetings.guard import matter_at
from tasks.overview import Desk


@dataclass(frozen=True, slots=True)
class Place:
    """A post of the group, or an observer office: whether it is there, its signed page's attachment."""

    post: str
    present: bool | None
    """None: nothing has been entered yet."""
    substitute: str = ""
    person: str = ""
    """The substitute's code on the roster, by which recusals find them."""
    observer: bool = False
    signed_on: date | None = None
    scan: int | None = None


@dataclass(frozen=True, slots=True)
class ItemLine:
    position: int
    title: str
    kind: str
    """As people call it."""
    told: str
    """What is proposed, in one sentence."""
    bench: Bench
    outcome: str
    """Of the last resolution; empty where there is none."""
    stale: bool
    rest: bool
    """Whether it is decided with the rest, as proposed."""


@dataclass(frozen=True, slots=True)
class Pack:
    row: Meeting
    name: str
    seats: tuple[Place, ...]
    quorum: tuple[str, ...]
    """What is lacking for the meeting as a whole."""
    items: tuple[ItemLine, ...]
    awaits: tuple[str, ...]

    @property
    def over(self) -> bool:
        return self.row.concluded_at is not None

    @property
    def circulated(self) -> bool:
        """Decided by signed pages: nobody comes, so nobody is counted."""
        return self.row.kind == "circulated"

    @property
    def present(self) -> int:
        return sum(bool(seat.present) for seat in self.seats if not seat.observer)

    @property
    def posts(self) -> tuple[str, ...]:
        return tuple(seat.post for seat in self.seats if not seat.observer)


@dataclass(frozen=True, slots=True)
class CandidateLine:
    """A candidate of an item with its verdict, the reason and the clause that it rests on."""

    number: str
    name: str
    unit: str
    outcome: Outcome
    rank: int | None
    total: Decimal | None
    reason: str
    clause: str


@dataclass(frozen=True, slots=True)
class ItemPage:
    pack: Pack
    item: AgendaItem
    line: ItemLine
    candidates: tuple[CandidateLine, ...]
    result: CellResult | None
    """The places of the item's cell as they stand; None for other items."""
    written: Votes
    """What signed pages say on the item."""
    remarks: tuple[Remark, ...]
    resolutions: tuple[Resolution, ...]


def pack(ctx: Context, at: Desk, number: int) -> Pack:
    """A meeting with its agenda. Raises NotFound for an unknown number."""
    return _pack(ctx, matter_at(ctx, at.campaign_id, number))


def item_page(ctx: Context, at: Desk, number: int, position: int) -> ItemPage:
    """One item with everybody it is about. Raises NotFound for an unknown meeting or position."""
    matter = matter_at(ctx, at.campaign_id, number)
    item, found = rows.item_of(ctx, matter.meeting.row, position), _pack(ctx, matter)
    remarks = ctx.session.exec(
        select(Remark).where(col(Remark.item_id) == item.id).order_by(col(Remark.id))
    ).all()
    resolutions = rows.resolutions_of(ctx, matter.meeting.row).get(cast("int", item.id), [])
    return ItemPage(
        found,
        item,
        next(line for line in found.items if line.position == position),
        _candidates(matter, item, score_cards.struck_of(ctx, at.campaign_id)),
        matter.proposal.cell(item.honour, item.cell) if item.kind == "cell" else None,
        matter.written(item, matter.bench(item)),
        tuple(remarks),
        tuple(resolutions),
    )


def _pack(ctx: Context, matter: Matter) -> Pack:
    meeting = matter.meeting
    settled = rows.resolutions_of(ctx, meeting.row)
    circulated = meeting.row.kind == "circulated"
    posts = len(meeting.plan.leading_group.posts)
    lacking = quorum_problems(meeting.plan.meeting, posts, len(meeting.present))
    return Pack(
        meeting.row,
        meeting.name,
        _seats(ctx, matter),
        () if circulated else tuple(lacking),
        tuple(
            _line(matter, item, settled.get(cast("int", item.id), []))
            for item in rows.items_of(ctx, meeting.row)
        ),
        matter.proposal.awaits,
    )


def _line(matter: Matter, item: AgendaItem, settled: Sequence[Resolution]) -> ItemLine:
    last = settled[-1] if settled else None
    return ItemLine(
        item.position,
        item.title,
        rows.ITEM_KINDS[item.kind],
        printout.in_words(item.kind, item.proposal),
        matter.bench(item),
        last.outcome if last else "",
        last is not None and deciding.stale(matter.proposal, item, last),
        deciding.goes_with_the_rest(matter.proposal, item, last),
    )


def _seats(ctx: Context, matter: Matter) -> tuple[Place, ...]:
    plan = matter.meeting.plan
    files = attachments.of(ctx, Owner("meeting", matter.meeting.row.id or 0))
    scans = {(file.note, file.sha256): file.id for file in files}
    entered = {a.post: a for a in matter.meeting.attendance}
    signed = {page.post: page for page in matter.pages}
    observers = [office.name for office in plan.offices if office.observer]
    seats = []
    for post in (*plan.leading_group.posts, *observers):
        seat = Place(post, None, observer=post in observers)
        if page := signed.get(post):
            scan = scans.get((post, page.scan_sha256))
            seat = replace(seat, signed_on=page.signed_on, scan=scan)
        if came := entered.get(post):
            seat = replace(
                seat, present=came.present, substitute=came.substitute, person=came.person
            )
        seats.append(seat)
    return tuple(seats)


def _candidates(
    matter: Matter, item: AgendaItem, struck: Mapping[str, str]
) -> tuple[CandidateLine, ...]:
    """Everybody of the item's cell, whoever was struck too, and whom it is about; winners first."""
    lines = []
    for one in matter.candidates:
        verdict = matter.proposal.verdicts[one.number]
        ours = item.cell and (verdict.honour, verdict.cell or "") == (item.honour, item.cell)
        if ours or one.number in item.proposal["about"]:
            lines.append(
                CandidateLine(
                    one.number,
                    one.application.shown_name,
                    one.application.unit.name,
                    verdict.outcome,
                    verdict.rank,
                    verdict.total,
                    struck.get(one.number, verdict.reason),
                    f"{verdict.rule} {verdict.clause}".strip(),
                )
            )
    unranked = len(lines) + 1
    return tuple(
        sorted(
            lines,
            key=lambda one: (one.outcome is not Outcome.WON, one.rank or unranked, one.number),
        )
    )


def names_of(ctx: Context, campaign_id: int) -> dict[str, str]:
    """Names of everybody who applied and did not step back, by number."""
    gone = (ApplicationState.DRAFT, ApplicationState.WITHDRAWN)
    found = ctx.session.exec(
        select(Application.number, Application.candidate)
        .where(col(Application.campaign_id) == campaign_id, col(Application.state).not_in(gone))
        .order_by(col(Application.number))
    ).all()
    return dict(found)
