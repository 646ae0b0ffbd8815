"""Evaluation: whose scores are in, which lead office still owes them, and when totals stand (R5)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from sqlmodel import col, select, update

from models import Application, Obligation, Unit
from rules import definition
from rules.definition import DutyKind, StepKind
from rules.opening import OVER
from rules.selection import Candidate
from rules.states import ApplicationState, ObligationState
from tasks import method_papers, notices, owing, signatures, steps
from tasks.campaigns import definition_of
from tasks.candidates import competing_of
from tasks.context import Context
from tasks.errors import Refused
from tasks.use_case import use_case


@dataclass(frozen=True, slots=True)
class Progress:
    """How many candidates have their total, and which offices still owe scores."""

    candidates: int
    complete: int
    waiting_for: tuple[str, ...]
    without_method: tuple[str, ...] = ()
    """Offices that must register their method before they score (R42)."""
    unsigned: tuple[str, ...] = ()
    """Offices that have not signed yet, each with the group or honour (A17)."""

    def row(self) -> dict[str, object]:
        return {
            "参评": self.candidates,
            "得分齐全": self.complete,
            "待报得分": "、".join(self.waiting_for) or "无",
            "待登记考评办法": "、".join(self.without_method) or "无",
            "待签字": "、".join(self.unsigned) or "无",
        }


@use_case("推进考评", retries=2)
def advance(ctx: Context, campaign_id: int, step: str) -> Progress:
    """Meet the duties of offices whose candidates all have totals; note when all have and all signed.

    Nothing is settled while units may still apply. An office that owes its method paper (R42) is
    not done before that is registered. Raises Refused before the evaluation notice is out (R3).
    """
    plan = definition_of(ctx, campaign_id)
    _after_the_notice(ctx, campaign_id, plan, step)
    signatures.void_changed(ctx, campaign_id)
    competing = competing_of(ctx, campaign_id, plan)
    done = [one.number for one in competing if one.total is not None]
    _note_evaluated(ctx, campaign_id, done)
    fixed = _applications_over(ctx, campaign_id, plan)
    if fixed:
        _meet_offices(ctx, campaign_id, step, competing)
    owed = _owed_by_office(ctx, campaign_id, plan, step)
    unsigned = signatures.missing(ctx, campaign_id, plan, competing)
    if fixed and not owed and not unsigned and len(done) == len(competing):
        told = f"{len(done)}件申报得分齐全" if done else "没有参评的申报"
        steps.conclude(ctx, campaign_id, step, told)
    waiting = tuple(plan.office(office).short for _, office in owed)
    without_method = tuple(method_papers.unregistered(ctx, campaign_id, plan).values())
    signing = tuple(signatures.told(signer, plan) for signer in unsigned)
    return Progress(len(competing), len(done), waiting, without_method, signing)


def lead_of(one: Candidate, plan: definition.Campaign) -> str:
    """The office that scores: the group's lead (R41), else the honour's (A17)."""
    group = plan.unit_kind(one.application.unit.kind).group
    if group is not None:
        return plan.group(group).lead
    return plan.honour(one.application.honour).leads[0]


def _after_the_notice(ctx: Context, campaign_id: int, plan: definition.Campaign, step: str) -> None:
    """R3."""
    notice_steps = [s for s in plan.steps if s.kind is StepKind.NOTICE]
    wanted = [s for s in notice_steps if s.code in plan.step(step).after]
    missing = [s for s in wanted if notices.issued(ctx, campaign_id, s.code) is None]
    if missing:
        raise Refused(f"“{s.output}”尚未印发，不能开始考评（{s.clause}）" for s in missing)


def _applications_over(ctx: Context, campaign_id: int, plan: definition.Campaign) -> bool:
    states = steps.states_of(ctx, campaign_id)
    return all(states[s.code] in OVER for s in plan.steps if s.kind is StepKind.APPLICATIONS)


def _meet_offices(ctx: Context, campaign_id: int, step: str, competing: list[Candidate]) -> None:
    plan = definition_of(ctx, campaign_id)
    theirs = Counter(lead_of(one, plan) for one in competing)
    lacking = Counter(lead_of(one, plan) for one in competing if one.total is None)
    without = method_papers.unregistered(ctx, campaign_id, plan)
    closed = {plan.group(group).lead for group in without}
    for owed, office in _owed_by_office(ctx, campaign_id, plan, step):
        if owed.state is ObligationState.PENDING and not lacking[office] and office not in closed:
            count = theirs[office]
            how = f"本组{count}件申报得分齐全" if count else "本组没有参评的申报"
            owing.meet(ctx, [owed], at=ctx.now, how=how)


def _owed_by_office(
    ctx: Context, campaign_id: int, plan: definition.Campaign, step: str
) -> list[tuple[Obligation, str]]:
    """Score duties still owed, with the office's code."""
    waiting = [
        obligation
        for duty in plan.step(step).duties
        if duty.kind is DutyKind.SCORE
        for obligation in owing.owed(ctx, campaign_id, step, duty.code)
    ]
    units = [obligation.unit_id for obligation in waiting]
    codes = dict(ctx.session.exec(select(Unit.id, Unit.code).where(col(Unit.id).in_(units))).all())
    return [(obligation, codes[obligation.unit_id]) for obligation in waiting]


def _note_evaluated(ctx: Context, campaign_id: int, numbers: list[str]) -> None:
    ctx.session.execute(
        update(Application)
        .where(
            col(Application.campaign_id) == campaign_id,
            col(Application.number).in_(numbers),
            col(Application.state) == ApplicationState.ELIGIBLE,
        )
        .values(state=ApplicationState.EVALUATED)
    )
