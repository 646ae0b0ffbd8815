"""Benchmark: the morning page at 1,000 and 10,000 units, beside a minimal page of the same stack.

`python -m tests.benchmarks.dashboard [SCALE]`, 1 unless said otherwise; 0.01 for a hundredth.
"""

from __future__ import annotations

import http.client
import re
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles
from time import perf_counter, process_time
from urllib.parse import urlencode, urlsplit

from sqlmodel import col, func, select

from models import Obligation
from tests.benchmarks.dashboard_raw import minimal_app
from tests.benchmarks.sweep import Target
from tests.support.december import statements
from tests.support.seed import december, house_at, propose
from tests.support.serving import serving
from tests.support.visitors import administrator
from web.app import create_app

ROUNDS = 60
WARM_UP = 5
P95_MS = {1_000: 30, 10_000: 35}
LARGEST_KIB = 150
ESTABLISHED_P50_MS = {"Healthchecks": 252, "pretalx": 562}
"""At 1,000 checks or submissions; measured once on the same kind of machine."""


@dataclass(frozen=True, slots=True)
class Figures:
    """One size: milliseconds of ours and of the minimal page, and what ours costs."""

    units: int
    duties: int
    ours: tuple[float, ...]
    raw: tuple[float, ...]
    cpu_ms: float
    """Processor time of one page of ours, which busy neighbours do not stretch."""
    page_kib: float
    queries: int

    def line(self) -> str:
        ours, raw = cuts(self.ours), cuts(self.raw)
        return (
            f"{self.units:,} units, {self.duties:,} duties: p50 {ours[50]:.1f} ms, "
            f"p95 {ours[95]:.1f} ms, processor {self.cpu_ms:.1f} ms; minimal page {raw[50]:.1f} / {raw[95]:.1f} ms; "
            f"ratio {ours[50] / raw[50]:.1f}; {self.queries} queries, {self.page_kib:.0f} KiB"
        )


@dataclass(frozen=True, slots=True)
class Result:
    small: Figures
    large: Figures

    @property
    def targets(self) -> tuple[Target, ...]:
        small, large = self.small, self.large
        p50, p95 = cuts(small.ours)[50], cuts(small.ours)[95]
        return (
            Target(f"p95 at {small.units:,} units", p95, P95_MS[1_000], "ms"),
            Target(f"p95 at {large.units:,} units", cuts(large.ours)[95], P95_MS[10_000], "ms"),
            Target("p50, large against small", cuts(large.ours)[50] / p50, 2, "x"),
            Target("page", large.page_kib, LARGEST_KIB, "KiB"),
            Target("queries that more units add", large.queries - small.queries, 0, ""),
            *(
                Target(f"p50 of {name} against ours", taken / p50, 10, "x", most=False)
                for name, taken in ESTABLISHED_P50_MS.items()
            ),
        )

    def text(self) -> str:
        lines = (self.small.line(), self.large.line())
        return "\n".join((*lines, *(target.line() for target in self.targets)))


def run(scale: float = 1) -> Result:
    """Both sizes one after the other, each with its minimal page fetched in turn with it."""
    small, large = (_measure(max(1, round(units * scale))) for units in P95_MS)
    return Result(small, large)


def _measure(units: int) -> Figures:
    with tempfile.TemporaryDirectory() as folder:
        house = house_at(Path(folder))
        propose(house, december(house, units=units, simulated=True))
        password = administrator(house)
        with house.reading() as ctx:
            duties = ctx.session.exec(select(func.count(col(Obligation.id)))).one()
        with serving(create_app(house)) as ours, serving(minimal_app(house)) as raw:
            page = Visit(ours)
            page.sign_in(password)
            minimal = Visit(raw, page.cookies)
            with statements(house) as asked:
                size = len(page.fetch())
            queries = len(asked)
            times = [(page.timed(), minimal.timed()) for _ in range(WARM_UP + ROUNDS)][WARM_UP:]
            cpu_ms = page.processor_time()
            page.close()
            minimal.close()
        house.engine.dispose()
    mine, theirs = zip(*times, strict=True)
    return Figures(units, duties, mine, theirs, cpu_ms, size / 1024, queries)


class Visit:
    """One kept-alive connection, as a browser has it."""

    def __init__(self, origin: str, cookies: Mapping[str, str] | None = None) -> None:
        self._connection = http.client.HTTPConnection(urlsplit(origin).netloc, timeout=120)
        self.cookies = dict(cookies or {})

    def sign_in(self, password: str) -> None:
        form = self.fetch("/sign-in").decode()
        token = re.search(r'name="csrf" value="([^"]+)"', form)
        assert token
        typed = {"csrf": token[1], "name": "admin", "password": password}
        self._ask("POST", "/sign-in", urlencode(typed))

    def fetch(self, path: str = "/") -> bytes:
        status, body = self._ask("GET", path)
        assert status == http.HTTPStatus.OK, f"{path}: {status}"
        return body

    def timed(self, path: str = "/") -> float:
        """Milliseconds of one page."""
        start = perf_counter()
        self.fetch(path)
        return 1000 * (perf_counter() - start)

    def processor_time(self) -> float:
        """Mean of some pages; server and client share the process, and nothing else runs in it."""
        start = process_time()
        for _ in range(ROUNDS // 3):
            self.fetch()
        return 1000 * (process_time() - start) / (ROUNDS // 3)

    def close(self) -> None:
        self._connection.close()

    def _ask(self, method: str, path: str, form: str = "") -> tuple[int, bytes]:
        headers = {"cookie": "; ".join(f"{name}={told}" for name, told in self.cookies.items())}
        if form:
            headers["content-type"] = "application/x-www-form-urlencoded"
        self._connection.request(method, path, form or None, headers)
        reply = self._connection.getresponse()
        for cookie in reply.headers.get_all("set-cookie") or ():
            name, _, told = cookie.partition(";")[0].partition("=")
            self.cookies[name] = told
        return reply.status, reply.read()


def cuts(times: tuple[float, ...]) -> Mapping[int, float]:
    """Milliseconds under which so many per cent of the pages came."""
    return dict(enumerate(quantiles(times, n=100, method="inclusive"), start=1))


if __name__ == "__main__":
    print(run(float(sys.argv[1]) if len(sys.argv) > 1 else 1).text())
