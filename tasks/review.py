"""The leading group's meeting: a proposal by rule, decisions on the record, the list confirmed (R6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlmodel import col, select

from models import Placement
from rules import definition, selection
from rules.definition import StepKind
from rules.selection import Decision, LeaveVacant, Outcome, Proposal
from rules.states import StepState
from tasks import papers, placements, steps
from tasks.application_rows import by_number
from tasks.campaigns import calendar_of, definition_of
from tasks.candidates import candidates_of
from tasks.context import Context
from tasks.errors import Refused
from tasks.lookup import step_row
from tasks.moments import day_problems
from tasks.outcomes import winners_by_honour
from tasks.use_case import use_case

MINUTES = "review-minutes"
GROUP = "领导小组"
CLAUSE = "四·第三阶段·1"


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
    return _in_figures(proposal)


@use_case("领导小组作出决定")
def decide(ctx: Context, campaign_id: int, decision: Decision) -> Proposed:
    """Record a decision that departs from the rule's proposal, and compute the list anew.

    Raises Refused when it cannot be applied, when anybody but the leading group orders it (R6), or
    when no meeting and no public notice is under way.
    """
    _only_the_group(ctx, campaign_id, decision.reason, decision.ordered_by)
    candidates, proposal = placements.computed(ctx, campaign_id, decision)
    placements.keep_decision(ctx, campaign_id, decision)
    placements.write(ctx, campaign_id, candidates, proposal)
    return _in_figures(proposal)


@use_case("取消参评资格")
def disqualify(
    ctx: Context,
    campaign_id: int,
    number: str,
    *,
    reason: str,
    ordered_by: str,
    next_moves_up: bool = False,
) -> Proposed:
    """Strike a candidate after what came to light, say an objection that stands.

    Its place stays vacant unless the group lets the next one by the rules take it. Raises Refused.
    """
    row = by_number(ctx, campaign_id, number)
    _only_the_group(ctx, campaign_id, reason, ordered_by)
    if "disqualified" in row.facts:
        raise Refused([f"{number}已经取消参评资格"])
    won = ctx.session.exec(
        select(Placement).where(
            col(Placement.application_id) == row.id, col(Placement.outcome) == Outcome.WON.value
        )
    ).first()
    row.facts = {**row.facts, "disqualified": reason}
    ctx.session.flush()
    if won is not None and not next_moves_up:
        vacant = LeaveVacant(
            honour=won.honour, cell=won.cell, places=1, reason=reason, ordered_by=ordered_by
        )
        placements.keep_decision(ctx, campaign_id, vacant)
    candidates, proposal = placements.computed(ctx, campaign_id)
    placements.write(ctx, campaign_id, candidates, proposal)
    ctx.record(
        "application.disqualified",
        number,
        campaign=campaign_id,
        why=reason,
        ordered_by=ordered_by,
        next_moves_up=next_moves_up,
    )
    return _in_figures(proposal)


@use_case("审定名单")
def confirm(
    ctx: Context, campaign_id: int, *, held_on: date, attended: int, ordered_by: str
) -> str:
    """R6: the special meeting decides the lists; returns the number of its minutes.

    Raises Refused with everything that is wrong, open ties and choices among it.
    """
    plan = definition_of(ctx, campaign_id)
    step = next(s for s in plan.steps if s.kind is StepKind.REVIEW)
    candidates, proposal = placements.computed(ctx, campaign_id)
    problems = day_problems(held_on, ctx.now, calendar_of(ctx))
    if step_row(ctx, campaign_id, step.code).state is not StepState.OPEN:
        problems.append(f"“{step.name}”没有在进行，不能审定名单（{step.clause}）")
    if attended < 1:
        problems.append("请填写参会人数")
    problems += _not_the_group(plan, ordered_by)
    problems += [f"尚待决定：{text}" for text in proposal.awaits]
    if problems:
        raise Refused(problems)
    placements.write(ctx, campaign_id, candidates, proposal)
    figures = _in_figures(proposal)
    facts = {
        "held_on": held_on.isoformat(),
        "attended": attended,
        "chaired_by": ordered_by,
        "winners": figures.winners,
        "vacant": figures.vacant,
        "lists": winners_by_honour(ctx, campaign_id),
        "decisions": [
            {"kind": type(d).__name__, "reason": d.reason, "ordered_by": d.ordered_by}
            for d in proposal.decisions
        ],
    }
    content = papers.Content(MINUTES, f"{plan.short}领导小组专题会议纪要", facts)
    number = papers.number_of(papers.issue(ctx, campaign_id, step.code, content))
    told = f"审定{figures.winners}个集体和个人，空缺{figures.vacant}个名额（{number}）"
    steps.conclude(ctx, campaign_id, step.code, told)
    return number


def current_proposal(ctx: Context, campaign_id: int, plan: definition.Campaign) -> Proposal:
    """What the rules make of all facts, scores and decisions as they stand."""
    return selection.propose(
        candidates_of(ctx, campaign_id, plan, explained=False),
        plan,
        placements.decisions_of(ctx, campaign_id),
    )


def _only_the_group(ctx: Context, campaign_id: int, reason: str, ordered_by: str) -> None:
    """R6: raises Refused unless the leading group decides, with a reason, at its time."""
    plan = definition_of(ctx, campaign_id)
    problems = [] if reason.strip() else ["请写明决定的理由"]
    problems += _not_the_group(plan, ordered_by)
    states = steps.states_of(ctx, campaign_id)
    deciding = (StepKind.REVIEW, StepKind.PUBLICITY)
    if not any(states[s.code] is StepState.OPEN for s in plan.steps if s.kind in deciding):
        problems.append(f"名单只能由领导小组会议审定，现在不在审定或公示期间（{CLAUSE}）")
    if problems:
        raise Refused(problems)


def _not_the_group(plan: definition.Campaign, ordered_by: str) -> list[str]:
    """The group's name or one of its posts will do; offices only propose."""
    group = plan.leading_group
    posts = {group.head, *group.deputies, *group.members, "组长", "副组长"}
    if ordered_by in posts or ordered_by.startswith(GROUP):
        return []
    said = f"“{ordered_by}”" if ordered_by.strip() else "空白"
    return [f"名单由领导小组专题会议决定，决定人现为{said}，请填{GROUP}或其组成岗位（{CLAUSE}）"]


def _in_figures(proposal: Proposal) -> Proposed:
    cells = [cell for honour in proposal.honours for cell in honour.cells]
    return Proposed(
        sum(len(cell.winners) for cell in cells),
        sum(cell.vacant for cell in cells),
        proposal.awaits,
    )
