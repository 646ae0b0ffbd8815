"""`papers` and `fonts`: which papers there are and their files; free typefaces brought in."""

from __future__ import annotations

import typer
from rich.console import Console
from rich.table import Table
from sqlmodel import col, select

from cli.commands.office import house
from config.settings import Settings
from models import Paper
from records.papers.fonts import FontsError, bring_free_faces, faces_in
from tasks import campaigns
from tasks.paper_files import papers_folder
from tasks.papers import number_of

app = typer.Typer()
console = Console(emoji=False)

REFUSED = 1


@app.command()
def papers() -> None:
    """列出已印发的公文和文件。The papers issued, with their files."""
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
