"""The judging by command: evaluators, assignments, recusals, score sheets and methods."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
from rich.table import Table

from cli.commands.data import tell
from cli.commands.office import OPERATOR, Reason, console, current_id, house, refuse
from tasks import assigning, method_papers, observers, recusals, score_sheets
from tasks.context import Context
from tasks.errors import NotPossible
from tasks.imports.assignments import import_assignments
from tasks.imports.evaluators import import_evaluators
from tasks.imports.report import ImportReport
from tasks.imports.score_sheets import import_score_sheet
from tasks.panels import evaluators_of
from tasks.use_case import UseCase

app = typer.Typer()
evaluators = typer.Typer(help="评委名单。Evaluators and their panels.", no_args_is_help=True)
assigning_app = typer.Typer(help="指派评委。Assign evaluators.", no_args_is_help=True)
app.add_typer(evaluators, name="evaluators")
app.add_typer(assigning_app, name="assign")

R = TypeVar("R")
File = Annotated[Path, typer.Argument(help="工作簿或 CSV 文件 .xlsx or .csv")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="只看结果，不写入。Show, do not write.")]
Component = Annotated[str, typer.Option(help="考评项目代码 component")]
Group = Annotated[str, typer.Option(help="考评分组代码 group")]


def act(work: Callable[[Context, int], R]) -> R:
    """One transaction for the running campaign; a refusal is told reason by reason."""
    try:
        with house().acting(OPERATOR) as ctx:
            return work(ctx, current_id(ctx))
    except NotPossible as refusal:
        refuse(refusal)


def take_in(use: UseCase[..., ImportReport], file: Path, *, dry_run: bool, **more: Any) -> None:  # noqa: ANN401 - handed on as it is
    """Import one file, or show what importing it would do."""
    ours = house()
    try:
        with ours.reading() if dry_run else ours.acting(OPERATOR) as ctx:
            report = use(ctx, current_id(ctx), file, dry_run=dry_run, **more)
    except NotPossible as refusal:
        console.print("没有导入任何内容。Nothing was imported.", style="red")
        refuse(refusal)
    tell(report)


def show(row: dict[str, object]) -> None:
    table = Table(show_header=False)
    for label, value in row.items():
        table.add_row(label, str(value))
    console.print(table)


@evaluators.command("import")
def evaluators_import(file: File, dry_run: DryRun = False) -> None:
    """导入评委名单：编号、姓名、考评项目、分组。Import evaluators and their seats."""
    take_in(import_evaluators, file, dry_run=dry_run)


@evaluators.command("list")
def evaluators_list() -> None:
    """列出评委和已指派的件数。Evaluators with what they have to score."""
    try:
        with house().reading() as ctx:
            campaign = current_id(ctx)
            known = evaluators_of(ctx, campaign)
            standing = assigning.Board(ctx, campaign).standing()
    except NotPossible as refusal:
        refuse(refusal)
    table = Table()
    for heading in ("编号", "姓名", "类别", "已指派"):
        table.add_column(heading)
    for code, row in known.items():
        count = sum(evaluator == code for _, _, evaluator in standing)
        table.add_row(code, row.name, row.role, str(count))
    console.print(table)


@assigning_app.command("one")
def assign_one(
    evaluator: Annotated[str, typer.Argument(help="评委编号 evaluator")],
    candidate: Annotated[str, typer.Argument(help="候选代码 candidate")],
    component: Component,
) -> None:
    """指派一名评委评一个候选。Assign one evaluator to one candidate."""
    show(act(lambda ctx, c: assigning.assign(ctx, c, component, evaluator, candidate)).row())


@assigning_app.command("panel")
def assign_panel(
    component: Component,
    group: Group,
    leave_out: Annotated[
        bool, typer.Option("--leave-out-conflicts", help="略去须回避的 leave conflicts out")
    ] = False,
) -> None:
    """整组候选指派给全体评委。Give a group's candidates to its whole panel."""
    done = act(lambda ctx, c: assigning.assign_panel(ctx, c, component, group, leave_out=leave_out))
    show(done.row())


@assigning_app.command("balance")
def assign_balanced(
    component: Component,
    group: Group = "",
    seed: Annotated[int | None, typer.Option(help="同一种子同一结果 one seed, one result")] = None,
) -> None:
    """均衡指派：人数按活动文件，负担相差不过一件。Share candidates out evenly."""
    show(act(lambda ctx, c: assigning.balance(ctx, c, component, group, seed=seed)).row())


@assigning_app.command("import")
def assign_import(file: File, dry_run: DryRun = False) -> None:
    """导入评委指派表。Import assignments."""
    take_in(import_assignments, file, dry_run=dry_run)


@app.command()
def recuse(
    evaluator: Annotated[str, typer.Argument(help="评委编号 evaluator")],
    about: Annotated[str, typer.Argument(help="候选或单位代码 candidate or unit")],
    reason: Reason = "",
) -> None:
    """登记回避：终止指派，撤下评分。Recuse an evaluator from a candidate or a unit."""
    show(act(lambda ctx, c: recusals.recuse(ctx, c, evaluator, about, reason=reason)).row())


@app.command()
def sheets(
    component: Component, out: Annotated[Path, typer.Option(help="文件夹 folder")] = Path("sheets")
) -> None:
    """发放评分表：每名评委一个工作簿。Write each evaluator's score sheet."""
    done = act(lambda ctx, c: score_sheets.issue(ctx, c, component, out))
    for path in done.files:
        console.print(f"已写出 wrote {path}", highlight=False, soft_wrap=True)
    if done.unassigned:
        console.print(f"还没有评委 without evaluator: {'、'.join(done.unassigned)}", style="yellow")


@app.command("take-sheet")
def take_sheet(
    file: File,
    replacing: Annotated[
        str, typer.Option("--replace", help="更换已交评分的理由 reason for replacing marks")
    ] = "",
    dry_run: DryRun = False,
) -> None:
    """收回评委填好的评分表。Take in a score sheet that was filled."""
    take_in(import_score_sheet, file, dry_run=dry_run, replacing=replacing)


@app.command("observer-opinions")
def observer_opinions(file: File, dry_run: DryRun = False) -> None:
    """导入列席单位意见，不计入得分。Import observers' opinions; they never count."""
    take_in(observers.import_opinions, file, dry_run=dry_run)


@app.command("method-paper")
def method_paper(
    file: Annotated[
        Path, typer.Argument(help="办法正文 the paper itself", exists=True, dir_okay=False)
    ],
    group: Group,
    office: Annotated[str, typer.Option(help="牵头处室代码 lead office")],
    title: Annotated[str, typer.Option(help="名称 title")],
    number: Annotated[str, typer.Option(help="文号 number")],
    dated: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="日期 date")],
) -> None:
    """登记考评办法；登记后该组才能评分。Register a group's method paper."""
    what = method_papers.Method(
        group, office, title, number, dated.date(), file.name, file.read_bytes()
    )
    act(lambda ctx, c: method_papers.register(ctx, c, what))
    console.print(f"已登记 registered：{title}（{number}）", highlight=False)
