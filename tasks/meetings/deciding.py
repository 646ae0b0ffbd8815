"""Deciding on items: each with its reason, its bench and its votes; changes by recorded decision (R6)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, cast

from models import AgendaItem, Resolution
from rules.meetings import Votes
from rules.selection import ConfirmRanking, Decision, Override, Proposal
from tasks import placements
from tasks.context import Context
from tasks.errors import NotPossible, Refused
from tasks.meetings import rows
from tasks.meetings.bench import Matter, cells_named, numbers_named
from tasks.meetings.guard import (
    Said,
    guard,
    list_problems,
    matter_at,
    meeting_problems,
    word_problems,
)
from tasks.use_case import use_case

AS_PROPOSED = ("cell", "override")
"""Kinds of items that can be approved as they were proposed."""


@dataclass(frozen=True, slots=True)
class Decided:
    position: int
    outcome: str
    winners: int
    vacant: int
    awaits: tuple[str, ...]

    def row(self) -> dict[str, object]:
        return {
            "议题": self.position,
            "拟获评": self.winners,
            "空缺": self.vacant,
            "待决事项": "；".join(self.awaits) or "无",
        }


@use_case("按建议通过")
def approve(
    ctx: Context, campaign_id: int, position: int, said: Said, *, meeting: int | None = None
) -> Decided:
    """Decide an item as proposed; for the ranking that is its confirmation (R46).

    Raises Refused with everything that stands in the way, open ties and choices of the cell too.
    """
    matter = matter_at(ctx, campaign_id, meeting)
    item = rows.item_of(ctx, matter.meeting.row, position)
    if item.kind == "ranking":
        ranking = ConfirmRanking(reason=said.reason, ordered_by=said.ordered_by)
        return decide(ctx, campaign_id, position, ranking, votes=said.votes, meeting=meeting)
    if problems := _as_proposed(ctx, matter, item, said):
        raise Refused(problems)
    resolve(ctx, matter, item, said, outcome="approved")
    return _decided(item, "approved", matter.proposal)


@use_case("其余议题按建议通过")
def approve_rest(
    ctx: Context, campaign_id: int, said: Said, *, meeting: int | None = None
) -> tuple[int, ...]:
    """Decide every item still open as proposed, each under its own quorum and recusals.

    An item already decided is taken up again where its places have changed since. Returns the
    positions. Raises Refused with every item's reasons; then none of them is decided.
    """
    matter = matter_at(ctx, campaign_id, meeting)
    settled = rows.resolutions_of(ctx, matter.meeting.row)
    waiting = [
        item
        for item in rows.items_of(ctx, matter.meeting.row)
        if goes_with_the_rest(matter.proposal, item, settled.get(item.id or 0, [None])[-1])
    ]
    problems = [
        f"第{item.position}项（{item.title}）：{problem}"
        for item in waiting
        for problem in _as_proposed(ctx, matter, item, said)
    ]
    if problems:
        raise Refused(problems)
    for item in waiting:
        resolve(ctx, matter, item, said, outcome="approved")
    return tuple(item.position for item in waiting)


@use_case("暂缓议题")
def defer(
    ctx: Context, campaign_id: int, position: int, said: Said, *, meeting: int | None = None
) -> Decided:
    """Record that an item was not decided or did not carry, with the reason.

    Raises Refused without a reason or where the votes do not add up to those who may vote.
    """
    matter = matter_at(ctx, campaign_id, meeting)
    item = rows.item_of(ctx, matter.meeting.row, position)
    bench = matter.bench(item)
    problems = [*meeting_problems(ctx, matter), *word_problems(matter.meeting.plan, said, bench)]
    if said.votes is not None and said.votes.cast != len(bench.voters):
        problems.append(f"票数合计{said.votes.cast}，应等于到会且未回避的{len(bench.voters)}个岗位")
    if problems:
        raise Refused(problems)
    resolve(ctx, matter, item, said, outcome="deferred")
    return _decided(item, "deferred", matter.proposal)


@use_case("领导小组作出决定")
def decide(
    ctx: Context,
    campaign_id: int,
    position: int,
    decision: Decision,
    *,
    votes: Votes | None = None,
    meeting: int | None = None,
) -> Decided:
    """Decide an item otherwise than proposed, by one of the selection's own decisions.

    Raises Refused with everything that stands in the way: no quorum, a recused member's word,
    votes that do not add up, a decision that is not about the item or cannot be applied.
    """
    matter = matter_at(ctx, campaign_id, meeting)
    item = rows.item_of(ctx, matter.meeting.row, position)
    said = Said(decision.reason, votes, decision.ordered_by)
    problems = [
        *list_problems(ctx, matter),
        *guard(ctx, matter, item, said, decision=decision),
        *_not_of(matter, item, decision),
    ]
    kept = replace(decision, ordered_by=_whole(matter, decision.ordered_by))
    try:
        candidates, proposal = placements.computed(ctx, campaign_id, kept)
    except NotPossible as refusal:
        raise Refused([*problems, *refusal.reasons]) from refusal
    if problems:
        raise Refused(problems)
    number = placements.keep_decision(ctx, campaign_id, kept)
    placements.write(ctx, campaign_id, candidates, proposal)
    after = replace(matter, candidates=candidates, proposal=proposal)
    resolve(ctx, after, item, said, outcome="changed", decision=(number, decision))
    return _decided(item, "changed", proposal)


def resolve(
    ctx: Context,
    matter: Matter,
    item: AgendaItem,
    said: Said,
    *,
    outcome: str,
    decision: tuple[int, Decision] | None = None,
) -> Resolution:
    """Write what was decided with the bench that decided it and the places as they then are."""
    bench = matter.bench(item, decision[1] if decision else None)
    votes = said.votes
    row = Resolution(
        item_id=cast("int", item.id),
        outcome=outcome,
        reason=said.reason,
        ordered_by=said.ordered_by,
        agree=votes.agree if votes else None,
        disagree=votes.disagree if votes else None,
        abstain=votes.abstain if votes else None,
        bench={"voters": list(bench.voters), "recused": dict(bench.recused)},
        result=result_of(matter.proposal, item),
        decision_id=decision[0] if decision else None,
        at=ctx.now,
        entered_by=ctx.actor,
    )
    ctx.session.add(row)
    ctx.session.flush()
    ctx.record(
        "meeting.resolved",
        f"{matter.meeting.name}#{item.position}",
        why=said.reason,
        campaign=matter.meeting.row.campaign_id,
        outcome=outcome,
        ordered_by=said.ordered_by,
    )
    return row


def result_of(proposal: Proposal, item: AgendaItem) -> dict[str, Any]:
    """The item's places as they are: winners and vacancies of its cell; nothing for other items."""
    if not item.cell:
        return {}
    result = proposal.cell(item.honour, item.cell)
    return {"places": result.places, "winners": list(result.winners), "vacant": result.vacant}


