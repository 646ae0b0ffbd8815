"""Guidance to units: written by the lead or cooperating office of a group or honour, seen by its units."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, false, or_, true
from sqlmodel import col, func, select

from models import Guidance, Unit
from rules.access import Part, Right, Who
from rules.definition import Campaign
from tasks import reach
from tasks.campaigns import calendar_of, definition_of
from tasks.context import Context
from tasks.cut import EVERYTHING, Cut
from tasks.errors import Refused
from tasks.moments import day_problems
from tasks.use_case import use_case


@dataclass(frozen=True, slots=True)
class Told:
    """What an office tells: to the units of a group or those in the scope of an honour."""

    office: str
    title: str
    text: str
    given_on: date
    group: str = ""
    honour: str = ""


@use_case("发布指导意见")
def give(ctx: Context, campaign_id: int, what: Told) -> int:
    """Keep the guidance with its day; returns its id. Raises Refused with everything that is wrong."""
    plan = definition_of(ctx, campaign_id)
    problems = [] if what.title.strip() else ["请填写标题"]
    problems += [] if what.text.strip() else ["请填写指导内容"]
    problems += day_problems(what.given_on, ctx.now, calendar_of(ctx))
    if not _theirs(plan, what):
        problems.append("请选择本处室牵头或配合的分组或荣誉（附件1）")
    if problems:
        raise Refused(problems)
    row = Guidance(
        campaign_id=campaign_id, office=what.office, group=what.group, honour=what.honour,
        title=what.title.strip(), text=what.text.strip(), given_on=what.given_on,
        entered_at=ctx.now, entered_by=ctx.actor,
    )  # fmt: skip
    ctx.session.add(row)
    ctx.session.flush()
    ctx.record(
        "guidance.given",
        what.group or what.honour,
        campaign=campaign_id,
        office=what.office,
        title=row.title,
        given_on=what.given_on.isoformat(),
    )
    return row.id or 0


def seen_by(
    ctx: Context, campaign_id: int, plan: Campaign, who: Who, cut: Cut = EVERYTHING
) -> tuple[list[Guidance], int]:
    """A page of the guidance that concerns somebody, the newest first, and how much there is."""
    theirs = (
        col(Guidance.campaign_id) == campaign_id, _concerning(ctx, plan, who), *cut.where,
    )  # fmt: skip
    found = ctx.session.exec(
        select(Guidance)
        .where(*theirs)
        .order_by(*cut.by, col(Guidance.given_on).desc(), col(Guidance.id).desc())
        .limit(cut.limit)
        .offset(cut.offset)
    )
    total = ctx.session.exec(select(func.count()).select_from(Guidance).where(*theirs)).one()
    return list(found), total


def _concerning(ctx: Context, plan: Campaign, who: Who) -> ColumnElement[bool]:
    if who.may(Right.APPLICATIONS):
        return true()
    theirs = (*who.units(), *who.units((Part.COUNTY,)))
    if not theirs:
        return false()
    wanted = select(Unit.kind).where(
        or_(col(Unit.id).in_(theirs), col(Unit.parent_id).in_(who.units((Part.COUNTY,))))
    )
    kinds = set(ctx.session.exec(wanted.distinct()))
    groups = {kind.group for kind in plan.unit_kinds if kind.code in kinds and kind.group}
    honours = {honour.code for honour in plan.honours if kinds & {*honour.kinds}}
    return or_(
        col(Guidance.group).in_([*groups, *reach.led_groups(who, plan)]),
        col(Guidance.honour).in_([*honours, *reach.led_honours(who, plan)]),
    )


def _theirs(plan: Campaign, what: Told) -> bool:
    if what.group:
        return any(
            what.office in (group.lead, *group.cooperating)
            for group in plan.evaluation.groups
            if group.code == what.group
        )
    return any(
        what.office in (*honour.leads, *honour.cooperating)
        for honour in plan.honours
        if honour.code == what.honour
    )
