"""Before a vote: the list of voters, the sign-in, and the opening that freezes both lists."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete
from sqlmodel import col, select

from models import TallySheet, Voter, VoteSession
from rules import ballots
from rules.states import VoteState
from tasks.campaigns import calendar_of, definition_of
from tasks.context import Context
from tasks.errors import Refused
from tasks.imports.candidates import candidates_of
from tasks.judging_guard import guard_of
from tasks.use_case import use_case
from tasks.voting.electorate import Listed, Substitute, list_candidates, list_voters
from tasks.voting.sessions import (
    STATE_NAMES,
    Polling,
    polling,
    session_row,
    vote_of,
    voter_rows,
    voters_of,
)


@dataclass(frozen=True, slots=True)
class Opened:
    """What was frozen at opening; the hash of the list of voters belongs on the minutes."""

    voters: int
    candidates: int
    electorate_hash: str
    remarks: tuple[str, ...] = ()


@use_case("准备投票")
def prepare(
    ctx: Context,
    campaign_id: int,
    vote: str,
    *,
    held_on: date,
    substitutes: tuple[Substitute, ...] = (),
) -> Listed:
    """List the voters of that day; done again before the opening, the list is made anew (R44).

    Raises Refused with everything that is wrong, and once the vote has opened.
    """
    plan = definition_of(ctx, campaign_id)
    found = vote_of(plan, vote)
    row = session_row(ctx, campaign_id, vote)
    if row is not None and row.state is not VoteState.PREPARED:
        raise Refused([f"“{found.name}”{STATE_NAMES[row.state]}，投票人名单已经固定"])
    listed = list_voters(ctx, found, held_on, substitutes)
    if row is None:
        row = VoteSession(campaign_id=campaign_id, vote=vote, held_on=held_on)
    row.held_on = held_on
    ctx.session.add(row)
    ctx.session.flush()
    ctx.session.execute(delete(Voter).where(col(Voter.session_id) == row.id))
    ctx.session.add_all(_row(row.id or 0, voter) for voter in listed.voters)
    ctx.record(
        "vote.prepared",
        vote,
        campaign=campaign_id,
        held_on=str(held_on),
        voters=len(listed.voters),
        substitutes=[[s.unit, s.person, s.reason] for s in substitutes],
    )
    return listed


@use_case("登记签到")
def attend(
    ctx: Context, campaign_id: int, vote: str, units: tuple[str, ...], *, came: bool = True
) -> int:
    """Note whose heads came; returns how many are there now. Coming is not voting.

    Without units it notes everybody. Raises Refused for units that have no voter here, and for
    striking somebody off once the vote is open: they may hold a slip.
    """
    session = polling(ctx, campaign_id, vote, VoteState.PREPARED, VoteState.OPEN, lock="alone")
    rows = voter_rows(ctx, session.id)
    known = {unit for row in rows for unit in row.units}
    if unknown := [unit for unit in units if unit not in known]:
        raise Refused(f"{unit} 不在投票人名单上，请核对代码" for unit in unknown)
    if not came and session.row.state is VoteState.OPEN:
        raise Refused(["投票已经开始，不能撤销签到"])
    for row in rows:
        if not units or set(units) & set(row.units):
            row.came = came
            ctx.session.add(row)
    there = sum(row.came for row in rows)
    ctx.record("vote.attended", vote, campaign=campaign_id, present=there)
    return there


@use_case("开始投票")
def open_vote(ctx: Context, campaign_id: int, vote: str) -> Opened:
    """Freeze voters and candidates; from here on nobody joins either list, and no figure is told.

    Raises Refused with everything that stands in the way.
    """
    session = polling(ctx, campaign_id, vote, VoteState.PREPARED, lock="alone")
    voters = voters_of(ctx, session.id)
    candidates = list_candidates(ctx, campaign_id, session.plan, session.vote)
    _refuse_opening(ctx, session, voters, candidates)
    row = session.row
    row.state, row.candidates = VoteState.OPEN, candidates
    row.settings = session.vote.model_dump(mode="json")
    row.electorate_size = len(voters)
    row.electorate_hash = ballots.electorate_hash(session.name, voters)
    row.pepper = f"{ctx.house.chance.getrandbits(256):064x}"
    ctx.session.add(row)
    ctx.record(
        "vote.opened",
        vote,
        campaign=campaign_id,
        voters=len(voters),
        electorate=row.electorate_hash,
        candidates=[code for code, _, _ in candidates],
    )
    return Opened(
        len(voters), len(candidates), row.electorate_hash, _small_classes(session, voters)
    )


def _row(session_id: int, voter: ballots.Voter) -> Voter:
    return Voter(
        session_id=session_id,
        person=voter.person,
        name=voter.name,
        voter_class=voter.voter_class,
        units=list(voter.units),
        substitute=voter.substitute,
        reason=voter.reason,
    )


def _refuse_opening(
    ctx: Context, session: Polling, voters: list[ballots.Voter], candidates: list[list[str]]
) -> None:
    today = calendar_of(ctx).day_of(ctx.now)
    reasons = []
    if today < session.row.held_on:
        reasons.append(f"投票日是{session.row.held_on}，今天{today}还不能开始")
    if not candidates:
        reasons.append("还没有可以投票的候选，请先受理申报")
    if len(voters) < session.vote.min_group:
        reasons.append(f"投票人只有{len(voters)}人，不足{session.vote.min_group}人，无法保密")
    reasons += _before_the_method(ctx, session, candidates)
    reasons += _counted_elsewhere(ctx, session, candidates)
    if reasons:
        raise Refused(reasons)


def _before_the_method(
    ctx: Context, session: Polling, candidates: list[list[str]]
) -> dict[str, None]:
    """R42: systems with a method of their own are not voted on before it is registered."""
    campaign, plan = session.row.campaign_id, session.plan
    guard = guard_of(ctx, campaign, plan, candidates_of(ctx, campaign, plan), ())
    hindrances = (one for code, _, _ in candidates for one in guard.before_method(code))
    return dict.fromkeys(f"{one.what}，{one.hint}" for one in hindrances)


def _counted_elsewhere(ctx: Context, session: Polling, candidates: list[list[str]]) -> list[str]:
    found = ctx.session.exec(
        select(TallySheet.candidate).where(
            col(TallySheet.campaign_id) == session.row.campaign_id,
            col(TallySheet.component) == session.vote.component,
            col(TallySheet.candidate).in_([code for code, _, _ in candidates]),
        )
    ).all()
    told = "、".join(sorted(set(found)))
    return [f"{told} 已经导入了别处的计票单，同一项目不能再投一次"] if found else []


def _small_classes(session: Polling, voters: list[ballots.Voter]) -> tuple[str, ...]:
    """What becomes of classes that are too small even if all of them vote."""
    sizes = {c.code: sum(v.voter_class == c.code for v in voters) for c in session.vote.classes}
    groups = ballots.groups_of(session.vote, sizes)
    told = []
    for one in session.vote.classes:
        if groups[one.code] == "":
            told.append(f"{one.name}只有{sizes[one.code]}人，按规定不公布、不计分")
        elif groups[one.code] != one.code:
            told.append(f"{one.name}与其他类合并计票")
    return tuple(told)
