"""SIGKILL of Prefect's own runner and server while a campaign's messages are on their way.

`pingxuan serve` runs everything, with a real mail and a real web server as receivers; passes are
asked for as runs, for moments of 2021, while every machine clock is the real one. Each kill falls
at a random point of its share of the work. Two kills, of the runner with its runs and of the
server, unless PINGXUAN_PREFECT_KILLS says otherwise; PINGXUAN_SEED repeats a run.
"""

from __future__ import annotations

import os
import random
import secrets
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import cycle, islice
from pathlib import Path

import httpx
import pytest
from sqlmodel import col, func, select

from cli.commands.serve import OPERATOR
from config.settings import Settings
from flows.server import free_port
from models import Message, Nudge
from models.migrate import upgrade
from rules.states import MessageState
from tasks import outbox
from tasks.context import House, open_house
from tasks.prefect_api import PrefectUnreachableError
from tests.support.crowd import FIRST_RUNG, crowd
from tests.support.installation import (
    RUN,
    RUNNER,
    SERVER,
    Installation,
    alive,
    eventually,
    installation,
)
from tests.support.launched import ISSUED, launch_shipped
from tests.support.passes import Kind, Pass
from tests.support.processes import CONNECTIONS, environment_of, sink_process
from tests.support.received import Letters, keys, received, repeated, sent
from tests.support.rows import Rows, differences, rows_of

pytestmark = pytest.mark.prefect

KILLS = int(os.environ.get("PINGXUAN_PREFECT_KILLS", "2"))
UNITS = 240 * KILLS
CHANNELS = ("email", "webhook", "inbox")
DEPLOYMENTS: dict[Kind, str] = {
    "sweep": "巡查/定时",
    "deliver": "发送消息/定时",
}
ENDED = ("COMPLETED", "CRASHED", "FAILED", "CANCELLED")
Do = Callable[[Pass], None]


@dataclass(frozen=True)
class Played:
    rows: Rows
    received: Letters
    sent: Letters
    work: int


@dataclass(frozen=True)
class Kill:
    victim: str
    runs: int
    """Processes of runs that were alive when it was killed."""
    done: int
    """How much of the work was done once it was dead."""


@dataclass
class Served:
    """Passes as runs of the installation, each asked for again until it has ended well."""

    site: Installation

    def do(self, one: Pass) -> None:
        ending = ""
        while ending != "COMPLETED":
            ending = self._ending(self._run(one))

    def _run(self, one: Pass) -> str:
        """Asked for as soon as there is a server to ask; the run's id."""
        about = {"campaign": one.campaign, "as_of": one.at.isoformat()}

        def asked() -> str:
            try:
                return self.site.ask(DEPLOYMENTS[one.kind], **about)
            except PrefectUnreachableError:
                return ""

        return eventually(asked, 60)

    def _ending(self, run: str) -> str:
        def ended() -> str:
            try:
                state = self.site.state(run)
            except httpx.HTTPError:
                return ""
            return state if state in ENDED else ""

        return eventually(ended, 120)

    def crashed(self, kills: Sequence[Kill]) -> int:
        """Runs that are found dead, at least one for each runner that was killed at its work."""
        expected = sum(kill.victim == RUNNER for kill in kills)
        eventually(lambda: self._in_state("CRASHED") >= expected, 120)
        return self._in_state("CRASHED")

    def kill(self, victim: str, goal: float) -> Kill:
        """Kill a part as soon as the work has come so far, and wait until it is back."""
        seen = [work_done(self.site.house)]
        eventually(
            lambda: self._moved(seen) and seen[0] >= goal and self._at_work(victim),
            180,
            every=0.005,
        )
        pid = self.site.part(victim)
        runs = [p for p, line in self.site.processes().items() if RUN in line]
        # A runner dies with the runs it has started, as when a machine runs out of memory.
        (os.killpg if victim == RUNNER else os.kill)(pid, signal.SIGKILL)
        eventually(lambda: not alive(pid), 10, every=0.01)
        kill = Kill(victim, len(runs), work_done(self.site.house))
        eventually(lambda: self.site.part(victim) not in (0, pid) and self.site.answers(), 60)
        return kill

    def _at_work(self, victim: str) -> bool:
        """Whether a runner, held still for the look, has a run that has not ended; it stays still then."""
        if victim != RUNNER:
            return True
        pid = self.site.part(victim)
        os.killpg(pid, signal.SIGSTOP)
        found = bool(self._in_state("RUNNING"))
        if not found:
            os.killpg(pid, signal.SIGCONT)
        return found

    def _in_state(self, state: str) -> int:
        return len(self.site.runs(flow_runs={"state": {"type": {"any_": [state]}}}))

    def _moved(self, seen: list[int]) -> bool:
        before, seen[0] = seen[0], work_done(self.site.house)
        return seen[0] > before


