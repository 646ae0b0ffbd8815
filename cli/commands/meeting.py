"""The leading group's meetings as the office types them: from the call to the minutes."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from cli.acting import By, Meeting, Reason, Votes, acting, as_day, day, received, show, tell
from cli.decision_words import read_decision, read_votes
from rules.meetings import Position
from tasks.context import Context
from tasks.errors import Refused
from tasks.meetings import agenda as agendas
from tasks.meetings import (
    attending,
    concluding,
    deciding,
    pages,
    printout,
    rows,
    striking,
    withdrawing,
)
from tasks.meetings.guard import Said, matter_at
from tasks.meetings.striking import Cut

app = typer.Typer()
meeting_app = typer.Typer(
    help="领导小组会议：召集、到会、回避、决定、纪要。The leading group's meetings.",
    no_args_is_help=True,
)
app.add_typer(meeting_app, name="meeting")

Item = Annotated[int, typer.Argument(help="第几项议题 item")]
REST = "rest"


@meeting_app.command()
def agenda(
    held_on: Annotated[
        datetime | None, day("召集：会议日期；传签为最后签署日 call one for this day")
    ] = None,
    kind: Annotated[
        str, typer.Option(help="special 专题、again 复议、circulated 传签")
    ] = "special",
    place: Annotated[str, typer.Option(help="地点 place")] = "",
    reason: Reason = "",
    meeting: Meeting = None,
) -> None:
    """召集会议（写 --held-on）或查看议程。Call a meeting, or show its agenda."""
    if held_on is not None:
        with acting() as (ctx, campaign):
            call = agendas.Call(as_day(held_on), kind, place, reason)
            made = agendas.convene(ctx, campaign, call)
        tell(f"已召集 called {made.name}：{made.items} 项议题 items")
    with acting(reading=True) as (ctx, campaign):
        matter = matter_at(ctx, campaign, meeting)
        settled = rows.resolutions_of(ctx, matter.meeting.row)
        lines = [
            (
                item.position,
                item.title,
                printout.in_words(item.kind, item.proposal),
                "、".join(matter.bench(item).recused) or "无",
                settled[item.id][-1].outcome if item.id in settled else "",
            )
            for item in rows.items_of(ctx, matter.meeting.row)
        ]
    show(matter.meeting.name, ("项", "议题", "建议", "回避", "决定"), iter(lines))


@meeting_app.command()
def attend(
    posts: Annotated[list[str], typer.Argument(help="岗位或列席单位；“岗位=说明”为他人代 posts")],
    absent: Annotated[bool, typer.Option("--absent", help="登记缺席 were not there")] = False,
    meeting: Meeting = None,
) -> None:
    """登记到会；写 all 为全体岗位。Enter who came; `all` is every post."""
    with acting() as (ctx, campaign):
        row = rows.find(ctx, campaign, meeting)
        every = matter_at(ctx, campaign, row.number).meeting.plan.leading_group.posts
        named = [*(every if "all" in posts else ()), *(p for p in posts if p != "all")]
        came = {
            post: attending.Came(post, not absent, note)
            for post, _, note in (one.partition("=") for one in named)
        }
        done = attending.attend(ctx, campaign, list(came.values()), meeting=meeting)
    tell(f"到会 present {done.present}/{done.posts}，列席 observers {done.observers}")
    for lacking in done.quorum:
        tell(f"· {lacking}")


@meeting_app.command()
def recuse(
    item: Item,
    post: Annotated[str, typer.Argument(help="岗位 post")],
    reason: Reason = "",
    meeting: Meeting = None,
) -> None:
    """登记自行提出的回避。A member stands back from an item."""
    with acting() as (ctx, campaign):
        attending.recuse(ctx, campaign, item, post, reason=reason, meeting=meeting)
    tell(f"已登记：{post}回避第{item}项。Recorded.")


@meeting_app.command("item")
def show_item(
    item: Annotated[int | None, typer.Argument(help="第几项议题 item")] = None,
    add: Annotated[
        tuple[str, str] | None, typer.Option(help="增加类别议题：荣誉 类别 add a cell")
    ] = None,
    withdraw: Annotated[
        str, typer.Option(help="增加撤销荣誉的议题：申报编号 add a withdrawal")
    ] = "",
    say: Annotated[
        tuple[str, str] | None, typer.Option(help="记录发言：岗位或列席单位 内容 who said what")
    ] = None,
    found: Annotated[str, typer.Option(help="发现的情况（撤销荣誉）what came to light")] = "",
    meeting: Meeting = None,
) -> None:
    """查看、增加议题，或记录发言。Show or add an item, or record what was said on it."""
    with acting() as (ctx, campaign):
        if add is not None:
            item = agendas.add_cell(ctx, campaign, *add, meeting=meeting)
        elif withdraw:
            item = withdrawing.put_on_agenda(ctx, campaign, withdraw, found=found, meeting=meeting)
        if item is None:
            raise Refused(["请写明第几项议题，或用 --add、--withdraw 增加一项"])
        if say is not None:
            attending.say(ctx, campaign, item, say[0], text=say[1], meeting=meeting)
        matter = matter_at(ctx, campaign, meeting)
        row = rows.item_of(ctx, matter.meeting.row, item)
        bench = matter.bench(row)
    tell(f"第{row.position}项 {row.title}")
    tell(f"建议 proposed：{printout.in_words(row.kind, row.proposal)}")
    tell(f"可参加决定 may decide：{len(bench.voters)}/{len(bench.entitled)}")
    for post, why in bench.recused.items():
        tell(f"回避 stands back：{post}，{why}")


@meeting_app.command()
def decide(
    item: Annotated[str, typer.Argument(help="第几项；rest 为其余各项 item, or rest")],
    what: Annotated[list[str], typer.Argument(help="approve、replace 原 新、tie 编号… 等")],
    reason: Reason = "",
    votes: Votes = "",
    by: By = rows.GROUP,
    meeting: Meeting = None,
) -> None:
    """逐项决定：按建议通过，或作出改动。Decide an item: as proposed, or by a change."""
    with acting() as (ctx, campaign):
        said = Said(reason, read_votes(votes), by)
        if item == REST:
            done = deciding.approve_rest(ctx, campaign, said, meeting=meeting)
            told = f"{len(done)} 项按建议通过 approved"
        elif not item.isdigit():
            raise Refused([f"“{item}”不是议题序号，请写数字或 {REST}"])
        else:
            told = _decide(ctx, campaign, int(item), what, said, meeting)
    tell(told)


def _decide(
    ctx: Context, campaign: int, item: int, what: list[str], said: Said, meeting: int | None
) -> str:
    match what:
        case ["approve"]:
            deciding.approve(ctx, campaign, item, said, meeting=meeting)
        case ["defer"]:
            deciding.defer(ctx, campaign, item, said, meeting=meeting)
        case ["keep"]:
            withdrawing.keep(ctx, campaign, item, said, meeting=meeting)
        case ["strike", number, *moves] if moves in ([], ["next"]):
            cut = Cut(number, next_moves_up=bool(moves))
            striking.disqualify(ctx, campaign, item, cut, said, meeting=meeting)
        case _:
            row = rows.item_of(ctx, rows.find(ctx, campaign, meeting), item)
            change = read_decision(what, row, reason=said.reason, ordered_by=said.ordered_by)
            deciding.decide(ctx, campaign, item, change, votes=said.votes, meeting=meeting)
    return f"第{item}项已决定 decided"


@meeting_app.command()
def minutes(
    chaired_by: Annotated[str, typer.Option(help="主持人岗位 who chaired")] = rows.HEAD,
    meeting: Meeting = None,
) -> None:
    """结束会议，形成纪要和名单。Close the meeting with its minutes and lists."""
    with acting() as (ctx, campaign):
        number = concluding.conclude(ctx, campaign, chaired_by=chaired_by, meeting=meeting)
    tell(f"已形成纪要 minutes {number}")


@meeting_app.command("printout")
def print_pages(
    posts: Annotated[list[str] | None, typer.Argument(help="岗位，默认全体 posts")] = None,
    out: Annotated[Path, typer.Option(help="放在哪个文件夹 folder")] = Path("书面意见表"),
    ending: Annotated[str, typer.Option("--format", help="html 或 xlsx")] = "html",
    meeting: Meeting = None,
) -> None:
    """打印书面意见表，一人一页。One page for each member, to sign by hand."""
    with acting(reading=True) as (ctx, campaign):
        files = printout.print_out(
            ctx, campaign, out, posts=posts or (), ending=ending, meeting=meeting
        )
    for file in files:
        tell(f"已写出 wrote {file}")


@meeting_app.command()
def signed(
    post: Annotated[str, typer.Argument(help="岗位 post")],
    scan: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="扫描件 scan")],
    said: Annotated[list[str], typer.Argument(help="“项=同意/不同意/弃权[:意见]” per item")],
    on: Annotated[datetime, day("签署日期 the day of the signature")],
    meeting: Meeting = None,
) -> None:
    """登记签署的书面意见。Enter a signed page with its scan."""
    kept = received(scan)
    with acting() as (ctx, campaign):
        page = pages.Page(post, as_day(on), kept, _positions(said))
        count = pages.record_signed(ctx, campaign, page, meeting=meeting)
    tell(f"已登记{post}的书面意见：{count} 项，扫描件 {kept.sha256[:12]}…")


def _positions(said: list[str]) -> dict[int, pages.Stated]:
    known: dict[int, pages.Stated] = {}
    problems: list[str] = []
    for one in said:
        number, _, rest = one.partition("=")
        word, _, opinion = rest.partition(":")
        position: Position | None = pages.POSITIONS.get(word)
        if not number.isdigit() or position is None:
            problems.append(f"“{one}”应写成 项=同意、项=不同意:意见 或 项=弃权")
        else:
            known[int(number)] = pages.Stated(position, opinion)
    if problems:
        raise Refused(problems)
    return known
