"""Document numbers taken by several processes at once, some of them killed: no gap, no double, none lost.

Six papers a process unless PINGXUAN_NUMBERS says otherwise.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest
from sqlmodel import col, select

from models import Paper
from tests.support.campaign_builder import Built, built
from tests.support.databases import KINDS, database
from tests.support.issuers import issue

PAPERS = int(os.environ.get("PINGXUAN_NUMBERS", "6"))
LIVING, KILLED = ("a", "b"), ("x",)


@pytest.fixture(params=KINDS)
def campaign(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Built]:
    with database(request.param, tmp_path) as url, built(tmp_path, url) as made:
        yield made


def issued(campaign: Built) -> list[tuple[int | None, str]]:
    """Number and issuer, by number."""
    with campaign.house.reading() as ctx:
        rows = ctx.session.exec(select(Paper.number, Paper.kind).order_by(col(Paper.number))).all()
    return [(number, kind.partition("-")[0]) for number, kind in rows]


def test_processes_that_die_leave_no_gap_and_no_double(campaign: Built) -> None:
    home = campaign.house.settings.home
    url = campaign.house.engine.url.render_as_string(hide_password=False)
    spawn = multiprocessing.get_context("spawn")
    working = {
        # Those that are killed have more to do than they will ever get done.
        name: spawn.Process(target=issue, args=(str(home), url, name, PAPERS if name in LIVING else 10**6))
        for name in (*LIVING, *KILLED)
    }  # fmt: skip
    for process in working.values():
        process.start()
    try:
        while not set(KILLED) <= {who for _, who in issued(campaign)}:
            Event().wait(0.005)
        for name in KILLED:
            os.kill(working[name].pid or 0, signal.SIGKILL)
        for process in working.values():
            process.join(600)
    finally:
        for process in working.values():
            process.kill()
    assert {working[name].exitcode for name in LIVING} == {0}
    assert {working[name].exitcode for name in KILLED} == {-signal.SIGKILL}

    before = issued(campaign)
    issue(str(home), url, "z", 1)
    after = issued(campaign)

    assert [number for number, _ in after] == list(range(1, len(before) + 2))
    assert after[:-1] == before
    assert {name: Counter(who for _, who in before)[name] for name in LIVING} == dict.fromkeys(
        LIVING, PAPERS
    )
