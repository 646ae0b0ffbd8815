"""`backup` and `restore`: a checked package of everything, and a new installation from it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console

from cli.commands.office import house
from config.settings import Settings
from models.snapshot import SnapshotError
from records.archive.verification import NotAPackageError
from tasks import backup as backups
from tasks.errors import NotPossible

app = typer.Typer()
console = Console(emoji=False)

CANNOT = 1


@app.command()
def backup(
    into: Annotated[Path, typer.Argument(help="放到哪个文件夹。The folder to write into.")],
) -> None:
    """备份数据库、结果文件和设置，可在运行中进行。Back everything up while it runs."""
    try:
        done = backups.back_up(house(), into)
    except SnapshotError as error:
        _stop(str(error))
    console.print(f"{done.file}：{done.packed.files} 个文件 files")
    console.print(f"校验值 SHA-256：{done.packed.digest}")


@app.command()
def restore(
    package: Annotated[Path, typer.Argument(help="备份文件。The backup.", exists=True)],
) -> None:
    """恢复到新的 PINGXUAN_HOME 和数据库，发送先暂停。Restore into a new home; nothing is sent yet."""
    try:
        backups.restore(Settings(), package)
    except (SnapshotError, NotAPackageError) as error:
        _stop(str(error))
    except NotPossible as refusal:
        _stop(*refusal.reasons)
    console.print(
        "已恢复，发件箱暂停。核对后在消息页恢复发送，或运行 pingxuan outbox resume --reason 理由。"
    )
    console.print(
        "Restored; the outbox is on hold until somebody resumes it on the page of messages, or by pingxuan outbox resume."
    )


def _stop(*reasons: str) -> NoReturn:
    for reason in reasons:
        console.print(f"· {reason}", style="red", markup=False)
    raise typer.Exit(CANNOT)
