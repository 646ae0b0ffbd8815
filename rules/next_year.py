"""Next year's dates: moved by whole years, then to working days that keep the order of the steps."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, TypeAlias

from rules.definition import StepKind
from rules.lint.remarks import each_step
from rules.publicity import notice_period

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules.calendar import Calendar
    from rules.definition import Campaign, Step

Path: TypeAlias = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Move:
    """One date of the file, where it goes and why."""

    path: Path
    old: date
    new: date
    reason: str
    provisional: bool = False
    """Whether it rests on a year whose calendar is not published."""


@dataclass(slots=True)
class _Planner:
    campaign: Campaign
    years: int
    calendar: Calendar
    windows: dict[str, tuple[date, date]] = field(default_factory=dict)
    """Step to its new first and last day."""

    def year_later(self, day: date) -> date:
        """The same day of the later year; 29 February becomes the 28th."""
        try:
            return day.replace(year=day.year + self.years)
        except ValueError:
            return day.replace(year=day.year + self.years, day=28)

    def move(self, path: Path, old: date, new: date, rolled: date | None = None) -> Move:
        """A move with its reason; `rolled` is where the day off alone would have put it."""
        plain = self.year_later(old)
        told = f"顺延 {self.years} 年"
        if new != plain:
            why = "改到最近的工作日" if new == rolled else "为使各步骤先后衔接，改到"
            told = f"{told}为 {self.calendar.named(plain)}，{why} {self.calendar.named(new)}"
        return Move(path, old, new, told, self.calendar.is_provisional(new))

    def latest(self, step: Step) -> date:
        """The last day of its phase, unless somebody decided that it may run past it."""
        end = self.campaign.phase_of(step.code).closes
        return date.max if step.past_phase else self.year_later(end)

    def rolled(self, old: date, latest: date) -> date:
        """The next working day, or the last one before when the phase would be over by then."""
        plain = self.year_later(old)
        later = self.calendar.next_working(plain)
        return later if later <= latest else self.calendar.previous_working(plain)

    def waited_for(self, step: Step) -> list[str]:
        """The steps that had ended before this one began, as its rule demands."""
        steps = {s.code: s for _, s in each_step(self.campaign)}
        return [c for c in step.after if c in steps and steps[c].closes < step.opens]


def moved_dates(campaign: Campaign, years: int, calendar: Calendar) -> tuple[Move, ...]:
    """Every date of the campaign so many years later, in the order of the file.

    Raises CalendarNotPublished where a year is unknown and the calendar does not estimate.
    """
    planner = _Planner(campaign, years, calendar)
    moves: list[Move] = []
    for p, phase in enumerate(campaign.phases):
        for key, day in (("opens", phase.opens), ("closes", phase.closes)):
            moves.append(planner.move(("phases", p, key), day, planner.year_later(day)))
    in_time = sorted(each_step(campaign), key=lambda pair: pair[1].opens)
    for _, step in in_time:
        _push_later(planner, step)
    for _, step in reversed(in_time):
        _pull_earlier(planner, step)
    for path, step in in_time:
        moves.extend(_step(planner, path, step))
    moves.extend(_conditions(planner))
    return tuple(sorted(moves, key=lambda move: [str(part).zfill(4) for part in move.path]))


def _push_later(planner: _Planner, step: Step) -> None:
    """On working days, and after all that the step waits for."""
    calendar, latest = planner.calendar, planner.latest(step)
    opens = planner.rolled(step.opens, latest)
    for code in planner.waited_for(step):
        end = planner.windows.get(code, (date.min, date.min))[1]
        if end >= opens:
            opens = calendar.shift(end, 1)
    closes = max(planner.rolled(step.closes, latest), opens)
    if step.kind is StepKind.PUBLICITY:
        closes = max(closes, _notice_end(planner, opens))
    planner.windows[step.code] = (opens, closes)


def _pull_earlier(planner: _Planner, step: Step) -> None:
    """Back into its phase where days off have pushed it out, and what it waits for with it."""
    calendar, latest = planner.calendar, planner.latest(step)
    opens, closes = planner.windows[step.code]
    if closes > latest:
        closes = calendar.previous_working(latest)
        opens = min(opens, closes)
        planner.windows[step.code] = (opens, closes)
    for code in planner.waited_for(step):
        first, last = planner.windows[code]
        if last >= opens:
            bound = calendar.shift(opens, -1)
            planner.windows[code] = (min(first, bound), bound)


def _step(planner: _Planner, path: Path, step: Step) -> Iterator[Move]:
    latest = planner.latest(step)
    opens, closes = planner.windows[step.code]
    yield planner.move((*path, "opens"), step.opens, opens, planner.rolled(step.opens, latest))
    yield planner.move((*path, "closes"), step.closes, closes, planner.rolled(step.closes, latest))
    for d, duty in enumerate(step.duties):
        rolled = planner.rolled(duty.due, latest)
        due = min(max(rolled, opens), closes)
        yield planner.move((*path, "duties", d, "due"), duty.due, due, rolled)


def _notice_end(planner: _Planner, opens: date) -> date:
    public = planner.campaign.publicity
    return notice_period(
        opens,
        planner.calendar,
        working_days=public.working_days,
        first_day_counts=public.first_day_counts,
    ).last


def _conditions(planner: _Planner) -> Iterator[Move]:
    """Dates that judge facts rather than ask for work: moved by years only."""
    for h, honour in enumerate(planner.campaign.honours):
        for key in ("started_from", "in_use_by", "reported_before"):
            day = getattr(honour.conditions, key)
            if day is not None:
                path: Path = ("honours", h, "conditions", key)
                yield planner.move(path, day, planner.year_later(day))
    for key in ("second_half_from", "in_use_by"):
        day = getattr(planner.campaign.readings, key)
        yield planner.move(("readings", key), day, planner.year_later(day))
