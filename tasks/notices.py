"""Notices of the campaign: issued with number, addressees and timetable, and told to the units."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, cast

from sqlmodel import col, or_, select

from models import Message, Paper, Unit
from rules import definition
from rules.calendar import Calendar
from rules.deadlines import deadline_on
from rules.definition import Duty, DutyKind, Step, StepKind
from tasks import outbox, papers, steps
from tasks.campaigns import calendar_of, definition_of
from tasks.context import Context
from tasks.duties import in_scope
from tasks.scheme_facts import scheme
from tasks.use_case import use_case
from tasks.wording import day_cn, end_cn

HOW_TO_SIGN = "登录系统点击“签收”，或电话告知办公室代为登记"


@dataclass(frozen=True, slots=True)
class Issued:
    """A notice with what became of its messages; they are held until the office releases them."""

    number: str
    title: str
    messages: int
    units: int
    unreachable: tuple[str, ...] = ()

    def row(self) -> dict[str, object]:
        return {
            "文号": self.number,
            "标题": self.title,
            "待放行消息": self.messages,
            "单位": self.units,
            "无法送达": "、".join(self.unreachable),
        }


def kind_of(step: str) -> str:
    """The kind of the paper that a step issues."""
    return f"notice-{step}"


def issued(ctx: Context, campaign_id: int, step: str) -> Paper | None:
    """The step's notice, where it has been issued."""
    return papers.find(ctx, campaign_id, kind_of(step))


@use_case("印发通知", retries=2)
def issue(ctx: Context, campaign_id: int, step: str) -> Issued:
    """Issue the step's paper once, tell the units that must sign for it, note the outcome."""
    plan = definition_of(ctx, campaign_id)
    what = plan.step(step)
    paper = papers.issue(ctx, campaign_id, step, content_of(ctx, campaign_id, step))
    number = papers.number_of(paper)
    told = _tell(ctx, campaign_id, (plan, what), paper)
    steps.conclude(ctx, campaign_id, step, f"《{paper.title}》（{number}）已印发")
    return Issued(number, paper.title, told.messages, told.units, told.unreachable)


def tell_again(ctx: Context, paper: Paper) -> outbox.Notified:
    """Tell the units of a later version, also when its step has closed."""
    plan = definition_of(ctx, paper.campaign_id)
    return _tell(ctx, paper.campaign_id, (plan, plan.step(paper.step)), paper)


def timetable(plan: definition.Campaign, step: Step) -> list[dict[str, Any]]:
    """R4: the 考评工作时间安排表 that a notice carries if applications wait for it; else nothing."""
    carries = any(
        other.kind is StepKind.APPLICATIONS and step.code in (*other.after, *other.after_open)
        for other in plan.steps
    )
    if step.kind is not StepKind.NOTICE or not carries:
        return []
    phase = plan.phase_of(step.code)
    return [
        {
            "step": other.code,
            "name": other.name,
            "opens": other.opens.isoformat(),
            "closes": other.closes.isoformat(),
            "by": plan.actor_name(other),
            "duties": [{"title": duty.title, "due": duty.due.isoformat()} for duty in other.duties],
        }
        for other in phase.steps
        if other.enabled
    ]


def content_of(ctx: Context, campaign_id: int, step: str) -> papers.Content:
    """What the step's notice says as things stand."""
    plan = definition_of(ctx, campaign_id)
    return _content(plan, plan.step(step), calendar_of(ctx).day_of(ctx.now))


def _content(plan: definition.Campaign, step: Step, today: date) -> papers.Content:
    to = next((a for a in plan.messaging.addressees if a.notice == step.code), None)
    facts: dict[str, Any] = {
        **scheme(plan),
        "campaign": plan.title,
        "issued_on": today.isoformat(),
        "issuer": plan.organiser,
        "output": step.output,
        "clause": step.clause,
        "in_notice": step.in_notice,
        "basis": [f"{d.number} {d.title}" for d in plan.basis if d.issued <= today],
    }
    if schedule := timetable(plan, step):
        facts["timetable"] = schedule
    template = "evaluation-notice" if schedule else "implementation-opinion"
    if step.kind is StepKind.LEADING_GROUP:
        facts["posts"], template = _posts(plan), "leading-group"
    return papers.Content(
        kind_of(step.code),
        to.title if to else step.output,
        facts,
        to.main if to else (),
        to.copies if to else (),
        template,
    )


def _posts(plan: definition.Campaign) -> dict[str, Any]:
    """R10, R11: the group by posts, its office, and who sits in without a vote."""
    group = plan.leading_group
    return {
        "head": group.head,
        "deputies": list(group.deputies),
        "members": list(group.members),
        "office": plan.office(group.office).name,
        "office_head": group.office_head,
        "observers": [office.name for office in plan.offices if office.observer],
    }


def _tell(
    ctx: Context, campaign_id: int, what: tuple[definition.Campaign, Step], paper: Paper
) -> outbox.Notified:
    plan, step = what
    duty = next((d for d in step.duties if d.kind is DutyKind.ACKNOWLEDGE), None)
    if duty is None:
        return outbox.Notified(0, 0)
    calendar = calendar_of(ctx)
    notice = outbox.Notice(
        "notice_issued",
        f"{step.code}.v{paper.version}",
        {
            "notice_title": paper.title,
            "notice_number": papers.number_of(paper),
            "issued_on": date.fromisoformat(str(paper.facts["issued_on"])),
            "summary": _summary(plan, step),
            "link": f"{address}/my" if (address := ctx.house.settings.address) else "",
            "acknowledge_by": _due_text(duty, plan, calendar),
            "how": HOW_TO_SIGN,
        },
    )
    known = set(
        ctx.session.exec(
            select(Message.unit_id).where(
                col(Message.campaign_id) == campaign_id,
                col(Message.key).startswith(f"{campaign_id}:{notice.kind}:{notice.occasion}:"),
            )
        ).all()
    )
    # Units that join later are told when the step next runs; the others are not written to again.
    fresh = [unit for unit in _units(ctx, duty, calendar) if unit not in known]
    return outbox.notify_units(ctx, campaign_id, notice, fresh)


def _due_text(duty: Duty, plan: definition.Campaign, calendar: Calendar) -> str:
    grace = timedelta(minutes=plan.messaging.grace_minutes)
    return end_cn(deadline_on(duty.due, calendar, grace=grace).shown, calendar)


def _units(ctx: Context, duty: Duty, calendar: Calendar) -> list[int]:
    today = calendar.day_of(ctx.now)
    rows = ctx.session.exec(
        select(Unit.id)
        .where(in_scope(duty), or_(col(Unit.closed_on).is_(None), col(Unit.closed_on) > today))
        .order_by(col(Unit.listed_order), col(Unit.id))
    ).all()
    return [cast("int", unit) for unit in rows]


def _summary(plan: definition.Campaign, step: Step) -> str:
    """The dates a unit must know, in one line."""
    dates = [
        f"{duty.title}{day_cn(duty.due)}前"
        for other in plan.steps
        if step.code in (*other.after, *other.after_open)
        for duty in other.duties
        if not duty.offices
    ]
    return "；".join(dates) if dates else step.output
