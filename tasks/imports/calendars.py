"""The official calendar of a later year: holiday-cn's JSON or a table of days, kept and made to count."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.calendars import (
    CalendarFileError,
    PublishedYear,
    from_holiday_cn_json,
    with_year,
)
from models import CalendarYear
from records.workbooks.calendar_sheet import CALENDAR, CalendarRow
from rules.calendar import Calendar
from tasks import closures
from tasks.campaigns import calendar_of, definition_of
from tasks.closures import Affected
from tasks.context import Context
from tasks.errors import Refused
from tasks.imports.book import read_bytes
from tasks.imports.csv_files import decoded
from tasks.imports.one_sheet import refuse_if, sheet_of
from tasks.imports.sheets import Line
from tasks.imports.tables import refused
from tasks.use_case import use_case


@dataclass(frozen=True, slots=True)
class Sent:
    """A file as it was uploaded."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class CalendarImport:
    """What an uploaded year says and what that changes; `dry_run` wrote nothing."""

    year: int
    days_off: int
    make_up_days: int
    replaces: bool
    """Whether the year was known before, shipped or uploaded."""
    unchanged: bool
    settled: tuple[str, ...]
    """Dates of the campaign that were provisional and now are official."""
    affected: Affected


@use_case("导入放假安排")
def import_calendar(
    ctx: Context, campaign_id: int | None, source: Path | Sent, *, dry_run: bool = False
) -> CalendarImport:
    """Keep an official year; working days, reminders and provisional marks follow at once.

    Deadlines that fall on a new day off are proposed anew, never moved. Raises Refused naming every
    mistake and where it stands; then nothing was imported.
    """
    sent = source if isinstance(source, Sent) else _sent(source)
    content = _content(sent)
    year = _published(sent.name, content)
    before = calendar_of(ctx)
    after = with_year(before, year)
    kept = ctx.session.get(CalendarYear, year.year)
    same = kept is not None and kept.content == content
    done = CalendarImport(
        year.year,
        len(year.days_off),
        len(year.make_up_days),
        year.year in before.published,
        same,
        _settled(ctx, campaign_id, before, after),
        _affected(ctx, campaign_id, before, after, year),
    )
    if dry_run or same:
        return done
    _keep(ctx, kept, year.year, content)
    if campaign_id is not None:
        key = f"calendar:{year.year}:{ctx.now:%Y%m%d}"
        closures.follow_calendar(ctx, campaign_id, key, done.affected)
    ctx.record(
        "calendar.imported",
        str(year.year),
        campaign=campaign_id,
        file=sent.name,
        days_off=done.days_off,
        make_up_days=done.make_up_days,
        proposed=[one.text for one in done.affected.proposed],
    )
    return done


def _keep(ctx: Context, row: CalendarYear | None, year: int, content: dict[str, Any]) -> None:
    row = row or CalendarYear(year=year, content={}, entered_by="", entered_at=ctx.now)
    row.content, row.entered_by, row.entered_at = content, ctx.actor, ctx.now
    ctx.session.add(row)
    ctx.session.flush()


def _sent(path: Path) -> Sent:
    try:
        return Sent(path.name, path.read_bytes())
    except OSError as error:
        raise refused(path.name, "文件打不开", "请检查路径和权限") from error


def _content(sent: Sent) -> dict[str, Any]:
    """The year in holiday-cn's form, whatever form the file has."""
    if sent.data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"[")):
        try:
            found = json.loads(decoded(sent.name, sent.data))
        except json.JSONDecodeError as error:
            what = f"第 {error.lineno} 行第 {error.colno} 列不是有效的 JSON"
            raise refused(sent.name, what, "请重新下载") from error
        return found if isinstance(found, dict) else {"days": None}
    sheet = sheet_of(read_bytes(sent.name, sent.data), CALENDAR)
    return _of_lines(sheet.lines)


def _of_lines(lines: Sequence[Line[CalendarRow]]) -> dict[str, Any]:
    year = max(line.row.day.year for line in lines)
    first: dict[Any, int] = {}
    problems = []
    for line in lines:
        day = line.row.day
        row = first.setdefault(day, line.place.row)
        if row != line.place.row:
            problems.append(line.problem("日期", f"{day} 与第{row}行重复", "请只保留一行"))
        if day.year != year and (day.year, day.month) != (year - 1, 12):
            what = f"{day} 不在 {year} 年，也不在上一年的 12 月"
            problems.append(line.problem("日期", what, "一个文件只写一年"))
    refuse_if(problems)
    days = [
        {"name": line.row.name, "date": line.row.day.isoformat(), "isOffDay": line.row.off == "off"}
        for line in sorted(lines, key=lambda line: line.row.day)
    ]
    return {"year": year, "papers": [], "days": days}


def _published(name: str, content: dict[str, Any]) -> PublishedYear:
    try:
        return from_holiday_cn_json(json.dumps(content))
    except CalendarFileError as error:
        raise Refused([f"{name}：{problem}" for problem in error.problems]) from error


def _settled(
    ctx: Context, campaign_id: int | None, before: Calendar, after: Calendar
) -> tuple[str, ...]:
    if campaign_id is None:
        return ()
    days = {
        day: f"{step.code} {step.name}"
        for step in definition_of(ctx, campaign_id).steps
        for day in (step.opens, step.closes, *(duty.due for duty in step.duties))
    }
    return tuple(
        f"{days[day]}：{after.named(day)}"
        for day in sorted(days)
        if before.is_provisional(day) and not after.is_provisional(day)
    )


def _affected(
    ctx: Context,
    campaign_id: int | None,
    before: Calendar,
    after: Calendar,
    year: PublishedYear,
) -> Affected:
    named = (*year.days_off, *year.make_up_days)
    changed = (d for d in sorted(named) if before.is_working(d) != after.is_working(d))
    days = tuple(after.named(day) for day in changed)
    if campaign_id is None:
        return Affected(days, (), ())
    return closures.affected_by(ctx, campaign_id, (before, after), days)
