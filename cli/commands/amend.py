"""What changes a campaign that is under way: its file, closed days, an official calendar."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from cli.commands.office import OPERATOR, UNREADABLE, Reason, current_id, house, refuse
from config.campaign_file import CampaignFileError, read_campaign
from tasks import amendments, closures
from tasks.amendments import Amendment, Word
from tasks.campaigns import current
from tasks.closures import Affected, Period
from tasks.errors import NotPossible, Refused
from tasks.imports.calendars import CalendarImport, import_calendar

app = typer.Typer()
closing = typer.Typer(help="停工的日子。Days the office is closed.", no_args_is_help=True)
calendars = typer.Typer(help="放假安排。Official calendars.", no_args_is_help=True)
app.add_typer(closing, name="closure")
app.add_typer(calendars, name="calendar")
console = Console(emoji=False)

Day = Annotated[datetime, typer.Argument(formats=["%Y-%m-%d"], help="日期 day, e.g. 2021-07-26")]
LastDay = Annotated[
    datetime | None, typer.Argument(formats=["%Y-%m-%d"], help="最后一天，默认同一天 last day")
]
OrderedBy = Annotated[str, typer.Option(help="作出决定的岗位 post that ordered it")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="只看结果，不写入。Show, do not write.")]


@app.command()
def amend(
    file: Annotated[Path, typer.Argument(help="修改后的活动文件 the amended campaign file")],
    reason: Reason = "",
    ordered_by: OrderedBy = "",
    dry_run: DryRun = False,
) -> None:
    """修改已启动的活动方案：先列出差别，再作为新版本生效。Amend a launched campaign.

    Exit codes: 0 amended or nothing to change, 1 refused, 2 the file cannot be used.
    """
    try:
        read = read_campaign(file)
    except (CampaignFileError, OSError) as error:
        console.print(str(error), style="red", markup=False)
        raise typer.Exit(UNREADABLE) from error
    word = Word(reason, ordered_by)
    ours = house()
    try:
        with ours.reading() as ctx:
            campaign_id = current_id(ctx)
            shown = amendments.preview(ctx, campaign_id, read, word)
        _tell(shown)
        if not dry_run and not shown.changes_nothing:
            with ours.acting(OPERATOR) as ctx:
                amendments.amend(ctx, campaign_id, read, word)
            console.print(f"已生效，第 {shown.version} 版。In force as version {shown.version}.")
        elif shown.problems:
            raise Refused(shown.problems)
    except NotPossible as refusal:
        refuse(refusal)


@closing.command("add")
def add(first: Day, last: LastDay = None, reason: Reason = "", dry_run: DryRun = False) -> None:
    """登记停工（台风、疫情等）；受影响的截止时间只作建议。Enter closed days; deadlines are proposed."""
    period = Period(first.date(), (last or first).date())
    ours = house()
    try:
        with ours.reading() if dry_run else ours.acting(OPERATOR) as ctx:
            affected = closures.enter(ctx, current_id(ctx), period, reason=reason, dry_run=dry_run)
    except NotPossible as refusal:
        refuse(refusal)
    console.print("试运行，未写入 dry run" if dry_run else "已登记 entered")
    _lines(affected.days)
    _tell_affected(affected)


@closing.command("list")
def listing() -> None:
    """列出停工和待决定的截止时间。List closed days and the deadlines to decide on."""
    with house().reading() as ctx:
        days, running = closures.listed(ctx), current(ctx)
        proposed = closures.proposed(ctx, running.id) if running and running.id else ()
    _lines([f"{row.day}：{row.reason}（{row.entered_by}）" for row in days] or ["没有停工 none"])
    _tell_affected(Affected((), proposed, ()))


@closing.command("cancel")
def cancel(first: Day, last: LastDay = None, reason: Reason = "") -> None:
    """取消停工；已经调整的截止时间不变。Take closed days back; moved deadlines stay."""
    period = Period(first.date(), (last or first).date())
    try:
        with house().acting(OPERATOR) as ctx:
            days = closures.cancel(ctx, current_id(ctx), period, reason=reason)
    except NotPossible as refusal:
        refuse(refusal)
    console.print(f"已取消 cancelled: {'、'.join(map(str, days))}")


@closing.command("accept")
def accept(reason: Reason = "", ordered_by: OrderedBy = "") -> None:
    """按建议一次调整全部受影响的截止时间。Move every proposed deadline in one act."""
    try:
        with house().acting(OPERATOR) as ctx:
            moved = closures.accept(ctx, current_id(ctx), reason=reason, ordered_by=ordered_by)
    except NotPossible as refusal:
        refuse(refusal)
    _lines([f"{one.title} → {one.day_note}：{one.affected} 个单位" for one in moved])


@calendars.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="holiday-cn 的 .json，或 .xlsx、.csv 表")],
    dry_run: DryRun = False,
) -> None:
    """导入某一年的放假安排。Import a year's official calendar."""
    ours = house()
    try:
        with ours.reading() if dry_run else ours.acting(OPERATOR) as ctx:
            running = current(ctx)
            done = import_calendar(ctx, running.id if running else None, file, dry_run=dry_run)
    except NotPossible as refusal:
        refuse(refusal)
    _tell_calendar(done, dry_run=dry_run)


def _tell(shown: Amendment) -> None:
    if shown.changes_nothing:
        console.print("与现行方案相同（注释和排版不计）。Nothing differs from the file in force.")
    _lines([one.text for one in shown.differences])
    for move in shown.moves:
        _lines([f"截止时间：{move.title} → {move.day_note}，影响 {move.affected} 个单位"])
    if shown.reminded_anew:
        _lines([f"{shown.reminded_anew} 个待办事项的提醒时点随之改变"])
    if shown.opening_at_once:
        _lines([f"生效后立即启动 opens at once：{'、'.join(shown.opening_at_once)}"])


def _tell_calendar(done: CalendarImport, *, dry_run: bool) -> None:
    heading = "试运行，未写入 dry run" if dry_run else "已导入 imported"
    if done.unchanged:
        heading = "与已导入的相同 unchanged"
    told = f"{done.year} 年：放假 {done.days_off} 天，调休上班 {done.make_up_days} 天"
    console.print(f"{told}。{heading}", highlight=False)
    if done.replaces and not done.unchanged:
        console.print("代替原有的该年安排。It takes the place of what was known of that year.")
    _lines([f"不再是暂定：{line}" for line in done.settled])
    _lines(done.affected.days)
    _tell_affected(done.affected)


def _tell_affected(affected: Affected) -> None:
    if affected.proposed:
        console.print("建议调整（尚未调整，请用 pingxuan closure accept）proposed, not moved:")
        _lines([one.text for one in affected.proposed])
    _lines(affected.in_the_file)


def _lines(lines: list[str] | tuple[str, ...]) -> None:
    for line in lines:
        console.print(f"· {line}", markup=False, highlight=False, soft_wrap=True)
