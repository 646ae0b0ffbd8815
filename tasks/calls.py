"""Calls and what came of them: one that reached somebody stands for the day's reminders."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from sqlalchemy import select, update
from sqlmodel import col

from models import Call, Message, Obligation
from rules.definition import Audience
from rules.states import MessageState, NudgeState, ObligationState
from tasks import outbox
from tasks.context import Context
from tasks.lookup import unit_by_code
from tasks.nudges import NOBODY, Desk, Owed, open_desk, owed_of, select_owed
from tasks.statements import insert_new
from tasks.use_case import use_case

TELEPHONE = "telephone"
CALLED = "电话已告知"


class CallOutcome(StrEnum):
    REACHED = "reached"
    NO_ANSWER = "no_answer"
    WRONG_NUMBER = "wrong_number"


OUTCOME_NAMES: Mapping[CallOutcome, str] = {
    CallOutcome.REACHED: "已告知",
    CallOutcome.NO_ANSWER: "无人接听",
    CallOutcome.WRONG_NUMBER: "号码有误",
}


@use_case("登记电话提醒")
def log_call(
    ctx: Context,
    campaign_id: int,
    unit: str,
    outcome: CallOutcome,
    *,
    person_id: int | None = None,
    note: str = "",
) -> int:
    """Enter a call; reached: it stands for the day's reminders of the unit, which stay in.

    Returns how many reminders it stands for.
    """
    desk = open_desk(ctx, campaign_id)
    row = unit_by_code(ctx, unit)
    assert row.id is not None  # noqa: S101 - it was read from its table
    ctx.session.add(
        Call(
            campaign_id=campaign_id,
            unit_id=row.id,
            person_id=person_id,
            on_day=desk.today,
            outcome=outcome.value,
            note=note,
            by=ctx.actor,
            at=ctx.now,
        )
    )
    stands_for = 0
    if outcome is CallOutcome.REACHED:
        stands_for = _stand_for_reminders(ctx, desk, row.id, person_id or NOBODY)
    ctx.record(
        "call.logged",
        unit,
        why=note,
        campaign=campaign_id,
        outcome=outcome.value,
        reminders=stands_for,
    )
    return stands_for


def pending(ctx: Context, campaign_id: int, unit_id: int | None = None) -> list[Owed]:
    """What can be done now and is still owed, the most urgent first."""
    statement = select_owed().where(
        col(Obligation.campaign_id) == campaign_id,
        col(Obligation.state) == ObligationState.PENDING,
        *([] if unit_id is None else [col(Obligation.unit_id) == unit_id]),
    )
    rows = ctx.session.execute(statement.order_by(col(Obligation.due_on), col(Obligation.id)))
    return [owed_of(row) for row in rows]


def belongs(desk: Desk, one: Owed, on: date) -> bool:
    """Whether a call of this day would be about it: a reminder is due, or it is late."""
    return one.due_on < on or any(desk.calendar.day_of(r.moment) == on for r in desk.rungs(one))


def _stand_for_reminders(ctx: Context, desk: Desk, unit_id: int, person_id: int) -> int:
    tonight = desk.calendar.end_of(desk.today)
    rows: list[dict[str, object]] = []
    for one in pending(ctx, desk.campaign_id, unit_id):
        come = [r for r in desk.rungs(one) if r.moment <= tonight]
        if not come or not belongs(desk, one, desk.today):
            continue
        rows.append(
            {
                "obligation_id": one.id,
                "rung": come[-1].rung_label,
                "person_id": person_id,
                "channel": TELEPHONE,
                "version": one.version,
                "audience": Audience.CONTACT.value,
                "planned_at": come[-1].moment,
                "state": NudgeState.QUEUED,
                "reason": CALLED,
                "message_id": None,
            }
        )
        _pass_over_today(ctx, desk, one)
    unique = ["obligation_id", "rung", "person_id", "channel", "version"]
    new = insert_new(ctx.session, "nudge", rows, unique=unique)
    _withdraw(ctx, desk, unit_id)
    return len(new)


def _pass_over_today(ctx: Context, desk: Desk, one: Owed) -> None:
    tonight = desk.calendar.end_of(desk.today)
    if one.next_nudge_at is None or one.next_nudge_at > tonight:
        return
    coming = next((r.moment for r in desk.rungs(one) if r.moment > tonight), None)
    ctx.session.execute(
        update(Obligation).where(col(Obligation.id) == one.id).values(next_nudge_at=coming)
    )


def _withdraw(ctx: Context, desk: Desk, unit_id: int) -> None:
    """Reminders of the day that have not left would only repeat what the call has said."""
    rows = ctx.session.execute(
        select(col(Message.id)).where(
            col(Message.campaign_id) == desk.campaign_id,
            col(Message.unit_id) == unit_id,
            col(Message.kind) == "reminder",
            col(Message.business_day) == desk.today,
            col(Message.state) == MessageState.READY,
        )
    ).scalars()
    ids = tuple(rows)
    if ids:
        outbox.cancel(ctx, desk.campaign_id, outbox.Which(ids), reason=CALLED)
