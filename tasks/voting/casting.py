"""Casting: a code is used up and turned into slips that nothing leads back to, all or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import insert, update
from sqlmodel import col, select

from models import VoteCode, VoteSlip
from rules.ballots import ballot_problems, slip_key, values_of
from rules.definition import VoteMode
from rules.states import VoteState
from tasks.context import Context
from tasks.errors import Refused
from tasks.use_case import use_case
from tasks.voting.codes import grouped, hash_of, words
from tasks.voting.sessions import Polling, polling

RECEIPT_LENGTH = 20
"""99 bits: the published keys cannot be searched for the receipts that lead to them."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """The voter's secret, shown once; with it the voter, and nobody else, finds the own slips."""

    text: str
    slips: int


@dataclass(frozen=True, slots=True)
class Paper:
    """What a voter sees before marking: candidates in order, the marks, and how many may be chosen."""

    title: str
    candidates: tuple[tuple[str, str], ...]
    """Code and name."""
    marks: tuple[str, ...]
    at_most: int | None
    self_vote: bool
    choosing: bool
    """At most so many are chosen; otherwise each candidate gets a grade."""
    halves: bool
    """Codes come in two halves."""


@use_case("看票")
def read_slip(ctx: Context, campaign_id: int, vote: str) -> Paper:
    """The slip of an open vote, the same for everybody.

    Raises Refused unless the vote is open.
    """
    session = polling(ctx, campaign_id, vote, VoteState.OPEN)
    return Paper(
        session.vote.name,
        tuple((code, name) for code, (name, _) in session.candidates.items()),
        values_of(session.vote, session.plan),
        session.vote.at_most,
        session.vote.self_vote,
        session.vote.mode is VoteMode.CHOOSE,
        session.vote.halves,
    )


@use_case("验码")
def may_cast(ctx: Context, campaign_id: int, vote: str, code: str) -> bool:
    """Whether a code is one of this vote's and not used yet; nothing is kept by asking.

    Raises Refused unless the vote is open.
    """
    session = polling(ctx, campaign_id, vote, VoteState.OPEN)
    wanted = select(VoteCode.hash).where(
        col(VoteCode.hash) == hash_of(session, code),
        col(VoteCode.session_id) == session.id,
        col(VoteCode.used).is_(False),
    )
    return ctx.session.exec(wanted).first() is not None


@use_case("核对票面")
def void_reasons(
    ctx: Context, campaign_id: int, vote: str, marks: Mapping[str, str]
) -> tuple[str, ...]:
    """Why these marks would be void, all reasons at once; none when they count."""
    session = polling(ctx, campaign_id, vote, VoteState.OPEN)
    return ballot_problems(marks, session.vote, session.candidates, session.plan)


@use_case("投票")
def cast(ctx: Context, campaign_id: int, vote: str, code: str, marks: Mapping[str, str]) -> Receipt:
    """Use up the code and lay one slip for each candidate that is marked; a vote is final.

    Candidates left out, such as the own unit, get no slip. Nothing enters the journal: its
    order and moments would tell whose slips are whose.
    Raises Refused for marks that would be void, and for a code that is unknown or used.
    """
    session = polling(ctx, campaign_id, vote, VoteState.OPEN, lock="shared")
    problems = ballot_problems(marks, session.vote, session.candidates, session.plan)
    if problems:
        raise Refused(problems)
    voter_class = _use_up(ctx, session, code)
    receipt = words(ctx.house.chance, RECEIPT_LENGTH)
    rows = [
        {
            "key": slip_key(session.name, candidate, receipt),
            "session_id": session.id,
            "voter_class": voter_class,
            "candidate": candidate,
            "value": value,
        }
        for candidate, value in marks.items()
    ]
    # In the order of their keys, which is chance.
    ctx.session.execute(insert(VoteSlip), sorted(rows, key=lambda row: str(row["key"])))
    return Receipt(grouped(receipt), len(rows))


def _use_up(ctx: Context, session: Polling, code: str) -> str:
    """The class of the code, now used; two who try at once cannot both find it unused."""
    used = ctx.session.execute(
        update(VoteCode)
        .where(
            col(VoteCode.hash) == hash_of(session, code),
            col(VoteCode.session_id) == session.id,
            col(VoteCode.used).is_(False),
        )
        .values(used=True)
        .returning(col(VoteCode.voter_class))
    ).scalar_one_or_none()
    if used is None:
        raise Refused(["验票码不对，或者已经投过票；每个码只能投一次，投出后不能更改"])
    return str(used)
