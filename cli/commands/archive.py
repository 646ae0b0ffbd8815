"""`archive`: seal a campaign's package, check one on any machine, list it, unpack it; erase what is due."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from cli.acting import Reason, acting, show, tell
from cli.commands.office import OPERATOR
from records.archive import verification
from records.archive.verification import NotAPackageError
from rules.definition import PersonalKind, StepKind
from rules.personal_data import NAMES
from tasks import archiving, campaigns, erasing, putting_away, retention
from tasks.retention import Line

app = typer.Typer()
archive_app = typer.Typer(help="封装、核对归档包。Seal and check archive packages.")
app.add_typer(archive_app, name="archive")
console = Console(emoji=False)

DIFFERS, UNREADABLE = 1, 2
HEADINGS = ("code", "个人信息", "期限", "到期日", "条数", "文件", "保留的文件", "状态")

Package = Annotated[Path, typer.Argument(help="归档包。The package.", exists=True, dir_okay=False)]


@archive_app.command()
def seal() -> None:
    """封装当前活动的归档包。Seal the current campaign's package."""
    with acting() as (ctx, campaign):
        plan = campaigns.definition_of(ctx, campaign)
        step = next(s for s in plan.steps if s.kind is StepKind.ARCHIVING)
        done = archiving.archive(ctx, campaign, step.code)
        where = archiving.package_path(ctx, campaign)
    console.print(f"{where}：{done.items} 件，{done.files} 个文件。items and files sealed.")
    console.print(f"包校验值 SHA-256：{done.digest}")
    for rule in done.failed:
        console.print(f"· 四性检测不通过：{rule}", style="red")


@archive_app.command()
def freeze(
    printed: Annotated[
        str,
        typer.Option(help="移交清单上印的校验值，至少前16位。The printed sum, 16 digits or more."),
    ],
) -> None:
    """核对归档包后入库，此后不能再改。Check the package against its sheet, then freeze the campaign."""
    with acting() as (ctx, campaign):
        digest = putting_away.put_away(ctx, campaign, printed)
    console.print(
        f"已归档入库，包校验值 SHA-256：{digest}。Archived; nothing of it can change now."
    )


@archive_app.command()
def verify(
    package: Package,
    printed: Annotated[
        str, typer.Option(help="移交清单上印的校验值或其开头。The sum on the hand-over sheet.")
    ] = "",
) -> None:
    """逐个文件核对，列出缺少、改动和多出的。Name every missing, altered or extra file."""
    with _readable():
        done = verification.verify(package, printed)
    for problem in done.problems:
        console.print(f"· {problem}", style="red", markup=False)
    for remark in done.remarks:
        console.print(f"· {remark}", style="yellow", markup=False)
    console.print(f"包校验值 SHA-256：{done.digest}")
    if done.problems:
        raise typer.Exit(DIFFERS)
    console.print(f"完整：{done.files} 个文件与清单一致。Whole: {done.files} files as listed.")
    if not printed:
        console.print("请与移交清单上印的校验值比较。Compare the sum with the hand-over sheet.")


@archive_app.command("list")
def list_files(package: Package) -> None:
    """列出包内文件。The files of a package."""
    with _readable():
        files = verification.listed(package)
    for name, size in files:
        console.print(f"{size:>12,}  {name}", markup=False, highlight=False)


@archive_app.command()
def extract(
    package: Package, into: Annotated[Path, typer.Argument(help="空文件夹。An empty folder.")]
) -> None:
    """解开到空文件夹。Unpack into an empty folder."""
    with _readable():
        names = verification.extract(package, into)
    console.print(f"{into}：{len(names)} 个文件 files")


@archive_app.command("personal-data")
def personal_data() -> None:
    """归档后各类个人信息的期限和现状。Terms of personal data, and what of it is still there."""
    with acting(reading=True) as (ctx, campaign):
        lines = retention.table(ctx, campaign)
    show("个人信息清除", HEADINGS, _rows(lines))


@archive_app.command()
def erase(
    printed: Annotated[
        str,
        typer.Option(help="移交清单上印的校验值，至少前16位。The printed sum, 16 digits or more."),
    ],
    reason: Reason,
    kind: Annotated[
        list[PersonalKind] | None,
        typer.Option(help="哪一类，可多次给出；不写为全部到期的 which, all that is due by default"),
    ] = None,
) -> None:
    """清除到期的个人信息，归档包不动。Erase what is due; the package stays as it is."""
    with acting() as (ctx, campaign):
        kinds = kind or [
            line.kind for line in retention.table(ctx, campaign) if line.due or line.unfinished
        ]
        done = erasing.erase(ctx, campaign, kinds, printed=printed, reason=reason)
        house = ctx.house
    removed = erasing.finish(house, campaign, actor=OPERATOR)
    for row in done:
        tell(f"{NAMES[row.kind]}：{row.rows} 条，{len(row.files)} 个文件")
    tell(f"删除文件 {removed} 个。Files removed: {removed}.")


@contextmanager
def _readable() -> Iterator[None]:
    """What is no package is told in red, with an exit code of its own."""
    try:
        yield
    except NotAPackageError as error:
        console.print(str(error), style="red", markup=False)
        raise typer.Exit(UNREADABLE) from error


def _rows(lines: list[Line]) -> Iterator[tuple[object, ...]]:
    for line in lines:
        months = "随档案永久" if line.months is None else f"{line.months}个月"
        yield (
            line.kind.value, NAMES[line.kind], months, line.due_on or "—", line.rows, line.files,
            line.kept, _state(line),
        )  # fmt: skip


def _state(line: Line) -> str:
    if line.unfinished:
        return "文件还没有删完，请再清除一次"
    if line.erasure:
        return "已清除"
    return "到期" if line.due else "未到期"
