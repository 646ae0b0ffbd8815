"""Applications: submitted, returned, resubmitted, withdrawn, declined; opined on and judged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

from sqlmodel import col, select

from models import Application, Unit
from rules.definition import DutyKind
from rules.states import ApplicationState
from tasks import application_parts as parts
from tasks import outbox, steps
from tasks.campaigns import calendar_of, definition_of
from tasks.context import Context
from tasks.errors import NotFound, Refused
from tasks.facts_of import Stated, parent_codes, standing, stored, unit_facts
from tasks.lookup import unit_by_code
from tasks.moments import real_moment
from tasks.use_case import use_case
from tasks.wording import end_cn

OPEN_TO_CHANGE = (ApplicationState.RETURNED,)
TO_JUDGE = (ApplicationState.SUBMITTED, ApplicationState.RESUBMITTED)


@dataclass(frozen=True, slots=True)
class Entry:
    """What a unit applies for: the honour, the name shown in lists, and what it states."""

    honour: str
    candidate: str
    stated: Stated


@dataclass(frozen=True, slots=True)
class Settled:
    """How far the applications have come."""

    applications: int
    eligible: int
    ineligible: int
    to_rule: int
    returned: int

    def row(self) -> dict[str, object]:
        return {
            "申报": self.applications,
            "符合条件": self.eligible,
            "不符合条件": self.ineligible,
            "待认定": self.to_rule,
            "退回修改中": self.returned,
        }


@use_case("提交申报")
def submit(
    ctx: Context, campaign_id: int, unit: str, entry: Entry, *, received_on: date | None = None
) -> str:
    """Hand in an application and meet the unit's duty; returns the application's number.

    The day it was received decides (R4). Raises Refused with everything that is wrong.
    """
    row = unit_by_code(ctx, unit)
    problems = [
        *parts.step_problems(ctx, campaign_id, row, received_on),
        *parts.entry_problems(ctx, campaign_id, row, entry.honour, entry.stated),
    ]
    if problems:
        raise Refused(problems)
    parent = parent_codes(ctx, [row]).get(row.parent_id or 0)
    today = calendar_of(ctx).day_of(ctx.now)
    application = Application(
        campaign_id=campaign_id,
        number=parts.next_number(ctx, campaign_id),
        honour=entry.honour,
        unit_id=cast("int", row.id),
        candidate=entry.candidate,
        state=ApplicationState.SUBMITTED,
        applied_on=received_on or today,
        submitted_at=ctx.now,
        facts=stored(entry.stated, unit_facts(row, parent)),
    )
    ctx.session.add(application)
    ctx.session.flush()
    at = real_moment(received_on or today, ctx.now, calendar_of(ctx))
    how = f"申报{application.number}"
    parts.meet_first(ctx, campaign_id, DutyKind.APPLY, row, how=how, at=at)
    ctx.record(
        "application.submitted", application.number, campaign=campaign_id, unit=unit,
        honour=entry.honour, received_on=str(received_on or today),
    )  # fmt: skip
    parts.send_receipt(ctx, campaign_id, application)
    return application.number


@use_case("声明不申报")
def decline(ctx: Context, campaign_id: int, unit: str, *, reason: str) -> None:
    """A unit states that it applies for nothing this year, which meets its duty."""
    if not reason.strip():
        raise Refused(["请简要说明不申报的原因"])
    row = unit_by_code(ctx, unit)
    how = f"不申报：{reason}"
    parts.meet_first(ctx, campaign_id, DutyKind.APPLY, row, how=how, at=ctx.now)
    ctx.record("application.declined", unit, why=reason, campaign=campaign_id)


@use_case("退回修改")
def return_for_correction(ctx: Context, campaign_id: int, number: str, *, reason: str) -> None:
    """Send an application back with what to correct; the unit is told at once.

    Raises Refused when there is no reason or it is not with the office.
    """
    row = application_row(ctx, campaign_id, number)
    problems = [] if reason.strip() else ["请写明需要修改的内容"]
    if row.state not in (*TO_JUDGE, ApplicationState.ELIGIBLE, ApplicationState.INELIGIBLE):
        problems.append(f"申报{number}现在不能退回（{row.state.value}）")
    if problems:
        raise Refused(problems)
    row.state, row.returned_for = ApplicationState.RETURNED, reason
    ctx.session.add(row)
    ctx.record("application.returned", number, why=reason, campaign=campaign_id)
    due = parts.apply_due(ctx, campaign_id, row.unit_id)
    values = {
        "application_number": number,
        "application_title": row.candidate,
        "corrections": [reason],
        "due_text": end_cn(due.shown_at, calendar_of(ctx)) if due else "尽快",
        "how": "按退回意见修改后重新提交",
    }
    occasion = f"returned.{number}.v{row.version}"
    notice = outbox.Notice("returned_for_correction", occasion, values)
    outbox.notify_units(ctx, campaign_id, notice, [row.unit_id])


@use_case("重新提交")
def resubmit(ctx: Context, campaign_id: int, number: str, entry: Entry) -> None:
    """Hand in the corrected application; the day it was first received stays.

    Raises Refused when it had not been returned.
    """
    row = application_row(ctx, campaign_id, number)
    if row.state not in OPEN_TO_CHANGE:
        raise Refused([f"申报{number}没有被退回，不能重新提交"])
    unit = ctx.session.get_one(Unit, row.unit_id)
    parent = parent_codes(ctx, [unit]).get(unit.parent_id or 0)
    row.facts = stored(entry.stated, unit_facts(unit, parent))
    row.candidate, row.state = entry.candidate, ApplicationState.RESUBMITTED
    row.version, row.returned_for, row.submitted_at = row.version + 1, "", ctx.now
    ctx.session.add(row)
    ctx.record("application.resubmitted", number, campaign=campaign_id, version=row.version)
    parts.send_receipt(ctx, campaign_id, row)


@use_case("撤回申报")
def withdraw(ctx: Context, campaign_id: int, number: str, *, reason: str) -> None:
    """Take an application back; its number is never given again."""
    row = application_row(ctx, campaign_id, number)
    if row.state is ApplicationState.WITHDRAWN or not reason.strip():
        raise Refused([f"申报{number}已经撤回" if reason.strip() else "请写明撤回的理由"])
    row.state = ApplicationState.WITHDRAWN
    ctx.session.add(row)
    ctx.record("application.withdrawn", number, why=reason, campaign=campaign_id)


@use_case("出具所属单位申报意见")
def opine(
    ctx: Context, campaign_id: int, county: str, number: str, *, opinion: str, priority: str = ""
) -> None:
    """The county bureau's opinion on a lower unit's application, with its priority mark (R50, R51).

    The bureau's duty is met when it has opined on all of them.
    """
    row, bureau = application_row(ctx, campaign_id, number), unit_by_code(ctx, county)
    unit = ctx.session.get_one(Unit, row.unit_id)
    problems = [] if opinion.strip() else ["请写明意见"]
    if unit.parent_id != bureau.id:
        problems.append(f"申报{number}的{unit.name}不是{bureau.name}的所属单位（说明4）")
    if problems:
        raise Refused(problems)
    row.opinion, row.priority = opinion, priority
    row.facts = {**row.facts, "opinion_by": bureau.name}
    ctx.session.add(row)
    ctx.session.flush()
    ctx.record("application.opined", number, why=opinion, campaign=campaign_id, priority=priority)
    if not waiting_for_opinion(ctx, campaign_id, [cast("int", bureau.id)]):
        how = "对所属单位申报均已出具意见"
        parts.meet_first(ctx, campaign_id, DutyKind.OPINION, bureau, how=how, at=ctx.now)


@use_case("审查申报资格", retries=2)
def settle(ctx: Context, campaign_id: int, step: str) -> Settled:
    """Judge what was handed in, every reason kept; free bureaus that have nothing to opine on."""
    plan = definition_of(ctx, campaign_id)
    rows = standing(ctx, campaign_id)
    for row in rows:
        if row.state in TO_JUDGE:
            parts.rule_on(ctx, row, plan)
    parts.free_bureaus(ctx, campaign_id, step)
    states = [row.state for row in rows]
    done = Settled(
        len(rows),
        states.count(ApplicationState.ELIGIBLE) + states.count(ApplicationState.EVALUATED),
        states.count(ApplicationState.INELIGIBLE),
        sum(state in TO_JUDGE for state in states),
        states.count(ApplicationState.RETURNED),
    )
    if rows:
        steps.conclude(ctx, campaign_id, step, f"收到申报{done.applications}件")
    return done


def waiting_for_opinion(
    ctx: Context, campaign_id: int, bureaus: Sequence[int]
) -> list[Application]:
    """Applications of lower units on which their bureau has not opined yet."""
    return list(
        ctx.session.exec(
            select(Application)
            .join(Unit, col(Unit.id) == col(Application.unit_id))
            .where(
                col(Application.campaign_id) == campaign_id,
                col(Unit.parent_id).in_(bureaus),
                col(Application.opinion) == "",
                col(Application.state) != ApplicationState.WITHDRAWN,
            )
            .order_by(col(Application.number))
        ).all()
    )


def application_row(ctx: Context, campaign_id: int, number: str) -> Application:
    found = ctx.session.exec(
        select(Application).where(
            col(Application.campaign_id) == campaign_id, col(Application.number) == number
        )
    ).first()
    if found is None:
        raise NotFound([f"没有编号为{number}的申报"])
    return found
