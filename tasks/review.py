"""The leading group's meeting: a proposal by rule, decisions on the record, the list confirmed (R6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, cast

from pydantic import TypeAdapter
from sqlmodel import col, delete, select

from models import Application, Placement
from models import Decision as DecisionRow
from rules import definition, selection
from rules.definition import StepKind
from rules.selection import Decision, DecisionRefusedError, Outcome, Proposal
from rules.states import StepState
from tasks import papers, steps
from tasks.campaigns import calendar_of, definition_of
from tasks.candidates import candidates_of, score_card
from tasks.context import Context
from tasks.errors import Refused
from tasks.lookup import step_row
from tasks.moments import day_problems
from tasks.use_case import use_case

MINUTES = "review-minutes"
KINDS: Mapping[str, type[Decision]] = {
    kind.__name__: kind
    for kind in (
        selection.Override,
        selection.Replace,
        selection.GiveTieTo,
        selection.FillVacancy,
        selection.LeaveVacant,
        selection.MovePlaces,
        selection.Choose,
        selection.ConfirmRanking,
    )
}


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
    plan = definition_of(ctx, campaign_id)
    proposal = current_proposal(ctx, campaign_id, plan)
    if papers.find(ctx, campaign_id, MINUTES) is None:
        _write(ctx, campaign_id, plan, proposal)
    return _in_figures(proposal)


@use_case("领导小组作出决定")
def decide(ctx: Context, campaign_id: int, decision: Decision) -> Proposed:
    """Record a decision that departs from the rule's proposal, and compute the list anew.

    Raises Refused when it cannot be applied, or when no meeting and no public notice is under way.
    """
    plan = definition_of(ctx, campaign_id)
    problems = [] if decision.reason.strip() else ["请写明决定的理由"]
    if not decision.ordered_by.strip():
        problems.append("请写明作出决定的会议或岗位（第三阶段·1）")
    if not _may_decide(ctx, campaign_id, plan):
        problems.append("名单只能由领导小组会议审定，现在不在审定或公示期间（第三阶段·1）")
    if problems:
        raise Refused(problems)
    try:
        proposal = selection.propose(
            candidates_of(ctx, campaign_id, plan),
            plan,
            (*decisions_of(ctx, campaign_id), decision),
        )
    except DecisionRefusedError as error:
        raise Refused(error.problems) from error
    ctx.session.add(
        DecisionRow(
            campaign_id=campaign_id,
            kind=type(decision).__name__,
            content=asdict(decision),
            reason=decision.reason,
            ordered_by=decision.ordered_by,
            at=ctx.now,
        )
    )
    ctx.record(
        "decision.recorded",
        type(decision).__name__,
        why=decision.reason,
        campaign=campaign_id,
        ordered_by=decision.ordered_by,
    )
    _write(ctx, campaign_id, plan, proposal)
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
    proposal = current_proposal(ctx, campaign_id, plan)
    problems = day_problems(held_on, ctx.now, calendar_of(ctx))
    if step_row(ctx, campaign_id, step.code).state is not StepState.OPEN:
        problems.append(f"“{step.name}”没有在进行，不能审定名单（{step.clause}）")
    if attended < 1 or not ordered_by.strip():
        problems.append("请填写参会人数和主持会议的岗位")
    problems += [f"尚待决定：{text}" for text in proposal.awaits]
    if problems:
        raise Refused(problems)
    figures = _in_figures(proposal)
    facts = {
        "held_on": held_on.isoformat(),
        "attended": attended,
        "chaired_by": ordered_by,
        "winners": figures.winners,
        "vacant": figures.vacant,
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
        candidates_of(ctx, campaign_id, plan), plan, decisions_of(ctx, campaign_id)
    )


def decisions_of(ctx: Context, campaign_id: int) -> Sequence[Decision]:
    rows = ctx.session.exec(
        select(DecisionRow)
        .where(col(DecisionRow.campaign_id) == campaign_id)
        .order_by(col(DecisionRow.id))
    ).all()
    return [_read(row.kind, row.content) for row in rows]


def _read(kind: str, content: Mapping[str, Any]) -> Decision:
    adapter: TypeAdapter[Decision] = TypeAdapter(KINDS[kind])
    return adapter.validate_python(dict(content))


def _may_decide(ctx: Context, campaign_id: int, plan: definition.Campaign) -> bool:
    states = steps.states_of(ctx, campaign_id)
    deciding = (StepKind.REVIEW, StepKind.PUBLICITY)
    return any(states[s.code] is StepState.OPEN for s in plan.steps if s.kind in deciding)


def _in_figures(proposal: Proposal) -> Proposed:
    cells = [cell for honour in proposal.honours for cell in honour.cells]
    return Proposed(
        sum(len(cell.winners) for cell in cells),
        sum(cell.vacant for cell in cells),
        proposal.awaits,
    )


def _write(ctx: Context, campaign_id: int, plan: definition.Campaign, proposal: Proposal) -> None:
    """Placements are what the proposal says, whole: the old ones go, the new ones come."""
    cards = {one.number: score_card(one) for one in candidates_of(ctx, campaign_id, plan)}
    ids = dict(
        ctx.session.exec(
            select(Application.number, Application.id).where(
                col(Application.campaign_id) == campaign_id
            )
        ).all()
    )
    ctx.session.execute(delete(Placement).where(col(Placement.campaign_id) == campaign_id))
    ctx.session.add_all(
        Placement(
            campaign_id=campaign_id,
            application_id=cast("int", ids[number]),
            honour=verdict.honour,
            cell=verdict.cell or "",
            outcome=verdict.outcome.value,
            rank=verdict.rank,
            total="" if verdict.total is None else str(verdict.total),
            clause=f"{verdict.rule} {verdict.clause}".strip(),
            reason=verdict.reason,
            score_card=cards[number],
        )
        for number, verdict in proposal.verdicts.items()
    )
    ctx.session.flush()
    won = sum(v.outcome is Outcome.WON for v in proposal.verdicts.values())
    ctx.record("selection.proposed", campaign=campaign_id, candidates=len(ids), winners=won)
