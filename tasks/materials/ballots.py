"""Slips and sheets of the count; slips say nothing that could lead to whoever marks them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlmodel import col, select

from models import TallySheet, VoteSession
from records.papers.handover import in_groups
from records.papers.materials.ballots import Count, Slip
from rules.ballots import JOINED, values_of
from rules.definition import Campaign, Vote
from rules.states import VoteState
from tasks.context import Context
from tasks.materials.gathered import content
from tasks.papers import Content
from tasks.voting.electorate import list_candidates

SLIP, BY_HAND, COUNTED = "ballot", "tally-sheet", "tally-result"


def slips(ctx: Context, campaign_id: int, plan: Campaign) -> Iterator[Content]:
    """The empty slip of each vote, every copy like the other."""
    for vote in plan.votes:
        slip = _slip(ctx, campaign_id, plan, vote)
        if slip["candidates"]:
            rule = f"最多选{vote.at_most}个" if vote.at_most else "每行只选一个等次"
            facts = {"slip": slip, "rule": rule, "own": not vote.self_vote}
            yield content(SLIP, vote.code, _title(vote), facts, {})


def by_hand(ctx: Context, campaign_id: int, plan: Campaign) -> Iterator[Content]:
    """Sheets on which paper slips are counted, to be signed by those who count."""
    for vote in plan.votes:
        slip = _slip(ctx, campaign_id, plan, vote)
        if slip["candidates"]:
            classes = [one.name for one in vote.classes]
            facts = {"slip": slip, "classes": classes}
            yield content(BY_HAND, vote.code, f"{vote.name}计票单", facts, {})


def counted(ctx: Context, campaign_id: int, plan: Campaign) -> Iterator[Content]:
    """Counts of the votes that are over; a vote under way shows nothing."""
    for session in _sessions(ctx, campaign_id):
        if session.state is not VoteState.CLOSED:
            continue
        vote, names = plan.vote(session.vote), {code: name for code, name, _ in session.candidates}
        marks = list(values_of(vote, plan))
        rows = ctx.session.exec(
            select(TallySheet)
            .where(
                col(TallySheet.campaign_id) == campaign_id,
                col(TallySheet.component) == vote.component,
                col(TallySheet.candidate).in_(sorted(names)),
            )
            .order_by(col(TallySheet.candidate), col(TallySheet.voter_class))
        ).all()
        lines = [
            Count(
                candidate=names[row.candidate], voter_class=_classes(vote, row.voter_class),
                issued=row.issued, returned=row.returned, valid=row.valid, own=row.own,
                grades=[row.grades.get(mark, 0) for mark in marks],
            )
            for row in rows
        ]  # fmt: skip
        facts = {
            "slip": Slip(marks=marks, candidates=[]),
            "counted": lines,
            "held_on": session.held_on.isoformat(),
            "board_hash": in_groups(session.board_hash),
        }
        sources = {"tallysheet": [row.id for row in rows], "votesession": [session.id]}
        yield content(COUNTED, vote.code, f"{vote.name}计票结果", facts, sources)


def _title(vote: Vote) -> str:
    """民主测评票, but a 投票 is called by its name."""
    return vote.name if vote.name.endswith("票") else f"{vote.name}票"


def _slip(ctx: Context, campaign_id: int, plan: Campaign, vote: Vote) -> Slip:
    frozen = next((s.candidates for s in _sessions(ctx, campaign_id) if s.vote == vote.code), [])
    listed = frozen or list_candidates(ctx, campaign_id, plan, vote)
    return Slip(marks=list(values_of(vote, plan)), candidates=[name for _, name, _ in listed])


def _sessions(ctx: Context, campaign_id: int) -> Sequence[VoteSession]:
    return ctx.session.exec(
        select(VoteSession)
        .where(col(VoteSession.campaign_id) == campaign_id)
        .order_by(col(VoteSession.id))
    ).all()


def _classes(vote: Vote, joined: str) -> str:
    codes = joined.split(JOINED)
    return "、".join(one.name for one in vote.classes if one.code in codes) or "全体"
