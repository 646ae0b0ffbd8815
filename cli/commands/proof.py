"""`export` and `verify`: the result as a folder that anybody can check, and the check itself."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from cli.commands.office import OPERATOR, current_id, house, refuse
from records.proof.result_folder import HERE, VERIFIER
from tasks import proof
from tasks.errors import NotPossible

app = typer.Typer()
console = Console(emoji=False, highlight=False, soft_wrap=True)

REFUSED = 1


@app.command()
def export(
    folder: Annotated[Path, typer.Argument(help="写到哪个文件夹 folder")],
    full: Annotated[
        bool,
        typer.Option("--full", help="完整版，含个人情况和评委姓名 with persons' facts and names"),
    ] = False,
) -> None:
    """导出可独立核验的评选结果。Export the result with everything it follows from.

    Exit codes: 0 written, 1 refused.
    """
    try:
        with house().acting(OPERATOR) as ctx:
            done = proof.export(ctx, current_id(ctx), folder, full=full)
    except NotPossible as refusal:
        refuse(refusal)
    console.print(f"已写出 wrote {folder}：{done.files} 个文件 files")
    console.print(f"校验码 head        {done.head}")
    console.print(f"日志检查点 checkpoint {done.checkpoint}")
    console.print("核验 verify: python3 verify.py --head 校验码")


@app.command()
def verify(
    folder: Annotated[Path, typer.Argument(help="导出的文件夹 exported folder")],
    head: Annotated[str, typer.Option(help="纸面上的校验码 the printed head")] = "",
    checkpoint: Annotated[str, typer.Option(help="纸面上的日志检查点 printed checkpoint")] = "",
) -> None:
    """独立核验导出的结果。Check an exported result with the verifier that is shipped in it.

    Exit codes: 0 follows, 1 does not follow, 2 unreadable.
    """
    told = [("--head", head), ("--checkpoint", checkpoint)]
    sys.argv = [
        VERIFIER,
        str(folder),
        *(part for name, text in told if text for part in (name, text)),
    ]
    # Our own copy and not the folder's: one who altered the folder may have altered that as well.
    runpy.run_path(str(HERE / VERIFIER), run_name="__main__")
