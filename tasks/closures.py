"""Days the office is closed, and the deadlines they hit: proposed anew, moved only by one more act."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import col, delete, func, select

from config.calendars import KNOWN_YEARS, statutory
from models import Campaign, Closure, Obligation, Step
from rules.calendar import Calendar
from rules.deadlines import affected_by_calendar, deadline_on
from rules.states import CampaignState, StepState
from tasks import deadlines, office_tasks, replanning
from tasks.campaigns import calendar_of, definition_of
from tasks.context import Context
from tasks.deadlines import MovePreview
from tasks.errors import NotFound, Refused
from tasks.orders import OPEN_ENDED, Order, Scope
from tasks.use_case import use_case

LONGEST = 60
"""Days of one closure; a longer one is a mistyped date rather than a typhoon."""
YEARS_APART = 10
"""From today: a day further away is mistyped, and no calendar shows it."""
TASK = "calendar"


@dataclass(frozen=True, slots=True)
class Period:
    """Closed from the first to the last day, both included."""

    first: date
    last: date

    @property
    def days(self) -> tuple[date, ...]:
        return tuple(
            self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1)
        )


@dataclass(frozen=True, slots=True)
class Proposed:
    """A deadline on a day no longer worked: where it stands and where it could go."""

    step: str
    duty: str
    title: str
    old_due_on: date
    new_due_on: date
    units: int
    why: str

    def order(self, reason: str, ordered_by: str) -> Order:
        """Only those due on that day: others were given theirs by decisions of their own."""
        only = Scope(due_on=self.old_due_on)
        return Order(self.step, self.duty, self.new_due_on, reason, ordered_by, only)

    @property
    def text(self) -> str:
        return f"{self.title}（{self.units} 个单位）：{self.why}"


@dataclass(frozen=True, slots=True)
class Affected:
    """What a change of the calendar means: days that count, deadlines to decide on, dates to mend."""

    days: tuple[str, ...]
    """Each day with why it is off, or why entering it changes nothing."""
    proposed: tuple[Proposed, ...]
    in_the_file: tuple[str, ...]
    """Dates of steps not yet opened: they are changed by amending the file."""


@use_case("登记停工")
def enter(
    ctx: Context, campaign_id: int, period: Period, *, reason: str, dry_run: bool = False
) -> Affected:
    """Enter days on which the office is closed (typhoon, epidemic), with the reason.

    Reminders and working days follow at once; deadlines stay until `accept`. Days entered before
    keep their reason. Raises Refused for a period that cannot be meant.
    """
    before = calendar_of(ctx)
    problems = _mistakes(period, reason, before.day_of(ctx.now))
    if problems:
        raise Refused(problems)
    after = before.with_closures(
        {d: reason.strip() for d in period.days if d not in before.closures}
    )
    told = tuple(after.named(day) for day in period.days)
    affected = affected_by(ctx, campaign_id, (before, after), told)
    new = [day for day in period.days if day not in before.closures and before.is_working(day)]
    if dry_run or not new:
        return affected
    ctx.session.add_all(
        Closure(day=day, reason=reason.strip(), entered_by=ctx.actor, entered_at=ctx.now)
        for day in new
    )
    ctx.session.flush()
    follow_calendar(ctx, campaign_id, f"closure:{period.first}:{period.last}", affected)
    ctx.record(
        "closure.entered",
        f"{period.first}/{period.last}",
        why=reason,
        campaign=campaign_id,
        days=[day.isoformat() for day in new],
        proposed=[one.text for one in affected.proposed],
    )
    return affected


@use_case("取消停工")
def cancel(ctx: Context, campaign_id: int, period: Period, *, reason: str) -> tuple[date, ...]:
    """Take back closed days; deadlines already moved on their account stay where they are.

    Raises Refused without a reason, NotFound where no closed day lies in the period.
    """
    if not reason.strip():
        raise Refused(["请写明取消停工的理由"])
    within = col(Closure.day).between(period.first, period.last)
    days = tuple(
        ctx.session.exec(select(col(Closure.day)).where(within).order_by(col(Closure.day))).all()
    )
    if not days:
        raise NotFound([f"{period.first} 至 {period.last} 没有登记停工"])
    ctx.session.exec(delete(Closure).where(within))
    for campaign in running(ctx):
        replanning.remake(ctx, campaign)
    ctx.record(
        "closure.cancelled",
        f"{period.first}/{period.last}",
        why=reason,
        campaign=campaign_id,
        days=[day.isoformat() for day in days],
    )
    return days


@use_case("按停工调整截止时间")
def accept(
    ctx: Context, campaign_id: int, *, reason: str, ordered_by: str
) -> tuple[MovePreview, ...]:
    """Move every proposed deadline in one act, each as `deadlines.move` does.

    Raises Refused with everything that stands in the way of any of them, or when there is none.
    """
    orders = [one.order(reason, ordered_by) for one in proposed(ctx, campaign_id)]
    if not orders:
        raise Refused(["没有受停工或新日历影响的截止时间"])
    foreseen = [deadlines.preview_move(ctx, campaign_id, order) for order in orders]
    problems = [f"“{m.title}”：{problem}" for m in foreseen for problem in m.problems]
    if problems:
        raise Refused(problems)
    for order, preview in zip(orders, foreseen, strict=True):
        deadlines.carry_out(ctx, campaign_id, order, preview)
    replanning.remake(ctx, campaign_id)
    asked = office_tasks.waiting(ctx, campaign_id, TASK)
    office_tasks.settle(ctx, *asked, outcome="已按建议调整截止时间")
    ctx.record(
        "closure.accepted",
        campaign=campaign_id,
        why=reason,
        ordered_by=ordered_by,
        moved=[
            [f"{o.step}/{o.duty}", str(o.due_on), m.affected]
            for o, m in zip(orders, foreseen, strict=True)
        ],
    )
    return tuple(foreseen)


def proposed(ctx: Context, campaign_id: int) -> tuple[Proposed, ...]:
    """The deadlines that closures and announced years have hit and nobody has decided on yet."""
    return _proposed(ctx, campaign_id, calendar_of(ctx))


def listed(ctx: Context) -> tuple[Closure, ...]:
    return tuple(ctx.session.exec(select(Closure).order_by(col(Closure.day))).all())


def running(ctx: Context) -> Sequence[int]:
    rows = ctx.session.exec(
        select(Campaign.id).where(col(Campaign.state) == CampaignState.LAUNCHED)
    ).all()
    return [id_ for id_ in rows if id_ is not None]


def follow_calendar(ctx: Context, campaign_id: int, key: str, affected: Affected) -> None:
    """Reminders and runs as the calendar now has them; what is to be decided goes on the desk."""
    for campaign in running(ctx):
        replanning.remake(ctx, campaign)
    lines = [*(one.text for one in affected.proposed), *affected.in_the_file]
    if lines:
        text = f"日历有变，请决定截止时间是否顺延：{'；'.join(lines)}"
        office_tasks.add(ctx, campaign_id, key=f"{campaign_id}:{key}", kind=TASK, text=text)


def affected_by(
    ctx: Context, campaign_id: int, calendars: tuple[Calendar, Calendar], days: tuple[str, ...]
) -> Affected:
    """What the deadlines and the file's coming dates make of the calendar before and after."""
    before, after = calendars
    return Affected(
        days, _proposed(ctx, campaign_id, after), _in_the_file(ctx, campaign_id, before, after)
    )


