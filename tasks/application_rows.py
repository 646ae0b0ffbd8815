"""Rows of applications: found, filled and numbered, with the duties and letters that go with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import cast

from sqlmodel import col, func, select

from models import Application, Campaign, Obligation, Step, Unit
from rules.calendar import Calendar
from rules.deadlines import deadline_on
from rules.definition import Duty, DutyKind, StepKind
from rules.states import ApplicationState, ObligationState, StepState
from tasks import duties, outbox
from tasks.campaigns import calendar_of, campaign_row, definition_of
from tasks.context import Context
from tasks.errors import NotFound, Refused
from tasks.facts_of import NOTHING_STATED, Stated, parent_codes, stored, unit_facts
from tasks.lookup import step_row, unit_by_code
from tasks.moments import channel_problems, day_problems, real_moment
from tasks.wording import end_cn

HOW_RECEIVED = {
    "web": "网上提交",
    "import": "成批导入",
    "paper": "纸质送交，办公室登记",
    "telephone": "电话告知，办公室登记",
    "office": "办公室代为办理",
}
CLAUSE = "四·第二阶段·2"
WAITING = (ApplicationState.SUBMITTED, ApplicationState.RESUBMITTED)
NOT_STANDING = (ApplicationState.DRAFT, ApplicationState.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Entry:
    """An application as it comes in; without a day it happens now, `draft` names the one it ends."""

    honour: str
    unit: str
    stated: Stated = NOTHING_STATED
    candidate: str = ""
    happened_on: date | None = None
    channel: str = "web"
    draft: str = ""

    @property
    def shown(self) -> str:
        """What lists call the candidate: as stated, else the project, else the person."""
        named = self.stated.project or self.stated.person
        return self.candidate or (named.name if named else "")


def by_number(ctx: Context, campaign_id: int, number: str) -> Application:
    found = ctx.session.exec(
        select(Application).where(
            col(Application.campaign_id) == campaign_id, col(Application.number) == number
        )
    ).first()
    if found is None:
        raise NotFound([f"没有编号为{number}的申报"])
    return found


def application_step(ctx: Context, campaign_id: int) -> Step:
    """The step in which units apply."""
    plan = definition_of(ctx, campaign_id)
    step = next((s for s in plan.steps if s.kind is StepKind.APPLICATIONS), None)
    if step is None:
        raise NotFound(["这次活动没有申报环节"])
    return step_row(ctx, campaign_id, step.code)


def duty_of(ctx: Context, step: Step, kind: DutyKind) -> Duty | None:
    """The step's duty of a kind, where it has one."""
    what = definition_of(ctx, step.campaign_id).step(step.code)
    return next((duty for duty in what.duties if duty.kind is kind), None)


def checked(ctx: Context, campaign_id: int, entry: Entry) -> Unit:
    """The unit that applies; raises Refused for what no application can be made of."""
    plan, unit = definition_of(ctx, campaign_id), unit_by_code(ctx, entry.unit)
    problems = channel_problems(entry.channel)
    known = {honour.code: honour for honour in plan.honours}
    if entry.honour not in known:
        listed = "、".join(f"{h.name}（{code}）" for code, h in known.items())
        problems.append(f"没有荣誉“{entry.honour}”，可用：{listed}")
    if unit.closed_on is not None and unit.closed_on <= calendar_of(ctx).day_of(ctx.now):
        problems.append(f"{unit.name}已于{unit.closed_on}撤销或并入其他单位，不能申报")
    problems += _double(ctx, campaign_id, unit, entry)
    if problems:
        raise Refused(problems)
    return unit


def moment(ctx: Context, entry: Entry) -> datetime:
    """When it really came in; raises Refused for a day still to come."""
    if entry.happened_on is None:
        return ctx.now
    calendar = calendar_of(ctx)
    if problems := day_problems(entry.happened_on, ctx.now, calendar):
        raise Refused(problems)
    return real_moment(entry.happened_on, ctx.now, calendar)


def apply_duty(
    ctx: Context, campaign_id: int, unit: Unit, at: datetime, *, late_counts: bool = True
) -> Obligation:
    """The unit's duty to apply; raises Refused before the step has opened and after its end (R4)."""
    step = application_step(ctx, campaign_id)
    if step.state in (StepState.PLANNED, StepState.SKIPPED):
        raise Refused([f"申报尚未开始，时间见考评工作时间安排表（{CLAUSE}）"])
    duty = duty_of(ctx, step, DutyKind.APPLY)
    found = ctx.session.exec(
        select(Obligation).where(
            col(Obligation.step_id) == step.id,
            col(Obligation.duty) == (duty.code if duty else ""),
            col(Obligation.unit_id) == unit.id,
            col(Obligation.subject) == "",
        )
    ).first()
    if found is None:
        raise Refused([f"{unit.name}不在申报范围内"])
    if late_counts and at > found.enforced_at:
        end = end_cn(found.shown_at, calendar_of(ctx))
        raise Refused(
            [
                f"{unit.name}的申报期限为{end}，已经截止（{CLAUSE}）；实际送达更早的，请由办公室按实际日期登记，确有困难的先办理延期"
            ]
        )
    return found


