"""Channels in trouble: one that never knows, one whose process dies, one that takes too long."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from notifications.channels.base import Finished, Letter, Report, Sent, Unknown
from tasks import delivery
from tasks.context import House
from tests.support.machine_clock import StillClock


class Doubtful:
    """A channel that never knows whether a letter arrived, and must not repeat it blindly."""

    name = "sms_http"
    repeat_when_unknown = False
    avoids_full_hour = False
    rates = ()
    max_bytes = None

    def deliver(self, letters: Sequence[Letter], report: Report) -> None:
        report([], letters)
        done: list[Finished] = [(letter, Unknown("没有回执")) for letter in letters]
        report(done, [])


class Dying:
    """A channel whose process dies: before it started anything, or on the way."""

    avoids_full_hour = False
    rates = ()
    max_bytes = None

    def __init__(self, *, started: bool, repeats: bool) -> None:
        self.name = "email"
        self.repeat_when_unknown = repeats
        self._started = started

    def deliver(self, letters: Sequence[Letter], report: Report) -> None:
        if self._started:
            report([], letters)
        raise KeyboardInterrupt


class Slow:
    """A channel that takes so long over a letter that its lease runs out meanwhile."""

    name = "email"
    repeat_when_unknown = True
    avoids_full_hour = False
    rates = ()
    max_bytes = None

    def __init__(self, house: House, campaign: int, machine: StillClock) -> None:
        self._house = house
        self._campaign = campaign
        self._machine = machine
        self.handed_over: list[str] = []

    def deliver(self, letters: Sequence[Letter], report: Report) -> None:
        self._machine.pass_time(timedelta(seconds=301))
        delivery.reap(self._house, self._campaign)
        report([], letters)
        self.handed_over += [letter.key for letter in letters]
        report([(letter, Sent()) for letter in letters], [])


class Robot:
    """Takes everything, at moments when its provider does not mind."""

    name = "wecom_robot"
    repeat_when_unknown = False
    avoids_full_hour = True
    rates = ()
    max_bytes = None

    def deliver(self, letters: Sequence[Letter], report: Report) -> None:
        report([], letters)
        report([(letter, Sent()) for letter in letters], [])
