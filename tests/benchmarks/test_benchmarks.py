"""Every benchmark at a hundredth or less: it runs, does its work right and tells every target.

Nothing is asserted about time: two runs on one machine differ by a factor of two.
"""

from __future__ import annotations

from pathlib import Path

from sqlmodel import col, select

from models import Message, Placement
from tests.benchmarks import archive, engine, journal, replay, score_import, sweep

SMALLEST = 60
"""Units below which no honour would have a contest."""


def test_a_sweep_delivers_every_reminder_exactly_once() -> None:
    result = sweep.run(sweep.WHOLE // 100)

    assert (result.arrived, result.distinct) == (1000, 1000)
    assert result.ours["sent"] == result.raw.get("sent", 1000) == 1000
    assert len(result.text().splitlines()) == 2 + len(result.targets)


def test_a_replayed_year_ends_with_every_step_closed() -> None:
    result = replay.run(SMALLEST)

    assert result.ours["open_steps"] == 0
    assert result.ours["candidates"] > 0
    assert (result.raw["acts"], result.raw["messages"] > 0) == (12 * SMALLEST, True)
    assert [target.name for target in result.targets] == [
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


def test_one_seed_gives_one_year(tmp_path: Path) -> None:
    assert _outcome(tmp_path / "first") == _outcome(tmp_path / "second")


def _outcome(home: Path) -> tuple[list[object], list[object]]:
    """Every placement with its reason, and every message by its key."""
    home.mkdir()
    year = engine.play(home, units=SMALLEST, seed=7)
    with year.house.reading() as ctx:
        placed = ctx.session.exec(
            select(
                Placement.application_id, Placement.outcome, Placement.total, Placement.reason
            ).order_by(col(Placement.application_id))
        ).all()
        written = ctx.session.exec(
            select(Message.key, Message.subject, Message.sent_at).order_by(col(Message.key))
        ).all()
    year.house.engine.dispose()
    return list(placed), list(written)
