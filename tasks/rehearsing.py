"""The roster as a rehearsal needs it: units with how many people stand behind each audience."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import cast

from sqlmodel import col, or_, select

from models import Unit
from rules.definition import Audience
from rules.rehearsal import Participant
from tasks.context import Context
from tasks.recipients import recipients_of

OF_THE_UNIT = (Audience.CONTACT, Audience.DEPUTY, Audience.LEADER)


def participants_of(ctx: Context, on: date) -> list[Participant]:
    """Units in the roster's order, counted by the same query that finds recipients."""
    units = ctx.session.exec(
        select(Unit)
        .where(or_(col(Unit.closed_on).is_(None), col(Unit.closed_on) > on))
        .order_by(col(Unit.listed_order), col(Unit.id))
    ).all()
    ids = [cast("int", unit.id) for unit in units]
    people: dict[int, Counter[Audience]] = {unit: Counter() for unit in ids}
    for audience in OF_THE_UNIT:
        for unit, reached in recipients_of(ctx, ids, audience, on).items():
            people[unit][audience] = len(reached)
    return [
        Participant(unit.code, unit.name, unit.kind, people[cast("int", unit.id)]) for unit in units
    ]