def test_killed_runners_and_servers_lose_nothing_and_change_nothing(tmp_path: Path) -> None:
    seed = int(os.environ.get("PINGXUAN_SEED", secrets.randbits(32)))
    print(f"PINGXUAN_SEED={seed}")  # noqa: T201 - repeats a failed run
    calm = _calm(tmp_path / "calm")
    chance = random.Random(seed)  # noqa: S311 - chooses moments, keeps no secret

    killed, kills, crashed = _killed(tmp_path / "killed", calm.work, chance)

    print(*kills, f"crashed: {crashed}", f"work: {calm.work}", sep="\n")  # noqa: T201 - the figures of the run
    assert len(kills) == KILLS
    assert [kill for kill in kills if not (kill.runs and kill.done < calm.work)] == []
    assert differences(calm.rows, killed.rows) == {}
    assert killed.sent == calm.sent
    assert keys(calm.received) == keys(killed.received) == keys(calm.sent)
    assert repeated(calm.received) == {"email": 0, "webhook": 0}
    assert max(repeated(killed.received).values()) <= KILLS * CONNECTIONS
    print("repeated with the same key:", repeated(killed.received))  # noqa: T201


def _calm(home: Path) -> Played:
    """The same passes in this process, which nobody kills."""
    with _sinks(home) as (told, logs), pytest.MonkeyPatch.context() as patch:
        for name, value in told.items():
            patch.setenv(name, value)
        house = open_house(Settings())
        upgrade(house.engine)
        _play(house, lambda one: one.do(house), _launch(house))
        played = _played(house, logs)
        house.engine.dispose()
    return played


def _killed(home: Path, work: int, chance: random.Random) -> tuple[Played, list[Kill], int]:
    """The passes through a served installation whose parts are killed meanwhile."""
    with ExitStack() as stack:
        told, logs = stack.enter_context(_sinks(home))
        settings = Settings(home=home, prefect_port=free_port(), web_port=free_port())
        site = stack.enter_context(installation(settings, told))
        served = Served(site)
        campaign = _launch(site.house)
        killer = stack.enter_context(ThreadPoolExecutor(1))
        kills = killer.submit(lambda: [served.kill(*each) for each in _plan(work, chance)])
        _play(site.house, served.do, campaign)
        return _played(site.house, logs), kills.result(), served.crashed(kills.result())


def _plan(work: int, chance: random.Random) -> list[tuple[str, float]]:
    """Whom to kill, and when: each somewhere in the first half of its own share of the work."""
    victims = [RUNNER, SERVER]
    chance.shuffle(victims)
    return [
        (victim, work * (number + chance.uniform(0.02, 0.5)) / KILLS)
        for number, victim in enumerate(islice(cycle([*victims, RUN]), KILLS))
    ]


@contextmanager
def _sinks(home: Path) -> Iterator[tuple[dict[str, str], tuple[Path, Path]]]:
    """A folder for a house, with what its processes are told of two receivers, and their logs."""
    home.mkdir()
    logs = home / "received-mails.log", home / "received-calls.log"
    with sink_process("smtp", logs[0]) as smtp, sink_process("http", logs[1]) as http:
        told = environment_of(home, "", smtp=smtp, http=http)
        yield {**told, "PINGXUAN_LEASE_SECONDS": "10"}, logs


def _launch(house: House) -> int:
    campaign = launch_shipped(house)
    crowd(house, campaign, UNITS, lambda n: CHANNELS[n % len(CHANNELS)])
    return campaign


def _played(house: House, logs: tuple[Path, Path]) -> Played:
    """Without accounts, which only `serve` makes."""
    rows = {
        name: found
        for name, found in rows_of(house).items()
        if name not in {"account", "appointment"}
    }
    rows["journal"] = [row for row in rows["journal"] if row[1] != OPERATOR]
    return Played(rows, received(*logs), sent(house), work_done(house))


def work_done(house: House) -> int:
    """Messages written, reminders noted, messages gone: it only ever grows."""
    with house.reading() as ctx:
        counts = (
            select(func.count()).select_from(Message),
            select(func.count()).select_from(Nudge),
            select(func.count()).select_from(Message).where(
                col(Message.state) == MessageState.SENT
            ),
        )  # fmt: skip
        return sum(ctx.session.exec(each).one() for each in counts)


def _play(house: House, do: Do, campaign: int) -> None:
    """Notices to everybody, released and delivered; a week later the reminders of their signing."""
    morning = ISSUED + timedelta(hours=2)
    do(Pass("sweep", campaign, "", morning))
    _release(house, campaign, morning)
    do(Pass("deliver", campaign, "", morning + timedelta(minutes=10)))
    do(Pass("sweep", campaign, "", FIRST_RUNG))
    _release(house, campaign, FIRST_RUNG)
    for hours in range(1, 3):
        # What was being handed over when its deliverer died comes again when the lease is over.
        do(Pass("deliver", campaign, "", FIRST_RUNG + timedelta(hours=hours)))


def _release(house: House, campaign: int, at: datetime) -> None:
    with house.acting("办公室", now=at) as ctx:
        outbox.release(ctx, campaign)
