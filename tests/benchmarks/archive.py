"""Benchmark: packing and checking attachments beside one plain pass, and certificates in bulk.

`python -m tests.benchmarks.archive [MEGABYTES]`, 1000 unless said otherwise; 10000 for ten gigabytes.
"""

from __future__ import annotations

import hashlib
import os
import resource
import sys
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from time import perf_counter

from records.archive.package import Entry, pack
from records.archive.verification import verify
from records.papers.certificates import Certificate, set_certificates
from records.papers.fonts import faces_in
from tests.benchmarks.sweep import Target

FILE_MB = 2
CHUNK = 1 << 20
WHOLE = 1000
TRIES = 3
AT = datetime(2022, 1, 14, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Result:
    """Seconds of each side, and what packing added to the memory in use."""

    megabytes: int
    packing: float
    one_pass: float
    checking: float
    summing: float
    more_memory_mb: float
    certificates: int
    printing: float

    @property
    def targets(self) -> tuple[Target, ...]:
        packed, checked = self.one_pass / self.packing, self.summing / self.checking
        return (
            Target("packing against one plain pass", packed, 0.7, "x", most=False),
            Target("checking against summing", checked, 0.8, "x", most=False),
            Target("memory that packing adds", self.more_memory_mb, 64, "MB"),
        )

    def text(self) -> str:
        lines = (
            (
                f"{self.megabytes:,} MB: packing {self.packing:.2f} s, one plain pass {self.one_pass:.2f} s; "
                f"checking {self.checking:.2f} s, summing {self.summing:.2f} s"
            ),
            f"{self.certificates:,} certificates in {self.printing:.2f} s",
        )
        return "\n".join((*lines, *(target.line() for target in self.targets)))


def run(megabytes: int = WHOLE) -> Result:
    """Both sides over the same files, which are in the page cache for both."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = _attachments(folder / "files", max(1, megabytes // FILE_MB))
        summing = _best(lambda: [_sum(file) for file in files])
        entries = [Entry(f"电子档案/{file.name}", file) for file in files]
        plain, ours, before = folder / "plain.zip", folder / "ours.zip", _memory()
        one_pass = packing = float("inf")
        for _ in range(TRIES):
            # By turns, and neither beside what the other has left for the disk to write.
            ours.unlink(missing_ok=True)
            one_pass = min(one_pass, _timed(lambda: _one_plain_pass(plain, files)))
            plain.unlink()
            packing = min(packing, _timed(lambda: pack(ours, "bench", entries, {})))
        more = _memory() - before
        checking = _best(lambda: verify(ours))
    certificates = megabytes
    printing = _timed(lambda: _certificates(certificates))
    return Result(
        len(files) * FILE_MB, packing, one_pass, checking, summing, more, certificates, printing
    )


def _attachments(folder: Path, count: int) -> list[Path]:
    folder.mkdir()
    chance = Random(7)  # noqa: S311 - bytes that do not compress, not secrets
    for number in range(count):
        (folder / f"{number:05}.bin").write_bytes(chance.randbytes(FILE_MB * CHUNK))
    return sorted(folder.iterdir())


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _one_plain_pass(target: Path, files: Sequence[Path]) -> None:
    """What any program must do: read once, sum, store, and have it on the disk at the end."""
    with target.open("wb") as stored:
        with zipfile.ZipFile(stored, "w", zipfile.ZIP_STORED) as package:
            for path in files:
                digest = hashlib.sha256()
                with path.open("rb") as source, package.open(path.name, "w") as entry:
                    while chunk := source.read(CHUNK):
                        digest.update(chunk)
                        entry.write(chunk)
        os.fsync(stored.fileno())


def _certificates(count: int) -> None:
    wording = "在虚构活动中，获评“窗口服务明星”。特发此证，以资鼓励。"
    made = [
        Certificate(f"BENCH-{number:05}", f"虚构{number}同志", wording, "虚构局", date(2022, 1, 14))
        for number in range(count)
    ]
    set_certificates(made, faces_in([]), AT)


def _timed(act: Callable[[], object]) -> float:
    start = perf_counter()
    act()
    return perf_counter() - start


def _best(act: Callable[[], object]) -> float:
    """The quickest of several: what others do on the machine can only make it longer."""
    return min(_timed(act) for _ in range(TRIES))


def _memory() -> float:
    """Highest memory in use so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    print(run(int(sys.argv[1]) if len(sys.argv) > 1 else WHOLE).text())
