"""`check`, `schema` and `new`: what one does with a campaign file before it is launched."""

import json
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console

from cli.campaign_report import as_json, print_findings, print_next, print_sheet
from config.calendars import KNOWN_YEARS, statutory
from config.campaign_file import check_campaign, decoded
from config.next_campaign import CannotRenew, next_campaign
from config.schema import campaign_schema
from notifications.catalogue import CATALOGUE
from notifications.channels.registry import CHANNELS
from rules.lint.days_off import closures_of
from rules.readings_sheet import DecisionSheet, decision_sheet

app = typer.Typer(add_completion=False)

HAS_ERRORS = 1
UNREADABLE = 2

File = Annotated[Path, typer.Argument(help="活动文件（YAML）。The campaign file.")]


@app.command()
def check(
    file: File,
    json_: Annotated[bool, typer.Option("--json", help="输出 JSON。Print JSON.")] = False,
) -> None:
    """检查活动文件，打印决定表。Check a campaign file and print its decision sheet.

    Exit codes: 0 no error, 1 errors, 2 the file cannot be read.
    """
    try:
        report = check_campaign(file, templates=frozenset(CATALOGUE), channels=frozenset(CHANNELS))
    except OSError as error:
        _stop(f"{file}: 读不到这个文件（{error.strerror}）。请检查路径和权限。")
    sheet: DecisionSheet | None = None
    if report.definition is not None:
        known = statutory(KNOWN_YEARS, provisional=True)
        calendar = known.with_closures(closures_of(report.definition))
        sheet = decision_sheet(report.definition, calendar)
    if json_:
        typer.echo(as_json(file, report, sheet))
    else:
        console = Console()
        print_findings(console, file, report)
        if sheet is not None:
            print_sheet(console, sheet)
    raise typer.Exit(HAS_ERRORS if report.errors else 0)


@app.command()
def schema(
    out: Annotated[Path | None, typer.Option("--out", help="写到文件。Write to this file.")] = None,
) -> None:
    """输出活动文件的 JSON Schema，供编辑器使用。Write the JSON Schema for editors."""
    text = json.dumps(campaign_schema(), ensure_ascii=False, indent=2) + "\n"
    if out is None:
        typer.echo(text, nl=False)
        return
    try:
        out.write_text(text, encoding="utf-8")
    except OSError as error:
        _stop(f"{out}: 写不进去（{error.strerror}）。请检查路径和权限。")
    typer.echo(f"已写入 {out}。在活动文件首行加上：# yaml-language-server: $schema={out.name}")


@app.command()
def new(
    file: File,
    old: Annotated[Path, typer.Option("--from", help="以往的活动文件。The earlier file.")],
    year: Annotated[int, typer.Option("--year", help="新年度。The new year.", min=2004, max=2100)],
) -> None:
    """由以往的活动文件生成新年度的文件。Make the file of another year; never overwrites.

    Exit codes: 0 written, 1 refused, 2 a file cannot be read or written.
    """
    try:
        made = next_campaign(decoded(old.read_bytes()), year)
        with file.open("x", encoding="utf-8") as handle:
            handle.write(made.text)
    except FileExistsError:
        _stop(f"{file}: 已有这个文件，不覆盖。请换一个文件名。", HAS_ERRORS)
    except OSError as error:
        _stop(f"{error.filename}: 读写失败（{error.strerror}）。请检查路径和权限。")
    except CannotRenew as error:
        _stop(str(error), HAS_ERRORS)
    print_next(Console(), file, made)


def _stop(message: str, code: int = UNREADABLE) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(code)
