"""Benchmark: a campaign's whole year without Prefect and without a wire, beside the raw limit.

`python -m tests.benchmarks.replay [UNITS]`, 1,000 unless said otherwise. The raw program writes a
day's acts in one statement; ours lets every person act in a transaction of their own, with rules,
reasons and a journal, as the house does when it is in use. The ratio shows what that costs.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass

from tests.benchmarks.sweep import Target
from tests.support.processes import ROOT

WHOLE = 1_000


@dataclass(frozen=True, slots=True)
class Result:
    """Both runs, with the work that each of them did."""

    units: int
    ours: Mapping[str, float]
    raw: Mapping[str, float]

    @property
    def targets(self) -> tuple[Target, ...]:
        ratio = self.ours["total_s"] / self.raw["total_s"]
        return (
            Target("whole year against raw", ratio, 5, "x"),
            Target("whole year", self.ours["total_s"], 5 * self.units / WHOLE, "s"),
            Target(
                "a transaction against raw", self.ours["total_s"] / self.raw["single_s"], 5, "x"
            ),
        )

    def text(self) -> str:
        return "\n".join(
            (
                f"replay of {self.units} units",
                _told("ours", self.ours),
                _told("raw", self.raw),
                (
                    f"ours: set-up {self.ours['setup_s']:.2f} s beside it, processor "
                    f"{self.ours['processor_s']:.2f} s, {self.ours['transactions']:.0f} transactions; "
                    f"as many raw ones {self.raw['single_s']:.2f} s"
                ),
                *(target.line() for target in self.targets),
            )
        )


def _told(name: str, run: Mapping[str, float]) -> str:
    return f"{name} {run['total_s']:.2f} s, {run['acts']:.0f} acts, {run['messages']:.0f} messages"


def run(units: int = WHOLE) -> Result:
    """Both programs one after the other, each in a process of its own."""
    ours = _run("replay_ours", units)
    return Result(units, ours, _run("replay_raw", units, round(ours["transactions"])))


def _run(module: str, *numbers: int) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-m", f"tests.benchmarks.{module}", *map(str, numbers)],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures


if __name__ == "__main__":
    print(run(int(sys.argv[1]) if len(sys.argv) > 1 else WHOLE).text())
