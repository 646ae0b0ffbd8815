"""Hands a batch over a few connections at once and reports every turn before the next begins."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol

from notifications.channels.base import Finished, Letter, Outcome, Refused, Report, Unknown

_SHORT_WAIT_SECONDS = 1.0
_MARGIN_SECONDS = 0.005
_LONGEST_GATHERING_SECONDS = 0.05


class Courier(Protocol):
    """One connection; carries one letter at a time."""

    async def open(self) -> Refused | None:
        """Connect, or say why not: nothing has left then."""

    async def carry(self, letter: Letter) -> Outcome: ...

    async def close(self) -> None: ...

    @property
    def usable(self) -> bool:
        """False once it makes no sense to try this connection again in this batch."""


Admit = Callable[[Letter], float]
"""Seconds until a letter may go by the provider's rate; 0 enters it as gone."""


def admit_all(_letter: Letter) -> float:
    return 0.0


@dataclass(slots=True)
class HandOver:
    """One batch on its way: each turn records what came back and marks what goes next.

    A turn is one report, hence one transaction. After the first answer it waits for others as
    long as the last report took: the dearer a transaction, the more letters share it, and never
    does waiting cost more than it can save.
    """

    report: Report
    admit: Admit = admit_all
    _waiting: deque[Letter] = field(default_factory=deque)
    _finished: list[Finished] = field(default_factory=list)
    _flying: dict[asyncio.Task[Outcome], tuple[Letter, Courier]] = field(default_factory=dict)
    _report_seconds: float = 0.0
    _lost: Refused = field(default_factory=lambda: Refused("no connection", permanent=False))

    def run(self, letters: Sequence[Letter], couriers: Sequence[Courier]) -> None:
        if letters:
            asyncio.run(self._run(letters, couriers[: len(letters)]))

    async def _run(self, letters: Sequence[Letter], couriers: Sequence[Courier]) -> None:
        self._waiting.extend(letters)
        try:
            refusals = await asyncio.gather(*(courier.open() for courier in couriers))
            idle = [c for c, refused in zip(couriers, refusals, strict=True) if not refused]
            if not idle:
                self._lost = next(filter(None, refusals))
            await self._take_turns(idle)
        finally:
            for task in self._flying:
                task.cancel()
            await asyncio.gather(*self._flying, return_exceptions=True)
            await asyncio.gather(*(courier.close() for courier in couriers))

    async def _take_turns(self, idle: list[Courier]) -> None:
        while self._waiting or self._flying:
            if not idle and not self._flying:
                self._finished.extend((letter, self._lost) for letter in self._waiting)
                self._waiting.clear()
            starting = await self._next(len(idle))
            if starting or self._finished:
                self._tell(starting)
            for letter in starting:
                courier = idle.pop()
                self._flying[asyncio.create_task(_carry(courier, letter))] = (letter, courier)
            if self._flying:
                idle += await self._landed()
        if self._finished:
            self._tell([])

    def _tell(self, starting: Sequence[Letter]) -> None:
        loop = asyncio.get_running_loop()
        began = loop.time()
        self.report(self._finished, starting)
        self._report_seconds = min(loop.time() - began, _LONGEST_GATHERING_SECONDS)
        self._finished = []

    async def _next(self, room: int) -> list[Letter]:
        """Letters that may go now; those over the provider's rate come back at once."""
        chosen: list[Letter] = []
        while self._waiting and len(chosen) < room:
            letter = self._waiting.popleft()
            wait = self.admit(letter)
            if 0 < wait <= _SHORT_WAIT_SECONDS:
                await asyncio.sleep(wait + _MARGIN_SECONDS)
                wait = self.admit(letter)
            if wait == 0:
                chosen.append(letter)
            else:
                self._finished.append((letter, _over_the_rate(wait)))
        return chosen

    async def _landed(self) -> list[Courier]:
        done, others = await asyncio.wait(self._flying, return_when=asyncio.FIRST_COMPLETED)
        if others:
            more, _ = await asyncio.wait(others, timeout=self._report_seconds)
            done |= more
        free: list[Courier] = []
        for task in done:
            letter, courier = self._flying.pop(task)
            outcome = task.result()
            self._finished.append((letter, outcome))
            if courier.usable:
                free.append(courier)
            elif isinstance(outcome, Refused):
                self._lost = outcome
        return free


async def _carry(courier: Courier, letter: Letter) -> Outcome:
    try:
        return await courier.carry(letter)
    except Exception as error:  # noqa: BLE001 - one poisonous letter must not hold up the others
        return Unknown(f"handing over broke off with {type(error).__name__}")


def _over_the_rate(wait: float) -> Refused:
    if wait == float("inf"):
        reason = "the letter needs more requests than the provider's rate allows at all"
        return Refused(reason, permanent=True)
    return Refused("rate", permanent=False, retry_after=timedelta(seconds=wait))
