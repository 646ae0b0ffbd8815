"""What an observer office has before it: whom it may speak of, and what it has said, by their names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import col, select

from models import Application, Unit
from rules.access import Part, Who
from rules.definition import Honour
from tasks import observers
from tasks.application_rows import NOT_STANDING
from tasks.context import Context
from tasks.observers import Opinion
from tasks.overview import Desk


@dataclass(frozen=True, slots=True)
class Named:
    """A candidate as people know it: the same unit may stand for several honours."""

    number: str
    name: str
    honour: Honour


@dataclass(frozen=True, slots=True)
class Given:
    """An opinion with whom it is about: an application, or a unit with all that it applied for."""

    name: str
    honour: Honour | None
    opinion: Opinion


def candidates(ctx: Context, at: Desk) -> tuple[Named, ...]:
    """Everybody who applied and did not step back, in the order of the numbers."""
    rows = ctx.session.exec(
        select(Application.number, Application.candidate, Application.honour)
        .where(
            col(Application.campaign_id) == at.campaign_id,
            col(Application.state).not_in(NOT_STANDING),
        )
        .order_by(col(Application.number))
    ).all()
    return tuple(Named(number, name, at.plan.honour(honour)) for number, name, honour in rows)


def given(ctx: Context, at: Desk, who: Who) -> tuple[Given, ...]:
    """What the visitor's own offices have said."""
    own = {at.plan.office(code).short for code in who.codes(Part.OBSERVER)}
    said = [
        (code, one)
        for code, found in observers.observer_opinions(ctx, at.campaign_id).items()
        for one in found
        if one.office in own
    ]
    people = _people(ctx, at, [code for code, _ in said])
    return tuple(Given(*people.get(code, (code, None)), one) for code, one in said)


def _people(ctx: Context, at: Desk, codes: Sequence[str]) -> dict[str, tuple[str, Honour | None]]:
    """Names by unit code, and by number of application with its honour."""
    units = ctx.session.exec(select(Unit.code, Unit.name).where(col(Unit.code).in_(codes))).all()
    applied = ctx.session.exec(
        select(Application.number, Application.candidate, Application.honour).where(
            col(Application.campaign_id) == at.campaign_id, col(Application.number).in_(codes)
        )
    ).all()
    found: dict[str, tuple[str, Honour | None]] = {code: (name, None) for code, name in units}
    return found | {number: (name, at.plan.honour(honour)) for number, name, honour in applied}
