"""Messages that wait and name different dates for one duty of one recipient, or a date that has moved."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import sqlalchemy
from sqlmodel import col

from models import Message, Nudge, Obligation, Person, Step, Unit
from rules.definition import DutyKind
from rules.states import MessageState
from tasks.context import Context
from tasks.overview import Desk
from tasks.statements import among

WAITING = (MessageState.HELD, MessageState.READY)
MOST_LOOKED_AT = 2_000
"""Waiting messages, the newest first: more are never about to be released by hand."""
CORRECTIONS = ("deadline_moved", "extension_granted")
NOTICE = "notice_issued"
_MOVED = re.compile(r":moved\.(?P<step>.+)\.(?P<duty>[^.]+)\.\d{4}\.(?P<new>\d{4})\.\d{8}:")
_NOTICE = re.compile(r":notice_issued:(?P<step>.+)\.v\d+:")
_DAY = re.compile(r"\d{4}年(\d{1,2})月(\d{1,2})日 \d\d:\d\d")


class _Named(NamedTuple):
    """What one message says: by when this duty is to be done."""

    message: int
    person: int
    unit: int
    step: str
    duty: str
    day: str
    """Month and day, as `1217`."""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """One recipient would read different dates for the same duty."""

    person: str
    unit: str
    title: str
    days: tuple[str, ...]
    """Every date named, as 12-17, with the date in force last."""
    messages: tuple[int, ...]


def find(ctx: Context, at: Desk) -> tuple[Contradiction, ...]:
    """All of them among the messages that wait, in a constant number of queries."""
    named = [*_of_keys(ctx, at), *_of_nudges(ctx, at)]
    if not named:
        return ()
    in_force = _in_force(ctx, at, {one.unit for one in named})
    by_duty: dict[tuple[int, int, str, str], list[_Named]] = {}
    for one in named:
        by_duty.setdefault((one.person, one.unit, one.step, one.duty), []).append(one)
    names = _names(ctx, named)
    found = []
    for (person, unit, step, duty), those in by_duty.items():
        now = in_force.get((unit, step, duty))
        days = {one.day for one in those} | ({now} if now else set())
        if len(days) > 1:
            last = [now] if now else []
            told = [*sorted(day for day in days if day not in last), *last]
            found.append(
                Contradiction(
                    names[0].get(person, ""),
                    names[1].get(unit, ""),
                    at.plan.duty(step, duty).title,
                    tuple(f"{day[:2]}-{day[2:]}" for day in told),
                    tuple(sorted({one.message for one in those})),
                )
            )
    return tuple(found)


def _of_keys(ctx: Context, at: Desk) -> Iterator[_Named]:
    """Corrections name their date in the key, notices in the text."""
    rows = ctx.session.execute(
        sqlalchemy.select(
            col(Message.id),
            col(Message.person_id),
            col(Message.unit_id),
            col(Message.key),
            col(Message.body),
        )
        .where(
            col(Message.campaign_id) == at.campaign_id,
            col(Message.state).in_(WAITING),
            col(Message.kind).in_([*CORRECTIONS, NOTICE]),
        )
        .order_by(col(Message.id).desc())
        .limit(MOST_LOOKED_AT)
    )
    for id_, person, unit, key, body in rows:
        if moved := _MOVED.search(key):
            yield _Named(id_, person or 0, unit or 0, moved["step"], moved["duty"], moved["new"])
        elif (notice := _NOTICE.search(key)) and (day := _DAY.search(body)):
            for duty in at.plan.step(notice["step"]).duties:
                if duty.kind is DutyKind.ACKNOWLEDGE:
                    told = f"{int(day[1]):02}{int(day[2]):02}"
                    yield _Named(id_, person or 0, unit or 0, notice["step"], duty.code, told)


def _of_nudges(ctx: Context, at: Desk) -> Iterator[_Named]:
    rows = ctx.session.execute(
        sqlalchemy.select(
            col(Message.id),
            col(Message.person_id),
            col(Obligation.unit_id),
            col(Step.code),
            col(Obligation.duty),
            col(Obligation.due_on),
        )
        .join(Nudge, col(Nudge.message_id) == col(Message.id))
        .join(Obligation, col(Obligation.id) == col(Nudge.obligation_id))
        .join(Step, col(Step.id) == col(Obligation.step_id))
        .where(
            col(Message.campaign_id) == at.campaign_id,
            col(Message.state).in_(WAITING),
            # One that speaks of an older date is cancelled when it would be sent.
            col(Nudge.version) == col(Obligation.version),
        )
        .order_by(col(Message.id).desc())
        .limit(MOST_LOOKED_AT)
    )
    for id_, person, unit, step, duty, due_on in rows:
        yield _Named(id_, person or 0, unit, step, duty, f"{due_on:%m%d}")


def _in_force(ctx: Context, at: Desk, units: set[int]) -> dict[tuple[int, str, str], str]:
    rows = ctx.session.execute(
        sqlalchemy.select(
            col(Obligation.unit_id), col(Step.code), col(Obligation.duty), col(Obligation.due_on)
        )
        .join(Step, col(Step.id) == col(Obligation.step_id))
        .where(
            col(Obligation.campaign_id) == at.campaign_id,
            among(ctx.session, col(Obligation.unit_id), sorted(units)),
            col(Obligation.subject) == "",
        )
    )
    return {(unit, step, duty): f"{day:%m%d}" for unit, step, duty, day in rows}


def _names(ctx: Context, named: list[_Named]) -> tuple[dict[int, str], dict[int, str]]:
    found = []
    for table, ids in ((Person, {n.person for n in named}), (Unit, {n.unit for n in named})):
        rows = ctx.session.execute(
            sqlalchemy.select(col(table.id), col(table.name)).where(
                among(ctx.session, col(table.id), sorted(ids))
            )
        )
        found.append(dict(rows.tuples().all()))
    return found[0], found[1]
