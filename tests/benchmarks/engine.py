"""The year of the demonstration without Prefect: the same use cases, called one after another."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from types import MappingProxyType
from typing import Any

from cli.demo.cast import Cast
from cli.demo.opening import begin, bring_roster
from cli.demo.year import Flows, Year
from config.calendars import KNOWN_YEARS, statutory
from config.campaign_file import read_campaign
from config.channels import ChannelSettings
from config.settings import Settings
from models.migrate import upgrade
from rules.calendar import Calendar
from rules.definition import StepKind
from tasks import (
    applications,
    archiving,
    casebook,
    certificates,
    commendation,
    delivery,
    dossier,
    duties,
    evaluation,
    filings,
    notices,
    opinions,
    printing,
    publicity,
    reminders,
    reporting,
    review,
    steps,
    visits,
)
from tasks.campaigns import definition_of
from tasks.clocks import SimulatedClock
from tasks.context import House, open_house
from tasks.due_work import phases_with_work
from tests.support.campaigns import SUZHOU

ENDS = date(2022, 1, 28)
ANNOUNCING = (StepKind.LEADING_GROUP, StepKind.NOTICE)
"""Their duties follow from the paper, so the work comes first; elsewhere the duties do."""

PRINTING: Mapping[StepKind, tuple[Callable[..., Any], ...]] = MappingProxyType(
    dict.fromkeys(
        (
            StepKind.LEADING_GROUP,
            StepKind.NOTICE,
            StepKind.OPINIONS,
            StepKind.REVIEW,
            StepKind.PUBLICITY,
        ),
        (printing.print_issued,),
    )
    | dict.fromkeys(
        (StepKind.COMMENDATION, StepKind.REPORTING, StepKind.CASEBOOK),
        (printing.print_issued, certificates.print_certificates),
    )
)
"""Steps whose papers are written out at once, as their flows have it."""

WORK: Mapping[StepKind, Callable[..., Any]] = MappingProxyType(
    {
        StepKind.LEADING_GROUP: notices.issue,
        StepKind.NOTICE: notices.issue,
        StepKind.COLLECTION: filings.count_handed_in,
        StepKind.VISITS: visits.check_held,
        StepKind.APPLICATIONS: applications.settle,
        StepKind.EVALUATION: evaluation.advance,
        StepKind.DOSSIER: dossier.compile_when_complete,
        StepKind.CASEBOOK: casebook.compile_when_due,
        StepKind.OPINIONS: opinions.request_and_check,
        StepKind.REVIEW: review.propose,
        StepKind.PUBLICITY: publicity.publish_and_check,
        StepKind.COMMENDATION: commendation.commend,
        StepKind.REPORTING: reporting.circulate,
        StepKind.ARCHIVING: archiving.archive_what_is_new,
    }
)


@dataclass(frozen=True, slots=True)
class Engine:
    """What the flows do, pass by pass, without runs that anybody tracks."""

    house: House

    @property
    def flows(self) -> Flows:
        return Flows(self.step, self.sweep, self.deliver)

    def step(self, campaign: int, step: str, purpose: str, as_of: datetime) -> None:
        del purpose
        if not self._do(steps.open_when_due, campaign, step, as_of):
            return
        with self.house.reading() as ctx:
            kind = definition_of(ctx, campaign).step(step).kind
        work: tuple[Callable[..., Any], ...] = (WORK[kind], *PRINTING.get(kind, ()))
        lay_on: Callable[..., Any] = duties.lay_on
        order = (*work, lay_on) if kind in ANNOUNCING else (lay_on, *work)
        for act in order:
            self._do(act, campaign, step, as_of)
        reminders.sweep(self.house, campaign)
        self._do(steps.close_when_complete, campaign, step, as_of)

    def sweep(self, campaign: int, as_of: datetime) -> None:
        with self.house.reading(now=as_of) as ctx:
            phases = phases_with_work(ctx, campaign)
        for phase in phases:
            self._advance(campaign, phase, as_of)
        reminders.sweep(self.house, campaign)
        self.deliver(campaign, as_of)

    def deliver(self, campaign: int, as_of: datetime) -> None:
        del as_of
        delivery.reap(self.house, campaign)
        delivery.deliver(self.house, campaign)

    def _advance(self, campaign: int, phase: str, as_of: datetime) -> None:
        done: set[str] = set()
        while True:
            with self.house.reading(now=as_of) as ctx:
                due = [s for s in steps.due_steps(ctx, campaign, phase) if s not in done]
            if not due:
                return
            done.add(due[0])
            self.step(campaign, due[0], "advance", as_of)

    def _do(self, act: Callable[..., Any], campaign: int, step: str, as_of: datetime) -> object:
        with self.house.acting("流程", now=as_of) as ctx:
            return act(ctx, campaign, step)


def play_in(
    house: House, flows: Flows, *, units: int, seed: int, once_staffed: Callable[[House], None]
) -> Year:
    """The whole year in an empty house, whoever does the flows' part of it."""
    year, calendar = _begun(house, flows, units=units, seed=seed, once_staffed=once_staffed)
    year.play(calendar.end_of(ENDS), lambda _moment: None)
    return year


def set_up(home: Path, *, units: int, seed: int) -> tuple[Year, Calendar]:
    """The roster imported and the campaign launched; nothing has been done yet."""
    settings = Settings(home=home, database="", channels=ChannelSettings(enabled=("inbox",)))
    house = open_house(settings)
    return _begun(house, Engine(house).flows, units=units, seed=seed)


def _begun(
    house: House,
    flows: Flows,
    *,
    units: int,
    seed: int,
    once_staffed: Callable[[House], None] = lambda _house: None,
) -> tuple[Year, Calendar]:
    file = read_campaign(SUZHOU)
    calendar = statutory(KNOWN_YEARS)
    clock = SimulatedClock(calendar.at(file.definition.phases[0].opens, time(8)))
    house.clock = clock
    house.chance = random.Random(seed)  # noqa: S311 - one seed, one year
    upgrade(house.engine)
    bring_roster(house, clock, file, units=units, seed=seed)
    once_staffed(house)
    return begin(house, clock, file, flows, Cast(seed, calendar)), calendar
