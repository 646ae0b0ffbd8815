"""The raw limit beside an import of scores: rows that are ready, a table of the same keys, nothing else."""

from __future__ import annotations

import json
import sqlite3
import sys
import tempfile
from pathlib import Path
from time import perf_counter, process_time

TABLE = """
create table score(id integer primary key, campaign int, component text, candidate text,
                   source text, scaled int, file int, unique(campaign, component, candidate, source));
create index score_file on score(file);
"""
PART = 1_000


def main() -> None:
    count = int(sys.argv[1])
    windows = min(1_000, count)
    rows = [(1, "tp", f"w{n % windows}", f"a{n // windows}", 600_000 + n, 1) for n in range(count)]
    with tempfile.TemporaryDirectory() as folder:
        database = sqlite3.connect(Path(folder) / "raw.db", isolation_level=None)
        database.executescript(f"pragma journal_mode=wal; pragma synchronous=normal; {TABLE}")
        start, processor = perf_counter(), process_time()
        for first in range(0, count, PART):
            database.execute("begin immediate")
            database.executemany(
                "insert into score(campaign, component, candidate, source, scaled, file)"
                " values (?, ?, ?, ?, ?, ?)",
                rows[first : first + PART],
            )
            database.execute("commit")
        figures = {"import_s": perf_counter() - start, "processor_s": process_time() - processor}
        database.close()
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
