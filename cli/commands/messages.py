"""`why`, `phone-list`, `chat-text` and `outbox`: what is said to whom, and why."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from sqlmodel import col, select

from cli.acting import acting, refusals_told
from cli.commands.office import OPERATOR, house
from models import Message
from notifications.channels.registry import NAMES_ZH
from records.workbooks.phone_list import write_phone_list
from rules.states import MessageState
from tasks import campaigns, outbox, outbox_hold, reminders, telephone
from tasks.explain import MESSAGE_STATES
from tasks.explain_text import why_text
from tasks.outbox import Which
from tasks.wording import day_cn

app = typer.Typer()
outbox_app = typer.Typer(help="查看和处理待发消息。See and handle messages in the outbox.")
app.add_typer(outbox_app, name="outbox")

REFUSED = 1
LISTED = 50

Day = Annotated[
    datetime | None,
    typer.Option(
        "--on", formats=["%Y-%m-%d"], help="哪一天，默认今天。The day; today if left out."
    ),
]
Ids = Annotated[list[int] | None, typer.Argument(help="消息编号。Numbers of messages.")]
KindOption = Annotated[str, typer.Option("--kind", help="消息种类。A kind of message.")]
ChannelOption = Annotated[str, typer.Option("--channel", help="通道。A channel.")]
Reason = Annotated[str, typer.Option("--reason", help="理由，会写入日志。Kept in the journal.")]


@app.command()
def why(
    unit: Annotated[str, typer.Argument(help="单位代码。Code of the unit.")],
    step: Annotated[str, typer.Argument(help="环节代码，如 2.2。Code of the step.")],
) -> None:
    """每条消息为什么发或不发，日期从何而来。Why each message was sent or not, and each date."""
    with acting(reading=True) as (ctx, campaign_id):
        typer.echo(why_text(ctx, campaign_id, unit, step), nl=False)


@app.command("phone-list")
def phone_list(
    out: Annotated[Path, typer.Option("--out", help="写到哪个 .xlsx 文件。The file to write.")],
    on: Day = None,
) -> None:
    """当天的电话清单。The telephone list of a day as a workbook."""
    with acting(reading=True) as (ctx, campaign_id):
        day = on.date() if on else campaigns.calendar_of(ctx).day_of(ctx.now)
        lines = telephone.day_list(ctx, campaign_id, day)
    write_phone_list(out, f"{day_cn(day)}电话清单", map(telephone.row_of, lines))
    typer.echo(f"已写入 {out}：{len(lines)} 行。Wrote {len(lines)} lines.")


@app.command("chat-text")
def chat_text(on: Day = None) -> None:
    """可粘贴到工作群的提醒。The day's reminders as a text to paste into a chat group."""
    with acting(reading=True) as (ctx, campaign_id):
        day = on.date() if on else campaigns.calendar_of(ctx).day_of(ctx.now)
        text = reminders.chat_text(ctx, campaign_id, day)
    typer.echo(text or f"{day_cn(day)}没有需要提醒的事项。Nothing to remind of.\n", nl=False)


@outbox_app.command("list")
def list_messages(
    state: Annotated[
        MessageState | None, typer.Option("--state", help="只看一种状态。One state only.")
    ] = None,
) -> None:
    """各通道各状态的数量和最近的消息。Counts by channel and state, and the latest messages."""
    with acting(reading=True) as (ctx, campaign_id):
        counted = outbox.counts(ctx, campaign_id)
        wanted = [] if state is None else [col(Message.state) == state]
        rows = ctx.session.exec(
            select(Message)
            .where(col(Message.campaign_id) == campaign_id, *wanted)
            .order_by(col(Message.id).desc())
            .limit(LISTED)
        ).all()
        calendar = campaigns.calendar_of(ctx)
        table = Table()
        for heading in ("编号", "时间", "状态", "通道", "地址", "主题", "说明"):
            table.add_column(heading)
        for row in rows:
            table.add_row(
                str(row.id),
                f"{calendar.local(row.created_at):%Y-%m-%d %H:%M}",
                MESSAGE_STATES[row.state],
                NAMES_ZH.get(row.channel, row.channel),
                row.address,
                row.subject,
                row.reason,
            )
    for (channel, name), count in sorted(counted.items()):
        typer.echo(f"{NAMES_ZH.get(channel, channel)} {MESSAGE_STATES[MessageState(name)]} {count}")
    Console().print(table)


@outbox_app.command()
def release(ids: Ids = None, kind: KindOption = "", channel: ChannelOption = "") -> None:
    """放行暂缓的消息；不带条件就是全部。Release held messages; all without conditions."""
    which = _which(ids, kind, channel)
    with acting() as (ctx, campaign_id):
        count = outbox.release(ctx, campaign_id, which)
    typer.echo(f"已放行 {count} 条。Released {count}.")


@outbox_app.command()
def hold(
    ids: Ids = None, kind: KindOption = "", channel: ChannelOption = "", reason: Reason = ""
) -> None:
    """暂缓还没发出的消息。Hold messages that have not left."""
    which = _which(ids, kind, channel)
    with acting() as (ctx, campaign_id):
        count = outbox.hold(ctx, campaign_id, which, reason=reason)
    typer.echo(f"已暂缓 {count} 条。Held {count}.")


@outbox_app.command()
def cancel(
    ids: Ids = None, kind: KindOption = "", channel: ChannelOption = "", reason: Reason = ""
) -> None:
    """取消还没发出的消息。Take back messages that have not left."""
    which = _which(ids, kind, channel)
    if which == outbox.ALL:
        typer.echo("请写明编号、种类或通道：不能一次取消全部消息。Say which messages.", err=True)
        raise typer.Exit(REFUSED)
    with acting() as (ctx, campaign_id):
        count = outbox.cancel(ctx, campaign_id, which, reason=reason)
    typer.echo(f"已取消 {count} 条。Cancelled {count}.")


@outbox_app.command()
def settle(
    ids: Annotated[list[int], typer.Argument(help="待核实消息的编号。Uncertain messages.")],
    arrived: Annotated[
        bool, typer.Option("--arrived/--send-again", help="已送达，或重新发送。What to do.")
    ],
    reason: Reason = "",
) -> None:
    """核定可能已送达的消息。Settle messages that may have arrived."""
    with acting() as (ctx, campaign_id):
        count = outbox.settle(ctx, campaign_id, Which(tuple(ids)), arrived=arrived, reason=reason)
    typer.echo(f"已核定 {count} 条。Settled {count}.")


@outbox_app.command()
def pause(reason: Reason = "") -> None:
    """暂停全部发送。Let nothing leave until further notice."""
    with refusals_told(), house().acting(OPERATOR) as ctx:
        outbox_hold.hold(ctx, reason=reason)
    typer.echo("已暂停全部发送。Nothing leaves until `pingxuan outbox resume`.")


@outbox_app.command()
def resume(reason: Reason = "") -> None:
    """恢复发送。Let the outbox deliver again."""
    with refusals_told(), house().acting(OPERATOR) as ctx:
        outbox_hold.resume(ctx, reason=reason)
    typer.echo("已恢复发送。The outbox delivers again.")


def _which(ids: list[int] | None, kind: str, channel: str) -> Which:
    return Which(tuple(ids or ()), kind, channel)
