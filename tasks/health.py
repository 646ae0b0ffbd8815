"""How the installation is: database, journal, outbox, Prefect, disk; what is wrong says what to do."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import httpx
from sqlalchemy import func
from sqlmodel import col, select

from models import JournalCheckpoint, JournalHead, Message
from rules.said import Said
from rules.states import MessageState
from tasks import outbox_hold
from tasks.context import Context

PREFECT_SECONDS = 1.0
LEAST_FREE = 2 * 1024**3
"""Bytes of disk below which a backup or an archive package may not find room."""
LATE = timedelta(hours=2)
"""Sweeps come every quarter of an hour; a message that waits longer has been forgotten."""


@dataclass(frozen=True, slots=True)
class Sign:
    """One thing that was looked at."""

    name: str
    value: str
    remedy: str = ""
    """What to do; empty while all is well."""


def signs(ctx: Context) -> tuple[Sign, ...]:
    """Everything worth knowing, a sign each, troubles with their remedy."""
    return (*_database(ctx), *_outbox(ctx), _prefect(ctx), _disk(ctx))


def _database(ctx: Context) -> Iterator[Sign]:
    yield Sign("数据库", ctx.house.engine.dialect.name)
    head = ctx.session.get(JournalHead, 1)
    newest = ctx.session.exec(
        select(JournalCheckpoint).order_by(col(JournalCheckpoint.seq).desc()).limit(1)
    ).first()
    yield Sign("记事行数", str(head.seq if head else 0))
    unsigned = "记事签名密钥不可用，请检查 PINGXUAN_JOURNAL_KEY 所指的文件"
    yield Sign(
        "最近一次记事签名",
        Said("第 {seq} 行，{occasion}", seq=newest.seq, occasion=newest.occasion)
        if newest
        else "—",
        "" if newest is None or newest.signature else unsigned,
    )


def _outbox(ctx: Context) -> Iterator[Sign]:
    counts = dict(
        ctx.session.exec(select(Message.state, func.count()).group_by(col(Message.state))).all()
    )
    waiting = ctx.session.exec(
        select(func.min(col(Message.ready_at))).where(col(Message.state) == MessageState.READY)
    ).one()
    late = bool(waiting) and ctx.now - waiting > LATE
    yield Sign(
        "待发消息",
        str(counts.get(MessageState.READY, 0)),
        "消息已等待两小时以上，请查看运行情况中的发送流程" if late else "",
    )
    for state, name, remedy in (
        (MessageState.FAILED, "发送失败", "请在消息列表查看原因，改正地址后重发"),
        (MessageState.UNCERTAIN, "去向待核实", "请向服务商核实后，在消息列表选择已送达或重发"),
    ):
        count = counts.get(state, 0)
        yield Sign(name, str(count), remedy if count else "")
    hold = outbox_hold.on_hold(ctx)
    if hold is not None:
        yield Sign("全部发送", "已暂停", "核对后由办公室在消息页恢复发送")


def _prefect(ctx: Context) -> Sign:
    url = ctx.house.settings.prefect_url
    try:
        reply = httpx.get(f"{url}/health", timeout=PREFECT_SECONDS)
    except httpx.HTTPError:
        return Sign("Prefect", url, "没有回应；定时环节和提醒暂停，请用 ./run serve 启动")
    well = reply.status_code == httpx.codes.OK
    return Sign("Prefect", url, "" if well else "回应异常，请查看它的日志")


def _disk(ctx: Context) -> Sign:
    free = shutil.disk_usage(ctx.house.settings.home.absolute().anchor).free
    low = "磁盘空间不足 2 GB，备份和归档可能失败，请清理或扩容"
    return Sign("磁盘剩余", f"{free / 1024**3:.1f} GB", low if free < LEAST_FREE else "")
