"""The whole year before it begins: every opening, deadline and reminder, and what will not work."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from rules.calendar import Calendar
from rules.deadlines import deadline_on
from rules.definition import Audience, Campaign, Duty, Step
from rules.ladders import nudges_of
from rules.timetable import closing_of, opening_of

CROWDED_DUTIES = 3
"""So many duties of one unit due on one day are worth a warning."""
BUSY_SHARE = 3
"""A day on which the messages exceed so many times the units is an overloaded one."""


@dataclass(frozen=True, slots=True)
class Participant:
    """A unit of the roster with how many people stand behind each audience."""

    code: str
    name: str
    kind: str
    people: Mapping[Audience, int]


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that will happen: an opening, a deadline, a reminder or a closing."""

    at: datetime
    kind: str
    """open, due, remind or close."""
    step: str
    title: str
    to: str
    """Who it concerns, in words."""
    units: int
    messages: int
    why: tuple[str, ...]
    """The arithmetic behind the date, one fact a sentence."""


@dataclass(frozen=True, slots=True)
class Rehearsal:
    events: tuple[Event, ...]
    per_day: Mapping[date, int]
    """Messages at the most, by business day: if nobody did anything before its deadline."""
    warnings: tuple[str, ...]


AUDIENCES = {
    Audience.CONTACT: "联系人",
    Audience.DEPUTY: "分管负责人",
    Audience.LEADER: "主要负责人",
    Audience.LEAD_OFFICE: "牵头处室",
    Audience.OFFICE_DIRECTOR: "办公室主任",
}


def rehearse(
    campaign: Campaign, calendar: Calendar, participants: Sequence[Participant]
) -> Rehearsal:
    """Every event in order; reminders count as if nobody acted, which is the most there can be."""
    events = sorted(
        (e for step in campaign.steps for e in _of_step(step, campaign, calendar, participants)),
        key=lambda e: (e.at, e.step, e.kind),
    )
    per_day: Counter[date] = Counter()
    for event in events:
        per_day[calendar.day_of(event.at)] += event.messages
    return Rehearsal(
        tuple(events),
        {day: count for day, count in sorted(per_day.items()) if count},
        (
            *_impossible(campaign),
            *_crowded(campaign, calendar, participants),
            *_overloaded(per_day, calendar, len(participants)),
        ),
    )


def owing(duty: Duty, participants: Sequence[Participant]) -> list[Participant]:
    """The units in a duty's scope."""
    if duty.offices:
        return [one for one in participants if one.code in duty.offices]
    return [one for one in participants if not duty.kinds or one.kind in duty.kinds]


def _of_step(
    step: Step, campaign: Campaign, calendar: Calendar, participants: Sequence[Participant]
) -> Iterator[Event]:
    opening, closing = opening_of(step, calendar), closing_of(step, calendar)
    waits = [campaign.step(code).name for code in (*step.after, *step.after_open)]
    why = (f"方案定于{calendar.named(step.opens)}启动", *(f"须在“{name}”之后" for name in waits))
    yield Event(
        opening, "open", step.code, f"{step.name}：启动", campaign.actor_name(step), 0, 0, why
    )
    for duty in step.duties:
        yield from _of_duty(duty, step, campaign, calendar, owing(duty, participants))
    why = (f"方案定于{calendar.named(step.closes)}结束",)
    yield Event(
        closing, "close", step.code, f"{step.name}：结束", campaign.actor_name(step), 0, 0, why
    )


def _of_duty(
    duty: Duty,
    step: Step,
    campaign: Campaign,
    calendar: Calendar,
    units: Sequence[Participant],
) -> Iterator[Event]:
    grace = timedelta(minutes=campaign.messaging.grace_minutes)
    deadline = deadline_on(duty.due, calendar, grace=grace)
    yield Event(
        deadline.shown, "due", step.code, f"{duty.title}：截止", f"{len(units)}个单位",
        len(units), 0, deadline.basis,
    )  # fmt: skip
    rungs, quiet = campaign.ladder(duty.ladder).rungs, campaign.messaging.quiet
    for nudge in nudges_of(duty.due, step.opens, rungs, calendar, quiet=quiet):
        for audience in nudge.to:
            day = calendar.day_of(nudge.moment)
            why = (
                f"截止日{duty.due}，{nudge.rung_label}为{calendar.named(day)}",
                "已办结的单位不再提醒，此处按全部未办计",
            )
            yield Event(
                nudge.moment,
                "remind",
                step.code,
                f"{duty.title}：提醒 {nudge.rung_label}",
                AUDIENCES[audience],
                len(units),
                _messages(audience, units, campaign),
                why,
            )


def _messages(audience: Audience, units: Sequence[Participant], campaign: Campaign) -> int:
    """Offices and the director get one message for all units behind; the others one each."""
    if audience is Audience.OFFICE_DIRECTOR:
        return min(1, len(units))
    if audience is Audience.LEAD_OFFICE:
        groups = {campaign.unit_kind(unit.kind).group for unit in units}
        return len({campaign.group(group).lead for group in groups if group})
    return sum(unit.people.get(audience, 0) for unit in units)


def _impossible(campaign: Campaign) -> Iterator[str]:
    """Steps that wait for something which by its own dates is not over yet."""
    for step in campaign.steps:
        for code in step.after:
            before = campaign.step(code)
            if before.closes >= step.opens and before.closes > before.opens:
                yield (
                    f"“{step.name}”定于{step.opens}启动，须待“{before.name}”办结，"
                    f"而后者最晚到{before.closes}；到时未办结则顺延"
                )
        for duty in step.duties:
            if duty.due < step.opens:
                yield f"“{duty.title}”截止于{duty.due}，早于环节启动日{step.opens}"


def _crowded(
    campaign: Campaign, calendar: Calendar, participants: Sequence[Participant]
) -> Iterator[str]:
    due: Counter[tuple[date, str]] = Counter()
    for step in campaign.steps:
        for duty in step.duties:
            for kind in {one.kind for one in owing(duty, participants)}:
                due[duty.due, kind] += 1
    for (day, kind), count in sorted(due.items()):
        if count >= CROWDED_DUTIES:
            name = campaign.unit_kind(kind).name
            yield f"{calendar.named(day)}：{name}同一天有{count}项事项截止"


def _overloaded(per_day: Mapping[date, int], calendar: Calendar, units: int) -> Iterator[str]:
    for day, count in sorted(per_day.items()):
        if units and count > BUSY_SHARE * units:
            yield f"{calendar.named(day)}：最多可能发出{count}条消息，超过单位数的{BUSY_SHARE}倍"
