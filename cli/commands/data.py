"""Data in and out by command: import a roster or a sheet, write templates, invent a roster."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from cli.commands.office import OPERATOR, current_id, house, refuse
from config.campaign_file import SHIPPED, CampaignFileError, read_campaign
from records.fiction.demo_files import write_fiction
from records.fiction.roster import LEAST_UNITS, fictional_roster
from records.workbooks.filled import write_roster
from records.workbooks.templates import write_templates
from rules.definition import Campaign
from tasks import campaigns
from tasks.context import Context
from tasks.errors import NotPossible
from tasks.imports.report import ImportReport
from tasks.imports.reports import import_reports
from tasks.imports.roster import import_roster
from tasks.imports.scores import import_bimonthly, import_scores, import_third_party
from tasks.imports.tallies import import_tallies

app = typer.Typer()
importing = typer.Typer(
    help="导入名册和各类表格。Import the roster and sheets.", no_args_is_help=True
)
inventing = typer.Typer(help="生成虚构数据。Invent data.", no_args_is_help=True)
app.add_typer(importing, name="import")
app.add_typer(inventing, name="fiction")
console = Console(emoji=False)

REFUSED, UNREADABLE = 1, 2
TOLD = 20

File = Annotated[Path, typer.Argument(help="工作簿或 CSV 文件 .xlsx or .csv")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="只看结果，不写入。Show, do not write.")]
CampaignFile = Annotated[
    Path, typer.Option("--campaign", help="尚未启动时所用的活动文件 campaign file, before a launch")
]
Seed = Annotated[int, typer.Option(help="同一种子得到同一名册 one seed, one roster")]


class SheetKind(StrEnum):
    BIMONTHLY = "bimonthly"
    THIRD_PARTY = "third-party"
    REPORTS = "reports"
    SCORES = "scores"
    TALLIES = "tallies"


IMPORTS = {
    SheetKind.BIMONTHLY: import_bimonthly,
    SheetKind.THIRD_PARTY: import_third_party,
    SheetKind.REPORTS: import_reports,
    SheetKind.SCORES: import_scores,
    SheetKind.TALLIES: import_tallies,
}
HELP = {
    SheetKind.BIMONTHLY: "导入双月度考核得分。Bimonthly assessment scores.",
    SheetKind.THIRD_PARTY: "导入第三方测评得分。Third-party measurement scores.",
    SheetKind.REPORTS: "导入信息报送清单。Information reports.",
    SheetKind.SCORES: "导入评委评分表。Evaluators' scores.",
    SheetKind.TALLIES: "导入计票单。Counted votes.",
}


@importing.command("roster")
def roster(
    file: File,
    as_of: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="从哪天起生效，默认今天 holds from this day on"),
    ] = None,
    campaign: CampaignFile = SHIPPED,
    dry_run: DryRun = False,
) -> None:
    """导入单位名册：单位和人员。Import the roster: units and persons."""

    def act(ctx: Context) -> ImportReport:
        kinds = _definition(ctx, campaign).unit_kinds
        return import_roster(ctx, file, kinds, _day(as_of), dry_run=dry_run)

    _run(act, dry_run=dry_run)


def _sheet_command(kind: SheetKind) -> Callable[[Path, bool], None]:
    def command(file: File, dry_run: DryRun = False) -> None:
        def act(ctx: Context) -> ImportReport:
            return IMPORTS[kind](ctx, current_id(ctx), file, dry_run=dry_run)

        _run(act, dry_run=dry_run)

    return command


for _kind in SheetKind:
    importing.command(_kind.value, help=HELP[_kind])(_sheet_command(_kind))


@app.command()
def templates(
    out: Annotated[Path, typer.Option(help="放在哪个文件夹 folder")] = Path("templates"),
    campaign: CampaignFile = SHIPPED,
) -> None:
    """写出可填写的空白表格。Write the workbooks to fill in."""
    for path in write_templates(out, _read(campaign)):
        console.print(f"已写出 wrote {path}", highlight=False)


@inventing.command("roster")
def fiction_roster(
    units: Annotated[int, typer.Option(min=LEAST_UNITS, help="单位数 number of units")] = 180,
    seed: Seed = 2021,
    out: Annotated[Path, typer.Option(help="写到哪个文件 file")] = Path("单位名册.xlsx"),
    campaign: CampaignFile = SHIPPED,
) -> None:
    """生成虚构名册；人名、电话、邮箱都不存在。A roster of nobody real."""
    plan = _read(campaign)
    made = fictional_roster(plan, seed=seed, units=units)
    write_roster(out, made, plan.unit_kinds)
    console.print(
        f"已写出 wrote {out}：{len(made.units)} 个单位 units，{len(made.people)} 条任职 posts held",
        highlight=False,
    )


@inventing.command("sheets")
def fiction_sheets(
    units: Annotated[int, typer.Option(min=LEAST_UNITS, help="单位数 number of units")] = 180,
    seed: Seed = 2021,
    out: Annotated[Path, typer.Option(help="放在哪个文件夹 folder")] = Path("fiction"),
    campaign: CampaignFile = SHIPPED,
) -> None:
    """生成虚构名册和配套的报送、考核、测评表。The roster with sheets that go with it."""
    plan = _read(campaign)
    made = fictional_roster(plan, seed=seed, units=units)
    for path in write_fiction(out, plan, made, seed=seed):
        console.print(f"已写出 wrote {path}", highlight=False)


def _run(act: Callable[[Context], ImportReport], *, dry_run: bool) -> None:
    """One transaction for a whole file; a dry run only reads."""
    ours = house()
    try:
        with ours.reading() if dry_run else ours.acting(OPERATOR) as ctx:
            report = act(ctx)
    except CampaignFileError as error:
        console.print(str(error), style="red", markup=False)
        raise typer.Exit(UNREADABLE) from error
    except NotPossible as refusal:
        console.print("没有导入任何内容。Nothing was imported.", style="red")
        refuse(refusal)
    tell(report)


def tell(report: ImportReport) -> None:
    heading = "试运行，未写入 dry run" if report.dry_run else "已导入 imported"
    console.print(f"{report.title} · {report.file}：{heading}", highlight=False, soft_wrap=True)
    table = Table(show_header=False)
    for label, count in report.counts.items():
        table.add_row(label, str(count))
    console.print(table)
    for lines, style in ((report.changes, ""), (report.warnings, "yellow")):
        for line in lines[:TOLD]:
            console.print(f"· {line}", style=style, markup=False, highlight=False, soft_wrap=True)
        if len(lines) > TOLD:
            console.print(f"  另有 {len(lines) - TOLD} 条 more", style=style)


def _definition(ctx: Context, file: Path) -> Campaign:
    """What the running campaign says; before any launch, what its file says."""
    running = campaigns.current(ctx)
    if running is not None and running.id is not None:
        return campaigns.definition_of(ctx, running.id)
    return read_campaign(file).definition


def _read(file: Path) -> Campaign:
    try:
        return read_campaign(file).definition
    except (CampaignFileError, OSError) as error:
        console.print(str(error), style="red", markup=False)
        raise typer.Exit(UNREADABLE) from error


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None
