"""What units hand in and offices collect: measures, summaries, reports, cases and evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast

from sqlmodel import col, func, select

from models import Filing, Obligation, Unit
from rules import definition
from rules.definition import DutyKind
from rules.states import ObligationState
from tasks import fulfilment
from tasks.campaigns import calendar_of, definition_of
from tasks.context import Context
from tasks.errors import NotFound, Refused
from tasks.lookup import step_row, unit_by_code
from tasks.moments import ENTERED_BY_OFFICE, channel_problems, day_problems, real_moment
from tasks.use_case import use_case

EVIDENCE = "evidence"
CASE = "case"
MEETS = {
    kind.value: kind
    for kind in (DutyKind.MEASURES, DutyKind.REPORT, DutyKind.SUMMARY, DutyKind.TASK)
}
"""Kinds of filings that meet a duty of the same name."""
KINDS = frozenset(MEETS) | {EVIDENCE, CASE}
MET = "met"
"""In a filing's detail: the duty that it met."""


@dataclass(frozen=True, slots=True)
class HandIn:
    """One thing handed in: what, under which heading, on which real day, and how it came."""

    kind: str
    title: str
    happened_on: date
    by: str
    heading: str = ""
    channel: str = "web"
    link: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class HandedIn:
    filing_id: int
    met: int
    """Duties met by it: one, or none where nothing of the kind was owed."""

    def row(self) -> dict[str, object]:
        return {"登记号": self.filing_id, "办结事项": self.met}


@dataclass(frozen=True, slots=True)
class DutyCount:
    duty: str
    title: str
    owed: int
    in_time: int
    late: int


@dataclass(frozen=True, slots=True)
class Collected:
    """How far a collection has come, duty by duty, and what came in during the step."""

    duties: tuple[DutyCount, ...]
    filings: int

    def row(self) -> dict[str, object]:
        counts = {
            duty.title: f"按期{duty.in_time}，逾期{duty.late}，未报{duty.owed}"
            for duty in self.duties
        }
        return {**counts, "登记材料": self.filings}


@use_case("登记报送材料")
def hand_in(ctx: Context, campaign_id: int, unit_id: int, what: HandIn) -> HandedIn:
    """Register what a unit hands in; it meets the unit's earliest owed duty of that kind.

    The real day decides whether that was in time. Raises Refused with everything that is wrong.
    """
    plan, calendar = definition_of(ctx, campaign_id), calendar_of(ctx)
    unit = ctx.session.get(Unit, unit_id)
    if unit is None:
        raise NotFound([f"没有编号为{unit_id}的单位"])
    problems = [
        *_shape_problems(what, plan),
        *day_problems(what.happened_on, ctx.now, calendar),
        *_double(ctx, campaign_id, unit, what),
    ]
    if problems:
        raise Refused(problems)
    filing = _add(ctx, campaign_id, unit, what, plan)
    met = 0
    if what.kind in MEETS:
        at = real_moment(what.happened_on, ctx.now, calendar)
        first = fulfilment.owed_of(ctx, campaign_id, unit_id, MEETS[what.kind])[:1]
        met = fulfilment.meet(ctx, first, at=at, how=what.title, by=what.by)
        filing.detail = {**filing.detail, **({MET: first[0]} if met else {})}
    ctx.record(
        "filing.handed_in",
        unit.code,
        campaign=campaign_id,
        kind=what.kind,
        title=what.title,
        happened_on=what.happened_on.isoformat(),
        channel=what.channel,
        met=met,
    )
    return HandedIn(cast("int", filing.id), met)


@use_case("登记平时佐证")
def record_evidence(
    ctx: Context, campaign_id: int, about: str, office: str, what: HandIn
) -> HandedIn:
    """R13: a lead office notes evidence about a unit, all year round."""
    plan = definition_of(ctx, campaign_id)
    if office not in lead_offices(plan):
        names = "、".join(plan.office(code).short for code in lead_offices(plan))
        raise Refused([f"平时佐证由牵头处室登记（附件2·说明1）：{names}"])
    noted = _with(what, kind=EVIDENCE, detail={**what.detail, "office": office})
    return hand_in(ctx, campaign_id, cast("int", unit_by_code(ctx, about).id), noted)


@use_case("报送典型案例")
def record_case(ctx: Context, campaign_id: int, county: str, about: str, what: HandIn) -> HandedIn:
    """R50: cases of lower units come through their county bureau; others report their own."""
    unit, channel = unit_by_code(ctx, about), unit_by_code(ctx, county)
    if channel.id not in (unit.id, unit.parent_id):
        raise Refused([f"{unit.name}的案例应由其上级单位扎口报送，{channel.name}不是（说明4）"])
    if unit.id == channel.id and unit.parent_id is not None:
        parent = ctx.session.get(Unit, unit.parent_id)
        if parent is not None and parent.kind == "county_bureau":
            raise Refused([f"{unit.name}的案例由{parent.name}扎口报送（说明4）"])
    noted = _with(what, kind=CASE, detail={**what.detail, "about": about})
    return hand_in(ctx, campaign_id, cast("int", channel.id), noted)


