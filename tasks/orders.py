"""A decision to move a deadline: which, to when, for whom, why, by whose word; and the rows it means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from sqlalchemy import ColumnElement
from sqlmodel import col, select

from models import DeadlineChange, Obligation, Step, Unit
from rules.states import ObligationState
from tasks.context import Context

OPEN_ENDED = (ObligationState.PENDING, ObligationState.BLOCKED, ObligationState.MET_LATE)
"""States a new date matters to: what is owed, and what was done after the old end."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Whom a move concerns: everyone, units of one kind, one unit, or those due on one day."""

    unit: str = ""
    kind: str = ""
    due_on: date | None = None

    @property
    def name(self) -> str:
        if self.due_on is not None:
            return "due_day"
        return "unit" if self.unit else "kind" if self.kind else "all"

    @property
    def value(self) -> str:
        return self.unit or self.kind or (self.due_on.isoformat() if self.due_on else "")


EVERYONE = Scope()


@dataclass(frozen=True, slots=True)
class Order:
    """A decision to move a deadline: which, to when, for whom, why, and the post that ordered it."""

    step: str
    duty: str
    due_on: date
    reason: str
    ordered_by: str
    scope: Scope = EVERYONE

    def concerns(self, row: Step) -> tuple[ColumnElement[bool], ...]:
        """The obligations it moves: of its duty and scope, still open, not due on its day already."""
        return (
            col(Obligation.step_id) == row.id,
            col(Obligation.duty) == self.duty,
            col(Obligation.due_on) != self.due_on,
            col(Obligation.state).in_(OPEN_ENDED),
            *of_scope(self.scope),
        )


def moves_of(ctx: Context, step_id: int | None, duty: str) -> Sequence[DeadlineChange]:
    """Every recorded move of a duty, in the order of the decisions."""
    return ctx.session.exec(
        select(DeadlineChange)
        .where(col(DeadlineChange.step_id) == step_id, col(DeadlineChange.duty) == duty)
        .order_by(col(DeadlineChange.id))
    ).all()


def moves_for(
    unit: Unit, due_on: date, moves: Sequence[DeadlineChange]
) -> tuple[DeadlineChange, ...]:
    """The moves that hold for a unit, each from where the one before it led; first due that day.

    An order leaves a record for each day that it moved from: the unit's own day is looked for.
    """
    mine: list[DeadlineChange] = []
    for _, records in groupby(moves, key=lambda m: (m.at, m.scope, m.scope_value, m.new_due_on)):
        order = list(records)
        if order[0].new_due_on != due_on and _holds(order[0], unit, due_on):
            mine.append(next((one for one in order if one.old_due_on == due_on), order[0]))
            due_on = order[0].new_due_on
    return tuple(mine)


def _holds(change: DeadlineChange, unit: Unit, due_on: date) -> bool:
    match change.scope:
        case "unit":
            return change.scope_value == unit.code
        case "kind":
            return change.scope_value == unit.kind
        case "due_day":
            return change.scope_value == due_on.isoformat()
        case _:
            return True


def of_scope(scope: Scope) -> Sequence[ColumnElement[bool]]:
    """The obligations that a scope means."""
    if scope.due_on is not None:
        return [col(Obligation.due_on) == scope.due_on]
    if scope.unit:
        return [col(Obligation.unit_id).in_(select(Unit.id).where(col(Unit.code) == scope.unit))]
    if scope.kind:
        return [col(Obligation.unit_id).in_(select(Unit.id).where(col(Unit.kind) == scope.kind))]
    return []
