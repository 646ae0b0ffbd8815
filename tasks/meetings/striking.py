"""Striking a candidate from the list by the group's word, after what came to light (R53)."""

from __future__ import annotations

from dataclasses import dataclass

from rules.selection import LeaveVacant, Outcome, Proposal
from tasks import placements
from tasks.application_rows import by_number
from tasks.context import Context
from tasks.errors import Refused
from tasks.meetings import deciding, rows
from tasks.meetings.guard import Said, guard, list_problems, matter_at
from tasks.use_case import use_case


@dataclass(frozen=True, slots=True)
class Cut:
    """Who is struck, and whether the next in line has the place then."""

    number: str
    next_moves_up: bool = False


@use_case("取消参评资格")
def disqualify(
    ctx: Context,
    campaign_id: int,
    position: int,
    cut: Cut,
    said: Said,
    *,
    meeting: int | None = None,
) -> int:
    """Strike a candidate of the item's cell; its place stays vacant unless the next may have it.

    Returns how many win then. Raises Refused with everything that stands in the way.
    """
    matter = matter_at(ctx, campaign_id, meeting)
    item = rows.item_of(ctx, matter.meeting.row, position)
    verdict = matter.proposal.verdicts.get(cut.number)
    problems = [
        *list_problems(ctx, matter),
        *guard(ctx, matter, item, said, change=True),
    ]
    if verdict is None or (verdict.honour, verdict.cell or "") != (item.honour, item.cell):
        problems.append(f"第{position}项是“{item.title}”，{cut.number}不在其中")
    problems += strike_problems(ctx, campaign_id, cut.number)
    if problems:
        raise Refused(problems)
    proposal = strike(ctx, campaign_id, cut.number, said, next_moves_up=cut.next_moves_up)
    after = matter_at(ctx, campaign_id, meeting)
    deciding.resolve(ctx, after, item, said, outcome="changed")
    return sum(len(honour.winners) for honour in proposal.honours)


def strike_problems(ctx: Context, campaign_id: int, number: str) -> list[str]:
    if "disqualified" in by_number(ctx, campaign_id, number).facts:
        return [f"{number}已经取消参评资格"]
    return []


def strike(
    ctx: Context, campaign_id: int, number: str, said: Said, *, next_moves_up: bool
) -> Proposal:
    """Take the candidate out and compute the list anew; the caller has asked the guard."""
    row = by_number(ctx, campaign_id, number)
    _, before = placements.computed(ctx, campaign_id)
    verdict = before.verdicts[number]
    row.facts = {**row.facts, "disqualified": said.reason}
    ctx.session.add(row)
    ctx.session.flush()
    if verdict.outcome is Outcome.WON and not next_moves_up:
        vacant = LeaveVacant(
            honour=verdict.honour,
            cell=verdict.cell or "",
            places=1,
            reason=said.reason,
            ordered_by=said.ordered_by,
        )
        placements.keep_decision(ctx, campaign_id, vacant)
    candidates, proposal = placements.computed(ctx, campaign_id)
    placements.write(ctx, campaign_id, candidates, proposal)
    ctx.record(
        "application.disqualified",
        number,
        campaign=campaign_id,
        why=said.reason,
        ordered_by=said.ordered_by,
        next_moves_up=next_moves_up,
    )
    return proposal
