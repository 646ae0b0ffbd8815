"""Benchmark: N reminders found, rendered, queued and delivered by SMTP, beside the raw limit.

`python -m tests.benchmarks.sweep [N]`, 100,000 unless said otherwise.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.support.processes import ROOT, sink_process

CONNECTIONS = 8
WHOLE = 100_000


@dataclass(frozen=True, slots=True)
class Target:
    """One figure beside what it should be."""

    name: str
    ours: float
    limit: float
    unit: str
    most: bool = True
    """Whether the limit is the most it may be, else the least."""

    @property
    def met(self) -> bool:
        return self.ours <= self.limit if self.most else self.ours >= self.limit

    def line(self) -> str:
        sign = "≤" if self.most else "≥"
        verdict = "met" if self.met else f"missed by {abs(self.ours - self.limit):.2f} {self.unit}"
        return f"{self.name:<42}{self.ours:>9.2f} {self.unit:<5} {sign} {self.limit:g}: {verdict}"


@dataclass(frozen=True, slots=True)
class Result:
    """Both runs, and whether every mail arrived exactly once at the sink."""

    count: int
    ours: Mapping[str, float]
    raw: Mapping[str, float]
    arrived: int
    distinct: int

    @property
    def targets(self) -> tuple[Target, ...]:
        ours, raw = self.ours, self.raw
        whole = self.count / WHOLE
        return (
            Target("rate against raw", raw["total_s"] / ours["total_s"], 0.5, "x", most=False),
            Target("whole sweep", ours["total_s"], 70 * whole, "s"),
            Target("find, render, enqueue against raw", self.queued / raw["queue_s"], 4, "x"),
            Target("first mails on the wire", ours["first_batch_s"], 3, "s"),
            Target("idle tick", ours["idle_ms"], 50, "ms"),
            Target("memory", ours["rss_mb"], 200, "MB"),
        )

    @property
    def queued(self) -> float:
        """Seconds for all, reckoned from the batches after the first, which is timed whole."""
        return self.ours["queue_s"] * self.count / max(1, self.count - FIRST)

    def text(self) -> str:
        rate = {name: self.count / run["total_s"] for name, run in self._runs.items()}
        return "\n".join(
            (
                f"sweep of {self.count}: ours {rate['ours']:,.0f}/s, raw {rate['raw']:,.0f}/s",
                f"{self.arrived} mails arrived, {self.distinct} distinct",
                *(target.line() for target in self.targets),
            )
        )

    @property
    def _runs(self) -> Mapping[str, Mapping[str, float]]:
        return {"ours": self.ours, "raw": self.raw}


FIRST = 1000
"""Obligations of the first batch, which is queued and delivered before the rest."""


def run(count: int = WHOLE) -> Result:
    """Both programs one after the other, each in a process of its own, against one kind of sink."""
    with tempfile.TemporaryDirectory() as directory:
        home = Path(directory)
        raw, _ = _run("sweep_raw", home, count)
        ours, arrived = _run("sweep_ours", home, count)
    return Result(count, ours, raw, len(arrived), len(set(arrived)))


def _run(module: str, home: Path, count: int) -> tuple[dict[str, float], list[str]]:
    log = home / f"{module}.log"
    with sink_process("smtp", log) as port:
        done = subprocess.run(
            [
                sys.executable, "-m", f"tests.benchmarks.{module}",
                str(home), str(count), str(port), str(CONNECTIONS),
            ],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )  # fmt: skip
        figures: dict[str, float] = json.loads(done.stdout)
        arrived = [line.split()[0] for line in log.read_text().splitlines()]
    return figures, arrived


if __name__ == "__main__":
    print(run(int(sys.argv[1]) if len(sys.argv) > 1 else WHOLE).text())
