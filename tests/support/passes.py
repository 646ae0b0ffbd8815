"""Processes that do the flows' passes as they are told, and die somewhere in the middle of one."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from multiprocessing.connection import Connection
from typing import Literal

from sqlalchemy import event

from config.settings import Settings
from tasks.clocks import SimulatedClock
from tasks.context import House, open_house
from tests.benchmarks.engine import Engine
from tests.support.forks import FORKS
from tests.support.machine_clock import Ahead

LONGEST_GRACE_SECONDS = 0.01


Kind = Literal["step", "sweep", "deliver"]


@dataclass(frozen=True)
class Pass:
    kind: Kind
    campaign: int
    step: str
    at: datetime

    @property
    def hands_over(self) -> bool:
        """Whether messages leave in it; a step's pass only queues them."""
        return self.kind != "step"

    def do(self, house: House) -> None:
        house.clock = SimulatedClock(self.at)
        flows = Engine(house).flows
        match self.kind:
            case "step":
                flows.step(self.campaign, self.step, "advance", self.at)
            case "sweep":
                flows.sweep(self.campaign, self.at)
            case "deliver":
                flows.deliver(self.campaign, self.at)


class Passes:
    """One life: it ends by SIGKILL shortly after so many statements, or never for 0."""

    def __init__(self, kill_after: int, leases_passed: int, environment: Mapping[str, str]) -> None:
        self._ours, theirs = FORKS.Pipe()
        self._process = FORKS.Process(
            target=_live, args=(theirs, kill_after, leases_passed, dict(environment))
        )
        self._process.start()
        theirs.close()

    def ask(self, one: Pass) -> int | None:
        """Have a pass done; how many statements there have been by then, None when it died."""
        self._ours.send(one)
        try:
            statements: int = self._ours.recv()
        except EOFError:
            return None
        return statements

    def end(self) -> int | None:
        """No more passes; its exit code, the negative signal that killed it."""
        self._ours.close()
        self._process.join()
        return self._process.exitcode


@dataclass
class Fate:
    """Counts statements and kills this very process a random moment after one of them."""

    house: House
    kill_after: int
    statements: int = 0
    killer: threading.Timer | None = None

    def count(self, *_told: object) -> None:
        self.statements += 1
        if self.statements == self.kill_after:
            pause = self.house.chance.uniform(0, LONGEST_GRACE_SECONDS)
            self.killer = threading.Timer(pause, os.kill, (os.getpid(), signal.SIGKILL))
            self.killer.start()

    def await_the_killer(self) -> None:
        """A pass that is through before its killer comes has not answered yet."""
        if self.killer:
            self.killer.join()


def _live(
    asked: Connection, kill_after: int, leases_passed: int, environment: Mapping[str, str]
) -> None:
    os.environ.update(environment)
    settings = Settings()
    house = open_house(settings)
    house.machine = Ahead(leases_passed * timedelta(seconds=settings.lease_seconds + 1))
    fate = Fate(house, kill_after)
    event.listen(house.engine, "before_cursor_execute", fate.count)
    while True:
        try:
            one: Pass = asked.recv()
        except EOFError:
            return
        one.do(house)
        fate.await_the_killer()
        asked.send(fate.statements)