def stale(proposal: Proposal, item: AgendaItem, last: Resolution) -> bool:
    """Whether the item's places have changed since the group last decided on them."""
    return last.outcome != "deferred" and last.result != result_of(proposal, item)


def goes_with_the_rest(proposal: Proposal, item: AgendaItem, last: Resolution | None) -> bool:
    """Whether an item is decided when the rest is approved: not decided yet, or changed since."""
    return item.kind in AS_PROPOSED and (last is None or stale(proposal, item, last))


def _as_proposed(ctx: Context, matter: Matter, item: AgendaItem, said: Said) -> list[str]:
    return [
        *list_problems(ctx, matter),
        *guard(ctx, matter, item, said),
        *_still_open(matter, item),
    ]


def _still_open(matter: Matter, item: AgendaItem) -> Iterator[str]:
    if item.kind not in AS_PROPOSED:
        yield f"这一项是{rows.ITEM_KINDS[item.kind]}，请用相应的办法处理"
        return
    if not item.cell:
        return
    result = matter.proposal.cell(item.honour, item.cell)
    for tie in result.open_ties:
        yield f"{'、'.join(tie.applications)}同分，余{tie.places}个名额，须先作出同分决定"
    for number in result.open_choices:
        yield f"{number}须本人先在两项个人荣誉中选择一项"


def _not_of(matter: Matter, item: AgendaItem, decision: Decision) -> list[str]:
    """Why a decision does not belong to the item: the agenda says what is decided where."""
    if isinstance(decision, ConfirmRanking) or item.kind == "ranking":
        fits = isinstance(decision, ConfirmRanking) and item.kind == "ranking"
        return [] if fits else [f"第{item.position}项是“{item.title}”，这个决定不属于本项"]
    numbers = numbers_named(decision)
    if item.kind == "override":
        if isinstance(decision, Override) and decision.application == item.subject:
            return []
        return [f"第{item.position}项只关于{item.subject}可否参评，请用突破限制的决定"]
    verdicts = matter.proposal.verdicts
    cells = cells_named(decision) | {
        (verdicts[number].honour, verdicts[number].cell or "")
        for number in numbers
        if number in verdicts
    }
    if item.kind == "cell" and ((item.honour, item.cell) in cells or not cells):
        return []
    return [f"第{item.position}项是“{item.title}”，这个决定不属于本项"]


def _whole(matter: Matter, by: str) -> str:
    """Who decided, as the list says it for good: the meeting, and the post where one is named."""
    return matter.meeting.name if by.startswith(rows.GROUP) else f"{matter.meeting.name}·{by}"


def _decided(item: AgendaItem, outcome: str, proposal: Proposal) -> Decided:
    cells = [cell for honour in proposal.honours for cell in honour.cells]
    winners = sum(len(cell.winners) for cell in cells)
    return Decided(
        item.position, outcome, winners, sum(cell.vacant for cell in cells), proposal.awaits
    )
