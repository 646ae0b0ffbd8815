"""How findings, the decision sheet and next year's changes look in a terminal and as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from rich.markup import escape
from rich.table import Table

from config.findings import SEVERITY_NAMES, CheckReport, Finding, Severity
from rules.publicity import Remedy

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from rich.console import Console

    from config.next_campaign import NextFile
    from rules.readings_sheet import Clash, DecisionSheet

_STYLES: Mapping[Severity, str] = {"error": "bold red", "warning": "yellow", "note": "cyan"}

REMEDIES: Mapping[Remedy, str] = {
    Remedy.MEET_EARLIER: "提前开会",
    Remedy.RUN_PAST_THE_PHASE: "公示顺延",
    Remedy.SHORTEN: "缩短公示",
}


def print_findings(console: Console, file: Path, report: CheckReport) -> None:
    for finding in report.findings:
        _print_finding(console, str(file), finding)
    counts = "，".join(
        f"{name} {sum(f.severity == severity for f in report.findings)}"
        for severity, name in SEVERITY_NAMES.items()
    )
    if not report.findings:
        console.print(f"[green]{escape(str(file))}：没有发现问题。No findings.[/]")
    else:
        console.print(f"{escape(str(file))}：{counts}。")
    if report.errors:
        console.print("改正错误之后再看决定表。The decision sheet needs a file without errors.")


def _print_finding(console: Console, name: str, finding: Finding) -> None:
    place = f"{name}:{finding.line}:{finding.column}"
    severity = f"[{_STYLES[finding.severity]}]{SEVERITY_NAMES[finding.severity]}[/]"
    # One line each, however wide: a terminal or an editor then jumps to the place.
    console.print(
        f"{escape(place)}: {severity} {escape(finding.message)} {escape(finding.hint)} "
        f"[dim]({finding.code})[/]",
        soft_wrap=True,
        highlight=False,
    )


def print_sheet(console: Console, sheet: DecisionSheet) -> None:
    table = Table(title="决定表：通知未尽之处的理解  Decision sheet", show_lines=True, expand=True)
    table.add_column("编号", no_wrap=True)
    for heading, ratio in (("问题", 5), ("出处", 4), ("现行理解", 6), ("改作他解的影响", 9)):
        table.add_column(heading, overflow="fold", ratio=ratio)
    for row in sheet.rows:
        in_force = escape(row.in_force)
        if row.differs:
            in_force = f"[bold yellow]{in_force}[/]\n默认：{escape(row.default)}"
        effect = escape("\n".join(filter(None, (row.otherwise, row.computed))))
        table.add_row(row.number, escape(row.question), escape(row.clause), in_force, effect)
    console.print(table)
    for clash in sheet.clashes:
        _print_clash(console, clash)


def _print_clash(console: Console, clash: Clash) -> None:
    table = Table(title=f"时间冲突：{escape(clash.title)}  Timetable clash", show_lines=True)
    for heading in ("选择", "审定会议", "公示", "超出阶段", "说明"):
        table.add_column(heading, overflow="fold")
    for choice in clash.choices:
        name = REMEDIES[choice.remedy]
        table.add_row(
            f"[bold green]{name}（已选）[/]" if choice.remedy is clash.chosen else name,
            f"{choice.meeting}",
            f"{choice.notice.first} 至 {choice.notice.last}（{choice.notice.working_days} 个工作日）",
            f"{choice.days_past_phase} 天" if choice.days_past_phase else "不超出",
            escape(choice.note),
        )
    console.print(escape(clash.explained))
    console.print(table)
    if clash.reason:
        console.print(f"理由：{escape(clash.reason)}")


def print_next(console: Console, file: Path, made: NextFile) -> None:
    table = Table(title=f"{escape(str(file))} 的改动  Changes")
    for heading in ("行", "位置", "原来", "现在", "原因"):
        table.add_column(heading, overflow="fold")
    for change in made.changes:
        cells = (change.what, change.old, change.new, change.reason)
        table.add_row(str(change.line), *map(escape, cells))
    console.print(table)
    for year in made.provisional:
        console.print(
            f"[yellow]{year} 年的放假安排没有收录，该年的日期都是暂定的；公布后请重新检查。[/]"
        )
    if made.by_hand:
        console.print("以下各行提到旧的年份或日期，请人工核对。To be looked at by a person:")
        for change in made.by_hand:
            console.print(f"  {file}:{change.line}: {change.old}", markup=False, soft_wrap=True)
    for finding in made.review:
        _print_finding(console, str(file), finding)
    console.print(f"已生成 {escape(str(file))}。请运行 pingxuan check {escape(str(file))}。")


def as_json(file: Path, report: CheckReport, sheet: DecisionSheet | None) -> str:
    """One object: `file`, `ok`, `findings`, `sheet` (null while there are errors)."""
    told = {
        "file": str(file),
        "ok": not report.errors,
        "findings": [asdict(finding) for finding in report.findings],
        "sheet": _sheet(sheet) if sheet is not None else None,
    }
    return json.dumps(told, ensure_ascii=False, indent=2, default=str)


def _sheet(sheet: DecisionSheet) -> dict[str, Iterable[object]]:
    return {
        "rows": [{**asdict(row), "differs": row.differs} for row in sheet.rows],
        "clashes": [asdict(clash) for clash in sheet.clashes],
    }
