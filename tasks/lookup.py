"""Finding the rows that use cases speak of by code, or saying clearly that they do not exist."""

from __future__ import annotations

from sqlmodel import col, select

from models import Step, Unit
from rules.definition import Campaign, Duty
from rules.said import Said
from tasks.context import Context
from tasks.errors import NotFound


def step_row(ctx: Context, campaign_id: int, code: str) -> Step:
    found = ctx.session.exec(
        select(Step).where(col(Step.campaign_id) == campaign_id, col(Step.code) == code)
    ).first()
    if found is None:
        raise NotFound([Said("这次活动没有环节“{code}”", code=code)])
    return found


def unit_by_code(ctx: Context, code: str) -> Unit:
    found = ctx.session.exec(select(Unit).where(col(Unit.code) == code)).first()
    if found is None:
        raise NotFound([Said("名册里没有代码为“{code}”的单位", code=code)])
    return found


def duty_of(plan: Campaign, step: str, code: str) -> Duty:
    duties = plan.step(step).duties
    found = next((duty for duty in duties if duty.code == code), None)
    if found is None:
        known = "、".join(duty.code for duty in duties) or "无"
        raise NotFound(
            [Said("环节“{step}”没有事项“{code}”，可用：{known}", step=step, code=code, known=known)]
        )
    return found
