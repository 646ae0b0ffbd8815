"""The table of opinions by command: shown, written out, read back, chased, ruled on."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from cli.acting import Reason, acting, as_day, day, received, show, tell
from tasks import opinion_replies, opinion_table, opinions
from tasks.imports.opinions import import_opinions, write_table

app = typer.Typer()
opinions_app = typer.Typer(
    help="征求意见：部门、对象和结果。What authorities say of the candidates.", no_args_is_help=True
)
app.add_typer(opinions_app, name="opinions")

Authority = Annotated[str, typer.Argument(help="部门代码或名称 authority")]
Number = Annotated[str, typer.Argument(help="申报编号 application")]


@opinions_app.command("show")
def show_table(
    waiting: Annotated[bool, typer.Option("--waiting", help="只看未回复的 open ones only")] = False,
) -> None:
    """查看征求意见表。Show the table."""
    with acting(reading=True) as (ctx, campaign):
        squares = opinion_table.table(ctx, campaign)
    lines = (
        (
            s.about.number,
            s.about.name,
            s.authority.name,
            s.result,
            s.answer.remark if s.answer else "",
        )
        for s in squares
        if s.waiting or not waiting
    )
    show("征求意见表", ("编号", "名称", "部门", "结果", "内容"), lines)


@opinions_app.command()
def export(
    out: Annotated[Path, typer.Option(help="写到哪个文件 file")] = Path("征求意见表.xlsx"),
) -> None:
    """写出可填写的征求意见表。Write the table to fill in."""
    with acting(reading=True) as (ctx, campaign):
        tell(f"已写出 wrote {write_table(ctx, campaign, out)}")


@opinions_app.command("import")
def bring_in(
    file: Annotated[Path, typer.Argument(help="工作簿或 CSV 文件 .xlsx or .csv")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只看结果 show, do not write")] = False,
) -> None:
    """导入填好的征求意见表。Read the filled table back."""
    with acting(reading=dry_run) as (ctx, campaign):
        report = import_opinions(ctx, campaign, file, dry_run=dry_run)
    tell("；".join(f"{label} {count}" for label, count in report.counts.items()))


@opinions_app.command()
def reply(
    authority: Authority,
    document: Annotated[str, typer.Option(help="来函文号 the letter's number")],
    on: Annotated[datetime, day("答复日期 its day")],
    objection: Annotated[
        list[str] | None, typer.Option(help="有异议的写“编号=内容” number=substance")
    ] = None,
    others: Annotated[str, typer.Option(help="其余对象：none 无异议 everybody else")] = "",
    scan: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="扫描件 the scan")
    ] = None,
) -> None:
    """登记一份复函。Enter a letter of reply."""
    parts = [one.partition("=") for one in objection or ()]
    named = {number: opinion_replies.Answer("objection", text) for number, _, text in parts}
    kept = received(scan) if scan else None
    with acting() as (ctx, campaign):
        letter = opinion_replies.Letter(authority, as_day(on), document, scan=kept)
        count = opinion_replies.record_reply(ctx, campaign, letter, named, others=others)
    tell(f"已登记 {count} 项答复 answers")


@opinions_app.command()
def rule(
    authority: Authority,
    number: Number,
    reason: Reason = "",
    stands: Annotated[bool, typer.Option("--stands", help="异议成立 it stands")] = False,
    by: Annotated[str, typer.Option(help="作出认定的岗位 by whom")] = "",
) -> None:
    """对部门异议作出认定。Settle an authority's objection."""
    with acting() as (ctx, campaign):
        opinions.rule(ctx, campaign, authority, number, opinions.Ruling(reason, stands, by))
    tell("已认定。Settled.")


@opinions_app.command()
def chase() -> None:
    """催办清单：谁还没有回复。Who has not answered yet."""
    with acting(reading=True) as (ctx, campaign):
        lines = [tuple(one.row().values()) for one in opinion_table.chase_list(ctx, campaign)]
    show("待回复", ("部门", "未回复", "已过工作日", "其中"), iter(lines))


@opinions_app.command("stop-waiting")
def stop_waiting(
    reason: Reason = "",
    by: Annotated[str, typer.Option(help="作出决定的岗位 by whom")] = "",
) -> None:
    """不再等候未回复的部门。Go on without the answers still out."""
    with acting() as (ctx, campaign):
        opinions.stop_waiting(ctx, campaign, reason=reason, ordered_by=by)
    tell("已登记，不再等候。Recorded.")