@use_case("统计报送情况")
def count_handed_in(ctx: Context, campaign_id: int, step: str) -> Collected:
    """How far a collection step has come; nothing is changed."""
    row, plan = step_row(ctx, campaign_id, step), definition_of(ctx, campaign_id)
    counted: dict[tuple[str, ObligationState], int] = {
        (duty, ObligationState(state)): count
        for duty, state, count in ctx.session.exec(
            select(col(Obligation.duty), col(Obligation.state), func.count())
            .where(col(Obligation.step_id) == row.id)
            .group_by(col(Obligation.duty), col(Obligation.state))
        ).all()
    }
    duties = tuple(
        DutyCount(
            duty.code,
            duty.title,
            sum(n for (code, state), n in counted.items() if code == duty.code and state.owed),
            counted.get((duty.code, ObligationState.MET), 0),
            counted.get((duty.code, ObligationState.MET_LATE), 0),
        )
        for duty in plan.step(step).duties
    )
    since = (row.opened_at or row.opens_at).date()
    filings = ctx.session.exec(
        select(func.count()).where(
            col(Filing.campaign_id) == campaign_id, col(Filing.happened_on) >= since
        )
    ).one()
    return Collected(duties, filings)


def lead_offices(plan: definition.Campaign) -> tuple[str, ...]:
    """Offices that lead an honour or a group, in the order of the file."""
    leads = {code for honour in plan.honours for code in honour.leads}
    leads |= {group.lead for group in plan.evaluation.groups}
    return tuple(office.code for office in plan.offices if office.code in leads)


def _shape_problems(what: HandIn, plan: definition.Campaign) -> list[str]:
    if what.kind not in KINDS:
        return [f"没有“{what.kind}”这种材料，可用：{'、'.join(sorted(KINDS))}"]
    problems = [] if what.title.strip() else ["请填写材料标题"]
    problems += channel_problems(what.channel)
    if what.heading and what.heading not in plan.report_headings:
        known = "、".join(plan.report_headings)
        problems.append(f"没有“{what.heading}”这个方面，可用：{known}（四·第一阶段·4）")
    if what.kind == DutyKind.REPORT.value and not what.heading:
        problems.append(f"请注明信息属于哪个方面：{'、'.join(plan.report_headings)}")
    if what.kind == DutyKind.MEASURES.value:
        problems += _gap_check(what, plan)
    return problems


def _gap_check(what: HandIn, plan: definition.Campaign) -> list[str]:
    """R55: measures answer every task area, each with its gap; a paper copy speaks for itself."""
    areas = what.detail.get("areas", {})
    if not areas and what.channel in ENTERED_BY_OFFICE:
        return []
    return [
        f"目标任务“{area.name}”没有填写{word}（三、四·第一阶段·3）"
        for area in plan.task_areas
        for key, word in (("gap", "差距"), ("measures", "措施"))
        if not str(areas.get(area.code, {}).get(key, "")).strip()
    ]


def _double(ctx: Context, campaign_id: int, unit: Unit, what: HandIn) -> list[str]:
    known = ctx.session.exec(
        select(Filing.id).where(
            col(Filing.campaign_id) == campaign_id,
            col(Filing.unit_id) == unit.id,
            col(Filing.kind) == what.kind,
            col(Filing.title) == what.title,
            col(Filing.happened_on) == what.happened_on,
        )
    ).first()
    return [] if known is None else [f"{unit.name}{what.happened_on}的《{what.title}》已经登记过"]


def _add(
    ctx: Context, campaign_id: int, unit: Unit, what: HandIn, plan: definition.Campaign
) -> Filing:
    group = plan.unit_kind(unit.kind).group
    # R59: whoever leads the unit's group is told beside the office.
    lead = {"lead_office": plan.group(group).lead} if group else {}
    filing = Filing(
        campaign_id=campaign_id,
        unit_id=cast("int", unit.id),
        kind=what.kind,
        heading=what.heading,
        title=what.title,
        happened_on=what.happened_on,
        entered_at=ctx.now,
        entered_by=what.by,
        channel=what.channel,
        link=what.link,
        detail={**lead, **what.detail},
    )
    ctx.session.add(filing)
    ctx.session.flush()
    return filing


def _with(what: HandIn, *, kind: str, detail: Mapping[str, Any]) -> HandIn:
    return HandIn(
        kind, what.title, what.happened_on, what.by, what.heading, what.channel, what.link, detail
    )
