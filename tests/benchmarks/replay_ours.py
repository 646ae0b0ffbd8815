"""Our year without Prefect and without a wire, in a process of its own.

`python -m tests.benchmarks.replay_ours UNITS` prints its seconds and what was done in them.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from time import perf_counter, process_time

from sqlalchemy import event
from sqlmodel import col, func, select

from models import Message, Placement, Step
from rules.states import StepState
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
        counts = {
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


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as directory:
        print(json.dumps(measure(Path(directory), int(sys.argv[1]))))
