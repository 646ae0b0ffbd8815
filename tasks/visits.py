"""Field visits, symposia and meetings: planned, held and recorded (R61)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import cast

from sqlmodel import col, func, select

from models import Visit
from rules.definition import DutyKind
from rules.said import Said
from tasks import owing, steps
from tasks.campaigns import calendar_of, definition_of
from tasks.context import Context
from tasks.errors import NotFound, Refused
from tasks.lookup import unit_by_code
from tasks.moments import day_problems, real_moment
from tasks.use_case import use_case

KINDS = {"visit": "考察调研", "symposium": "座谈会", "meeting": "会议"}


@dataclass(frozen=True, slots=True)
class Plan:
    """A visit, symposium or meeting to come; `unit` is empty where it concerns several."""

    kind: str
    title: str
    planned_on: date
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """How many were planned and how many have been held and recorded."""

    planned: int
    recorded: int

    def row(self) -> dict[str, object]:
        return {"计划": self.planned, "已开展并有记录": self.recorded}


@use_case("安排调研座谈")
def plan(ctx: Context, campaign_id: int, what: Plan) -> int:
    """Put a visit on the list; returns its number. Said again before it was held, it changes nothing.

    Raises Refused with everything that is wrong.
    """
    problems = [] if what.kind in KINDS else [_unknown_kind(what.kind)]
    problems += [] if what.title.strip() else ["请填写主题"]
    unit = None
    if what.unit:
        try:
            unit = unit_by_code(ctx, what.unit)
        except NotFound as unknown:
            problems += unknown.reasons
    if problems:
        raise Refused(problems)
    unit_id = unit.id if unit else None
    if (known := _waiting(ctx, campaign_id, what, unit_id)) is not None:
        return known
    visit = Visit(
        campaign_id=campaign_id,
        kind=what.kind,
        unit_id=unit_id,
        planned_on=what.planned_on,
        title=what.title,
        entered_at=ctx.now,
        entered_by=ctx.actor,
    )
    ctx.session.add(visit)
    ctx.session.flush()
    ctx.record("visit.planned", what.title, campaign=campaign_id, on=str(what.planned_on))
    return cast("int", visit.id)


@use_case("登记调研座谈记录")
def record(ctx: Context, visit_id: int, *, held_on: date, text: str, attended: int = 0) -> None:
    """Enter what was held, on its real day, and what came of it.

    Raises NotFound for what nobody plans here, as the summary meeting, which is entered once and
    for all; Refused with everything that is wrong.
    """
    visit = _planned(ctx, visit_id)
    problems = day_problems(held_on, ctx.now, calendar_of(ctx))
    if not text.strip():
        problems.append("请写明记录内容")
    if attended < 0:
        problems.append(Said("参加人数不能是{number}", number=attended))
    if problems:
        raise Refused(problems)
    visit.held_on, visit.record, visit.attended = held_on, text, attended
    ctx.session.add(visit)
    ctx.record("visit.recorded", visit.title, campaign=visit.campaign_id, held_on=str(held_on))


@use_case("取消调研座谈")
def cancel(ctx: Context, visit_id: int, *, reason: str) -> None:
    """Take what will not be held off the list. Raises Refused without a reason and for what was held."""
    visit = _planned(ctx, visit_id)
    problems = [] if reason.strip() else [Said("请写明取消的理由")]
    if visit.held_on is not None:
        problems.append(Said("已经登记记录，不能取消；记录有误的请更正"))
    if problems:
        raise Refused(problems)
    ctx.session.delete(visit)
    ctx.record(
        "visit.cancelled", visit.title, why=reason.strip(), campaign=visit.campaign_id,
        planned_on=str(visit.planned_on),
    )  # fmt: skip


@use_case("检查调研座谈记录")
def check_held(ctx: Context, campaign_id: int, step: str) -> Held:
    """When all that was planned has its record, the office's duty is met by the last of them."""
    kinds = ("visit", "symposium")
    mine = (col(Visit.campaign_id) == campaign_id, col(Visit.kind).in_(kinds))
    planned, recorded, last = ctx.session.exec(
        select(func.count(), func.count(col(Visit.held_on)), func.max(col(Visit.held_on))).where(
            *mine
        )
    ).one()
    what = definition_of(ctx, campaign_id).step(step)
    if last is not None and planned == recorded:
        at = real_moment(last, ctx.now, calendar_of(ctx))
        for duty in (d for d in what.duties if d.kind is DutyKind.TASK):
            waiting = owing.owed(ctx, campaign_id, step, duty.code)
            owing.meet(ctx, waiting, at=at, how=f"{recorded}次调研座谈均有记录")
    if recorded:
        steps.conclude(ctx, campaign_id, step, f"{what.output}：{recorded}次")
    return Held(planned, recorded)


def _planned(ctx: Context, visit_id: int) -> Visit:
    visit = ctx.session.get(Visit, visit_id)
    if visit is None or visit.kind not in KINDS:
        raise NotFound([Said("没有编号为{number}的调研或座谈", number=visit_id)])
    return visit


def _waiting(ctx: Context, campaign_id: int, what: Plan, unit_id: int | None) -> int | None:
    """The number of the very same plan; twice on the list, one of them would never get a record."""
    return ctx.session.exec(
        select(Visit.id).where(
            col(Visit.campaign_id) == campaign_id,
            col(Visit.kind) == what.kind,
            col(Visit.title) == what.title,
            col(Visit.planned_on) == what.planned_on,
            col(Visit.unit_id).is_(None) if unit_id is None else col(Visit.unit_id) == unit_id,
            col(Visit.held_on).is_(None),
        )
    ).first()


def _unknown_kind(kind: str) -> str:
    if not kind:
        return "请选择类别"
    return Said("没有“{kind}”这种活动：{known}", kind=kind, known="、".join(KINDS))
