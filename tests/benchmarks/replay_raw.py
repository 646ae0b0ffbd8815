"""The raw limit of a campaign's replay: plain SQLite and Jinja2, no rules, no acts of their own.

`python -m tests.benchmarks.replay_raw UNITS TRANSACTIONS` plays twelve steps a unit over 240 days: reminders
rendered into an outbox, rows of a hash chain, scores, ballots, a selection.
"""

from __future__ import annotations

import hashlib
import json
import random
import sqlite3
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter, process_time

from jinja2.sandbox import SandboxedEnvironment

STEPS = 12
DAYS = 240
PLACES = 99
RUNGS = (-14, -7, -1, 1)
SCORED_ON, CHOSEN_ON = 160, 210
TABLES = """
create table step(unit int, step int, due int, state text, primary key(unit, step)) without rowid;
create index due on step(state, due);
create table outbox(id integer primary key, key text unique, body text);
create table journal(id integer primary key, day int, what text, hash blob);
create table score(unit int, judge int, part int, points int, primary key(unit, judge, part))
    without rowid;
create table result(unit int primary key, total real, won int);
"""
LETTER = SandboxedEnvironment(autoescape=True).from_string(
    "{{ name }}：{% for step in steps %}第{{ step }}步请于第{{ due }}日前办理。"
    "{% endfor %}{% if late %}已经逾期。{% endif %}"
)


@dataclass(slots=True)
class Raw:
    """A database, the head of its chain, and how much was done."""

    base: sqlite3.Connection
    units: int
    head: bytes = b"\0" * 32
    done: dict[str, int] = field(default_factory=lambda: {"acts": 0, "messages": 0})

    def record(self, day: int, events: Iterable[str]) -> None:
        rows = []
        for event in events:
            self.head = hashlib.sha256(self.head + event.encode()).digest()
            rows.append((day, event, self.head))
        self.base.executemany("insert into journal(day, what, hash) values(?, ?, ?)", rows)

    def act(self, day: int, acts: list[tuple[int, int]]) -> None:
        self.base.executemany("update step set state='done' where unit=? and step=?", acts)
        self.record(day, (f"submit:{unit}:{step}" for unit, step in acts))
        self.done["acts"] += len(acts)

    def remind(self, day: int, rung: int) -> None:
        due = self.base.execute(
            "select unit, step from step where state='open' and due=?", (day - rung,)
        ).fetchall()
        letters = [
            (
                f"{unit}:{step}:{rung}",
                LETTER.render(name=f"单位{unit}", steps=[step], due=day - rung, late=rung > 0),
            )
            for unit, step in due
        ]
        self.base.executemany("insert into outbox(key, body) values(?, ?)", letters)
        self.record(day, (f"remind:{unit}:{step}:{rung}" for unit, step in due))
        self.done["messages"] += len(letters)

    def score(self, chance: random.Random) -> None:
        rows = [
            (unit, judge, part, chance.randrange(11))
            for unit in range(self.units)
            for judge in range(3)
            for part in range(5)
        ]
        self.base.executemany("insert into score values(?, ?, ?, ?)", rows)
        self.record(SCORED_ON, (f"score:{row}" for row in rows))

    def choose(self) -> None:
        totals = self.base.execute("select unit, avg(points) from score group by unit").fetchall()
        ranked = sorted(totals, key=lambda row: (-row[1], row[0]))
        rows = [(unit, total, int(n < PLACES)) for n, (unit, total) in enumerate(ranked)]
        self.base.executemany("insert into result values(?, ?, ?)", rows)
        self.record(CHOSEN_ON, ("selected",))


def one_by_one(home: Path, transactions: int) -> dict[str, float]:
    """The same number of transactions as ours had: each changes a row and extends the chain."""
    raw = Raw(sqlite3.connect(home / "single.db", isolation_level=None), transactions)
    raw.base.executescript("pragma journal_mode=wal; pragma synchronous=normal;" + TABLES)
    raw.base.executemany(
        "insert into step values(?, 0, 0, 'open')", ((n,) for n in range(transactions))
    )
    began, processor = perf_counter(), process_time()
    for number in range(transactions):
        raw.base.execute("begin immediate")
        raw.act(0, [(number, 0)])
        raw.base.execute("commit")
    figures = {"single_s": perf_counter() - began, "single_processor_s": process_time() - processor}
    raw.base.close()
    return figures


def play(home: Path, units: int) -> dict[str, float]:
    """Seconds for the whole, with what was done in them."""
    chance = random.Random(1)  # noqa: S311 - an invented year
    raw = Raw(sqlite3.connect(home / "raw.db", isolation_level=None), units)
    raw.base.executescript("pragma journal_mode=wal; pragma synchronous=normal;" + TABLES)
    began = perf_counter()
    steps = [(u, s, 20 * (s + 1), "open") for u in range(units) for s in range(STEPS)]
    raw.base.execute("begin")
    raw.base.executemany("insert into step values(?, ?, ?, ?)", steps)
    raw.base.execute("commit")
    acts: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for unit, step, due, _ in steps:
        acts[min(DAYS, due - int(chance.triangular(-1, 18, 3)))].append((unit, step))
    for day in range(DAYS + 1):
        raw.base.execute("begin immediate")
        raw.act(day, acts[day])
        for rung in RUNGS:
            raw.remind(day, rung)
        if day == SCORED_ON:
            raw.score(chance)
        if day == CHOSEN_ON:
            raw.choose()
        raw.base.execute("commit")
    raw.base.close()
    return {"total_s": perf_counter() - began, **raw.done}


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as directory:
        made = play(Path(directory), int(sys.argv[1]))
        print(json.dumps(made | one_by_one(Path(directory), int(sys.argv[2]))))
