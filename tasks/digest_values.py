"""The facts that reminder messages speak of, as the plain values their templates ask for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlmodel import col, func, select

from models import Nudge, Obligation, Step, Unit
from notifications.render import SHIPPED, Own, Rendered, render
from notifications.stencil import Stencil, stencil
from rules.definition import Audience, Role
from rules.states import OWED, NudgeState, ObligationState
from tasks.context import Context
from tasks.new_messages import MAIL
from tasks.nudges import OVERSEERS, Desk, Gathered, Owed
from tasks.outbox import OFFICE_NAME
from tasks.recipients import Recipient, overseer_of, reachable
from tasks.statements import in_parts
from tasks.wording import end_cn

ADVICE = "请电话联系，确有困难的按程序申请延期"


@dataclass(frozen=True, slots=True)
class Mention:
    """A rung of an obligation that a message speaks of."""

    obligation: int
    rung: str


NAMES = ("unit_name", "recipient_post", "recipient_name")
"""What differs between people who owe the same."""

_ItemKey = tuple[str, str, str, date, datetime, tuple[str, ...], str]


@dataclass(slots=True)
class Values:
    """Builds values for one batch; what many units share is worded once."""

    ctx: Context
    desk: Desk
    found: Gathered
    own: Own = SHIPPED
    """Templates that the office has changed."""
    _items: dict[_ItemKey, dict[str, object]] = field(default_factory=dict)
    _stencils: dict[tuple[object, ...], Stencil] = field(default_factory=dict)
    _passed_over: dict[int, list[int]] | None = None

    def text(self, kind: str, person: Recipient, mentions: Sequence[Mention]) -> Rendered:
        """The message, by a stencil where many owe the same and only their names differ."""
        with_html = person.channel == MAIL
        owed = [(self.found.owed[m.obligation], m.rung) for m in mentions]
        if kind != "reminder" or not self._is_plain(person, owed):
            values = self.of(kind, person, mentions)
            return render(kind, values, with_html=with_html, own=self.own)
        names = {
            "unit_name": owed[0][0].unit_name,
            "recipient_post": person.post_title,
            "recipient_name": person.name,
        }
        given = frozenset(name for name in NAMES if names[name])
        key = (with_html, given, *(_item_key(one, rung) for one, rung in owed))
        if key not in self._stencils:
            values = self.of(kind, person, mentions)
            self._stencils[key] = stencil(kind, values, given, with_html=with_html, own=self.own)
        return self._stencils[key].fill(names)

    def _is_plain(self, person: Recipient, owed: Sequence[tuple[Owed, str]]) -> bool:
        """One unit's pending duties and nothing that waits: no names but the usual three."""
        return person.person_id not in self._waiting and all(
            one.unit_id == person.unit_id and one.state is ObligationState.PENDING
            for one, _ in owed
        )

    def of(self, kind: str, person: Recipient, mentions: Sequence[Mention]) -> Mapping[str, object]:
        builders: Mapping[str, Callable[..., dict[str, object]]] = {
            "reminder": self._reminder,
            "blocked_reminder": self._blocked,
            "escalation": self._escalation,
        }
        owed = [(self.found.owed[m.obligation], m.rung) for m in mentions]
        return self._common(person, owed) | builders[kind](person, owed)

    def _common(self, person: Recipient, owed: Sequence[tuple[Owed, str]]) -> dict[str, object]:
        here = next((o.unit_name for o, _ in owed if o.unit_id == person.unit_id), "")
        return {
            "recipient_name": person.name,
            "recipient_post": person.post_title,
            "unit_name": here or self._unit_name(person.unit_id),
            "campaign_title": self.desk.plan.short,
            "office_name": OFFICE_NAME,
            "today": self.desk.today,
        }

    def _reminder(self, person: Recipient, owed: Sequence[tuple[Owed, str]]) -> dict[str, object]:
        pending = [(o, rung) for o, rung in owed if o.state is not ObligationState.BLOCKED]
        several = len({o.unit_id for o, _ in pending}) > 1
        return {
            "items": [self.item(o, rung, with_unit=several) for o, rung in pending],
            "blocked": [
                {"title": one.title, "by": self._blocker(one)}
                for one in self._waiting_of(person.person_id)
            ],
        }

    def item(self, one: Owed, rung: str, *, with_unit: bool = False) -> dict[str, object]:
        """One line of a reminder, shared by all units that owe the same by the same end."""
        key = _item_key(one, rung)
        if key not in self._items:
            duty = self.desk.plan.duty(one.step, one.duty)
            self._items[key] = {
                "title": one.title,
                "step": one.step,
                "due_text": end_cn(one.shown_at, self.desk.calendar),
                "working_days_left": self._days_left(one),
                "why_date": "；".join(one.basis),
                "how": duty.how,
                "ladder_note": self._note(one, rung),
            }
        shared = self._items[key]
        return shared | {"title": f"{one.unit_name}：{one.title}"} if with_unit else shared

    def _blocked(self, _person: Recipient, owed: Sequence[tuple[Owed, str]]) -> dict[str, object]:
        waiting: dict[int, list[Owed]] = {}
        for one, _ in owed:
            if one.blocked_by_id in self.found.owed:
                waiting.setdefault(one.blocked_by_id or 0, []).append(one)
        blockers = [(self.found.owed[id_], held) for id_, held in waiting.items()]
        return {
            "items": [
                {
                    "title": blocker.title,
                    "due_text": end_cn(blocker.shown_at, self.desk.calendar),
                    "working_days_left": self._days_left(blocker),
                    "what": self.desk.plan.duty(blocker.step, blocker.duty).how,
                    "waiting": list(dict.fromkeys(f"{o.unit_name}（{o.title}）" for o in held)),
                }
                for blocker, held in blockers
            ]
        }

    def _escalation(self, person: Recipient, owed: Sequence[tuple[Owed, str]]) -> dict[str, object]:
        behind = sorted({o.id: o for o, _ in owed}.values(), key=lambda o: (o.due_on, o.unit_id))
        first = behind[0]
        total, done = self._progress(first, person)
        reminders = self._reminders([o.id for o in behind])
        contacts = reachable(self.ctx, [o.unit_id for o in behind], self.desk.today)
        ends = dict.fromkeys(end_cn(o.shown_at, self.desk.calendar) for o in behind)
        return {
            "step_title": first.title,
            "due_text": "、".join(ends),
            "total": total,
            "done": done,
            "units": [
                {
                    "unit_name": o.unit_name,
                    "working_days_left": self._days_left(o),
                    "reminders": reminders.get(o.id, 0),
                    "contact": "、".join(
                        p.name for p in contacts.get(Role.CONTACT, {}).get(o.unit_id, ())
                    ),
                }
                for o in behind
            ],
            "advice": ADVICE,
        }

    def _days_left(self, one: Owed) -> int:
        return self.desk.calendar.working_days_between(self.desk.today, one.due_on)

    def _note(self, one: Owed, rung: str) -> str:
        labels = [planned.rung_label for planned in self.desk.rungs(one)]
        return f"第{labels.index(rung) + 1}次提醒（{rung}）" if rung in labels else rung

    @property
    def _waiting(self) -> Mapping[int, Sequence[int]]:
        """Blocked duties by the person who waits."""
        if self._passed_over is None:
            self._passed_over = {}
            for nudge in self.found.passed_over:
                self._passed_over.setdefault(nudge.recipient, []).append(nudge.obligation)
        return self._passed_over

    def _waiting_of(self, person_id: int) -> Iterable[Owed]:
        ids = dict.fromkeys(self._waiting.get(person_id, ()))
        return [self.found.owed[id_] for id_ in ids]

    def _blocker(self, one: Owed) -> str:
        blocker = self.found.owed.get(one.blocked_by_id or 0)
        return f"{blocker.unit_name}“{blocker.title}”" if blocker else "前置事项"

    def _unit_name(self, unit_id: int) -> str:
        unit = self.ctx.session.get(Unit, unit_id)
        return unit.name if unit else ""

    def _progress(self, like: Owed, person: Recipient) -> tuple[int, int]:
        """How many units under this overseer owe the duty, and how many have done it."""
        rows = self.ctx.session.execute(
            select(col(Unit.kind), col(Unit.code), col(Obligation.state), func.count())
            .join(Unit, col(Unit.id) == col(Obligation.unit_id))
            .join(Step, col(Step.id) == col(Obligation.step_id))
            .where(
                col(Obligation.campaign_id) == self.desk.campaign_id,
                col(Step.code) == like.step,
                col(Obligation.duty) == like.duty,
            )
            .group_by(col(Unit.kind), col(Unit.code), col(Obligation.state))
        )
        here = self.ctx.session.get(Unit, person.unit_id)
        total = done = 0
        for kind, _, state, count in rows:
            if here is not None and self._oversees(here.code, kind):
                total += count
                done += 0 if state in OWED else count
        return total, done

    def _oversees(self, unit_code: str, kind: str) -> bool:
        return any(
            post is not None and post[0] == unit_code
            for post in (overseer_of(self.desk.plan, kind, a) for a in sorted(OVERSEERS))
        )

    def _reminders(self, ids: Sequence[int]) -> dict[int, int]:
        """How often each obligation's own unit was told, on how many rungs."""
        own = [a.value for a in Audience if a not in OVERSEERS]
        counts: dict[int, int] = {}
        for part in in_parts(ids):
            rows = self.ctx.session.execute(
                select(col(Nudge.obligation_id), func.count(col(Nudge.rung).distinct()))
                .where(
                    col(Nudge.obligation_id).in_(part),
                    col(Nudge.state) == NudgeState.QUEUED,
                    col(Nudge.audience).in_(own),
                )
                .group_by(col(Nudge.obligation_id))
            )
            counts |= {row[0]: row[1] for row in rows}
        return counts


def _item_key(one: Owed, rung: str) -> _ItemKey:
    return (one.step, one.duty, one.title, one.due_on, one.shown_at, tuple(one.basis), rung)
