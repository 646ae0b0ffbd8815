"""`papers` and `fonts`: papers and their files, working papers made; free typefaces brought in."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from sqlmodel import col, select

from cli.acting import acting, show, tell
from cli.commands.office import house
from config.settings import Settings
from models import Paper
from records.papers.catalogue import CATALOGUE
from records.papers.fonts import FontsError, bring_free_faces, faces_in
from tasks import campaigns, printing
from tasks.materials import making
from tasks.paper_files import papers_folder
from tasks.papers import number_of

app = typer.Typer()
papers_app = typer.Typer(invoke_without_command=True)
app.add_typer(papers_app, name="papers")
console = Console(emoji=False)

REFUSED = 1


@papers_app.callback()
def papers(invoked: typer.Context) -> None:
    """列出已印发的公文和文件；make 形成评选材料。The papers issued; `make` makes working papers."""
    if invoked.invoked_subcommand is not None:
        return
    with house().reading() as ctx:
        campaign = campaigns.current(ctx)
        if campaign is None or campaign.id is None:
            console.print("还没有评选活动。No campaign yet.")
            raise typer.Exit(REFUSED)
        rows = ctx.session.exec(
            select(Paper).where(col(Paper.campaign_id) == campaign.id).order_by(col(Paper.id))
        ).all()
        folder = papers_folder(ctx, campaign.id)
    table = Table(title=f"{folder}")
    for heading in ("文号", "环节", "标题", "文件"):
        table.add_column(heading)
    for row in rows:
        table.add_row(number_of(row), row.step, row.title, "\n".join(sorted(row.files)) or "—")
    console.print(table)


@papers_app.command()
def kinds() -> None:
    """列出能形成的评选材料。The kinds of working papers."""
    with acting(reading=True) as (ctx, campaign):
        plan = campaigns.definition_of(ctx, campaign)
    rows = [
        (
            one.code,
            CATALOGUE[one.code].name,
            "、".join(s.code for s in plan.steps if s.kind is one.step),
        )
        for one in making.MATERIALS.values()
    ]
    show("评选材料", ("种类", "名称", "环节"), iter(rows))


@papers_app.command()
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


@app.command()
def fonts() -> None:
    """取来免费的仿宋、楷体、黑体、宋体字体。Bring free typefaces for papers to this machine."""
    settings = Settings()
    into = settings.home / "fonts"
    try:
        brought = bring_free_faces(into)
    except FontsError as error:
        console.print(str(error), style="red", markup=False)
        raise typer.Exit(REFUSED) from error
    console.print(f"{into}：{len(brought)} 个字体文件 font files")
    own = [settings.fonts] if settings.fonts else []
    for face, family in faces_in([*own, into]).best.items():
        console.print(f"  {face}: {family}")
