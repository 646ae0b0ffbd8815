"""A process that sweeps and delivers as a runner would, to be killed or run beside another."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from multiprocessing.connection import Connection

from config.settings import Settings
from tasks import delivery, reminders
from tasks.clocks import SimulatedClock
from tasks.context import open_house
from tests.support.forks import FORKS
from tests.support.machine_clock import Ahead

_BATCH = 100


class Sweeper:
    """Acts only when told to `go`."""

    def __init__(
        self,
        campaign: int,
        moment: datetime,
        environment: Mapping[str, str],
        leases_passed: int = 0,
    ) -> None:
        self._ours, theirs = FORKS.Pipe()
        self._process = FORKS.Process(
            target=_sweep, args=(theirs, campaign, moment, dict(environment), leases_passed)
        )
        self._process.start()
        theirs.close()
        assert self._ours.recv() == "ready"

    def go(self) -> None:
        self._ours.send("go")

    def finish(self) -> dict[str, int]:
        """Wait for the end; the tally of the last delivery."""
        tally: dict[str, int] = self._ours.recv()
        self._process.join()
        assert self._process.exitcode == 0
        return tally

    def kill(self) -> bool:
        """SIGKILL; says whether it was still at work."""
        running = self._process.is_alive()
        self._process.kill()
        self._process.join()
        return running


def _sweep(
    asked: Connection,
    campaign: int,
    moment: datetime,
    environment: Mapping[str, str],
    leases_passed: int,
) -> None:
    os.environ.update(environment)
    settings = Settings()
    house = open_house(settings, clock=SimulatedClock(moment))
    house.machine = Ahead(leases_passed * timedelta(seconds=settings.lease_seconds + 1))
    asked.send("ready")
    asked.recv()
    delivery.reap(house, campaign)
    more = True
    while more:
        with house.acting(reminders.SWEEPER) as ctx:
            more = reminders.queue_due_nudges(ctx, campaign, _BATCH).more
        delivery.deliver(house, campaign)
    asked.send(asdict(delivery.deliver(house, campaign)))
    house.engine.dispose()
