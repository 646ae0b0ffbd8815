"""Every benchmark at a hundredth or less: it runs, does its work right and tells every target.

Nothing is asserted about time: two runs on one machine differ by a factor of two.
"""

from __future__ import annotations

import pytest

from tests.benchmarks import archive, journal, replay, score_import, sweep

SMALLEST = 60
"""Units below which no honour would have a contest."""


def test_a_sweep_delivers_every_reminder_exactly_once() -> None:
    result = sweep.run(sweep.WHOLE // 100)

    assert (result.arrived, result.distinct) == (1000, 1000)
    assert result.ours["sent"] == result.raw.get("sent", 1000) == 1000
    assert len(result.text().splitlines()) == 2 + len(result.targets)


@pytest.fixture(scope="module")
def replayed() -> replay.Result:
    return replay.run(SMALLEST)


def test_a_replayed_year_ends_with_every_step_closed(replayed: replay.Result) -> None:
    assert replayed.ours["open_steps"] == 0
    assert replayed.ours["candidates"] > 0
    assert (replayed.raw["acts"], replayed.raw["messages"] > 0) == (12 * SMALLEST, True)
    assert [target.name for target in replayed.targets] == [
        "whole year against raw",
        "whole year",
        "a transaction against raw",
    ]


def test_every_score_of_a_large_file_is_kept() -> None:
    result = score_import.run(score_import.WHOLE // 100)

    assert result.ours["rows"] == result.ours["new"] == 10_000
    assert len(result.text().splitlines()) == 2 + len(result.targets)


def test_attachments_are_packed_and_checked_beside_a_plain_pass() -> None:
    result = archive.run(archive.WHOLE // 100)

    assert (result.megabytes, result.certificates) == (10, 10)
    assert len(result.text().splitlines()) == 2 + len(result.targets)


def test_a_measured_journal_is_whole() -> None:
    result = journal.run(2000)

    assert result.whole
    assert len(result.text().splitlines()) == 1 + len(result.targets)


def test_a_missed_target_says_by_how_much() -> None:
    missed = sweep.Target("rate", 0.3, 0.5, "x", most=False)

    assert missed.line().endswith("≥ 0.5: missed by 0.20 x")
