"""Benchmark: every list page as its reader sees it, beside a minimal page of the same stack.

`python -m tests.benchmarks.pages [--units N …]`, 1,000 and 10,000 units unless said otherwise.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from config.settings import Settings
from models.migrate import upgrade
from rules.access import Part
from tasks.clocks import SimulatedClock
from tasks.context import House, open_house
from tests.benchmarks import start
from tests.benchmarks.dashboard import LARGEST_KIB, Visit, cuts
from tests.benchmarks.dashboard_raw import minimal_app
from tests.benchmarks.sweep import Target
from tests.support.cast import UNIT, open_session
from tests.support.december import statements
from tests.support.populated import populated
from tests.support.seed import FRIDAY, december, propose
from tests.support.serving import serving
from web.app import create_app
from web.doors import SESSION_COOKIE

PAGES: Mapping[str, Part] = {
    "/": Part.OFFICE,
    "/duties": Part.OFFICE,
    "/messages": Part.OFFICE,
    "/applications": Part.OFFICE,
    "/rankings": Part.OFFICE,
    "/people": Part.OFFICE,
    "/events": Part.OFFICE,
    "/quotas": Part.OFFICE,
    "/votes": Part.OFFICE,
    "/objections": Part.OFFICE,
    "/telephone": Part.OFFICE,
    "/sheets/scores": Part.OFFICE,
    "/lead": Part.LEAD,
    "/lead/evidence/upload": Part.LEAD,
    "/guidance": Part.OFFICE,
    "/county": Part.COUNTY,
    "/sheets": Part.EVALUATOR,
    f"/my/{UNIT}": Part.CONTACT,
    f"/my/{UNIT}/filings": Part.CONTACT,
    "/my/messages": Part.CONTACT,
}
"""Pages that show a list, and who reads them."""
SIZES = (1_000, 10_000)
MOST_RATIO = 9
"""Of the minimal page's p95: 35 ms beside the 4 ms that it took where nobody else computed."""
ROUNDS = 20
WARM_UP = 2
FEW = 100
"""Units of the house that a process is started over: how many does not matter to it."""
START_RATIO = 2
"""Of a bare process with the same libraries: a second where that takes half a one."""


@dataclass(frozen=True, slots=True)
class Figures:
    """One page at one size: milliseconds of ours and of the minimal page, and what ours costs."""

    path: str
    ours: tuple[float, ...]
    raw: tuple[float, ...]
    kib: float
    queries: int

    def line(self) -> str:
        ours, raw = cuts(self.ours), cuts(self.raw)
        return (
            f"{self.path:<24}{ours[50]:>9.1f}{ours[95]:>9.1f}{raw[50]:>9.1f}{raw[95]:>9.1f}"
            f"{ours[50] / raw[50]:>8.1f}{self.queries:>9}{self.kib:>7.0f}"
        )


@dataclass(frozen=True, slots=True)
class Size:
    units: int
    pages: tuple[Figures, ...]


@dataclass(frozen=True, slots=True)
class Result:
    sizes: tuple[Size, ...]
    started: tuple[float, float]
    """Seconds from the start of a web process to its first page: ours, and a bare one's."""

    @property
    def targets(self) -> tuple[Target, ...]:
        ours, raw = self.started
        pages = (target for size in self.sizes for target in _targets(size))
        return (*pages, Target("start to first page", ours / raw, START_RATIO, "x"))

    @property
    def grown(self) -> Mapping[str, int]:
        """Queries that more units add, by page; nothing should stand here."""
        few, many = self.sizes[0].pages, self.sizes[-1].pages
        added = {one.path: two.queries - one.queries for one, two in zip(few, many, strict=True)}
        return {path: count for path, count in added.items() if count}

    def text(self) -> str:
        lines = [line for size in self.sizes for line in _table(size)]
        ours, raw = self.started
        lines.append(f"start to first page {ours:.2f} s, bare process {raw:.2f} s")
        grown = ", ".join(f"{path} +{count}" for path, count in self.grown.items())
        missed = [target.line() for target in self.targets if not target.met]
        met = f"{len(self.targets) - len(missed)} of {len(self.targets)} targets met"
        return "\n".join((*lines, f"queries that more units add: {grown or 'none'}", met, *missed))


def run(sizes: Sequence[int] = SIZES) -> Result:
    """All pages at each size, and the start of the process that serves them."""
    return Result(tuple(measured(units) for units in sizes), _started())


def measured(units: int, rounds: int = ROUNDS) -> Size:
    """All pages at one size, each fetched in turn with the minimal page of the same process."""
    with _house(units) as (house, accounts):
        cookies = {
            part: {SESSION_COOKIE: open_session(house, account)[0]}
            for part, account in accounts.items()
        }
        with serving(create_app(house)) as ours, serving(minimal_app(house)) as raw:
            pages = tuple(
                _page(house, path, (Visit(ours, cookies[part]), Visit(raw, cookies[part])), rounds)
                for path, part in PAGES.items()
            )
    return Size(units, pages)


def _page(house: House, path: str, visits: tuple[Visit, Visit], rounds: int) -> Figures:
    visit, minimal = visits
    visit.fetch(path)
    with statements(house) as asked:
        size = len(visit.fetch(path))
    queries = len(asked)
    times = [(visit.timed(path), minimal.timed()) for _ in range(WARM_UP + rounds)][WARM_UP:]
    visit.close()
    minimal.close()
    ours, raw = zip(*times, strict=True)
    return Figures(path, ours, raw, size / 1024, queries)


def _started() -> tuple[float, float]:
    with _house(FEW) as (house, _):
        home = house.settings.home
        return start.ours(home), start.raw(home / "pingxuan.db")


@contextmanager
def _house(units: int) -> Iterator[tuple[House, Mapping[Part, int]]]:
    with tempfile.TemporaryDirectory() as home:
        house = open_house(Settings(home=Path(home)), clock=SimulatedClock(FRIDAY))
        upgrade(house.engine)
        propose(house, december(house, units=units, simulated=True))
        cast = populated(house)
        yield house, cast.accounts
        house.engine.dispose()


def _table(size: Size) -> Iterator[str]:
    yield f"{size.units:,} units"
    yield f"{'page':<24}{'p50 ms':>9}{'p95 ms':>9}{'raw p50':>9}{'raw p95':>9}{'ratio':>8}{'queries':>9}{'KiB':>7}"
    yield from (page.line() for page in size.pages)


def _targets(size: Size) -> Iterator[Target]:
    for page in size.pages:
        ratio = cuts(page.ours)[95] / cuts(page.raw)[95]
        yield Target(f"p95 of {page.path} at {size.units:,}", ratio, MOST_RATIO, "x")
        yield Target(f"size of {page.path}", page.kib, LARGEST_KIB, "KiB")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--units", type=int, action="append", default=[])
    print(run(parser.parse_args().units or SIZES).text())
