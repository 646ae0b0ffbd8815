"""The review's own work: a proposal by rule, laid before the leading group, which alone decides (R6)."""

from __future__ import annotations

from dataclasses import dataclass

from rules import definition, selection
from rules.selection import Proposal
from tasks import papers, placements
from tasks.candidates import candidates_of
from tasks.context import Context
from tasks.meetings.kinds import MINUTES
from tasks.use_case import use_case


@dataclass(frozen=True, slots=True)
class Proposed:
    """The proposal in figures, and what the leading group still has to settle."""

    winners: int
    vacant: int
    awaits: tuple[str, ...]

    def row(self) -> dict[str, object]:
        return {
            "拟获评": self.winners,
            "空缺": self.vacant,
            "待决事项": "；".join(self.awaits) or "无",
        }


@use_case("提出名单建议", retries=2)
def propose(ctx: Context, campaign_id: int, step: str) -> Proposed:
    """Compute the proposal with all recorded decisions; once confirmed it is only read."""
    del step  # the same for whichever step asks
    candidates, proposal = placements.computed(ctx, campaign_id)
    if papers.find(ctx, campaign_id, MINUTES) is None:
        placements.write(ctx, campaign_id, candidates, proposal)
    cells = [cell for honour in proposal.honours for cell in honour.cells]
    return Proposed(
        sum(len(cell.winners) for cell in cells),
        sum(cell.vacant for cell in cells),
        proposal.awaits,
    )


def current_proposal(ctx: Context, campaign_id: int, plan: definition.Campaign) -> Proposal:
    """What the rules make of all facts, scores and decisions as they stand."""
    return selection.propose(
        candidates_of(ctx, campaign_id, plan, explained=False),
        plan,
        placements.decisions_of(ctx, campaign_id),
    )
