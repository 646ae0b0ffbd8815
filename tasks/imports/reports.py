"""Information reports come in as a list: evidence under the notice's headings (R56, A25)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import update
from sqlmodel import col, insert, select

from models import Filing
from records.workbooks.sheets import ReportRow, reports_layout
from rules.calendar import Calendar
from rules.definition import Campaign, DutyKind
from tasks import fulfilment
from tasks.campaigns import calendar_of, definition_of
from tasks.context import Context
from tasks.imports.candidates import candidates_of
from tasks.imports.one_sheet import Outcome, refuse_if, remember, sheet_of
from tasks.imports.problems import Problem
from tasks.imports.report import ImportReport, Source, opened
from tasks.imports.roster_known import known_units
from tasks.imports.sheets import Line
from tasks.moments import day_problems, real_moment
from tasks.use_case import use_case

KIND = DutyKind.REPORT.value


class _Key(NamedTuple):
    unit: int
    title: str
    happened_on: date


@use_case("导入信息报送")
def import_reports(
    ctx: Context, campaign_id: int, source: Source, *, dry_run: bool = False
) -> ImportReport:
    """Register a list of reports; one already registered is only updated.

    Raises ImportRefused naming every bad cell; then nothing was imported.
    """
    book, plan = opened(source), definition_of(ctx, campaign_id)
    sheet = sheet_of(book, reports_layout(plan))
    known, calendar = candidates_of(ctx, campaign_id, plan), calendar_of(ctx)
    problems = [
        *(p for x in sheet.lines for p in known.problems(x, "单位代码", x.row.unit, "", "")),
        *_days_to_come(sheet.lines, ctx.now, calendar),
        *_doubles(sheet.lines),
    ]
    refuse_if(problems)
    _, ids = known_units(ctx)
    before = _known(ctx, campaign_id)
    rows = [(_Key(ids[x.row.unit], x.row.title, x.row.happened_on), x.row) for x in sheet.lines]
    new = [(key, row) for key, row in rows if key not in before]
    changed = [
        (before[key], row)
        for key, row in rows
        if key in before and (before[key].heading, before[key].link) != (row.heading, row.link)
    ]
    changes = [
        {"about": old.title, "old": f"{old.heading} {old.link}", "new": f"{row.heading} {row.link}"}
        for old, row in changed
    ]
    known_rows = len(rows) - len(new)
    outcome = Outcome(
        "reports", "信息报送", "信息", book, len(new), known_rows, changes, sheet.warnings
    )
    report = outcome.report(dry_run=dry_run)
    if not dry_run:
        remember(ctx, campaign_id, outcome, report)
        _write(ctx, campaign_id, new, changed)
        _meet(ctx, campaign_id, plan, new)
    return report


def _days_to_come(
    lines: Sequence[Line[ReportRow]], now: datetime, calendar: Calendar
) -> Iterator[Problem]:
    for line in lines:
        for problem in day_problems(line.row.happened_on, now, calendar):
            yield line.problem("报送日期", problem)


def _doubles(lines: Sequence[Line[ReportRow]]) -> Iterator[Problem]:
    first: dict[tuple[str, str, date], int] = {}
    for line in lines:
        key = (line.row.unit, line.row.title, line.row.happened_on)
        row = first.setdefault(key, line.place.row)
        if row != line.place.row:
            yield line.problem("标题", f"与第{row}行是同一条信息", "请只保留一行")


def _known(ctx: Context, campaign_id: int) -> Mapping[_Key, Filing]:
    filings = ctx.session.exec(
        select(Filing).where(col(Filing.campaign_id) == campaign_id, col(Filing.kind) == KIND)
    ).all()
    return {_Key(f.unit_id, f.title, f.happened_on): f for f in filings}


def _write(
    ctx: Context,
    campaign_id: int,
    new: Sequence[tuple[_Key, ReportRow]],
    changed: Sequence[tuple[Filing, ReportRow]],
) -> None:
    fixed: dict[str, Any] = {
        "campaign_id": campaign_id,
        "kind": KIND,
        "entered_at": ctx.now,
        "entered_by": ctx.actor,
        "channel": "import",
        "detail": {},
    }
    if new:
        ctx.session.execute(
            insert(Filing),
            [
                {
                    "unit_id": key.unit,
                    "title": key.title,
                    "happened_on": key.happened_on,
                    "heading": row.heading,
                    "link": row.link,
                    **fixed,
                }
                for key, row in new
            ],
        )
    if changed:
        ctx.session.execute(
            update(Filing),
            [{"id": old.id, "heading": row.heading, "link": row.link} for old, row in changed],
        )
        ctx.session.expire_all()


def _meet(
    ctx: Context, campaign_id: int, plan: Campaign, new: Sequence[tuple[_Key, ReportRow]]
) -> None:
    """Where the campaign makes reports a duty, each meets its unit's earliest one still owed."""
    if not any(duty.kind is DutyKind.REPORT for step in plan.steps for duty in step.duties):
        return
    calendar = calendar_of(ctx)
    for key, _ in sorted(new, key=lambda pair: pair[0].happened_on):
        owed = fulfilment.owed_of(ctx, campaign_id, key.unit, DutyKind.REPORT)[:1]
        at = real_moment(key.happened_on, ctx.now, calendar)
        fulfilment.meet(ctx, owed, at=at, how=key.title, by=ctx.actor)
