"""What the sweep reads and writes of obligations and nudges, in statements over many rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import update
from sqlmodel import col, select

from models import Campaign, Obligation
from rules.definition import Audience
from rules.ladders import Decision, DueNudge
from rules.states import OWED, NudgeState
from tasks.context import Context
from tasks.nudges import Desk, Gathered, Owed, owed_of, select_owed
from tasks.statements import among, in_parts, insert_unless_known, plain_rows


def due_units(ctx: Context, desk: Desk, limit: int) -> tuple[list[int], bool]:
    """Units of the obligations that are due first; one indexed look when nothing is due."""
    rows = ctx.session.execute(
        select(col(Obligation.unit_id))
        .where(
            col(Obligation.campaign_id) == desk.campaign_id,
            col(Obligation.next_nudge_at) <= desk.now,
            col(Obligation.state).in_(OWED),
        )
        .order_by(col(Obligation.next_nudge_at))
        .limit(limit)
    ).all()
    return list(dict.fromkeys(row[0] for row in rows)), len(rows) == limit


def take_turns(ctx: Context, campaign_id: int) -> None:
    """One sweep of a campaign at a time; readers and writers of other rows are not held up."""
    ctx.session.execute(
        select(col(Campaign.id))
        .where(col(Campaign.id) == campaign_id)
        .with_for_update(key_share=True)
    )


def owed_until(
    ctx: Context, desk: Desk, until: datetime, units: Sequence[int] | None = None
) -> list[Owed]:
    statement = select_owed().where(
        col(Obligation.campaign_id) == desk.campaign_id,
        col(Obligation.next_nudge_at) <= until,
        col(Obligation.state).in_(OWED),
    )
    order = (col(Obligation.unit_id), col(Obligation.id))
    if units is None:
        return [owed_of(row) for row in plain_rows(ctx.session, statement.order_by(*order))]
    return [
        owed_of(row)
        for part in in_parts(units)
        for row in plain_rows(
            ctx.session,
            statement.where(among(ctx.session, col(Obligation.unit_id), part)).order_by(*order),
        )
    ]


def remember(
    ctx: Context,
    found: Gathered,
    told: Sequence[tuple[DueNudge, int]],
    retired: Sequence[tuple[DueNudge, str]],
) -> None:
    rows = [_row(found, nudge, NudgeState.QUEUED, "", message) for nudge, message in told]
    rows += [_row(found, nudge, NudgeState.SKIPPED, reason, None) for nudge, reason in retired]
    insert_unless_known(
        ctx.session,
        "nudge",
        rows,
        unique=["obligation_id", "rung", "person_id", "channel", "version"],
    )


def set_next(
    ctx: Context, desk: Desk, owed: Iterable[Owed], decisions: Iterable[Decision], tonight: datetime
) -> None:
    """Move each obligation on to the reminder point that comes next."""
    waiting: dict[int, datetime] = {}
    for decision in decisions:
        for deferred in decision.defer:
            id_ = deferred.nudge.obligation
            waiting[id_] = min(deferred.until, waiting.get(id_, deferred.until))
    by_moment: dict[datetime | None, list[int]] = {}
    for one in owed:
        moment = waiting.get(one.id) or _after(desk, one, tonight)
        by_moment.setdefault(moment, []).append(one.id)
    for moment, ids in by_moment.items():
        for part in in_parts(ids):
            ctx.session.execute(
                update(Obligation)
                .where(among(ctx.session, col(Obligation.id), part))
                .values(next_nudge_at=moment)
                .execution_options(synchronize_session=False)
            )


def _after(desk: Desk, one: Owed, moment: datetime) -> datetime | None:
    return next((rung.moment for rung in desk.rungs(one) if rung.moment > moment), None)


def _row(
    found: Gathered, nudge: DueNudge, state: NudgeState, reason: str, message: int | None
) -> Mapping[str, object]:
    key = (nudge.obligation, nudge.rung_label, nudge.recipient)
    return {
        "obligation_id": nudge.obligation,
        "rung": nudge.rung_label,
        "person_id": nudge.recipient,
        "channel": nudge.channel,
        "version": nudge.version,
        "audience": found.audience.get(key, Audience.CONTACT).value,
        "planned_at": nudge.moment,
        "state": state,
        "reason": reason,
        "message_id": message,
    }
