"""Next year's dates: moved by whole years, then to working days that keep the order of the steps."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, TypeAlias

from rules.definition import StepKind
from rules.lint.remarks import each_step
from rules.publicity import notice_period

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules.calendar import Calendar
    from rules.definition import Campaign, Phase, Step

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
    ends: dict[str, tuple[date, date]] = field(default_factory=dict)
    """Step to its old and its new last day."""

    def year_later(self, day: date) -> date:
        """The same day of the later year; 29 February becomes the 28th."""
        try:
            return day.replace(year=day.year + self.years)
        except ValueError:
            return day.replace(year=day.year + self.years, day=28)

    def move(self, path: Path, old: date, new: date, reason: str = "") -> Move:
        plain = self.year_later(old)
        told = f"顺延 {self.years} 年"
        if new != plain:
            told = f"{told}为 {self.calendar.named(plain)}，{reason or '改到最近的工作日'} {self.calendar.named(new)}"
        return Move(path, old, new, told, self.calendar.is_provisional(new))

    def rolled(self, old: date, latest: date) -> date:
        """The next working day, or the last one before when the phase would be over by then."""
        plain = self.year_later(old)
        later = self.calendar.next_working(plain)
        return later if later <= latest else self.calendar.previous_working(plain)


def moved_dates(campaign: Campaign, years: int, calendar: Calendar) -> tuple[Move, ...]:
    """Every date of the campaign so many years later, in the order of the file.

    Raises CalendarNotPublished where a year is unknown and the calendar does not estimate.
    """
    planner = _Planner(campaign, years, calendar)
    moves: list[Move] = []
    for p, phase in enumerate(campaign.phases):
        for key, day in (("opens", phase.opens), ("closes", phase.closes)):
            moves.append(planner.move(("phases", p, key), day, planner.year_later(day)))
    for path, step in sorted(each_step(campaign), key=lambda pair: pair[1].opens):
        moves.extend(_step(planner, path, step))
    moves.extend(_conditions(planner))
    return tuple(sorted(moves, key=lambda move: [str(part).zfill(4) for part in move.path]))


def _step(planner: _Planner, path: Path, step: Step) -> Iterator[Move]:
    calendar = planner.calendar
    phase = planner.campaign.phase_of(step.code)
    latest = _latest(planner, phase, step)
    opens = planner.rolled(step.opens, latest)
    after = _after_the_others(planner, step)
    opens = max(opens, after) if after else opens
    yield planner.move((*path, "opens"), step.opens, opens, "前一步结束之后" * (opens == after))
    closes = max(planner.rolled(step.closes, latest), opens)
    if step.kind is StepKind.PUBLICITY:
        closes = max(closes, _notice_end(planner, opens))
    planner.ends[step.code] = (step.closes, closes)
    yield planner.move((*path, "closes"), step.closes, closes)
    for d, duty in enumerate(step.duties):
        due = min(max(planner.rolled(duty.due, latest), opens), closes)
        due = due if calendar.is_working(due) else calendar.previous_working(due)
        yield planner.move((*path, "duties", d, "due"), duty.due, due)


def _latest(planner: _Planner, phase: Phase, step: Step) -> date:
    return date.max if step.past_phase else planner.year_later(phase.closes)


def _after_the_others(planner: _Planner, step: Step) -> date | None:
    """The first working day after all that the step had to wait for, had that been its rule."""
    ends = [planner.ends[code] for code in step.after if code in planner.ends]
    waited = [new for old, new in ends if old < step.opens]
    if not waited:
        return None
    return planner.calendar.next_working(max(waited) + timedelta(days=1))


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
