"""The journal for others: the chain row by row, with the content of some rows only by its hash."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC
from pathlib import Path
from typing import Any

from sqlmodel import col, func, select

from models import JournalCheckpoint, JournalEntry
from records.proof.result_folder import CHAIN_VERIFIER, HERE
from records.whole_folder import whole_folder, zipped
from tasks import checkpoints
from tasks.context import Context
from tasks.errors import Refused
from tasks.journal import GENESIS, content_hash
from tasks.journal_check import batches
from tasks.use_case import use_case

SAID = ("seq", "campaign_id", "at", "actor", "on_behalf_of", "what", "subject", "why", "salt", "digest")  # fmt: skip
FOLDER = "journal"

Line = dict[str, Any]


@use_case("导出日志")
def export(ctx: Context, target: Path, *, payloads: bool) -> int:
    """The whole chain with its signed end and the program that checks it; says how many rows.

    Raises Refused where the folder is there already.
    """
    if target.exists():
        raise Refused([f"{target} 已存在，没有动它；请换一个新的名称"])
    checkpoints.checkpoint(ctx, "导出日志")
    with whole_folder(target) as draft:
        count = _write(draft / "chain.jsonl", chain_lines(ctx, payloads=payloads)) - 1
        _write(draft / "checkpoint.jsonl", checkpoint_lines(ctx)[-1:])
        shutil.copy(HERE / CHAIN_VERIFIER, draft)
    ctx.record("journal.exported", payloads=payloads, rows=count)
    return count


def packed(ctx: Context, *, payloads: bool) -> bytes:
    """The same as one file to take along."""
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home) / FOLDER
        export(ctx, folder, payloads=payloads)
        return zipped(folder)


def _write(target: Path, lines: Iterable[Line]) -> int:
    count = 0
    with target.open("w", encoding="utf-8", newline="\n") as file:
        for count, line in enumerate(lines, 1):  # noqa: B007 - the last number is the count
            file.write(f"{json.dumps(line, ensure_ascii=False)}\n")
    return count


def chain_lines(
    ctx: Context,
    *,
    after: int = 0,
    shown: Callable[[Mapping[str, Any]], bool] = lambda _: True,
    payloads: bool = False,
) -> Iterator[Line]:
    """Where the extract begins, then each row: what it says, or only the hash of that."""
    before = ctx.session.exec(select(JournalEntry.hash).where(col(JournalEntry.seq) == after))
    yield {"after": after, "hash": before.first() or GENESIS}
    for rows in batches(ctx.session, after=after):
        for row in rows:
            yield _full(row, payloads=payloads) if shown(row) else _withheld(row)


def checkpoint_lines(ctx: Context) -> list[Line]:
    """By row; of one row the unsigned before the signed."""
    rows = ctx.session.exec(
        select(JournalCheckpoint).order_by(
            col(JournalCheckpoint.seq), col(JournalCheckpoint.key_id)
        )
    ).all()
    return [
        {**row.model_dump(exclude={"id", "at"}), "at": row.at.astimezone(UTC).isoformat()}
        for row in rows
    ]


def row_before(ctx: Context, campaign_id: int) -> int:
    """The journal's last row before the campaign's first."""
    first = ctx.session.exec(
        select(func.min(JournalEntry.seq)).where(col(JournalEntry.campaign_id) == campaign_id)
    ).one()
    return (first or 1) - 1


def _full(row: Mapping[str, Any], *, payloads: bool) -> Line:
    said = {name: row[name] for name in SAID}
    said["at"] = row["at"].astimezone(UTC).isoformat()
    if payloads and row["payload"] is not None:
        said["payload"] = row["payload"]
    return {**said, "hash": row["hash"]}


def _withheld(row: Mapping[str, Any]) -> Line:
    return {"seq": row["seq"], "content": content_hash(row), "hash": row["hash"]}