def new(ctx: Context, campaign_id: int, entry: Entry, unit: Unit) -> Application:
    """A draft with a provisional number; nothing says yet when it was handed in."""
    count = ctx.session.exec(
        select(func.count()).where(col(Application.campaign_id) == campaign_id)
    ).one()
    return Application(
        campaign_id=campaign_id,
        number=f"草稿-{campaign_id}-{count + 1}",
        honour=entry.honour,
        unit_id=cast("int", unit.id),
        candidate=entry.shown or unit.name,
        facts=_facts(ctx, entry, unit),
    )


def fill(ctx: Context, row: Application, entry: Entry, unit: Unit, at: datetime) -> None:
    """The row as handed in at its real moment; recorded rulings and opinions are kept."""
    row.candidate = entry.shown or unit.name
    row.applied_on = calendar_of(ctx).day_of(at)
    row.submitted_at = at
    row.facts = {**row.facts, **_facts(ctx, entry, unit)}


def next_number(ctx: Context, campaign_id: int) -> str:
    """`SZSC-2021-0001` and so on without gaps; the campaign's row keeps two from taking one."""
    ctx.session.exec(
        select(Campaign.id).where(col(Campaign.id) == campaign_id).with_for_update()
    ).one()
    prefix = f"{campaign_row(ctx, campaign_id).code.upper()}-"
    last = ctx.session.exec(
        select(Application.number)
        .where(
            col(Application.campaign_id) == campaign_id,
            col(Application.number).startswith(prefix, autoescape=True),
        )
        .order_by(func.length(col(Application.number)).desc(), col(Application.number).desc())
        .limit(1)
    ).first()
    number = int(last.removeprefix(prefix)) + 1 if last else 1
    return f"{prefix}{number:04}"


def owe_correction(
    ctx: Context, step: Step, row: Application, due_on: date, calendar: Calendar
) -> str:
    """Lay the correction on the unit, to be chased like any duty; returns its end for people."""
    plan, apply = definition_of(ctx, row.campaign_id), duty_of(ctx, step, DutyKind.APPLY)
    if apply is None:
        raise NotFound(["申报环节没有申报事项"])
    grace = timedelta(minutes=plan.messaging.grace_minutes)
    deadline = deadline_on(due_on, calendar, grace=grace)
    correction = Obligation(
        campaign_id=row.campaign_id,
        step_id=cast("int", step.id),
        duty=apply.code,
        unit_id=row.unit_id,
        subject=_subject(row),
        title=f"补正申报材料（{row.number}）",
        opened_at=ctx.now,
        due_on=due_on,
        shown_at=deadline.shown,
        enforced_at=deadline.enforced,
        basis=list(deadline.basis),
        next_nudge_at=duties.next_moment(plan, apply, due_on, calendar, ctx.now),
    )
    ctx.session.add(correction)
    ctx.session.flush()
    return end_cn(deadline.shown, calendar)


def correction_of(ctx: Context, row: Application) -> Obligation | None:
    """The correction that the unit still owes for this version."""
    return ctx.session.exec(
        select(Obligation).where(
            col(Obligation.campaign_id) == row.campaign_id,
            col(Obligation.unit_id) == row.unit_id,
            col(Obligation.subject) == _subject(row),
            col(Obligation.state) == ObligationState.PENDING,
        )
    ).first()


def tell(ctx: Context, row: Application, kind: str, values: Mapping[str, object]) -> None:
    """A letter about one application to the unit's contacts."""
    common = {"application_number": row.number, "application_title": row.candidate}
    notice = outbox.Notice(kind, f"{row.id}.v{row.version}", {**common, **values})
    outbox.notify_units(ctx, row.campaign_id, notice, [row.unit_id])


def note(ctx: Context, row: Application, unit: Unit, entry: Entry) -> None:
    """Receipt and journal of a submission."""
    received = calendar_of(ctx).local(row.submitted_at or ctx.now)
    tell(
        ctx,
        row,
        "application_received",
        {
            "received_at": received,
            "received_how": HOW_RECEIVED[entry.channel],
            "next_step": "资格审查",
        },
    )
    ctx.record(
        "application.submitted",
        row.number,
        campaign=row.campaign_id,
        unit=unit.code,
        honour=row.honour,
        version=row.version,
        channel=entry.channel,
        at=received.isoformat(),
    )


def standing_of(ctx: Context, campaign_id: int, unit: Unit) -> list[str]:
    """Numbers of the unit's applications that are handed in and not withdrawn."""
    found = ctx.session.exec(
        select(Application.number)
        .where(
            col(Application.campaign_id) == campaign_id,
            col(Application.unit_id) == unit.id,
            col(Application.state).not_in(NOT_STANDING),
        )
        .order_by(col(Application.number))
    ).all()
    return list(found)


def _double(ctx: Context, campaign_id: int, unit: Unit, entry: Entry) -> list[str]:
    known = ctx.session.exec(
        select(Application.number).where(
            col(Application.campaign_id) == campaign_id,
            col(Application.unit_id) == unit.id,
            col(Application.honour) == entry.honour,
            col(Application.candidate) == (entry.shown or unit.name),
            col(Application.state).not_in(NOT_STANDING),
        )
    ).first()
    return [f"{unit.name}已就此荣誉申报“{entry.shown or unit.name}”（{known}）"] if known else []


def _facts(ctx: Context, entry: Entry, unit: Unit) -> dict[str, object]:
    parent = parent_codes(ctx, [unit]).get(unit.parent_id or 0)
    return stored(entry.stated, unit_facts(unit, parent))


def _subject(row: Application) -> str:
    return f"{row.number}#{row.version}"
