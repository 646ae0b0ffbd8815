"""What the office sees in the morning: where the campaign stands, in a constant number of queries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import cast

import sqlalchemy
from sqlalchemy import func
from sqlmodel import col, select

from models import Campaign, JournalEntry, Obligation, Phase, Step
from rules import definition
from rules.calendar import Calendar
from rules.opening import may_open
from rules.said import Said
from rules.states import ObligationState, StepState
from tasks import sign_sheets
from tasks.campaigns import calendar_of, current, definition_of
from tasks.context import Context
from tasks.counted import since_last_act

DONE = (StepState.CLOSED, StepState.SKIPPED)


@dataclass(frozen=True, slots=True)
class Desk:
    """The campaign on the table, its file and calendar, and what day it is there."""

    campaign: Campaign
    plan: definition.Campaign
    calendar: Calendar
    now: datetime
    today: date

    @property
    def campaign_id(self) -> int:
        return cast("int", self.campaign.id)


@dataclass(frozen=True, slots=True)
class DutyLine:
    """One duty of one step, over all units that owe it."""

    step: str
    duty: str
    title: str
    how: str
    first_due: date
    last_due: date
    """Later than the first where somebody was given an extension."""
    days_left: int
    """Working days to the first end still owed, or to the last end where nothing is."""
    counts: Mapping[ObligationState, int]
    overdue: int

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def owed(self) -> int:
        return sum(n for state, n in self.counts.items() if state.owed)

    @property
    def met(self) -> int:
        return self.counts.get(ObligationState.MET, 0) + self.late

    @property
    def late(self) -> int:
        return self.counts.get(ObligationState.MET_LATE, 0)


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step as the timeline shows it."""

    plan: definition.Step
    actor: str
    state: StepState
    opens_on: date
    closes_on: date
    days_left: int | None
    """Working days to the end of an open step, to the opening of a planned one."""
    obstacles: tuple[str, ...]
    """What stands before a planned step, or is still owed in an open one past its end."""
    duties: tuple[DutyLine, ...]
    reason: str

    @property
    def code(self) -> str:
        return self.plan.code

    @property
    def owed(self) -> int:
        return sum(duty.owed for duty in self.duties)

    @property
    def overdue(self) -> int:
        return sum(duty.overdue for duty in self.duties)


@dataclass(frozen=True, slots=True)
class PhaseLines:
    plan: definition.Phase
    steps: tuple[StepLine, ...]
    closed: bool = False
    closed_reason: str = ""

    @property
    def state(self) -> StepState:
        states = {step.state for step in self.steps}
        if self.closed or states <= set(DONE):
            return StepState.CLOSED
        return StepState.PLANNED if states == {StepState.PLANNED} else StepState.OPEN


def business_now(ctx: Context, campaign: Campaign) -> datetime:
    """The moment in the campaign: where it is simulated, that of its newest journal row.

    The simulation runs in another process, whose clock is seen only through what it wrote.
    """
    if not campaign.simulated:
        return ctx.now
    newest = ctx.session.exec(
        select(JournalEntry.at)
        .where(col(JournalEntry.campaign_id) == campaign.id)
        .order_by(col(JournalEntry.seq).desc())
        .limit(1)
    ).first()
    return newest or ctx.now


def desk(ctx: Context) -> Desk | None:
    """The newest campaign that is not archived, else the newest of all, else none."""
    campaign = current(ctx)
    if campaign is None:
        return None
    calendar = calendar_of(ctx)
    now = business_now(ctx, campaign)
    plan = definition_of(ctx, cast("int", campaign.id))
    return Desk(campaign, plan, calendar, now, calendar.day_of(now))


def progress(ctx: Context, at: Desk) -> tuple[PhaseLines, ...]:
    """Every phase with its steps and their duties, in order."""
    rows = ctx.session.exec(
        select(Step).where(col(Step.campaign_id) == at.campaign_id).order_by(col(Step.position))
    ).all()
    duties = _duty_lines(ctx, at, rows)
    states = {row.code: row.state for row in rows}
    lines = {row.code: _step_line(at, row, states, duties.get(row.code, ())) for row in rows}
    for code, papers in sign_sheets.waiting(ctx, at.campaign_id, at.plan).items():
        lines[code] = replace(lines[code], obstacles=(*lines[code].obstacles, *papers))
    closed = _closed_phases(ctx, at)
    return tuple(
        PhaseLines(
            phase,
            tuple(lines[step.code] for step in phase.steps if step.code in lines),
            phase.code in closed,
            closed.get(phase.code, ""),
        )
        for phase in at.plan.phases
    )


