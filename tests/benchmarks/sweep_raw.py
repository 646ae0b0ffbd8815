"""The raw limit beside which our sweep is measured: SQLite, a template and SMTP, and nothing else."""

from __future__ import annotations

import argparse
import asyncio
import json
import resource
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

import aiosmtplib
from jinja2.sandbox import SandboxedEnvironment

TABLES = """
create table step(unit int, step int, due text, state text, primary key(unit, step)) without rowid;
create index step_due on step(state, due);
create table outbox(id integer primary key, unit int, step int, idem text unique, rcpt text,
                    body blob, state text default 'q', sent_at real);
create index outbox_queued on outbox(state) where state = 'q';
"""
DUE = """
select unit, step from step s where state = 'open' and due <= '2021-06-25'
and not exists (select 1 from outbox o where o.idem = s.unit || ':' || s.step || ':r1')
"""
TEXT = """示例{{ unit.name }}窗口 联系人 {{ unit.contact }}：

您好！在{{ campaign.name }}中，截至2021年6月24日，以下{{ items|length }}项待贵单位办理：
{% for item in items %}

{{ loop.index }}. {{ item.title }}（{{ item.step }}）
   截止：{{ item.due }}，还有{{ item.days }}个工作日
   期限：{{ item.why }}
   办理：{{ item.how }}
{% endfor %}

已经办理的，以系统记录为准，后续提醒自动停止。

{{ office }}
"""
HEAD = (
    "From: Office <office@x.example>\r\nTo: {to}\r\nSubject: Reminder\r\n"
    "Message-ID: <{id}@x.example>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
)
PART = 2000


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("home", type=Path)
    parser.add_argument("count", type=int)
    parser.add_argument("port", type=int)
    parser.add_argument("connections", type=int)
    given = parser.parse_args()
    database = sqlite3.connect(given.home / "raw.db", isolation_level=None)
    database.executescript(f"pragma journal_mode=wal; pragma synchronous=normal; {TABLES}")
    database.execute("begin")
    database.executemany(
        "insert into step values (?, 1, '2021-06-25', 'open')", ((n,) for n in range(given.count))
    )
    database.execute("commit")
    start = perf_counter()
    queued = _queue(database)
    middle = perf_counter()
    asyncio.run(_deliver(database, given.port, given.connections))
    end = perf_counter()
    figures = {
        "messages": queued,
        "queue_s": middle - start,
        "deliver_s": end - middle,
        "total_s": end - start,
        "rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    print(json.dumps(figures))


def _queue(database: sqlite3.Connection) -> int:
    template = SandboxedEnvironment(autoescape=False).from_string(TEXT)
    due = database.execute(DUE).fetchall()
    for start in range(0, len(due), PART):
        rows = []
        for unit, step in due[start : start + PART]:
            key, to = f"{unit}:{step}:r1", f"u{unit}@units.example"
            mail = HEAD.format(to=to, id=key) + template.render(_values(unit)).replace("\n", "\r\n")
            rows.append((unit, step, key, to, mail.encode()))
        database.execute("begin immediate")
        database.executemany(
            "insert or ignore into outbox(unit, step, idem, rcpt, body) values (?, ?, ?, ?, ?)",
            rows,
        )
        database.execute("commit")
    return len(due)


def _values(unit: int) -> dict[str, object]:
    return {
        "unit": {"name": unit, "contact": f"甲{unit}"},
        "campaign": {"name": "“双争双创”主题活动（第三届）"},
        "items": [
            {
                "title": "签收实施意见",
                "step": "1.2",
                "due": "2021年6月25日 24:00",
                "days": 1,
                "why": "截止日为 2021-06-25（周五，工作日）；没有写明时刻，到当日 24:00 为止",
                "how": "打开通知，确认已收到并已报告主要负责人、分管负责人和联系人。",
            }
        ],
        "office": "活动领导小组办公室",
    }


async def _deliver(database: sqlite3.Connection, port: int, connections: int) -> None:
    queue: asyncio.Queue[tuple[int, str, bytes] | None] = asyncio.Queue(maxsize=4 * connections)

    async def courier() -> None:
        smtp = aiosmtplib.SMTP(
            hostname="127.0.0.1", port=port, start_tls=False, local_hostname="x.example"
        )
        await smtp.connect()
        while (row := await queue.get()) is not None:
            await smtp.sendmail("office@x.example", [row[1]], row[2])
            database.execute("update outbox set state = 's', sent_at = 1 where id = ?", (row[0],))
        await smtp.quit()

    couriers = [asyncio.create_task(courier()) for _ in range(connections)]
    for row in _queued(database):
        await queue.put(row)
    for _ in couriers:
        await queue.put(None)
    await asyncio.gather(*couriers)


def _queued(database: sqlite3.Connection) -> Iterator[tuple[int, str, bytes]]:
    last = 0
    while rows := database.execute(
        "select id, rcpt, body from outbox where state = 'q' and id > ? order by id limit 1000",
        (last,),
    ).fetchall():
        last = rows[-1][0]
        yield from rows


if __name__ == "__main__":
    main()
