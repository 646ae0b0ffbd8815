"""Who owes what: the matrix of units and duties, and one unit's duties with the reason of each date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy
from sqlalchemy import ColumnElement, func
from sqlmodel import col, select

from models import Obligation, Step, Unit
from rules import definition
from rules.states import OWED, ObligationState
from tasks.context import Context
from tasks.overview import Desk

PAGE = 50


@dataclass(frozen=True, slots=True)
class MatrixFilter:
    county: str = ""
    kind: str = ""
    step: str = ""
    duty: str = ""
    """Only units that have duties of this step, or this duty of it."""
    owing: bool = False
    """Only units that still owe something of what is asked for."""


@dataclass(frozen=True, slots=True)
class Column:
    step: str
    duty: str
    title: str


@dataclass(frozen=True, slots=True)
class Mark:
    """One cell of the matrix."""

    state: ObligationState
    due_on: date
    overdue: bool


@dataclass(frozen=True, slots=True)
class UnitLine:
    code: str
    name: str
    kind: str
    county: str
    marks: Mapping[tuple[str, str], Mark]


@dataclass(frozen=True, slots=True)
class Matrix:
    columns: tuple[Column, ...]
    units: tuple[UnitLine, ...]
    total: int
    counties: tuple[str, ...]
    kinds: tuple[definition.UnitKind, ...]


@dataclass(frozen=True, slots=True)
class UnitDuty:
    step: str
    duty: str
    subject: str
    """What it is about where a unit owes the same duty several times, e.g. an application's number."""
    title: str
    state: ObligationState
    due_on: date
    days_left: int
    overdue: bool
    basis: tuple[str, ...]
    met_at: datetime | None
    met_how: str
    met_by: str


@dataclass(frozen=True, slots=True)
class UnitDuties:
    code: str
    name: str
    kind: str
    county: str
    duties: tuple[UnitDuty, ...]


def matrix(ctx: Context, at: Desk, wanted: MatrixFilter, page: int) -> Matrix:
    """One page of units in the roster's order with the state of each of their duties."""
    steps = _steps_with_duties(ctx, at)
    conditions = _conditions(at, wanted, steps)
    total = ctx.session.execute(
        sqlalchemy.select(func.count()).select_from(Unit).where(*conditions)
    ).scalar_one()
    units = ctx.session.exec(
        select(Unit)
        .where(*conditions)
        .order_by(col(Unit.listed_order), col(Unit.id))
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    ).all()
    marks = _marks(ctx, at, [unit.id for unit in units if unit.id], steps)
    places = ctx.session.execute(
        sqlalchemy.select(col(Unit.county), func.min(col(Unit.listed_order)))
        .where(col(Unit.county) != "")
        .group_by(col(Unit.county))
        .order_by(func.min(col(Unit.listed_order)))
    )
    return Matrix(
        columns=_columns(at, steps),
        units=tuple(
            UnitLine(unit.code, unit.name, unit.kind, unit.county, marks.get(unit.id or 0, {}))
            for unit in units
        ),
        total=total,
        counties=tuple(county for county, _ in places),
        kinds=at.plan.unit_kinds,
    )


def duties_of_unit(ctx: Context, at: Desk, unit: Unit) -> UnitDuties:
    """What one unit owes and did, with the reasons for every date."""
    rows = ctx.session.execute(
        sqlalchemy.select(Obligation, col(Step.code))
        .join(Step, col(Step.id) == col(Obligation.step_id))
        .where(col(Obligation.campaign_id) == at.campaign_id, col(Obligation.unit_id) == unit.id)
        .order_by(col(Obligation.due_on), col(Obligation.id))
    ).all()
    duties = tuple(_unit_duty(at, step, row) for row, step in rows)
    return UnitDuties(unit.code, unit.name, unit.kind, unit.county, duties)


def _unit_duty(at: Desk, step: str, row: Obligation) -> UnitDuty:
    return UnitDuty(
        step=step,
        duty=row.duty,
        subject=row.subject,
        title=row.title,
        state=row.state,
        due_on=row.due_on,
        days_left=at.calendar.working_days_between(at.today, row.due_on),
        overdue=row.state.owed and row.enforced_at < at.now,
        basis=tuple(row.basis),
        met_at=row.met_at,
        met_how=row.met_how,
        met_by=row.met_by,
    )


def _steps_with_duties(ctx: Context, at: Desk) -> dict[int, str]:
    """Ids and codes of the steps whose duties have been laid on."""
    rows = ctx.session.execute(
        sqlalchemy.select(col(Step.id), col(Step.code))
        .where(
            col(Step.campaign_id) == at.campaign_id,
            sqlalchemy.exists().where(col(Obligation.step_id) == col(Step.id)),
        )
        .order_by(col(Step.position))
    )
    return {row.id: row.code for row in rows}


def _columns(at: Desk, steps: Mapping[int, str]) -> tuple[Column, ...]:
    return tuple(
        Column(code, duty.code, duty.title)
        for code in steps.values()
        for duty in at.plan.step(code).duties
    )


def _marks(
    ctx: Context, at: Desk, units: Sequence[int], steps: Mapping[int, str]
) -> dict[int, dict[tuple[str, str], Mark]]:
    rows = ctx.session.execute(
        sqlalchemy.select(
            col(Obligation.unit_id),
            col(Obligation.step_id),
            col(Obligation.duty),
            col(Obligation.state),
            col(Obligation.due_on),
            col(Obligation.enforced_at),
        ).where(col(Obligation.campaign_id) == at.campaign_id, col(Obligation.unit_id).in_(units))
    )
    found: dict[int, dict[tuple[str, str], Mark]] = {}
    for unit, step, duty, state, due_on, enforced_at in rows:
        mark = Mark(state, due_on, state.owed and enforced_at < at.now)
        marks = found.setdefault(unit, {})
        key = (steps[step], duty)
        # A duty owed several times shows its worst part.
        if key not in marks or (mark.overdue, mark.state.owed) > (
            marks[key].overdue,
            marks[key].state.owed,
        ):
            marks[key] = mark
    return found


def _conditions(
    at: Desk, wanted: MatrixFilter, steps: Mapping[int, str]
) -> list[ColumnElement[bool]]:
    duty = sqlalchemy.exists().where(
        col(Obligation.unit_id) == col(Unit.id), col(Obligation.campaign_id) == at.campaign_id
    )
    if wanted.owing:
        duty = duty.where(col(Obligation.state).in_(OWED))
    if wanted.step:
        ids = [step_id for step_id, code in steps.items() if code == wanted.step]
        duty = duty.where(col(Obligation.step_id).in_(ids))
    if wanted.duty:
        duty = duty.where(col(Obligation.duty) == wanted.duty)
    conditions: list[ColumnElement[bool]] = [duty]
    if wanted.county:
        conditions.append(col(Unit.county) == wanted.county)
    if wanted.kind:
        conditions.append(col(Unit.kind) == wanted.kind)
    return conditions
