"""Benchmark: journal rows appended and verified, beside a bare chain of SHA-256.

`python -m tests.benchmarks.journal [N]`, 200,000 unless said otherwise.
"""

from __future__ import annotations

import hashlib
import resource
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from sqlmodel import Session

from config.settings import Settings
from models.database import create_tables
from tasks.context import open_house
from tasks.journal_check import BATCH, Walk, batches, check
from tests.benchmarks.sweep import Target
from tests.support.campaign_builder import shanghai

WHOLE = 200_000


@dataclass(frozen=True, slots=True)
class Result:
    """Rows a second, and whether the journal was whole."""

    count: int
    rates: Mapping[str, float]
    whole: bool
    rss_mb: float

    @property
    def targets(self) -> tuple[Target, ...]:
        return (
            Target("append, batched", self.rates["append"] / 1000, 50, "k/s", most=False),
            Target("verify, hashes of rows read", self.rates["hashes"] / 1000, 200, "k/s", most=False),
            Target("verify, all from the database", self.rates["verify"] / 1000, 200, "k/s", most=False),
            Target("memory", self.rss_mb, 200, "MB"),
        )  # fmt: skip

    def text(self) -> str:
        raw = f"journal of {self.count}: bare chain {self.rates['raw']:,.0f}/s"
        return "\n".join((raw, *(target.line() for target in self.targets)))


def run(count: int = WHOLE) -> Result:
    with tempfile.TemporaryDirectory() as directory:
        house = open_house(Settings(home=Path(directory)))
        create_tables(house.engine)
        rates = {"raw": _raw(count)}
        started = perf_counter()
        for _ in range(0, count, BATCH):
            with house.acting("办公室", now=shanghai("2021-12-17")) as ctx:
                for number in range(min(BATCH, count)):
                    ctx.record(
                        "duty.met", f"u{number:05}", why="网上提交", unit=number, duty="apply"
                    )
        rates["append"] = count / (perf_counter() - started)
        with Session(house.engine) as session:
            rates["hashes"] = _hashes(session)
            started = perf_counter()
            checked = check(session)
            rates["verify"] = checked.rows / (perf_counter() - started)
        house.engine.dispose()
    rss = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Result(count, rates, checked.broken is None and checked.rows >= count, rss)


def _raw(count: int) -> float:
    previous, entry = "0" * 64, "x" * 80
    started = perf_counter()
    for _ in range(count):
        previous = hashlib.sha256(f"{previous}{entry}".encode()).hexdigest()
    return count / (perf_counter() - started)


def _hashes(session: Session) -> float:
    """Chain hashes of rows in memory, as the target counts them."""
    rows = [dict(row) | {"payload": None} for row in next(batches(session))]
    started = perf_counter()
    broken = Walk({}).through([rows])
    seconds = perf_counter() - started
    assert broken is None
    return len(rows) / seconds


if __name__ == "__main__":
    print(run(int(sys.argv[1]) if len(sys.argv) > 1 else WHOLE).text())
