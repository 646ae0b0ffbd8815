"""The meeting pack: agenda with its state, and one page per item with reason and clause for everybody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import col, select

from models import AgendaItem, Application, Meeting, Remark, Resolution
from rules.meetings import Bench, Votes, quorum_problems
from rules.selection import Outcome
from rules.states import ApplicationState
from tasks import placements
from tasks.campaigns import definition_of
from tasks.context import Context
from tasks.meetings import deciding, rows
from tasks.meetings.bench import Matter, matter_of
from tasks.meetings.printout import in_words
from tasks.meetings.rows import Held


@dataclass(frozen=True, slots=True)
class ItemLine:
    """An item as the agenda lists it; `outcome` is empty until it is decided, `stale` asks for more."""

    position: int
    kind: str
    title: str
    proposed: str
    outcome: str
    stale: bool
    recused: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Pack:
    meeting: Held
    items: Sequence[ItemLine]
    quorum: tuple[str, ...]
    """What is lacking for the meeting as a whole."""

    @property
    def row(self) -> Meeting:
        return self.meeting.row


@dataclass(frozen=True, slots=True)
class CandidateLine:
    """Somebody who competes in the item's cell, with why the place is theirs or not."""

    number: str
    name: str
    unit: str
    rank: int | None
    total: str
    won: bool
    reason: str
    rule: str
    clause: str


@dataclass(frozen=True, slots=True)
class ItemPage:
    meeting: Held
    item: AgendaItem
    proposed: str
    places: int
    vacant: int
    candidates: Sequence[CandidateLine]
    bench: Bench
    written: Votes
    remarks: Sequence[Remark]
    resolutions: Sequence[Resolution]
    last: int


def pack(ctx: Context, campaign_id: int) -> Pack | None:
    """The newest meeting; None where none has been called."""
    newest = _newest(ctx, campaign_id)
    if newest is None:
        return None
    matter = _matter(ctx, campaign_id, newest)
    settled = rows.resolutions_of(ctx, newest)
    items = [_line(matter, item, settled) for item in rows.items_of(ctx, newest)]
    posts, form = len(matter.meeting.plan.leading_group.posts), matter.meeting.plan.meeting
    circulated = newest.kind == "circulated"
    lacking = () if circulated else quorum_problems(form, posts, len(matter.meeting.present))
    return Pack(matter.meeting, items, tuple(lacking))


def item_page(ctx: Context, campaign_id: int, position: int) -> ItemPage:
    """One item of the newest meeting. Raises NotFound where there is none."""
    row = rows.find(ctx, campaign_id)
    item = rows.item_of(ctx, row, position)
    matter = _matter(ctx, campaign_id, row)
    bench = matter.bench(item)
    cell = matter.proposal.cell(item.honour, item.cell) if item.cell else None
    remarks = ctx.session.exec(
        select(Remark).where(col(Remark.item_id) == item.id).order_by(col(Remark.id))
    ).all()
    return ItemPage(
        matter.meeting,
        item,
        in_words(item.kind, item.proposal),
        cell.places if cell else 0,
        cell.vacant if cell else 0,
        _candidates(matter, item),
        bench,
        matter.written(item, bench),
        remarks,
        rows.resolutions_of(ctx, row).get(item.id or 0, []),
        len(rows.items_of(ctx, row)),
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


def _newest(ctx: Context, campaign_id: int) -> Meeting | None:
    return next(reversed(rows.all_of(ctx, campaign_id)), None)


def _matter(ctx: Context, campaign_id: int, row: Meeting) -> Matter:
    candidates, proposal = placements.computed(ctx, campaign_id)
    held = rows.held(ctx, definition_of(ctx, campaign_id), row)
    return matter_of(ctx, held, candidates, proposal)


def _line(
    matter: Matter, item: AgendaItem, settled: Mapping[int, Sequence[Resolution]]
) -> ItemLine:
    last = next(reversed(settled.get(item.id or 0, ())), None)
    return ItemLine(
        item.position,
        rows.ITEM_KINDS[item.kind],
        item.title,
        in_words(item.kind, item.proposal),
        last.outcome if last else "",
        last is not None and deciding.stale(matter.proposal, item, last),
        matter.bench(item).recused,
    )


def _candidates(matter: Matter, item: AgendaItem) -> list[CandidateLine]:
    """Winners first, then by rank: whoever competes in the cell, or whom the item is about."""
    names = {one.number: one.application for one in matter.candidates}
    concerned = [concern.number for concern in matter.concerns(item)]
    lines = []
    for number in concerned:
        verdict, facts = matter.proposal.verdicts[number], names[number]
        lines.append(
            CandidateLine(
                number,
                facts.shown_name,
                facts.unit.name,
                verdict.rank,
                "" if verdict.total is None else str(verdict.total),
                verdict.outcome is Outcome.WON,
                verdict.reason,
                verdict.rule,
                verdict.clause,
            )
        )
    return sorted(lines, key=lambda one: (not one.won, one.rank or 10**9, one.number))
