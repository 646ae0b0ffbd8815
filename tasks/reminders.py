"""Reminders: what is due and still owed becomes one message a person; preview is the same code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from notifications.render import render_chat
from rules.ladders import REASONS, Decision, Reason, decide, next_opening
from tasks.context import Context, House
from tasks.digest_values import Values
from tasks.digests import Draft, compose, drafts_of, enqueue
from tasks.nudge_records import due_units, owed_until, remember, set_next, take_turns
from tasks.nudges import Desk, Gathered, gather, open_desk
from tasks.outbox import OFFICE_NAME
from tasks.use_case import use_case

SWEEPER = "定时提醒"
"""Who the journal names for what the sweep did by itself."""
BATCH = 1000


@dataclass(frozen=True, slots=True)
class NudgeTally:
    """What a sweep did: obligations looked at, nudges told or passed over, messages written."""

    obligations: int = 0
    told: int = 0
    passed_over: int = 0
    messages: int = 0
    more: bool = False
    """Whether obligations are left that are due now: call again."""

    def __add__(self, other: NudgeTally) -> NudgeTally:
        return NudgeTally(
            self.obligations + other.obligations,
            self.told + other.told,
            self.passed_over + other.passed_over,
            self.messages + other.messages,
            other.more,
        )

    def row(self) -> dict[str, object]:
        return {
            "事项": self.obligations,
            "已提醒": self.told,
            "未提醒（有原因）": self.passed_over,
            "消息": self.messages,
        }


@dataclass(frozen=True, slots=True)
class Planned:
    """A message as it will go out, or would: nothing is written by a preview."""

    kind: str
    person_id: int
    name: str
    post_title: str
    unit_id: int
    channel: str
    address: str
    at: datetime
    titles: tuple[str, ...]
    subject: str
    body: str


@use_case("登记到期提醒", retries=2)
def queue_due_nudges(ctx: Context, campaign_id: int, limit: int = BATCH) -> NudgeTally:
    """Turn up to `limit` due obligations into messages; whatever is not told keeps its reason.

    Running it twice changes nothing. On days off nothing happens at all, nor in quiet hours unless a
    rung of the campaign goes out in them.
    """
    desk = open_desk(ctx, campaign_id)
    if not _may_send(desk):
        return NudgeTally()
    units, more = due_units(ctx, desk, limit)
    if not units:
        return NudgeTally()
    take_turns(ctx, campaign_id)
    tonight = desk.calendar.end_of(desk.today)
    owed = owed_until(ctx, desk, tonight, units)
    found = gather(ctx, desk, owed, tonight, lambda one: one.next_nudge_at)
    own, overseen = _decide(desk, found, desk.now)
    drafts = drafts_of(desk, found, own.send, overseen.send)
    told = enqueue(ctx, desk, found, drafts)
    retired = [
        (r.nudge, r.text) for r in (*own.retire, *overseen.retire) if r.nudge.blocker is None
    ]
    retired += [(nudge, REASONS[Reason.BLOCKED]) for nudge in found.passed_over]
    remember(ctx, found, told, retired)
    set_next(ctx, desk, owed, (own, overseen), tonight)
    tally = NudgeTally(len(owed), len(told), len(retired), len(drafts), more=more)
    if owed:
        ctx.record(
            "reminders.queued",
            campaign=campaign_id,
            obligations=tally.obligations,
            told=tally.told,
            passed_over=tally.passed_over,
            messages=tally.messages,
        )
    return tally


@use_case("发出到期提醒", retries=2)
def sweep(house: House, campaign_id: int) -> NudgeTally:
    """Queue everything that is due, a batch and a transaction at a time."""
    total = NudgeTally(more=True)
    while total.more:
        with house.acting(SWEEPER) as ctx:
            total += queue_due_nudges(ctx, campaign_id)
    return total


def preview(ctx: Context, campaign_id: int, on: date) -> list[Planned]:
    """The messages that would go out on a day if nothing more were done until then."""
    desk, found, decisions = _foreseen(ctx, campaign_id, on)
    if decisions is None:
        return []
    own, overseen = decisions
    drafts = drafts_of(desk, found, own.send, overseen.send)
    return [
        _planned(found, one.draft, one.text.subject, one.text.body)
        for one in compose(ctx, desk, found, drafts)
    ]


def chat_text(ctx: Context, campaign_id: int, on: date) -> str:
    """The day's reminders as a text to paste into a chat group; empty when there are none."""
    desk, found, decisions = _foreseen(ctx, campaign_id, on)
    if decisions is None:
        return ""
    values = Values(ctx, desk, found)
    items: dict[tuple[str, str, date], dict[str, object]] = {}
    units: dict[tuple[str, str, date], list[str]] = {}
    for bundle in decisions[0].send:
        for nudge in bundle.owed:
            one = found.owed[nudge.obligation]
            key = (one.step, one.duty, one.due_on)
            items.setdefault(key, dict(values.item(one, nudge.rung_label)))
            if one.unit_name not in units.setdefault(key, []):
                units[key].append(one.unit_name)
    if not items:
        return ""
    return render_chat(
        {
            "campaign_title": desk.plan.short,
            "office_name": OFFICE_NAME,
            "today": on,
            "items": [items[key] | {"units": units[key]} for key in sorted(items)],
        }
    )