def _proposed(ctx: Context, campaign_id: int, after: Calendar) -> tuple[Proposed, ...]:
    """Deadlines on days that the shipped calendar has people work and `after` does not."""
    plan, shipped = definition_of(ctx, campaign_id), statutory(KNOWN_YEARS, provisional=True)
    rows = ctx.session.exec(
        select(col(Step.code), col(Obligation.duty), col(Obligation.due_on), func.count())
        .join(Step, col(Step.id) == col(Obligation.step_id))
        .where(
            col(Obligation.campaign_id) == campaign_id,
            col(Obligation.state).in_(OPEN_ENDED),
            col(Step.state) == StepState.OPEN,
        )
        .group_by(col(Step.code), col(Obligation.duty), col(Obligation.due_on))
        .order_by(col(Obligation.due_on), col(Step.code), col(Obligation.duty))
    ).all()
    units = {(step, duty, due_on): count for step, duty, due_on, count in rows}
    ends = {key: deadline_on(key[2], shipped) for key in units}
    return tuple(
        Proposed(
            step,
            duty,
            plan.duty(step, duty).title,
            due_on,
            after.day_of(found.proposed),
            units[step, duty, due_on],
            found.reason,
        )
        for found in affected_by_calendar(ends, shipped, after)
        for step, duty, due_on in [found.key]
        if found.proposed >= ctx.now
    )


def _in_the_file(
    ctx: Context, campaign_id: int, before: Calendar, after: Calendar
) -> tuple[str, ...]:
    plan = definition_of(ctx, campaign_id)
    planned = ctx.session.exec(
        select(Step.code)
        .where(col(Step.campaign_id) == campaign_id, col(Step.state) == StepState.PLANNED)
        .order_by(col(Step.position))
    ).all()
    dates = [
        (f"环节 {step.code} {step.name}的{what}", day)
        for step in map(plan.step, planned)
        for what, day in (
            ("开始日", step.opens),
            ("结束日", step.closes),
            *((f"事项“{duty.title}”截止日", duty.due) for duty in step.duties),
        )
    ]
    return tuple(
        f"{what} {after.named(day)}：尚未启动，请在活动文件中改期"
        for what, day in dates
        if before.is_working(day) and not after.is_working(day)
    )


def near(day: date, today: date) -> bool:
    """Whether a day can be meant at all."""
    return abs(day.year - today.year) <= YEARS_APART


def _mistakes(period: Period, reason: str, today: date) -> list[str]:
    apart = not (near(period.first, today) and near(period.last, today))
    checks = (
        (not reason.strip(), "请写明停工的原因"),
        (period.last < period.first, f"结束日 {period.last} 早于开始日 {period.first}"),
        ((period.last - period.first).days >= LONGEST, f"一次停工最长 {LONGEST} 天；请核对日期"),
        (apart, f"停工的日期与今天相差 {YEARS_APART} 年以上，请核对日期"),
    )
    return [text for wrong, text in checks if wrong]
