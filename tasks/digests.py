"""One message for all that a person is to hear on a day: composed, or added to one still waiting."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import update
from sqlmodel import col, select

from models import Message, Nudge
from notifications.render import Rendered
from rules.ladders import Bundle, DueNudge
from rules.states import MessageState
from tasks.context import Context
from tasks.digest_values import Mention, Values
from tasks.new_messages import LONGEST_SUBJECT, NewMessage, put
from tasks.nudges import Desk, Gathered, owed_by_ids
from tasks.recipients import Recipient
from tasks.statements import among, in_parts
from tasks.template_texts import own_messages

KINDS = ("reminder", "blocked_reminder", "escalation")
"""Messages that stand for nudges: checked against what is still owed before they leave."""


@dataclass(slots=True)
class Draft:
    """A message to be: its kind, the stem of its key, whom it goes to and what it speaks of."""

    kind: str
    stem: str
    person: Recipient
    nudges: list[DueNudge] = field(default_factory=list)
    earlier: list[Mention] = field(default_factory=list)
    """What the waiting message that this one joins already says."""
    number: int = 1
    joins: int | None = None

    @property
    def mentions(self) -> list[Mention]:
        new = [Mention(nudge.obligation, nudge.rung_label) for nudge in self.nudges]
        return list(dict.fromkeys([*self.earlier, *new]))


@dataclass(frozen=True, slots=True)
class Composed:
    draft: Draft
    text: Rendered


def drafts_of(
    desk: Desk, found: Gathered, send: Iterable[Bundle], overseen: Iterable[Bundle]
) -> list[Draft]:
    """The messages that bundles call for; overseers get one for each duty that units are behind in."""
    drafts: list[Draft] = []
    day = f"{desk.today:%Y%m%d}"
    for bundle in send:
        person, stem = found.people[bundle.recipient], f"{bundle.recipient}:{day}"
        if bundle.owed:
            drafts.append(
                Draft("reminder", f"{desk.campaign_id}:r:{stem}", person, list(bundle.owed))
            )
        told = {nudge.obligation for nudge in bundle.owed}
        waiting = [
            n for n in bundle.holding_up if found.owed[n.obligation].blocked_by_id not in told
        ]
        if waiting:
            drafts.append(
                Draft("blocked_reminder", f"{desk.campaign_id}:b:{stem}", person, waiting)
            )
        elif bundle.holding_up:
            drafts[-1].nudges += bundle.holding_up
    for bundle in overseen:
        drafts += _escalations(desk, found, bundle, day)
    return drafts


def compose(ctx: Context, desk: Desk, found: Gathered, drafts: Sequence[Draft]) -> list[Composed]:
    """Render every draft from the facts as they are now."""
    missing = {m.obligation for d in drafts for m in d.earlier} - found.owed.keys()
    if missing:
        found.owed |= owed_by_ids(ctx, missing)
    values = Values(ctx, desk, found, own_messages(ctx, desk.campaign_id))
    return [
        Composed(draft, values.text(draft.kind, draft.person, draft.mentions)) for draft in drafts
    ]


def enqueue(
    ctx: Context, desk: Desk, found: Gathered, drafts: Sequence[Draft]
) -> list[tuple[DueNudge, int]]:
    """Write the messages; returns the message that tells each nudge."""
    _join_waiting(ctx, desk, drafts)
    composed = compose(ctx, desk, found, drafts)
    ids = put(ctx, [_message(desk, one) for one in composed if one.draft.joins is None])
    told: list[tuple[DueNudge, int]] = []
    for one in composed:
        draft = one.draft
        message_id = ids.get(_key(draft)) if draft.joins is None else draft.joins
        if draft.joins is not None:
            _rewrite(ctx, draft.joins, one.text)
        if message_id is not None:
            told += [(nudge, message_id) for nudge in draft.nudges]
    return told


def _escalations(desk: Desk, found: Gathered, bundle: Bundle, day: str) -> list[Draft]:
    by_duty: dict[tuple[str, str], list[DueNudge]] = {}
    for nudge in bundle.owed:
        owed = found.owed[nudge.obligation]
        by_duty.setdefault((owed.step, owed.duty), []).append(nudge)
    person = found.people[bundle.recipient]
    return [
        Draft(
            "escalation",
            f"{desk.campaign_id}:e:{bundle.recipient}:{day}:{step}.{duty}",
            person,
            nudges,
        )
        for (step, duty), nudges in by_duty.items()
    ]


def _join_waiting(ctx: Context, desk: Desk, drafts: Sequence[Draft]) -> None:
    """Let a draft join the person's message of the day that has not left yet, or number itself."""
    by_stem = {draft.stem: draft for draft in drafts}
    joined: dict[int, Draft] = {}
    for part in in_parts(sorted({draft.person.person_id for draft in drafts})):
        rows = ctx.session.execute(
            select(col(Message.id), col(Message.key), col(Message.state), col(Message.channel))
            .where(
                among(ctx.session, col(Message.person_id), part),
                col(Message.business_day) == desk.today,
                col(Message.campaign_id) == desk.campaign_id,
                col(Message.kind).in_(KINDS),
            )
            .order_by(col(Message.id))
            .with_for_update()
        )
        for message_id, key, state, channel in rows:
            stem, _, number = key.rpartition(":")
            draft = by_stem.get(stem)
            if draft is None:
                continue
            if state is MessageState.READY and channel == draft.person.channel:
                draft.joins = message_id
                joined[message_id] = draft
            draft.number = max(draft.number, int(number) + 1)
    _recall(ctx, joined)


def _recall(ctx: Context, joined: Mapping[int, Draft]) -> None:
    for part in in_parts(sorted(joined)):
        rows = ctx.session.execute(
            select(col(Nudge.message_id), col(Nudge.obligation_id), col(Nudge.rung))
            .where(among(ctx.session, col(Nudge.message_id), part))
            .order_by(col(Nudge.id))
        )
        for message_id, obligation_id, rung in rows:
            joined[message_id].earlier.append(Mention(obligation_id, rung))


def _rewrite(ctx: Context, message_id: int, text: Rendered) -> None:
    ctx.session.execute(
        update(Message)
        .where(col(Message.id) == message_id)
        .values(
            subject=text.subject[:LONGEST_SUBJECT],
            body=text.body,
            html=text.html,
            templates=text.templates,
        )
        .execution_options(synchronize_session=False)
    )


def _message(desk: Desk, one: Composed) -> NewMessage:
    draft, person = one.draft, one.draft.person
    return NewMessage(
        campaign_id=desk.campaign_id,
        key=_key(draft),
        kind=draft.kind,
        channel=person.channel,
        address=person.address,
        subject=one.text.subject,
        body=one.text.body,
        html=one.text.html,
        templates=one.text.templates,
        business_day=desk.today,
        ready_at=desk.now,
        person_id=person.person_id,
        unit_id=person.unit_id,
    )


def _key(draft: Draft) -> str:
    return f"{draft.stem}:{draft.number}"
