"""A decision to move a deadline: which, to when, for whom, why, by whose word; and the rows it means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement
from sqlmodel import col, select

from models import DeadlineChange, Obligation, Step, Unit
from rules.states import ObligationState

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
            *_of_scope(self.scope),
        )


def concerns(change: DeadlineChange, unit: Unit, due_on: date) -> bool:
    """Whether a recorded move holds for a unit that came to the roster after it, due on that day."""
    match change.scope:
        case "unit":
            return change.scope_value == unit.code
        case "kind":
            return change.scope_value == unit.kind
        case "due_day":
            return change.scope_value == due_on.isoformat()
        case _:
            return True


def _of_scope(scope: Scope) -> Sequence[ColumnElement[bool]]:
    if scope.due_on is not None:
        return [col(Obligation.due_on) == scope.due_on]
    if scope.unit:
        return [col(Obligation.unit_id).in_(select(Unit.id).where(col(Unit.code) == scope.unit))]
    if scope.kind:
        return [col(Obligation.unit_id).in_(select(Unit.id).where(col(Unit.kind) == scope.kind))]
    return []
