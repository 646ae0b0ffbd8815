"""Finding the session of a vote, in the state that an act needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from sqlmodel import col, select

from models import Voter, VoteSession
from rules import ballots
from rules.definition import Campaign, Vote
from rules.states import VoteState
from tasks.campaigns import definition_of
from tasks.context import Context
from tasks.errors import NotFound, Refused

STATE_NAMES = {
    VoteState.PREPARED: "还没有开始",
    VoteState.OPEN: "正在进行",
    VoteState.CLOSED: "已经结束",
}
SECRET = "投票结束前不出任何数字"  # noqa: S105 - a sentence for people

Lock: TypeAlias = Literal["none", "shared", "alone"]


@dataclass(frozen=True, slots=True)
class Polling:
    """A vote with its session: the row, what the campaign file says, and its name in hashes."""

    row: VoteSession
    vote: Vote
    plan: Campaign

    @property
    def id(self) -> int:
        assert self.row.id is not None  # noqa: S101 - read from the database
        return self.row.id

    @property
    def name(self) -> str:
        """As electorate, slips and board are hashed under: `campaign/vote`."""
        return f"{self.plan.code}/{self.vote.code}"

    @property
    def candidates(self) -> dict[str, tuple[str, str]]:
        """Code to name and unit code, in the order of the slip."""
        return {code: (name, unit) for code, name, unit in self.row.candidates}


def vote_of(plan: Campaign, code: str) -> Vote:
    found = next((v for v in plan.votes if v.code == code), None)
    if found is None:
        known = "、".join(f"{v.code}（{v.name}）" for v in plan.votes) or "无"
        raise NotFound([f"活动文件里没有投票“{code}”，可用：{known}"])
    return found


def session_row(
    ctx: Context, campaign_id: int, vote: str, *, lock: Lock = "none"
) -> VoteSession | None:
    wanted = select(VoteSession).where(
        col(VoteSession.campaign_id) == campaign_id, col(VoteSession.vote) == vote
    )
    if lock != "none":
        wanted = wanted.with_for_update(read=lock == "shared")
    return ctx.session.exec(wanted.execution_options(populate_existing=True)).one_or_none()


def polling(
    ctx: Context, campaign_id: int, vote: str, *states: VoteState, lock: Lock = "none"
) -> Polling:
    """The session where it is in one of these states, any when none is given.

    `shared` keeps the state as it is until the transaction ends: many may cast at once, but
    nobody closes the vote under them. `alone` is for acts that count or change it.
    Raises NotFound for an unknown or unprepared vote, Refused in another state.
    """
    plan = definition_of(ctx, campaign_id)
    found = vote_of(plan, vote)
    row = session_row(ctx, campaign_id, vote, lock=lock)
    if row is None:
        raise NotFound([f"“{found.name}”还没有准备，请先准备投票"])
    if states and row.state not in states:
        raise Refused([f"“{found.name}”{STATE_NAMES[row.state]}，现在不能这样做"])
    return Polling(row, Vote.model_validate(row.settings) if row.settings else found, plan)


def voters_of(ctx: Context, session_id: int) -> list[ballots.Voter]:
    return [_voter(row) for row in voter_rows(ctx, session_id)]


def voter_rows(ctx: Context, session_id: int) -> list[Voter]:
    rows = ctx.session.exec(
        select(Voter).where(col(Voter.session_id) == session_id).order_by(col(Voter.person))
    ).all()
    return list(rows)


def _voter(row: Voter) -> ballots.Voter:
    return ballots.Voter(
        row.person, row.name, row.voter_class, tuple(row.units), row.substitute, row.reason
    )


def present(ctx: Context, session: Polling) -> list[ballots.Voter]:
    """Who may get a slip: those who came, or everybody where a vote runs over days."""
    rows = voter_rows(ctx, session.id)
    everybody = session.vote.session == "days"
    return [_voter(row) for row in rows if row.came or everybody]
