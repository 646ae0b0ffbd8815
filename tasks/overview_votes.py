"""Votes as their clerk sees them: lists, who came, batches; no figure of a vote before it is closed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import col, func, select

from models import Unit, VoteBatch, Voter, VoteSession
from rules.definition import Campaign, Vote
from rules.states import VoteState
from tasks.context import Context
from tasks.voting.batches import batch_rows
from tasks.voting.codes import issued_codes, left_by_class
from tasks.voting.sessions import Polling, session_row, vote_of, voter_rows


@dataclass(frozen=True, slots=True)
class VoteLine:
    """A vote of the campaign file; without a state it has not been prepared."""

    code: str
    name: str
    state: VoteState | None
    held_on: date | None
    voters: int
    present: int


@dataclass(frozen=True, slots=True)
class VoteDesk:
    """Everything that the clerk of a session has before them."""

    vote: Vote
    row: VoteSession | None
    voters: Sequence[Voter]
    unit_names: Mapping[str, str]
    left: Mapping[str, int]
    """Slips that each class may still be given."""
    issued: Mapping[str, int]
    batches: Sequence[VoteBatch]
    candidates: Sequence[tuple[str, str]]
    """Code and name, once the vote is open."""

    @property
    def state(self) -> VoteState | None:
        return self.row.state if self.row else None


def votes_of(ctx: Context, campaign_id: int, plan: Campaign) -> list[VoteLine]:
    """In the order of the file; two statements however many there are."""
    sessions = {
        row.vote: row
        for row in ctx.session.exec(
            select(VoteSession).where(col(VoteSession.campaign_id) == campaign_id)
        )
    }
    counted = {
        session: (voters, there)
        for session, voters, there in ctx.session.exec(
            select(
                Voter.session_id, func.count(), func.count().filter(col(Voter.came).is_(True))
            ).group_by(col(Voter.session_id))
        )
    }
    return [_line(vote, sessions.get(vote.code), counted) for vote in plan.votes]


def vote_desk(ctx: Context, campaign_id: int, plan: Campaign, code: str) -> VoteDesk:
    """Raises NotFound for a vote that the file does not have."""
    vote, row = vote_of(plan, code), session_row(ctx, campaign_id, code)
    if row is None:
        return VoteDesk(vote, None, (), {}, {}, {}, (), ())
    settings = Vote.model_validate(row.settings) if row.settings else vote
    session = Polling(row, settings, plan)
    voters = voter_rows(ctx, session.id)
    codes = {unit for voter in voters for unit in voter.units}
    names = ctx.session.exec(select(Unit.code, Unit.name).where(col(Unit.code).in_(codes))).all()
    open_ = row.state is VoteState.OPEN
    return VoteDesk(
        settings,
        row,
        voters,
        dict(names),
        left_by_class(ctx, session) if open_ else {},
        issued_codes(ctx, session) if open_ else {},
        batch_rows(ctx, session),
        [(code, name) for code, (name, _) in session.candidates.items()],
    )


def _line(vote: Vote, row: VoteSession | None, counted: Mapping[int, tuple[int, int]]) -> VoteLine:
    if row is None:
        return VoteLine(vote.code, vote.name, None, None, 0, 0)
    voters, there = counted.get(row.id or 0, (0, 0))
    return VoteLine(vote.code, vote.name, row.state, row.held_on, voters, there)
