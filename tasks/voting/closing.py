"""Closing: the slips are rewritten, the codes go, and only then is anything counted."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass

from sqlalchemy import delete, insert
from sqlmodel import col, func, select

from models import TallySheet, VoteBatch, VoteCode, VoteSlip
from rules.ballots import Slip, board_hash, groups_of
from rules.states import VoteState
from tasks.context import Context
from tasks.errors import Refused
from tasks.use_case import use_case
from tasks.voting.batches import batch_of, batch_rows
from tasks.voting.codes import issued_codes
from tasks.voting.counting import Kept, tallies_of
from tasks.voting.mixing import few_by_code, mixed_in
from tasks.voting.sessions import Polling, polling, present


@dataclass(frozen=True, slots=True)
class Closed:
    """What a closed vote amounts to; the hash of the list belongs on the minutes."""

    slips: int
    issued: int
    used: int
    paper: int
    board_hash: str
    withheld: tuple[str, ...]
    """Classes too small to be counted."""


@use_case("结束投票")
def close_vote(ctx: Context, campaign_id: int, vote: str) -> Closed:
    """End the vote: rewrite slips in an order of chance, drop the codes, write the count.

    Raises Refused where paper batches still wait for their second person.
    """
    session = polling(ctx, campaign_id, vote, VoteState.OPEN, lock="alone")
    batches = batch_rows(ctx, session)
    if waiting := [row.number for row in batches if not row.checked_by]:
        raise Refused(f"第{number}批纸质票还没有第二人复核" for number in waiting)
    row, issued, used = session.row, issued_codes(ctx, session), _used_codes(ctx, session)
    row.groups = groups_of(session.vote, _voted(used, batches))
    row.figures = {"issued": issued, "used": used}
    few = few_by_code(session.vote, row.groups, used)
    slips = _rewrite(ctx, session, mixed_in(ctx, session, batches, few))
    row.state, row.pepper = VoteState.CLOSED, ""
    row.board_hash = board_hash(session.name, slips)
    ctx.session.add(row)
    ctx.session.execute(delete(VoteCode).where(col(VoteCode.session_id) == session.id))
    _write_count(ctx, session, Kept(slips, [batch_of(b) for b in batches], present(ctx, session)))
    closed = Closed(
        len(slips),
        sum(issued.values()),
        sum(used.values()),
        sum(batch.issued for batch in batches),
        row.board_hash,
        tuple(c.name for c in session.vote.classes if row.groups[c.code] == ""),
    )
    figures = {k: v for k, v in asdict(closed).items() if k != "withheld"}
    ctx.record("vote.closed", vote, campaign=campaign_id, **figures)
    return closed


def slips_of(ctx: Context, session: Polling) -> list[Slip]:
    rows = ctx.session.exec(
        select(VoteSlip.key, VoteSlip.voter_class, VoteSlip.candidate, VoteSlip.value)
        .where(col(VoteSlip.session_id) == session.id)
        .order_by(col(VoteSlip.key))
    ).all()
    return [Slip(*row) for row in rows]


def _used_codes(ctx: Context, session: Polling) -> dict[str, int]:
    rows = ctx.session.exec(
        select(VoteCode.voter_class, func.count())
        .where(col(VoteCode.session_id) == session.id, col(VoteCode.used).is_(True))
        .group_by(col(VoteCode.voter_class))
    ).all()
    return dict(rows)


def _voted(used: dict[str, int], batches: list[VoteBatch]) -> dict[str, int]:
    """By class, how many handed in a ballot by code or on paper."""
    voted = Counter(used)
    for batch in map(batch_of, batches):
        voted[batch.voter_class] += batch.returned
    return dict(voted)


def _rewrite(ctx: Context, session: Polling, paper: list[Slip]) -> list[Slip]:
    """All slips written anew by their keys, so that no row stands where a cast put it."""
    groups = session.row.groups
    slips = sorted(
        Slip(s.key, groups[s.voter_class], s.candidate, s.value if groups[s.voter_class] else "")
        for s in (*slips_of(ctx, session), *paper)
    )
    ctx.session.execute(delete(VoteSlip).where(col(VoteSlip.session_id) == session.id))
    if slips:
        rows = [
            {
                "key": s.key,
                "session_id": session.id,
                "voter_class": s.voter_class,
                "candidate": s.candidate,
                "value": s.value,
            }
            for s in slips
        ]
        ctx.session.execute(insert(VoteSlip), rows)
    return slips


def _write_count(ctx: Context, session: Polling, kept: Kept) -> None:
    rows = [
        {
            "campaign_id": session.row.campaign_id,
            "component": session.vote.component,
            "candidate": candidate,
            "voter_class": part.voter_class,
            "issued": part.tally.issued,
            "returned": part.tally.returned,
            "valid": part.tally.valid,
            "own": part.tally.own,
            "grades": dict(part.tally.counts),
        }
        for candidate, count in tallies_of(session, kept).items()
        for part in count.classes
    ]
    if rows:
        ctx.session.execute(insert(TallySheet), rows)
