"""SIGKILL at random moments of a whole sealing: there is no package, or a whole one, and the next try ends it.

Each try starts from the same campaign and is killed after a random part of the time that an
undisturbed sealing takes, or a moment after the package's first byte is written. Four kills unless PINGXUAN_KILLS says otherwise; PINGXUAN_SEED repeats
a run.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
from contextlib import suppress
from pathlib import Path
from threading import Event
from time import perf_counter

import pytest

from config.settings import Settings
from models import Campaign
from records.archive.verification import verify
from rules.states import CampaignState
from tasks import archiving, attachments, dossier
from tasks.attachments import Owner
from tasks.context import open_house
from tests.support.campaign_builder import built, shanghai
from tests.support.judged import confirm, ready_for_the_meeting
from tests.support.stated import bearer

DAY = shanghai("2022-01-20")
KILLS = int(os.environ.get("PINGXUAN_KILLS", "4"))
SEED = int(os.environ.get("PINGXUAN_SEED", "2021"))
EVIDENCE_MB = 32
"""So much that a kill can meet the writing."""
WRITING = 0.02
"""Seconds that writing takes at least."""


@pytest.fixture
def ready(tmp_path: Path) -> Path:
    """The home of a campaign that waits to be sealed, with some megabytes of attachments."""
    home = tmp_path / "ready"
    with built(home) as made:
        ready_for_the_meeting(made, {bearer("ck001"): 96})
        made.open("2.4", shanghai("2021-12-30"))
        with made.acting(shanghai("2021-12-30")) as ctx:
            dossier.compile_when_complete(ctx, made.campaign, "2.4")
        confirm(made)
        made.open("3.4", DAY)
        text = tmp_path / "佐证.txt"
        text.write_bytes(b"a" * (EVIDENCE_MB << 20))
        with text.open("rb") as file:
            received = attachments.receive(made.house.settings, file, text.name)
        with made.acting(DAY) as ctx:
            attachments.attach(ctx, Owner("meeting", 1), received)
    return home


def sealed_in_time(home: Path, seconds: float, *, of_writing: bool = False) -> bool:
    """Seal in a process of its own that lives for so long; says whether it got through.

    `of_writing` counts from the moment at which something of the package is on disk.
    """
    child = os.fork()
    if child == 0:
        failed = 1
        try:
            # The alarm's own effect is an end without any cleaning up, at whatever it is doing.
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
            signal.setitimer(signal.ITIMER_REAL, 600 if of_writing else seconds)
            house = open_house(Settings(home=home))
            with house.acting("流程", now=DAY) as ctx:
                archiving.archive_what_is_new(ctx, 1, "3.4")
            failed = 0
        finally:
            os._exit(failed)
    if of_writing:
        while not writing_began(home):
            Event().wait(0.001)
        Event().wait(seconds)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or status == 0
    return status == 0


def writing_began(home: Path) -> bool:
    with suppress(FileNotFoundError):  # it was renamed between the two looks
        return any(file.stat().st_size for file in home.rglob("szsc-2021.zip*"))
    return False


def found(home: Path) -> tuple[str, CampaignState]:
    """The package's sum, empty where there is none, and how far the campaign has come."""
    house = open_house(Settings(home=home))
    with house.reading() as ctx:
        path = archiving.package_path(ctx, 1)
        state = ctx.session.get_one(Campaign, 1).state
    house.engine.dispose()
    if not path.exists():
        return "", state
    checked = verify(path)
    assert checked.problems == ()
    return checked.digest, state


def test_a_kill_at_any_moment_leaves_no_package_or_a_whole_one(ready: Path, tmp_path: Path) -> None:
    chance = random.Random(SEED)  # noqa: S311 - moments, not secrets
    shutil.copytree(ready, tmp_path / "undisturbed")
    start = perf_counter()
    assert sealed_in_time(tmp_path / "undisturbed", 600)
    whole_time = perf_counter() - start
    whole, closed = found(tmp_path / "undisturbed")
    assert closed is CampaignState.CLOSED

    kills = 0
    while kills < KILLS:
        home = tmp_path / "killed"
        shutil.copytree(ready, home)
        writing = kills % 2 == 1
        seconds = chance.uniform(0, WRITING if writing else whole_time)
        lived = sealed_in_time(home, max(seconds, 0.001), of_writing=writing)
        digest, state = found(home)
        assert digest in ("", whole)
        # Closed means that there is a package, not the other way round.
        assert digest == whole or state is not CampaignState.CLOSED
        if not lived:
            kills += 1
            assert sealed_in_time(home, 600)
            assert found(home) == (whole, CampaignState.CLOSED)
        shutil.rmtree(home)
