"""Parts of handling applications: what speaks against one, its number, its receipt, its ruling."""

from __future__ import annotations

from datetime import date, datetime
from typing import cast

from sqlmodel import col, func, select

from models import Application, Campaign, Obligation, Unit
from rules import definition
from rules.definition import DutyKind, StepKind, Subject
from rules.eligibility import Effect, Standing, judge
from rules.states import ApplicationState, ObligationState, StepState
from tasks import fulfilment, outbox
from tasks.campaigns import calendar_of, definition_of
from tasks.context import Context
from tasks.facts_of import Stated, application_facts
from tasks.lookup import step_row
from tasks.moments import real_moment

OWED = (ObligationState.PENDING, ObligationState.BLOCKED)


def step_of_kind(plan: definition.Campaign, kind: StepKind) -> definition.Step:
    return next(step for step in plan.steps if step.kind is kind)


def step_problems(
    ctx: Context, campaign_id: int, unit: Unit, received_on: date | None
) -> list[str]:
    """R4: applications are taken while the step is open and the unit's own deadline has not passed."""
    plan, calendar = definition_of(ctx, campaign_id), calendar_of(ctx)
    step = step_of_kind(plan, StepKind.APPLICATIONS)
    row = step_row(ctx, campaign_id, step.code)
    if row.state is not StepState.OPEN:
        return [f"“{step.name}”现在不收申报（{step.clause}）"]
    due = apply_due(ctx, campaign_id, cast("int", unit.id))
    at = real_moment(received_on or calendar.day_of(ctx.now), ctx.now, calendar)
    if due is not None and at > due.enforced_at:
        return [
            (
                f"{unit.name}的申报已于{calendar.day_of(due.shown_at)}截止；"
                "确有原因的请办公室延期，或按纸质材料实际收到的日期补录（第二阶段·2）"
            )
        ]
    return []


def entry_problems(
    ctx: Context, campaign_id: int, unit: Unit, honour_code: str, stated: Stated
) -> list[str]:
    plan = definition_of(ctx, campaign_id)
    honour = next((h for h in plan.honours if h.code == honour_code), None)
    if honour is None:
        return [f"没有“{honour_code}”这项荣誉：{'、'.join(h.code for h in plan.honours)}"]
    if honour.subject is Subject.PERSON:
        return [] if stated.person else [f"“{honour.name}”须推荐个人，请填写人员信息（参评范围）"]
    twice = ctx.session.exec(
        select(Application.number).where(
            col(Application.campaign_id) == campaign_id,
            col(Application.unit_id) == unit.id,
            col(Application.honour) == honour_code,
            col(Application.state) != ApplicationState.WITHDRAWN,
        )
    ).first()
    return [f"{unit.name}已经申报“{honour.name}”（{twice}），请先撤回再另报"] if twice else []


def next_number(ctx: Context, campaign_id: int) -> str:
    """Numbers run on without gaps; withdrawn applications keep theirs."""
    campaign = ctx.session.exec(
        select(Campaign).where(col(Campaign.id) == campaign_id).with_for_update()
    ).one()
    taken = ctx.session.exec(
        select(func.count()).where(col(Application.campaign_id) == campaign_id)
    ).one()
    return f"{campaign.code.upper()}-{taken + 1:04}"


def apply_due(ctx: Context, campaign_id: int, unit_id: int) -> Obligation | None:
    """The unit's duty to apply, with the deadline as it stands for this unit."""
    step = step_of_kind(definition_of(ctx, campaign_id), StepKind.APPLICATIONS)
    duties = [duty.code for duty in step.duties if duty.kind is DutyKind.APPLY]
    return ctx.session.exec(
        select(Obligation).where(
            col(Obligation.step_id) == step_row(ctx, campaign_id, step.code).id,
            col(Obligation.unit_id) == unit_id,
            col(Obligation.duty).in_(duties),
        )
    ).first()


def meet_first(
    ctx: Context, campaign_id: int, kind: DutyKind, unit: Unit, *, how: str, at: datetime
) -> None:
    owed = fulfilment.owed_of(ctx, campaign_id, cast("int", unit.id), kind)
    fulfilment.meet(ctx, owed[:1], at=at, how=how, by=ctx.actor)


def send_receipt(ctx: Context, campaign_id: int, row: Application) -> None:
    notice = outbox.Notice(
        "application_received",
        f"received.{row.number}.v{row.version}",
        {
            "application_number": row.number,
            "application_title": row.candidate,
            "received_at": calendar_of(ctx).local(ctx.now),
            "received_how": "网上提交" if row.version == 1 else "重新提交",
            "next_step": "资格审查",
        },
    )
    outbox.notify_units(ctx, campaign_id, notice, [row.unit_id])


def rule_on(ctx: Context, row: Application, plan: definition.Campaign) -> None:
    """Judge one application and keep every reason with its rule and clause."""
    ruling = judge(application_facts(row), plan)
    row.reasons = [
        {"rule": r.rule, "clause": r.clause, "text": r.text, "effect": r.effect.value}
        for r in ruling.reasons
    ]
    # What is barred only in principle (原则上) stays in, so that the leading group may decide.
    barred_only = {r.effect for r in ruling.reasons} & {Effect.FAILS, Effect.BARRED} == {
        Effect.BARRED
    }
    if ruling.verdict is Standing.INELIGIBLE and not barred_only:
        row.state = ApplicationState.INELIGIBLE
    elif ruling.verdict is Standing.ELIGIBLE:
        row.state = ApplicationState.ELIGIBLE
    ctx.session.add(row)


def free_bureaus(ctx: Context, campaign_id: int, step: str) -> None:
    """Once nobody may apply any more, bureaus without lower applications owe no opinion."""
    plan, row = definition_of(ctx, campaign_id), step_row(ctx, campaign_id, step)
    codes = {d.kind: d.code for d in plan.step(step).duties}
    if DutyKind.OPINION not in codes:
        return
    applying = select(Obligation.id).where(
        col(Obligation.step_id) == row.id,
        col(Obligation.duty) == codes.get(DutyKind.APPLY, ""),
        col(Obligation.enforced_at) >= ctx.now,
    )
    if ctx.session.exec(applying.limit(1)).first() is not None:
        return
    opining = ctx.session.exec(
        select(Obligation).where(
            col(Obligation.step_id) == row.id,
            col(Obligation.duty) == codes[DutyKind.OPINION],
            col(Obligation.state).in_(OWED),
        )
    ).all()
    with_lower = set(
        ctx.session.exec(
            select(Unit.parent_id)
            .join(Application, col(Application.unit_id) == col(Unit.id))
            .where(
                col(Application.campaign_id) == campaign_id,
                col(Application.state) != ApplicationState.WITHDRAWN,
            )
            .distinct()
        ).all()
    )
    for duty in opining:
        if duty.unit_id not in with_lower:
            fulfilment.waive(
                ctx, cast("int", duty.id), reason="所属单位没有申报", ordered_by="办公室主任"
            )
