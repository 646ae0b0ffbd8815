"""SIGKILL at random moments of erasing personal data: nothing is erased, or all rows are, and the next try ends it.

Four kills unless PINGXUAN_KILLS says otherwise; PINGXUAN_SEED repeats a run.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
from collections.abc import Mapping
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest
import sqlalchemy
from sqlmodel import SQLModel

from config.settings import Settings
from records.archive.verification import verify
from rules.definition import PersonalKind
from rules.states import ErasureState
from tasks import archiving, erasing, journal_check
from tasks.context import House, open_house
from tasks.erasures import erasures
from tests.support.personal import LATER, archived

KILLS = int(os.environ.get("PINGXUAN_KILLS", "4"))
SEED = int(os.environ.get("PINGXUAN_SEED", "2021"))
TOLD_ANEW = {"journalentry", "journalhead", "journalcheckpoint", "account", "erasure"}
"""Tables with salts and moments of the machine."""

Found = tuple[Mapping[str, list[Any]], frozenset[str], list[ErasureState]]


@pytest.fixture
def ready(tmp_path: Path) -> tuple[Path, str]:
    """The home of an archived campaign whose every term has ended, and the sum on its sheet."""
    with archived(tmp_path / "ready") as found:
        return tmp_path / "ready", found.sheet


def erased_in_time(home: Path, sheet: str, seconds: float) -> bool:
    """Erase in a process of its own that lives for so long; says whether it got through."""
    child = os.fork()
    if child == 0:
        failed = 1
        try:
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
            signal.setitimer(signal.ITIMER_REAL, seconds)
            house = open_house(Settings(home=home))
            with house.acting("档案员", now=LATER) as ctx:
                erasing.erase(ctx, 1, tuple(PersonalKind), printed=sheet, reason="期满")
            erasing.finish(house, 1, actor="档案员", now=LATER)
            failed = 0
        finally:
            os._exit(failed)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or status == 0
    return status == 0


def found(home: Path) -> Found:
    """Every row but those that are told anew, the files in the store, and how far the erasures are."""
    house = open_house(Settings(home=home))
    with house.reading() as ctx:
        assert journal_check.check(ctx.session).broken is None
        assert verify(archiving.package_path(ctx, 1)).problems == ()
        states = [row.state for row in erasures(ctx, 1)]
        rows = _rows(house)
    house.engine.dispose()
    store = house.settings.attachments_folder
    return rows, frozenset(path.name for path in store.rglob("*.*")), states


def _rows(house: House) -> dict[str, list[Any]]:
    with house.engine.connect() as connection:
        return {
            table.name: [
                tuple(row)
                for row in connection.execute(
                    sqlalchemy.select(table).order_by(*table.primary_key.columns)
                )
            ]
            for table in SQLModel.metadata.sorted_tables
            if table.name not in TOLD_ANEW
        }


def test_a_kill_at_any_moment_leaves_nothing_or_all_rows_erased(
    ready: tuple[Path, str], tmp_path: Path
) -> None:
    original, sheet = ready
    chance = random.Random(SEED)  # noqa: S311 - moments, not secrets
    untouched = found(original)
    shutil.copytree(original, tmp_path / "undisturbed")
    start = perf_counter()
    assert erased_in_time(tmp_path / "undisturbed", sheet, 600)
    whole_time = perf_counter() - start
    wanted = found(tmp_path / "undisturbed")
    assert (untouched[2], set(wanted[2])) == ([], {ErasureState.DONE})

    kills = 0
    while kills < KILLS:
        home = tmp_path / "killed"
        shutil.copytree(original, home)
        lived = erased_in_time(home, sheet, chance.uniform(0.001, whole_time))
        rows, files, states = found(home)
        assert rows == (wanted[0] if states else untouched[0])
        assert wanted[1] <= files <= untouched[1]
        if not lived:
            kills += 1
            assert erased_in_time(home, sheet, 600)
            assert found(home) == wanted
        shutil.rmtree(home)