def _foreseen(
    ctx: Context, campaign_id: int, on: date
) -> tuple[Desk, Gathered, tuple[Decision, Decision] | None]:
    """What the sweep of a day would find and decide, seen from now."""
    desk = open_desk(ctx, campaign_id)
    desk.today = on
    start, end = desk.calendar.at(on, time.min), desk.calendar.end_of(on)
    owed = owed_until(ctx, desk, end)
    first = min((one.next_nudge_at for one in owed if one.next_nudge_at), default=None)
    today = desk.calendar.day_of(ctx.now)
    floor = start if on > today else first or start
    found = gather(ctx, desk, owed, end, lambda one: max(one.next_nudge_at or end, floor))
    coming = [*found.own, *found.overseen]
    if not coming:
        return desk, found, None
    earliest = min(coming, key=lambda nudge: nudge.moment)
    at = max(earliest.moment, ctx.now) if on == today else earliest.moment
    opening = next_opening(at, desk.calendar, desk.plan.messaging.quiet)
    desk.now = at if earliest.in_quiet_hours and desk.calendar.is_working(on) else opening
    if desk.calendar.day_of(desk.now) != on:
        return desk, found, None
    return desk, found, _decide(desk, found, desk.now)


def _may_send(desk: Desk) -> bool:
    """By day; in quiet hours only where a rung goes out in them, which then is looked for."""
    if next_opening(desk.now, desk.calendar, desk.plan.messaging.quiet) == desk.now:
        return True
    rungs = (rung for ladder in desk.plan.messaging.ladders for rung in ladder.rungs)
    return desk.calendar.is_working(desk.today) and any(rung.in_quiet_hours for rung in rungs)


def _decide(desk: Desk, found: Gathered, now: datetime) -> tuple[Decision, Decision]:
    quiet = desk.plan.messaging.quiet
    own = decide(found.own, now, calendar=desk.calendar, quiet=quiet)
    overseen = decide(found.overseen, now, calendar=desk.calendar, quiet=quiet)
    return own, overseen


def _planned(found: Gathered, draft: Draft, subject: str, body: str) -> Planned:
    person = draft.person
    return Planned(
        kind=draft.kind,
        person_id=person.person_id,
        name=person.name,
        post_title=person.post_title,
        unit_id=person.unit_id,
        channel=person.channel,
        address=person.address,
        at=min(nudge.moment for nudge in draft.nudges),
        titles=tuple(dict.fromkeys(found.owed[n.obligation].title for n in draft.nudges)),
        subject=subject,
        body=body,
    )
