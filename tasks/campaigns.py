"""Launching a campaign from its file, and reading its frozen definition and calendar."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import cast

from sqlmodel import col, select

from config.calendars import (
    KNOWN_YEARS,
    from_holiday_cn_json,
    statutory,
    with_year,
)
from config.campaign_file import CampaignFile
from models import CalendarYear, Campaign, CampaignVersion, Closure, Phase, Step
from rules import definition
from rules.calendar import Calendar
from rules.launching import Start, start_of
from rules.lint.days_off import closures_of
from rules.states import CampaignState
from rules.timetable import closing_of, opening_of
from tasks import planned_runs
from tasks.context import Context
from tasks.errors import NotFound, Refused
from tasks.use_case import use_case


@dataclass(frozen=True, slots=True)
class Launched:
    """What a launch set going, and what it finds already past."""

    campaign_id: int
    steps: int
    planned_runs: int
    started_at_once: tuple[str, ...]
    """Steps whose opening has passed and that open now without anybody's word."""
    to_enter_on_paper: tuple[str, ...]
    """Steps wholly past: to be entered as done on paper."""


@use_case("启动评选活动")
def launch(ctx: Context, file: CampaignFile, *, simulated: bool = False) -> Launched:
    """Freeze the file by its hash and lay out phases, steps and planned runs.

    Raises Refused when a campaign of this code exists already.
    """
    plan = file.definition
    if ctx.session.exec(select(Campaign).where(col(Campaign.code) == plan.code)).first():
        raise Refused([f"评选活动“{plan.code}”已经启动过；修改请走“调整方案”，下一年请用新的代码"])
    campaign = _freeze(ctx, file, simulated=simulated)
    campaign_id = cast("int", campaign.id)
    enter_closures(ctx, plan)
    calendar = calendar_of(ctx)
    steps = _lay_out(ctx, campaign_id, plan, calendar)
    runs = sum(planned_runs.replan(ctx, campaign, row, (plan, calendar)) for row in steps)
    today = calendar.day_of(ctx.now)
    ctx.record(
        "campaign.launched", plan.code, campaign=campaign_id, sha256=file.sha256, steps=len(steps)
    )
    return Launched(
        campaign_id,
        len(steps),
        runs,
        tuple(s.code for s in plan.steps if start_of(s, today) is Start.AT_ONCE),
        tuple(s.code for s in plan.steps if start_of(s, today) is Start.ON_PAPER),
    )


def _freeze(ctx: Context, file: CampaignFile, *, simulated: bool) -> Campaign:
    """The campaign's row with the definition it is frozen with, and its first version."""
    plan = file.definition
    campaign = Campaign(
        code=plan.code,
        title=plan.title,
        state=CampaignState.LAUNCHED,
        definition=plan.model_dump(mode="json"),
        file_sha256=file.sha256,
        launched_at=ctx.now,
        simulated=simulated,
    )
    ctx.session.add(campaign)
    ctx.session.flush()
    first = CampaignVersion(
        campaign_id=cast("int", campaign.id),
        version=1,
        text=file.text,
        sha256=file.sha256,
        reason="启动",
        ordered_by=ctx.actor,
        at=ctx.now,
    )
    ctx.session.add(first)
    return campaign


def enter_closures(ctx: Context, plan: definition.Campaign) -> None:
    """The days the file says the office is closed, unless the office has entered them itself."""
    for day, reason in closures_of(plan).items():
        if ctx.session.get(Closure, day) is None:
            ctx.session.add(
                Closure(day=day, reason=reason, entered_by=ctx.actor, entered_at=ctx.now)
            )
    ctx.session.flush()


def _lay_out(
    ctx: Context, campaign_id: int, plan: definition.Campaign, calendar: Calendar
) -> list[Step]:
    rows: list[Step] = []
    for number, phase in enumerate(plan.phases):
        ctx.session.add(Phase(campaign_id=campaign_id, code=phase.code, position=number))
        for step in (s for s in phase.steps if s.enabled):
            rows.append(
                Step(
                    campaign_id=campaign_id,
                    phase=phase.code,
                    code=step.code,
                    position=len(rows),
                    opens_at=opening_of(step, calendar),
                    closes_at=closing_of(step, calendar),
                )
            )
    ctx.session.add_all(rows)
    ctx.session.flush()
    return rows


def campaign_row(ctx: Context, campaign_id: int) -> Campaign:
    campaign = ctx.session.get(Campaign, campaign_id)
    if campaign is None:
        raise NotFound([f"没有编号为 {campaign_id} 的评选活动"])
    return campaign


def current(ctx: Context) -> Campaign | None:
    """The newest campaign that is not archived, else the newest of all."""
    newest_first = select(Campaign).order_by(col(Campaign.id).desc())
    running = newest_first.where(col(Campaign.state) != CampaignState.ARCHIVED)
    return ctx.session.exec(running).first() or ctx.session.exec(newest_first).first()


def definition_of(ctx: Context, campaign_id: int) -> definition.Campaign:
    """What the campaign's file said when it was last frozen; read and validated once per process.

    A transaction asks once which version is in force.
    """
    if campaign_id not in ctx.plans:
        ctx.plans[campaign_id] = _definition(ctx, campaign_id)
    return ctx.plans[campaign_id]


def _definition(ctx: Context, campaign_id: int) -> definition.Campaign:
    columns = (col(Campaign.file_sha256), col(Campaign.version))
    key = ctx.session.exec(select(*columns).where(col(Campaign.id) == campaign_id)).first()
    if key is None or key not in _VALIDATED:
        campaign = campaign_row(ctx, campaign_id)
        key = (campaign.file_sha256, campaign.version)
        _VALIDATED[key] = definition.Campaign.model_validate(campaign.definition)
    return _VALIDATED[key]


_VALIDATED: dict[tuple[str, int], definition.Campaign] = {}
"""By hash and version: a process sees few, and reading one from its row takes milliseconds."""


def calendar_of(ctx: Context) -> Calendar:
    """The statutory calendar with uploaded years and the office's closures.

    Years not yet published are estimated; `Calendar.is_provisional` tells which days those are.
    """
    uploads = ctx.session.exec(select(CalendarYear).order_by(col(CalendarYear.year))).all()
    closures = ctx.session.exec(select(Closure).order_by(col(Closure.day))).all()
    return _calendar(
        tuple(json.dumps(upload.content, sort_keys=True) for upload in uploads),
        tuple((closure.day, closure.reason) for closure in closures),
    )


@lru_cache(maxsize=8)
def _calendar(uploads: tuple[str, ...], closures: tuple[tuple[date, str], ...]) -> Calendar:
    calendar = statutory(KNOWN_YEARS, provisional=True)
    for upload in uploads:
        calendar = with_year(calendar, from_holiday_cn_json(upload))
    # A closure may turn out to be a holiday once its year is announced: then it changes nothing.
    return calendar.with_closures(dict(closures)) if closures else calendar
