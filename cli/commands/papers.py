"""`papers` and `fonts`: papers from draft to issue, their files, and what has gone out of date."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from sqlmodel import col, select

from cli.acting import Reason, acting, as_day, day, received, show, tell
from cli.commands import materials
from cli.commands.office import house
from config.settings import Settings
from models import Paper
from records.papers.fonts import FontsError, bring_free_faces, faces_in
from rules.signing import Verdict
from tasks import (
    campaigns,
    paper_ends,
    sign_off,
    sign_opinions,
    sign_sheets,
    signatories,
    stale_papers,
)
from tasks.paper_files import papers_folder
from tasks.papers import number_of

app = typer.Typer()
papers = typer.Typer(help="公文：拟稿、签批、印发、更正。Papers from draft to issue.")
app.add_typer(papers, name="papers", invoke_without_command=True)
papers.command("kinds")(materials.kinds)
papers.command("make")(materials.make)
console = Console(emoji=False)

REFUSED = 1
STATES = {
    "draft": "文稿",
    "in_sign_off": "签批中",
    "issued": "已印发",
    "replaced": "已被替代",
    "withdrawn": "已撤回",
}
Number = Annotated[int, typer.Argument(help="公文编号，见 papers 的第一列 its id")]
Post = Annotated[str, typer.Argument(help="岗位 the post")]
Name = Annotated[str, typer.Argument(help="签批人：姓名、账号名或人员编码 who signs")]
Known = Annotated[str, typer.Argument(help="签批人：账号名或人员编码 who signs")]


@papers.callback()
def listed(ctx: typer.Context) -> None:
    """列出公文和文件。The papers with their state and files."""
    if ctx.invoked_subcommand is not None:
        return
    with house().reading() as reading:
        campaign = campaigns.current(reading)
        if campaign is None or campaign.id is None:
            console.print("还没有评选活动。No campaign yet.")
            raise typer.Exit(REFUSED)
        rows = reading.session.exec(
            select(Paper).where(col(Paper.campaign_id) == campaign.id).order_by(col(Paper.id))
        ).all()
        folder = papers_folder(reading, campaign.id)
    table = Table(title=f"{folder}")
    for heading in ("编号", "文号", "环节", "状态", "标题", "文件"):
        table.add_column(heading)
    for row in rows:
        files = "\n".join(sorted(row.files)) or "—"
        table.add_row(str(row.id), number_of(row), row.step, STATES[row.state], row.title, files)
    console.print(table)


@papers.command("draft")
def draft(step: Annotated[str, typer.Argument(help="环节代码 step, e.g. 1.2")]) -> None:
    """拟稿：写出一个环节的公文，供修改和送签。Draft a step's paper."""
    with acting() as (ctx, campaign):
        number = sign_off.draft(ctx, campaign, step)
    tell(f"文稿编号 {number}：pingxuan papers text {number} 看文稿，papers send {number} 送签")


@papers.command("text")
def text(number: Number) -> None:
    """看文稿和签批情况。Show a draft, its check code and what was said on it."""
    with acting(reading=True) as (ctx, campaign):
        row, _, sheet = sign_off.look(ctx, campaign, number)
        said = sign_off.opinions_of(ctx, number)
        tell(f"《{row.title}》 {number_of(row)} · {STATES[row.state]} · 第{row.round}轮")
        tell(f"文稿校验码：{sign_sheets.code_of(row)} · {sign_sheets.told(row, sheet)}")
        for one in said:
            word = "同意" if one.verdict == Verdict.APPROVED else "退回"
            tell(f"第{one.round}轮 {one.signed_on} {one.post}（{one.signer}）{word} {one.comment}")
        tell(f"\n{row.text}")


@papers.command("revise")
def revise(
    number: Number,
    file: Annotated[Path | None, typer.Option(help="新的文稿；不给则只更新数据 the text")] = None,
) -> None:
    """修改文稿，或按现在的数据更新它；已有的签批作废。Change a draft; what was signed is void."""
    words = file.read_text(encoding="utf-8") if file else None
    with acting() as (ctx, campaign):
        sign_off.revise(ctx, campaign, number, words)
    tell("已修改，请重新送签。Changed; send it round again.")


