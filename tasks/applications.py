"""Applications as units hand them in: numbered, receipted, sent back to correct, withdrawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

from rules.states import ApplicationState
from tasks import application_rows as rows
from tasks import eligibility, fulfilment
from tasks.application_rows import CLAUSE, WAITING, Entry
from tasks.campaigns import calendar_of
from tasks.context import Context
from tasks.eligibility import Settled
from tasks.errors import Refused
from tasks.lookup import unit_by_code
from tasks.moments import channel_problems
from tasks.use_case import use_case
from tasks.wording import end_cn

ENDED = (ApplicationState.WITHDRAWN, ApplicationState.EVALUATED)


@dataclass(frozen=True, slots=True)
class Submitted:
    number: str
    version: int
    met: int

    def row(self) -> dict[str, object]:
        return {"编号": self.number, "第几次": self.version, "办结事项": self.met}


@use_case("保存申报草稿")
def draft(ctx: Context, campaign_id: int, entry: Entry) -> str:
    """Keep an application that is not handed in yet; returns its provisional number."""
    unit = rows.checked(ctx, campaign_id, entry)
    row = rows.new(ctx, campaign_id, entry, unit)
    ctx.session.add(row)
    ctx.session.flush()
    ctx.record("application.drafted", row.number, campaign=campaign_id, unit=unit.code)
    return row.number


@use_case("提交申报")
def submit(ctx: Context, campaign_id: int, entry: Entry) -> Submitted:
    """Take an application in by its real moment, give it a number, meet the unit's duty, receipt it.

    Raises Refused with everything that stands in the way, lateness (R4) among it.
    """
    unit, at = rows.checked(ctx, campaign_id, entry), rows.moment(ctx, entry)
    apply = rows.apply_duty(ctx, campaign_id, unit, at)
    row = rows.by_number(ctx, campaign_id, entry.draft) if entry.draft else None
    row = row or rows.new(ctx, campaign_id, entry, unit)
    if row.state is not ApplicationState.DRAFT:
        raise Refused([f"{row.number}已经提交，补正请用“重新提交”"])
    rows.fill(ctx, row, entry, unit, at)
    row.number = rows.next_number(ctx, campaign_id)
    row.state = ApplicationState.SUBMITTED
    ctx.session.add(row)
    ctx.session.flush()
    met = fulfilment.meet(
        ctx, [cast("int", apply.id)], at=at, how=f"提交申报{row.number}", by=ctx.actor
    )
    rows.note(ctx, row, unit, entry)
    return Submitted(row.number, row.version, met)


@use_case("退回补正")
def return_for_correction(
    ctx: Context, campaign_id: int, number: str, *, corrections: Sequence[str], due_on: date
) -> None:
    """Send an application back with everything to be mended; the unit owes it until `due_on`.

    Raises Refused when it is not waiting for a verdict, nothing is named, or the day cannot be.
    """
    row, step = rows.by_number(ctx, campaign_id, number), rows.application_step(ctx, campaign_id)
    calendar = calendar_of(ctx)
    named = [text.strip() for text in corrections if text.strip()]
    problems = [] if named else ["请写明需要补正的内容"]
    if row.state not in WAITING:
        problems.append(f"{number}现在不在待审查状态，不能退回")
    if not calendar.is_working(due_on):
        problems.append(f"补正期限是休息日：{calendar.named(due_on)}")
    if calendar.end_of(due_on) < ctx.now or calendar.end_of(due_on) > step.closes_at:
        last = calendar.day_of(step.closes_at)
        problems.append(f"补正期限须在今天和环节结束日{last}之间（{CLAUSE}）")
    if problems:
        raise Refused(problems)
    row.state, row.returned_for = ApplicationState.RETURNED, "；".join(named)
    ctx.session.add(row)
    due_text = rows.owe_correction(ctx, step, row, due_on, calendar)
    rows.tell(
        ctx,
        row,
        "returned_for_correction",
        {
            "corrections": named,
            "due_text": due_text,
            "how": "在原申报上修改后重新提交，编号不变",
        },
    )
    ctx.record(
        "application.returned", number, campaign=campaign_id, why=row.returned_for, due=str(due_on)
    )


@use_case("重新提交申报")
def resubmit(ctx: Context, campaign_id: int, number: str, entry: Entry) -> Submitted:
    """Take the corrected application in under its old number; raises Refused when it is not due."""
    row, at = rows.by_number(ctx, campaign_id, number), rows.moment(ctx, entry)
    unit = unit_by_code(ctx, entry.unit)
    problems = channel_problems(entry.channel)
    if row.state is not ApplicationState.RETURNED:
        problems.append(f"{number}没有退回补正，不能重新提交")
    if row.unit_id != unit.id or row.honour != entry.honour:
        problems.append(f"{number}的单位和荣誉不能更改，改报请撤回后另行申报")
    correction = rows.correction_of(ctx, row)
    if correction is not None and at > correction.enforced_at:
        end = end_cn(correction.shown_at, calendar_of(ctx))
        problems.append(f"{number}的补正期限为{end}，已经截止")
    if problems:
        raise Refused(problems)
    rows.fill(ctx, row, entry, unit, at)
    row.state, row.version, row.returned_for = ApplicationState.RESUBMITTED, row.version + 1, ""
    ctx.session.add(row)
    met = 0
    if correction is not None:
        ids = [cast("int", correction.id)]
        met = fulfilment.meet(ctx, ids, at=at, how=f"补正{number}", by=ctx.actor)
    rows.note(ctx, row, unit, entry)
    return Submitted(number, row.version, met)


@use_case("撤回申报")
def withdraw(ctx: Context, campaign_id: int, number: str, *, reason: str) -> None:
    """Take an application back for good; raises Refused without a reason or once evaluated."""
    row = rows.by_number(ctx, campaign_id, number)
    problems = [] if reason.strip() else ["请写明撤回的理由"]
    if row.state in ENDED:
        problems.append(f"{number}已经撤回或已完成考评，不能撤回")
    if problems:
        raise Refused(problems)
    correction = rows.correction_of(ctx, row)
    row.state = ApplicationState.WITHDRAWN
    ctx.session.add(row)
    if correction is not None:
        fulfilment.waive(ctx, cast("int", correction.id), reason="申报已撤回", ordered_by=ctx.actor)
    ctx.record("application.withdrawn", number, campaign=campaign_id, why=reason)


@use_case("登记不申报")
def declare_none(
    ctx: Context, campaign_id: int, unit: str, *, happened_on: date | None = None, reason: str = ""
) -> int:
    """A unit states that it applies for nothing, which meets its duty to answer."""
    row, entry = unit_by_code(ctx, unit), Entry("", unit, happened_on=happened_on)
    if applied := rows.standing_of(ctx, campaign_id, row):
        raise Refused([f"{row.name}已有申报{'、'.join(applied)}，请先撤回"])
    at = rows.moment(ctx, entry)
    apply = rows.apply_duty(ctx, campaign_id, row, at, late_counts=False)
    how = f"不申报{f'：{reason}' if reason else ''}"
    met = fulfilment.meet(ctx, [cast("int", apply.id)], at=at, how=how, by=ctx.actor)
    ctx.record("application.none", unit, campaign=campaign_id, why=reason)
    return met


@use_case("审查申报材料", retries=2)
def settle(ctx: Context, campaign_id: int, step: str) -> Settled:
    """Judge what may be judged and close what is complete; see `tasks.eligibility`."""
    return eligibility.settle(ctx, campaign_id, step)
