"""Deadlines on days off, years without an official calendar, and a public notice that is too short."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from rules.calendar import CalendarNotPublished
from rules.definition import StepKind
from rules.lint.remarks import Path, Remark, Surroundings, each_step

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from rules.calendar import Calendar
    from rules.definition import Campaign


def check_days_off(campaign: Campaign, around: Surroundings) -> Iterator[Remark]:
    if around.calendar is None:
        return
    calendar = around.calendar.with_closures(closures_of(campaign))
    unknown: set[int] = set()
    for path, day, what in _days(campaign):
        if day.year not in calendar.published:
            if day.year not in unknown:
                yield _unpublished(path, day)
            unknown.add(day.year)
            continue
        if not calendar.is_working(day):
            message = f"{what} {day} 不是工作日（{calendar.why(day)}）。"
            yield Remark(path, "warning", "day-off", message, _neighbours(day, calendar))
    yield from _public_notice(campaign, calendar)


def closures_of(campaign: Campaign) -> dict[date, str]:
    """The file's closures day by day."""
    return {
        c.first + timedelta(days=n): c.reason
        for c in campaign.closures
        for n in range((c.last - c.first).days + 1)
    }


def _days(campaign: Campaign) -> Iterator[tuple[Path, date, str]]:
    """Every day on which somebody has to do something."""
    for path, step in each_step(campaign):
        if not step.enabled:
            continue
        yield (*path, "opens"), step.opens, f"步骤 {step.code} 的开始日"
        yield (*path, "closes"), step.closes, f"步骤 {step.code} 的结束日"
        for d, duty in enumerate(step.duties):
            yield (*path, "duties", d, "due"), duty.due, f"任务“{duty.title}”的截止日"


def _unpublished(path: Path, day: date) -> Remark:
    message = f"{day.year} 年的放假安排没有公布，或者没有收录。"
    hint = "该年的工作日暂按周末和固定节日推算，公布后请导入并重新检查。"
    return Remark(path, "warning", "calendar-not-published", message, hint)


def _neighbours(day: date, calendar: Calendar) -> str:
    try:
        before, after = calendar.previous_working(day), calendar.next_working(day)
    except CalendarNotPublished:
        return "请改为工作日。"
    return f"最近的工作日：{calendar.named(before)}、{calendar.named(after)}。"


def _public_notice(campaign: Campaign, calendar: Calendar) -> Iterator[Remark]:
    """A notice must stay up its full days, whatever the step's dates say."""
    wanted = campaign.publicity.working_days
    for path, step in each_step(campaign):
        if step.kind is not StepKind.PUBLICITY or not step.enabled:
            continue
        start = step.opens - timedelta(days=int(campaign.publicity.first_day_counts))
        try:
            last = calendar.shift(start, wanted)
        except CalendarNotPublished:
            continue
        if step.closes < last:
            message = f"公示 {step.opens} 开始，满 {wanted} 个工作日要到 {last}，文件写的是 {step.closes}。"
            hint = "请推后结束日，或经决定缩短公示。"
            yield Remark((*path, "closes"), "error", "notice-too-short", message, hint)
