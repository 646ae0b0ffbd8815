"""How each fictional unit behaves through the year: early, punctual, late, silent, by paper."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from rules.calendar import Calendar


class Temper(StrEnum):
    EARLY = "提前办"
    PUNCTUAL = "按时办"
    LAST_MINUTE = "最后一天办"
    LATE = "逾期才办"
    SILENT = "一直不办"
    ON_PAPER = "交纸质材料"


SHARES = (
    (Temper.EARLY, 24),
    (Temper.PUNCTUAL, 44),
    (Temper.LAST_MINUTE, 14),
    (Temper.LATE, 10),
    (Temper.SILENT, 3),
    (Temper.ON_PAPER, 5),
)
"""Out of a hundred units; an office's own units behave punctually."""


@dataclass(frozen=True, slots=True)
class Owed:
    """A duty as the unit sees it."""

    obligation: int
    step: str
    duty: str
    unit_id: int
    unit: str
    kind: str
    opened_on: date
    due_on: date


@dataclass(frozen=True, slots=True)
class Planned:
    """When the unit acts, and on which real day if the act is entered later from paper."""

    at: datetime
    real_day: date
    on_paper: bool = False


class Cast:
    """Tempers and moments drawn from one seed: one seed, one year."""

    def __init__(self, seed: int, calendar: Calendar) -> None:
        self.seed = seed
        self._calendar = calendar

    def chance(self, *about: object) -> random.Random:
        """Chance of its own for each matter, so that nothing depends on the order of asking."""
        text = ":".join(str(part) for part in (self.seed, *about))
        return random.Random(text)  # noqa: S311 - an invented year, no secret

    def temper_of(self, unit: str, kind: str) -> Temper:
        if kind in ("bureau_office", "direct_unit"):
            return Temper.PUNCTUAL
        tempers, weights = zip(*SHARES, strict=True)
        drawn: Temper = self.chance("temper", unit).choices(tempers, weights)[0]
        return drawn

    def acts(self, owed: Owed) -> Planned | None:
        """When the unit does what it owes; None if it never does."""
        chance = self.chance(owed.step, owed.duty, owed.unit)
        temper = self.temper_of(owed.unit, owed.kind)
        match temper:
            case Temper.SILENT:
                return None
            case Temper.EARLY:
                return self._on(self._between(owed, chance, 0.1, 0.5), chance)
            case Temper.PUNCTUAL:
                return self._on(self._between(owed, chance, 0.5, 1.0), chance)
            case Temper.LAST_MINUTE:
                return self._on(owed.due_on, chance, time(15), time(23))
            case Temper.LATE:
                day = self._calendar.shift(owed.due_on, chance.randint(1, 3))
                return self._on(day, chance)
            case Temper.ON_PAPER:
                real = self._between(owed, chance, 0.6, 1.0)
                entered = self._on(self._calendar.shift(real, 2), chance)
                return Planned(entered.at, real, on_paper=True)

    def among(self, units: Iterable[str], *about: object) -> str:
        """One unit by chance, the same for the same seed."""
        return self.chance(*about).choice(sorted(units))

    def _between(self, owed: Owed, chance: random.Random, low: float, high: float) -> date:
        days = max((owed.due_on - owed.opened_on).days, 0)
        day = owed.opened_on + timedelta(days=round(days * chance.uniform(low, high)))
        return min(max(self._calendar.previous_working(day), owed.opened_on), owed.due_on)

    def _on(
        self,
        day: date,
        chance: random.Random,
        earliest: time = time(10, 30),
        latest: time = time(17, 20),
    ) -> Planned:
        minutes = chance.randint(
            earliest.hour * 60 + earliest.minute, latest.hour * 60 + latest.minute
        )
        clock = time(minutes // 60, minutes % 60, chance.randint(0, 59))
        return Planned(self._calendar.at(day, clock), day)
