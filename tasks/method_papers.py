"""Method papers (R42): a system that sets its own method registers it before scoring opens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from io import BytesIO

from sqlmodel import col, select

from models import MethodPaper, Score, TallySheet, Unit
from rules.definition import Campaign, DutyKind
from tasks import attachments, filings, fulfilment
from tasks.campaigns import calendar_of, definition_of
from tasks.context import Context
from tasks.errors import Refused
from tasks.imports.candidates import candidates_of
from tasks.moments import day_problems
from tasks.statements import in_parts
from tasks.use_case import use_case


@dataclass(frozen=True, slots=True)
class Method:
    """A method paper as the lead office hands it in."""

    group: str
    office: str
    title: str
    number: str
    dated: date
    file_name: str
    data: bytes


@use_case("登记考评办法")
def register(ctx: Context, campaign_id: int, what: Method) -> None:
    """Keep the paper and open scoring for its group; the office's duty is met with it.

    Handed in again before anything is scored, it replaces the one before. Raises Refused with
    everything that is wrong; once scoring has begun the method stands.
    """
    plan = definition_of(ctx, campaign_id)
    problems = _problems(ctx, campaign_id, plan, what)
    if problems:
        raise Refused(problems)
    kept = attachments.receive(ctx.house.settings, BytesIO(what.data), what.file_name)
    known = registered(ctx, campaign_id, what.group)
    before = {"number": known.number, "sha256": known.sha256} if known else None
    row = known or MethodPaper(campaign_id=campaign_id, group=what.group)  # type: ignore[call-arg]
    row.office, row.title, row.number, row.dated = what.office, what.title, what.number, what.dated
    row.sha256, row.file_name = kept.sha256, what.file_name
    row.registered_at, row.registered_by = ctx.now, ctx.actor
    ctx.session.add(row)
    ctx.session.flush()
    ctx.record(
        "method.registered",
        what.group,
        campaign=campaign_id,
        office=what.office,
        title=what.title,
        number=what.number,
        dated=what.dated.isoformat(),
        sha256=row.sha256,
        replaced=before,
    )
    _meet_duty(ctx, campaign_id, what)


def registered(ctx: Context, campaign_id: int, group: str) -> MethodPaper | None:
    """The method that stands for a group."""
    return ctx.session.exec(
        select(MethodPaper).where(
            col(MethodPaper.campaign_id) == campaign_id, col(MethodPaper.group) == group
        )
    ).first()


def unregistered(ctx: Context, campaign_id: int, plan: Campaign) -> dict[str, str]:
    """R42: groups that may not be scored yet, with the office that owes their method."""
    known = set(
        ctx.session.exec(
            select(MethodPaper.group).where(col(MethodPaper.campaign_id) == campaign_id)
        ).all()
    )
    return {
        group.code: plan.office(group.lead).short
        for group in plan.evaluation.groups
        if group.own_method and group.code not in known
    }


def _problems(ctx: Context, campaign_id: int, plan: Campaign, what: Method) -> list[str]:
    own = {group.code: group for group in plan.evaluation.groups if group.own_method}
    if what.group not in own:
        listed = "、".join(f"{code}（{group.name}）" for code, group in own.items()) or "无"
        return [f"分组“{what.group}”不另行制定办法，须登记办法的分组：{listed}（说明2）"]
    group = own[what.group]
    lead = plan.office(group.lead)
    problems = []
    if what.office != lead.code:
        problems.append(f"{group.name}的考评办法由{lead.name}（{lead.code}）登记（说明2）")
    if not what.title.strip():
        problems.append("请填写办法的名称")
    if not what.number.strip():
        problems.append("请填写办法的文号，没有文号的写“无文号”和印发单位")
    if not what.data:
        problems.append("办法的文件是空的，请附上正式文本")
    problems += day_problems(what.dated, ctx.now, calendar_of(ctx))
    if _scored(ctx, campaign_id, plan, what.group):
        problems.append(f"{group.name}已经开始评分，考评办法不能再登记或更换")
    return problems


def _scored(ctx: Context, campaign_id: int, plan: Campaign, group: str) -> bool:
    kinds = {kind.code for kind in plan.unit_kinds if kind.group == group}
    known = candidates_of(ctx, campaign_id, plan).known
    codes = sorted(code for code, one in known.items() if one.kind in kinds)
    for table in (Score, TallySheet):
        for part in in_parts(codes):
            first = ctx.session.exec(
                select(table.id)
                .where(col(table.campaign_id) == campaign_id, col(table.candidate).in_(part))
                .limit(1)
            ).first()
            if first is not None:
                return True
    return False


def _meet_duty(ctx: Context, campaign_id: int, what: Method) -> None:
    """The office's task in the campaign file, where it is laid on and still owed."""
    unit = ctx.session.exec(select(Unit.id).where(col(Unit.code) == what.office)).first()
    if unit is None or not fulfilment.owed_of(ctx, campaign_id, unit, DutyKind.TASK):
        return
    today = calendar_of(ctx).day_of(ctx.now)
    title = f"{what.title}（{what.number}）"
    filings.hand_in(ctx, campaign_id, unit, filings.HandIn("task", title, today, ctx.actor))
