"""`papers kinds` and `papers make`: working papers made from the rows as they stand."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.acting import acting, show, tell
from records.papers.catalogue import CATALOGUE
from tasks import campaigns, printing
from tasks.materials import making
from tasks.paper_files import papers_folder


def kinds() -> None:
    """列出能形成的评选材料。The kinds of working papers."""
    with acting(reading=True) as (ctx, campaign):
        steps = campaigns.definition_of(ctx, campaign).steps
    rows = (
        (one.code, CATALOGUE[one.code].name, "、".join(s.code for s in steps if s.kind is one.step))
        for one in making.MATERIALS.values()
    )
    show("评选材料", ("种类", "名称", "环节"), rows)


def make(
    wanted: Annotated[
        list[str] | None, typer.Argument(metavar="种类", help="种类，不写则全部 kinds, else all")
    ] = None,
) -> None:
    """按现有数据形成并排印评选材料。Make and print working papers from the rows as they stand."""
    with acting() as (ctx, campaign):
        made = making.make(ctx, campaign, wanted or list(making.MATERIALS))
        files = printing.print_issued(ctx, campaign, "").files
        folder = papers_folder(ctx, campaign)
    waiting = "、".join(CATALOGUE[kind].name for kind in made.nothing_yet) or "无"
    tell(
        f"新形成 {len(made.numbers)} 件，没有变化 {made.unchanged} 件，尚无数据：{waiting}。"
        f"{len(files)} files in {folder}"
    )
