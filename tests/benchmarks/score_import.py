"""Benchmark: importing 1,000,000 scores, beside raw inserts of rows that are ready.

`python -m tests.benchmarks.score_import [ROWS]`. Reading the file is timed by itself; the import
checks every row against the roster and the methods, and writes all in one transaction.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass

from tests.benchmarks.sweep import Target
from tests.support.processes import ROOT

WHOLE = 1_000_000


@dataclass(frozen=True, slots=True)
class Result:
    count: int
    ours: Mapping[str, float]
    raw: Mapping[str, float]

    @property
    def targets(self) -> tuple[Target, ...]:
        wall = self.raw["import_s"] / self.ours["import_s"]
        processor = self.raw["processor_s"] / self.ours["processor_s"]
        return (
            Target("rate against raw", wall, 0.25, "x", most=False),
            Target("processor time against raw", processor, 0.25, "x", most=False),
        )

    def text(self) -> str:
        ours, raw = self.ours, self.raw
        return "\n".join(
            (
                (
                    f"import of {self.count} scores: {self.count / ours['import_s']:,.0f}/s, "
                    f"raw {self.count / raw['import_s']:,.0f}/s"
                ),
                (
                    f"processor {ours['processor_s']:.1f} s, raw {raw['processor_s']:.1f} s; "
                    f"reading the file {ours['read_s']:.1f} s ({ours['read_processor_s']:.1f} s "
                    f"processor); {ours['rss_mb']:.0f} MB"
                ),
                *(target.line() for target in self.targets),
            )
        )


def run(count: int = WHOLE) -> Result:
    """Both programs one after the other, each in a process of its own."""
    return Result(count, _run("score_import_ours", count), _run("score_import_raw", count))


def _run(module: str, count: int) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-m", f"tests.benchmarks.{module}", str(count)],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


if __name__ == "__main__":
    print(run(int(sys.argv[1]) if len(sys.argv) > 1 else WHOLE).text())