def current_phase(phases: Iterable[PhaseLines]) -> PhaseLines | None:
    """The first phase that is not done; none once all are."""
    return next((phase for phase in phases if phase.state is not StepState.CLOSED), None)


def _closed_phases(ctx: Context, at: Desk) -> dict[str, str]:
    """Phases that somebody closed, with the reason where a step was still open (R2)."""
    rows = ctx.session.execute(
        sqlalchemy.select(col(Phase.code), col(Phase.closed_reason)).where(
            col(Phase.campaign_id) == at.campaign_id, col(Phase.closed_at).is_not(None)
        )
    )
    return dict(rows.tuples().all())


def _duty_lines(ctx: Context, at: Desk, rows: Sequence[Step]) -> dict[str, tuple[DutyLine, ...]]:
    counted = since_last_act(ctx, "duties", at.campaign_id, lambda: _counted(ctx, at))
    return {
        row.code: tuple(
            _duty_line(at, row.code, duty, counted[key])
            for duty in at.plan.step(row.code).duties
            if (key := (cast("int", row.id), duty.code)) in counted
        )
        for row in rows
    }


def _counted(ctx: Context, at: Desk) -> dict[tuple[int, str], list[_Counted]]:
    # Counted along `ix_obligation_counts` without touching a row of the table: dates are grouped
    # by, not compared, since a duty has few of them however many units owe it.
    parts = (
        col(Obligation.step_id),
        col(Obligation.duty),
        col(Obligation.state),
        col(Obligation.due_on),
        col(Obligation.enforced_at),
    )
    found = ctx.session.execute(
        sqlalchemy.select(*parts, func.count())
        .where(col(Obligation.campaign_id) == at.campaign_id)
        .group_by(*parts)
    )
    counted: dict[tuple[int, str], list[_Counted]] = {}
    for step_id, duty, *numbers in found:
        counted.setdefault((step_id, duty), []).append(_Counted(*numbers))
    return counted


@dataclass(frozen=True, slots=True)
class _Counted:
    state: ObligationState
    due_on: date
    enforced_at: datetime
    count: int


def _duty_line(at: Desk, step: str, duty: definition.Duty, parts: Sequence[_Counted]) -> DutyLine:
    owed = [part for part in parts if part.state.owed]
    next_end = min(p.due_on for p in owed) if owed else max(p.due_on for p in parts)
    counts: Counter[ObligationState] = Counter()
    for part in parts:
        counts[part.state] += part.count
    return DutyLine(
        step=step,
        duty=duty.code,
        title=duty.title,
        how=duty.how,
        first_due=min(part.due_on for part in parts),
        last_due=max(part.due_on for part in parts),
        days_left=at.calendar.working_days_between(at.today, next_end),
        counts=counts,
        overdue=sum(part.count for part in owed if part.enforced_at < at.now),
    )


def _step_line(
    at: Desk, row: Step, states: Mapping[str, StepState], duties: tuple[DutyLine, ...]
) -> StepLine:
    plan = at.plan.step(row.code)
    opens_on, closes_on = at.calendar.day_of(row.opens_at), at.calendar.day_of(row.closes_at)
    between = at.calendar.working_days_between
    days_left = {
        StepState.OPEN: between(at.today, closes_on),
        StepState.PLANNED: between(at.today, opens_on),
    }.get(row.state)
    return StepLine(
        plan=plan,
        actor=at.plan.actor_name(plan),
        state=row.state,
        opens_on=opens_on,
        closes_on=closes_on,
        days_left=days_left,
        obstacles=_obstacles(at, row, states, duties),
        duties=duties,
        reason=row.reason,
    )


def _obstacles(
    at: Desk, row: Step, states: Mapping[str, StepState], duties: tuple[DutyLine, ...]
) -> tuple[str, ...]:
    if row.state is StepState.PLANNED:
        refusal = may_open(row.code, at.plan, states)
        return tuple(refusal.reasons) if refusal else ()
    if row.state is StepState.OPEN and at.now > row.closes_at:
        return tuple(
            Said("{title}：还差 {n} 个单位", title=duty.title, n=duty.owed)
            for duty in duties
            if duty.owed
        )
    return ()
