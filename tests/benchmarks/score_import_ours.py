"""Our import of N scores from a .csv file, in a process of its own: timed by stage, with its memory."""

from __future__ import annotations

import json
import resource
import sys
import tempfile
from pathlib import Path
from time import perf_counter, process_time

from sqlmodel import func, select

from models import Score, Unit
from tasks.imports.book import read_book
from tasks.imports.scores import import_scores
from tests.support.campaign_builder import built, shanghai

TOWNS = 1_000
"""Candidates; each gets a score from so many evaluators that N come together."""


def main() -> None:
    count = int(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder, built(Path(folder)) as campaign:
        towns = min(TOWNS, count)
        with campaign.acting(shanghai("2021-12-20")) as ctx:
            ctx.session.add_all(
                Unit(code=f"t{n}", name=f"示例{n}镇", kind="town_bureau") for n in range(towns)
            )
        path = Path(folder) / "scores.csv"
        with path.open("w", encoding="utf-8") as file:
            file.write("候选代码,评委,考评项目,得分\n")
            file.writelines(
                f"t{n % towns},e{n // towns},materials,{60 + n % 40}.{n % 10}\n"
                for n in range(count)
            )
        start, processor = perf_counter(), process_time()
        book = read_book(path)
        read, read_processor = perf_counter(), process_time()
        with campaign.acting(shanghai("2021-12-20")) as ctx:
            report = import_scores(ctx, campaign.campaign, book)
        done, done_processor = perf_counter(), process_time()
        with campaign.house.reading() as ctx:
            kept = ctx.session.exec(select(func.count()).select_from(Score)).one()
    figures = {
        "rows": kept,
        "new": report.counts["新增得分"],
        "read_s": read - start,
        "import_s": done - read,
        "read_processor_s": read_processor - processor,
        "processor_s": done_processor - read_processor,
        "rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
