"""Our year without Prefect and without a wire, in a process of its own.

`python -m tests.benchmarks.replay_ours UNITS` prints its seconds what was done in them and how the year ended.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from time import perf_counter, process_time
from zlib import crc32

from sqlalchemy import event
from sqlmodel import col, func, select

from models import Message, Placement, Step
from rules.states import StepState
from tasks.context import Context
from tests.benchmarks import engine

SEED = 2021


def measure(home: Path, units: int) -> dict[str, float]:
    began = perf_counter()
    year, calendar = engine.set_up(home, units=units, seed=SEED)
    ready, processor = perf_counter(), process_time()
    transactions = 0

    def count(_connection: object) -> None:
        nonlocal transactions
        transactions += 1

    event.listen(year.house.engine, "commit", count)
    year.play(calendar.end_of(engine.ENDS), lambda _moment: None)
    took, spent = perf_counter() - ready, process_time() - processor
    event.remove(year.house.engine, "commit", count)
    with year.house.reading() as ctx:
        counts: dict[str, float] = {
            "outcome": _outcome(ctx),
            "messages": ctx.session.exec(select(func.count(col(Message.id)))).one(),
            "candidates": ctx.session.exec(select(func.count(col(Placement.id)))).one(),
            "open_steps": ctx.session.exec(
                select(func.count(col(Step.id))).where(col(Step.state) != StepState.CLOSED)
            ).one(),
        }
    year.house.engine.dispose()
    return {
        "setup_s": ready - began,
        "total_s": took,
        "processor_s": spent,
        "acts": year.acts_done,
        "transactions": transactions,
        **counts,
    }


def _outcome(ctx: Context) -> int:
    """A number that two years share which end alike: every placement with its reason, every message."""
    placed = ctx.session.exec(
        select(
            Placement.application_id, Placement.outcome, Placement.total, Placement.reason
        ).order_by(col(Placement.application_id))
    ).all()
    written = ctx.session.exec(
        select(Message.key, Message.subject, Message.sent_at).order_by(col(Message.key))
    ).all()
    return crc32(repr((placed, written)).encode())


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as directory:
        print(json.dumps(measure(Path(directory), int(sys.argv[1]))))
