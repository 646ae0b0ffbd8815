"""After closing: the published list, the count that anybody can repeat, and where a receipt leads."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import asdict, dataclass

from sqlmodel import col, select

from models import TallySheet, VoteSession
from rules.ballots import (
    ClassTally,
    Slip,
    Tally,
    VoteCount,
    VoteValue,
    board_hash,
    slip_key,
    value_of,
)
from rules.said import Said
from rules.states import VoteState
from tasks.context import Context
from tasks.errors import NotFound, Refused
from tasks.facts_of import tally_of
from tasks.use_case import use_case
from tasks.voting.batches import Batch, batch_of, batch_rows
from tasks.voting.closing import slips_of
from tasks.voting.codes import plain
from tasks.voting.counting import Kept, tallies_of
from tasks.voting.sessions import SECRET, Polling, polling, present


@dataclass(frozen=True, slots=True)
class Board:
    """The published list of slips with the hash that stands on the minutes, and the paper batches."""

    session: str
    """As it enters the hash: `campaign/vote`."""
    title: str
    slips: tuple[Slip, ...]
    batches: tuple[Batch, ...]
    hash: str
    candidates: dict[str, tuple[str, str]]
    """Code to name and unit code."""
    groups: dict[str, str]
    """Class to the name it was counted under; empty where it was withheld."""
    issued: dict[str, int]
    """Codes given out, by class."""

    def as_json(self) -> str:
        """Everything a recount needs besides the campaign file."""
        told = {
            "session": self.session,
            "hash": self.hash,
            "slips": [[s.key, s.voter_class, s.candidate, s.value] for s in self.slips],
            "batches": [asdict(batch) for batch in self.batches],
            "candidates": self.candidates,
            "groups": self.groups,
            "issued": self.issued,
        }
        return json.dumps(told, ensure_ascii=False, indent=1)


@dataclass(frozen=True, slots=True)
class Counted:
    """A candidate's count, and what it is worth."""

    candidate: str
    name: str
    count: VoteCount
    worth: VoteValue


@dataclass(frozen=True, slots=True)
class Found:
    """A slip that a receipt leads to."""

    candidate: str
    name: str
    value: str
    """Empty where the voter's class was too small to be published."""


@use_case("公布票单")
def board(ctx: Context, campaign_id: int, vote: str) -> Board:
    """The list as it stands now, with the hash of the closing; `count` says whether they agree.

    Raises Refused while the vote is open.
    """
    session = _closed(ctx, campaign_id, vote)
    return Board(
        session.name,
        session.vote.name,
        tuple(slips_of(ctx, session)),
        tuple(batch_of(row) for row in batch_rows(ctx, session)),
        session.row.board_hash,
        session.candidates,
        session.row.groups,
        session.row.figures["issued"],
    )


@use_case("计票")
def count(ctx: Context, campaign_id: int, vote: str) -> tuple[Counted, ...]:
    """Count slips and batches again and compare with what was written down at closing.

    Raises Refused while the vote is open, and for every difference.
    """
    session = _closed(ctx, campaign_id, vote)
    slips = slips_of(ctx, session)
    batches = [batch_of(row) for row in batch_rows(ctx, session)]
    counts = tallies_of(session, Kept(slips, batches, present(ctx, session)))
    reasons = _differences(counts, _written(ctx, session))
    if board_hash(session.name, slips) != session.row.board_hash:
        reasons.insert(0, "票单与结束时公布的校验值不符：有票被改动、增加或删除")
    if reasons:
        raise Refused(reasons)
    return tuple(
        Counted(code, session.candidates[code][0], found, value_of(found, session.plan))
        for code, found in counts.items()
    )


@use_case("查回执")
def find_receipt(ctx: Context, campaign_id: int, vote: str, receipt: str) -> tuple[Found, ...]:
    """The slips on the published list that a receipt leads to; it is kept nowhere.

    Raises Refused while the vote is open, NotFound where it leads to none.
    """
    session = _closed(ctx, campaign_id, vote)
    published = {slip.key: slip for slip in slips_of(ctx, session)}
    keys = {code: slip_key(session.name, code, plain(receipt)) for code in session.candidates}
    found = tuple(
        Found(code, session.candidates[code][0], published[key].value)
        for code, key in keys.items()
        if key in published
    )
    if not found:
        raise NotFound(["公布的票单上没有这张回执对应的票，请核对回执是否抄错"])
    return found


def closed_boards(ctx: Context, campaign_id: int) -> dict[str, str]:
    """The published list of every vote by file name, for the archive.

    Raises Refused for every vote that is still open.
    """
    rows = ctx.session.exec(
        select(VoteSession)
        .where(col(VoteSession.campaign_id) == campaign_id)
        .order_by(col(VoteSession.vote))
    ).all()
    if open_ := [row.vote for row in rows if row.state is VoteState.OPEN]:
        raise Refused(f"投票“{vote}”还没有结束，不能归档" for vote in open_)
    closed = [row.vote for row in rows if row.state is VoteState.CLOSED]
    return {f"vote-{vote}.json": board(ctx, campaign_id, vote).as_json() for vote in closed}


def _closed(ctx: Context, campaign_id: int, vote: str) -> Polling:
    session = polling(ctx, campaign_id, vote)
    if session.row.state is not VoteState.CLOSED:
        raise Refused([Said("“{vote}”还没有结束：{why}", vote=session.vote.name, why=Said(SECRET))])
    return session


def _written(ctx: Context, session: Polling) -> dict[str, dict[str, Tally]]:
    rows = ctx.session.exec(
        select(TallySheet).where(
            col(TallySheet.campaign_id) == session.row.campaign_id,
            col(TallySheet.component) == session.vote.component,
            col(TallySheet.candidate).in_(list(session.candidates)),
        )
    ).all()
    found: dict[str, dict[str, Tally]] = defaultdict(dict)
    for row in rows:
        found[row.candidate][row.voter_class] = tally_of(row)
    return found


def _differences(counts: dict[str, VoteCount], written: dict[str, dict[str, Tally]]) -> list[str]:
    return [
        f"{candidate} 的计票与结束时的记录不符：现在数得{_told(part)}"
        for candidate, found in counts.items()
        for part in found.classes
        if not _same(part.tally, written.get(candidate, {}).get(part.voter_class))
    ]


def _same(now: Tally, then: Tally | None) -> bool:
    return then is not None and (
        (dict(now.counts), now.issued, now.returned, now.valid, now.own)
        == (dict(then.counts), then.issued, then.returned, then.valid, then.own)
    )


def _told(part: ClassTally) -> str:
    tally = part.tally
    grades = "、".join(f"{grade}{count}" for grade, count in tally.counts)
    return f"发出{tally.issued}、收回{tally.returned}、有效{tally.valid}（{grades}）"
