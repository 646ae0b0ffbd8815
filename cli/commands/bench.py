"""`pingxuan bench`: ours, the raw reference of the same run, the ratio, and the target beside it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer()
ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "tests" / "benchmarks"
SIDES = ("_ours", "_raw")
SIZED = "pages"
"""The benchmark that takes the number of units."""


def benchmarks() -> list[str]:
    """Names of the programs in `tests/benchmarks`; those they start for one side are left out."""
    if not FOLDER.is_dir():
        return []
    return sorted(
        path.stem.replace("_", "-")
        for path in FOLDER.glob("*.py")
        if "__main__" in path.read_text("utf-8") and not path.stem.endswith(SIDES)
    )


@app.command()
def bench(
    names: Annotated[list[str] | None, typer.Argument(help="哪几项；不写为全部 which")] = None,
    units: Annotated[
        list[int] | None, typer.Option(min=1, help="pages 的单位数，可多次给出 units of pages")
    ] = None,
) -> None:
    """基准测试，须在源码目录中运行。Run the benchmarks of the checkout."""
    known = benchmarks()
    unknown = [name for name in names or () if name not in known]
    if unknown or not known:
        typer.echo(f"没有 {'、'.join(unknown)}；可用 known: {'、'.join(known) or '无'}", err=True)
        raise typer.Exit(2)
    if units and names != [SIZED]:
        typer.echo(f"--units 只用于 {SIZED}，例如 pingxuan bench {SIZED} --units 1000", err=True)
        raise typer.Exit(2)
    sizes = [text for count in units or () for text in ("--units", str(count))]
    failed = 0
    for name in names or known:
        typer.echo(f"== {name}")
        failed |= subprocess.run(  # noqa: S603 - our own programs
            [sys.executable, "-m", f"tests.benchmarks.{name.replace('-', '_')}", *sizes],
            cwd=ROOT,
            check=False,
        ).returncode
    raise typer.Exit(failed)
