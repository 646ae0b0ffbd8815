"""`pingxuan rehearse`: the whole year before it begins, without sending anything."""

from __future__ import annotations

import json
import tempfile
from datetime import date, time
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from config.calendars import KNOWN_YEARS, statutory
from config.campaign_file import CampaignFileError, read_campaign
from config.settings import Settings
from models.database import create_tables
from records import rehearsal as files
from records.fiction.roster import fictional_roster
from records.workbooks.filled import write_roster
from rules.calendar import Calendar
from rules.definition import Campaign
from rules.lint.days_off import closures_of
from rules.rehearsal import Participant, Rehearsal, rehearse
from tasks.context import open_house
from tasks.imports.problems import ImportRefused
from tasks.imports.roster import import_roster
from tasks.rehearsing import participants_of

app = typer.Typer()
console = Console(emoji=False)
UNREADABLE = 2
SHOWN = {"open": "启动", "due": "截止", "remind": "提醒", "close": "结束"}


@app.command("rehearse")
def command(
    file: Annotated[Path, typer.Argument(help="活动文件 campaign file")],
    roster: Annotated[Path | None, typer.Option(help="单位名册；不给则用虚构名册 roster")] = None,
    out: Annotated[Path | None, typer.Option(help="写出 JSON、xlsx 和网页 write files to")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="只输出 JSON")] = False,
) -> None:
    """推演全年：每次启动、截止、提醒，谁会收到什么，不发送任何消息。Rehearse the year."""
    try:
        plan = read_campaign(file).definition
        participants = _participants(plan, roster)
    except (CampaignFileError, ImportRefused, OSError) as error:
        console.print(str(error), style="red", markup=False)
        raise typer.Exit(UNREADABLE) from error
    calendar = statutory(KNOWN_YEARS, provisional=True).with_closures(closures_of(plan))
    done = rehearse(plan, calendar, participants)
    if as_json:
        typer.echo(json.dumps(files.as_json(plan, done, calendar), ensure_ascii=False, indent=1))
    else:
        _print(plan, done, calendar, len(participants))
    if out is not None:
        for path in files.write(out, plan, done, calendar):
            console.print(f"已写出 {path}")


def _participants(plan: Campaign, roster: Path | None) -> list[Participant]:
    """Read as a real import would, into a database that is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        source = roster or home / "roster.xlsx"
        if roster is None:
            write_roster(source, fictional_roster(plan, seed=plan.year), plan.unit_kinds)
        house = open_house(Settings(home=home, database=f"sqlite:///{home}/rehearsal.db"))
        create_tables(house.engine)
        begins = statutory(KNOWN_YEARS, provisional=True).at(plan.phases[0].opens, time(8))
        with house.acting("推演", now=begins) as ctx:
            import_roster(ctx, source, plan.unit_kinds, date(plan.year, 1, 1))
        with house.reading(now=begins) as ctx:
            found = participants_of(ctx, plan.phases[0].opens)
        house.engine.dispose()
        return found


def _print(plan: Campaign, done: Rehearsal, calendar: Calendar, units: int) -> None:
    table = Table(title=f"{plan.title}：全年推演（{units}个单位，不发送任何消息）")
    for heading in ("时间", "类别", "环节", "事项", "对象", "单位", "消息（最多）"):
        table.add_column(heading)
    for event in done.events:
        table.add_row(
            f"{calendar.local(event.at):%Y-%m-%d %H:%M}",
            SHOWN[event.kind],
            event.step,
            event.title,
            event.to,
            str(event.units or ""),
            str(event.messages or ""),
        )
    console.print(table)
    for warning in done.warnings:
        console.print(f"· {warning}", style="yellow", markup=False)