@papers.command("send")
def send(number: Number) -> None:
    """送签。Send a draft round for signing."""
    with acting() as (ctx, campaign):
        waits = sign_off.send(ctx, campaign, number)
    _tell_next(waits)


@papers.command("sheet")
def sheet(  # noqa: PLR0917 - Typer reads arguments from the signature
    number: Number,
    post: Post,
    signer: Name,
    scan: Annotated[Path, typer.Argument(help="签批单的扫描件 scan of the signed sheet")],
    code: Annotated[str, typer.Option(help="单上的文稿校验码 the check code on the sheet")],
    signed_on: Annotated[datetime, day("签字日期 the day it was signed")],
    returned: Annotated[bool, typer.Option("--return", help="退回 it returns the paper")] = False,
    comment: Annotated[str, typer.Option(help="意见 comment")] = "",
) -> None:
    """登记纸面签批单。Enter a sheet signed by hand."""
    verdict = Verdict.RETURNED if returned else Verdict.APPROVED
    said = sign_opinions.Said(post, code, verdict, comment)
    page = sign_opinions.SignedSheet(signer, as_day(signed_on), received(scan))
    with acting() as (ctx, campaign):
        waits = sign_opinions.enter_sheet(ctx, campaign, number, said, page)
    _tell_next(waits)


@papers.command("issue")
def issue(number: Number) -> None:
    """印发签完的公文。Issue a paper that everybody has signed."""
    with acting() as (ctx, campaign):
        tell(f"已印发 issued：{sign_off.issue(ctx, campaign, number)}")


@papers.command("correct")
def correct(number: Number, reason: Reason = "") -> None:
    """更正：另拟一件替代它。Draft a version that takes its place."""
    with acting() as (ctx, campaign):
        made = paper_ends.correct(ctx, campaign, number, reason=reason)
    tell(f"更正文稿编号 {made}：修改后 papers send {made} 送签")


@papers.command("withdraw")
def withdraw(
    number: Number,
    reason: Reason = "",
    by: Annotated[str, typer.Option("--by", help="作出决定的岗位 by whose word")] = "",
) -> None:
    """撤回：拟一件撤回它的通知。Draft the paper that withdraws it."""
    with acting() as (ctx, campaign):
        made = paper_ends.withdraw(ctx, campaign, number, reason=reason, ordered_by=by)
    tell(f"撤回通知编号 {made}")


@papers.command("signer")
def signer(
    post: Post,
    name: Known,
    since: Annotated[datetime, day("从哪天起 from")],
    until: Annotated[datetime | None, day("到哪天止 until")] = None,
    substitute: Annotated[bool, typer.Option("--substitute", help="代签 stands in")] = False,
    reason: Reason = "",
) -> None:
    """登记某岗位由谁签批。Record who signs for a post."""
    last = as_day(until) if until else None
    who = signatories.Appointed(
        post, name, as_day(since), last, substitute=substitute, reason=reason
    )
    with acting() as (ctx, campaign):
        signatories.appoint(ctx, campaign, who)
    tell(f"{post}：{name}")


@papers.command("stale")
def stale() -> None:
    """列出所引内容已有变动的公文。Papers that quote what has changed since."""
    with acting(reading=True) as (ctx, campaign):
        found = stale_papers.stale(ctx, campaign)
    if not found:
        tell("所有公文与现在的数据一致。Every paper says what is the case.")
        return
    show(
        "所引内容已有变动的公文 stale papers",
        ("编号", "文号", "标题", "变动"),
        (
            (
                one.id,
                one.number,
                one.title,
                "\n".join([d.text for d in one.differences] or one.gone),
            )
            for one in found
        ),
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


def _tell_next(waits: tuple[str, ...]) -> None:
    tell(f"等待 waits for：{'、'.join(waits)}" if waits else "已签完 signed by all")
