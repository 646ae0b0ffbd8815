"""The year's loop: jump from one moment to the next, let people act, let the flows run."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count

from cli.demo import accounts, coming
from flows.deliver import deliver
from flows.steps.registry import run_step
from flows.sweep import sweep
from rules.calendar import Calendar
from rules.identity import Identity
from tasks.clocks import SimulatedClock
from tasks.context import Context, House
from tasks.errors import NotPossible


@dataclass(frozen=True, slots=True)
class Flows:
    """What the year lets run: the real flows, or in a benchmark the same use cases without them."""

    step: Callable[[int, str, str, datetime], object]
    sweep: Callable[[int, datetime], object]
    deliver: Callable[[int, datetime], object]


THROUGH_PREFECT = Flows(run_step, sweep, deliver)


@dataclass(frozen=True, slots=True, order=True)
class Act:
    """Something a person does at a moment."""

    at: datetime
    order: int
    actor: str = field(compare=False)
    title: str = field(compare=False)
    do: Callable[[Context], object] = field(compare=False)


@dataclass(frozen=True, slots=True)
class Refusal:
    """An act that the house did not let happen, and why."""

    at: datetime
    who: str
    what: str
    why: tuple[str, ...]


@dataclass(slots=True)
class Year:
    """Plays a campaign: people's acts from an agenda, everything else through the flows."""

    house: House
    clock: SimulatedClock
    campaign: int
    calendar: Calendar
    watch: Callable[[Year], None]
    """Called after every stop, to let people notice what has become theirs to do."""
    flows: Flows = THROUGH_PREFECT
    refused: list[Refusal] = field(default_factory=list)
    flow_runs: int = 0
    acts_done: int = 0
    _agenda: list[Act] = field(default_factory=list)
    _sweeps: list[datetime] = field(default_factory=list)
    _numbers: count[int] = field(default_factory=count)
    _swept_in: int = 0
    """The month of the last sweep: an installation sweeps four times an hour, here one is seen."""

    def plan(self, at: datetime, actor: str, title: str, do: Callable[[Context], object]) -> None:
        """Put an act on the agenda; what should have been done already is done next."""
        moment = max(at, self.clock.now())
        heapq.heappush(self._agenda, Act(moment, next(self._numbers), actor, title, do))

    def sweep_at(self, at: datetime) -> None:
        """Have a sweep at this moment, whether or not a planned run falls on it."""
        heapq.heappush(self._sweeps, at)

    def play(self, until: datetime, progress: Callable[[datetime], None]) -> None:
        """Play up to and including `until`."""
        while (moment := self._next()) is not None and moment <= until:
            self.clock.move_to(moment)
            self._let_people_act(moment)
            self._let_flows_run(moment)
            self.watch(self)
            progress(moment)
        self.clock.move_to(until)

    def _next(self) -> datetime | None:
        with self.house.reading() as ctx:
            moments = [
                self._agenda[0].at if self._agenda else None,
                self._sweeps[0] if self._sweeps else None,
                coming.next_run(ctx, self.campaign),
                coming.next_nudge(ctx, self.campaign),
                coming.next_delivery(ctx, self.campaign, self.clock.now(), self.calendar),
            ]
        known = [moment for moment in moments if moment is not None]
        return max(min(known), self.clock.now()) if known else None

    def _let_people_act(self, moment: datetime) -> None:
        while self._agenda and self._agenda[0].at <= moment:
            act = heapq.heappop(self._agenda)
            self.acts_done += 1
            try:
                with self.house.acting(self._who(act.actor), now=act.at) as ctx:
                    act.do(ctx)
            except NotPossible as refusal:
                self.refused.append(Refusal(act.at, act.actor, act.title, refusal.reasons))

    def _who(self, actor: str) -> Identity | str:
        """Whoever has an account acts as who they are; units and offices act under their names."""
        with self.house.reading() as ctx:
            return accounts.known_as(ctx, actor) or actor

    def _let_flows_run(self, moment: datetime) -> None:
        with self.house.reading() as ctx:
            due = coming.due_runs(ctx, self.campaign, moment)
        # One run of a step does whatever is due in it, so runs of one moment are one call.
        for step, purpose in {run.step: run.purpose for run in due}.items():
            self.flows.step(self.campaign, step, purpose, moment)
            self.flow_runs += 1
        if due:
            with self.house.acting("流程", now=moment) as ctx:
                coming.note_done(ctx, self.campaign, moment)
        self._tidy_up(moment)

    def _tidy_up(self, moment: datetime) -> None:
        """What the runs have left: a step's run queues the reminders of its moment by itself."""
        with self.house.reading() as ctx:
            nudge = coming.next_nudge(ctx, self.campaign)
            letters = coming.next_delivery(ctx, self.campaign, moment, self.calendar)
        month = self.calendar.day_of(moment).month
        wanted = self._sweep_wanted(moment)
        if wanted or month != self._swept_in or (nudge is not None and nudge <= moment):
            self._swept_in = month
            self.flows.sweep(self.campaign, moment)
            self.flow_runs += 1
        elif letters is not None and letters <= moment:
            self.flows.deliver(self.campaign, moment)
            self.flow_runs += 1

    def _sweep_wanted(self, moment: datetime) -> bool:
        wanted = False
        while self._sweeps and self._sweeps[0] <= moment:
            heapq.heappop(self._sweeps)
            wanted = True
        return wanted
