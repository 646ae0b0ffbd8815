"""The drawing of the timeline: where days, steps and deadlines lie on a line of a thousand parts."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from tasks.overview import PhaseLines, StepLine

WIDTH = 1000.0
SMALLEST_SHARE = 0.22
"""A phase of ten days stays readable beside one of half a year."""
THINNEST_BAR = 9.0
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Scale:
    """Days on a line: straight within a phase, each phase with at least its smallest share."""

    edges: tuple[date, ...]
    xs: tuple[float, ...]

    def x(self, day: date, part: float = 0.0) -> float:
        """Position of a day, or of a part of it; days outside lie at the ends."""
        if day < self.edges[0]:
            return 0.0
        if day >= self.edges[-1]:
            return WIDTH
        index = bisect_right(self.edges, day) - 1
        first, last = self.edges[index], self.edges[index + 1]
        left, right = self.xs[index], self.xs[index + 1]
        along = ((day - first).days + part) / (last - first).days
        return round(left + along * (right - left), 1)


@dataclass(frozen=True, slots=True)
class Tick:
    x: float
    day: date


@dataclass(frozen=True, slots=True)
class Bar:
    x: float
    width: float
    due: tuple[tuple[float, bool], ...]
    """Deadlines on the bar, and whether somebody has let one pass."""


@dataclass(frozen=True, slots=True)
class Band:
    """A phase's part of the axis."""

    x: float
    width: float
    name: str
    name_en: str


@dataclass(frozen=True, slots=True)
class Timeline:
    bands: tuple[Band, ...]
    ticks: tuple[Tick, ...]
    today: float | None
    """None where today lies outside the campaign."""
    bars: dict[str, Bar]


def draw(phases: Sequence[PhaseLines], today: date) -> Timeline:
    """Lay out a campaign with at least one phase."""
    scale = scale_of(phases)
    inside = scale.edges[0] <= today < scale.edges[-1]
    return Timeline(
        bands=tuple(
            Band(left, round(right - left, 1), phase.plan.name, phase.plan.name_en)
            for phase, (left, right) in zip(phases, pairwise(scale.xs), strict=True)
        ),
        ticks=_ticks(scale),
        today=scale.x(today, 0.5) if inside else None,
        bars={step.code: _bar(step, scale) for phase in phases for step in phase.steps},
    )


def scale_of(phases: Sequence[PhaseLines]) -> Scale:
    """One stretch per phase, the last one up to the end of the last step."""
    ends = [step.closes_on for phase in phases for step in phase.steps]
    end = max([phases[-1].plan.closes, *ends]) + A_DAY
    edges = (*(phase.plan.opens for phase in phases), end)
    days = [(end - start).days for start, end in pairwise(edges)]
    shares = [max(n / sum(days), SMALLEST_SHARE) for n in days]
    xs = [0.0]
    for share in shares:
        xs.append(round(xs[-1] + WIDTH * share / sum(shares), 1))
    return Scale(edges, (*xs[:-1], WIDTH))


def _bar(step: StepLine, scale: Scale) -> Bar:
    left, right = scale.x(step.opens_on), scale.x(step.closes_on + A_DAY)
    width = max(right - left, THINNEST_BAR)
    return Bar(
        x=min(left, WIDTH - width),
        width=round(width, 1),
        due=tuple((scale.x(duty.last_due, 0.5), duty.overdue > 0) for duty in step.duties),
    )


def _ticks(scale: Scale) -> tuple[Tick, ...]:
    """The first of each month."""
    first = scale.edges[0]
    months: list[date] = []
    day = (first.replace(day=1) + timedelta(days=32)).replace(day=1)
    while day < scale.edges[-1]:
        months.append(day)
        day = (day + timedelta(days=32)).replace(day=1)
    return tuple(Tick(scale.x(month), month) for month in months)
