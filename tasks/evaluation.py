"""Evaluation: whose scores are in, which lead office still owes them, and when totals stand (R5)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import col, select, update

from models import Application, Obligation, Unit
from rules import definition
from rules.definition import DutyKind
from rules.eligibility import Standing
from rules.selection import Candidate
from rules.states import ApplicationState, ObligationState
from tasks import owing, steps
from tasks.campaigns import definition_of
from tasks.candidates import candidates_of
from tasks.context import Context
from tasks.use_case import use_case


@dataclass(frozen=True, slots=True)
class Progress:
    """How many candidates have their total, and which offices still owe scores."""

    candidates: int
    complete: int
    waiting_for: tuple[str, ...]

    def row(self) -> dict[str, object]:
        return {
            "参评": self.candidates,
            "得分齐全": self.complete,
            "待报得分": "、".join(self.waiting_for) or "无",
        }


@use_case("推进考评", retries=2)
def advance(ctx: Context, campaign_id: int, step: str) -> Progress:
    """Meet the duties of offices whose candidates all have totals; note when all have.

    An office that owes its method paper (R42) is not done before that is registered.
    """
    plan = definition_of(ctx, campaign_id)
    competing = [
        one
        for one in candidates_of(ctx, campaign_id, plan)
        if one.eligibility.verdict is not Standing.INELIGIBLE and not one.application.withdrawn
    ]
    open_by_office: dict[str, int] = {}
    for one in competing:
        if one.total is None:
            lead = lead_of(one, plan)
            open_by_office[lead] = open_by_office.get(lead, 0) + 1
    _meet_offices(ctx, campaign_id, step, open_by_office)
    _note_evaluated(ctx, campaign_id, [one.number for one in competing if one.total is not None])
    complete = sum(one.total is not None for one in competing)
    waiting = _waiting(ctx, campaign_id, step)
    if competing and complete == len(competing) and not waiting:
        steps.conclude(ctx, campaign_id, step, f"{complete}件申报得分齐全")
    return Progress(len(competing), complete, waiting)


def lead_of(one: Candidate, plan: definition.Campaign) -> str:
    """The office that scores: the group's lead (R41), else the honour's (A17)."""
    group = plan.unit_kind(one.application.unit.kind).group
    if group is not None:
        return plan.group(group).lead
    return plan.honour(one.application.honour).leads[0]


def _meet_offices(
    ctx: Context, campaign_id: int, step: str, open_by_office: dict[str, int]
) -> None:
    plan = definition_of(ctx, campaign_id)
    codes = [d.code for d in plan.step(step).duties if d.kind is DutyKind.SCORE]
    for duty in codes:
        for owed, office in _owed_by_office(ctx, campaign_id, step, duty):
            if owed.state is ObligationState.PENDING and office not in open_by_office:
                owing.meet(ctx, [owed], at=ctx.now, how="本组参评对象得分齐全")


def _owed_by_office(
    ctx: Context, campaign_id: int, step: str, duty: str
) -> list[tuple[Obligation, str]]:
    waiting = owing.owed(ctx, campaign_id, step, duty)
    units = [owed.unit_id for owed in waiting]
    codes = dict(ctx.session.exec(select(Unit.id, Unit.code).where(col(Unit.id).in_(units))).all())
    return [(owed, codes[owed.unit_id]) for owed in waiting]


def _waiting(ctx: Context, campaign_id: int, step: str) -> tuple[str, ...]:
    plan = definition_of(ctx, campaign_id)
    return tuple(
        plan.office(office).short
        for duty in plan.step(step).duties
        if duty.kind is DutyKind.SCORE
        for _, office in _owed_by_office(ctx, campaign_id, step, duty.code)
    )


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
