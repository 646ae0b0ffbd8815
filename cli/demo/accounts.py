"""Whose work one may try in the demonstration: a person in office for every part, and who was appointed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import sqlalchemy
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from models import Account, Holding, Person, Post, Unit
from rules.access import Part
from rules.definition import Campaign, Role
from rules.identity import Identity, of_account
from tasks import demonstration
from tasks.context import Context

APPOINTED = (
    (Part.ADMINISTRATOR, "演示 系统管理员"),
    (Part.AUDITOR, "演示 审计员"),
    (Part.ARCHIVIST, "演示 档案员"),
    (Part.GUEST, "演示 来宾"),
)
APPLICANT, BUREAU = "town_bureau", "county_bureau"
"""Units of this kind apply for most honours and have a county bureau above them; few units have none."""


def open_accounts(ctx: Context, plan: Campaign, on: date) -> None:
    """One account a part; a part that nobody of the roster plays has none."""
    taken: set[int] = set()
    for part, codes, roles in _wanted(ctx, plan):
        found = next((row for row in _holders(ctx, codes, roles, on) if row[0] not in taken), None)
        if found is not None:
            person_id, name, unit = found
            taken.add(person_id)
            demonstration.open_for(ctx, part, f"{unit} {name}"[:100], person_id)
    for part, display in APPOINTED:
        demonstration.open_for(ctx, part, display)


def known_as(ctx: Context, display: str) -> Identity | None:
    """Who acts under a name in the demonstration, where that is somebody with an account."""
    row = ctx.session.exec(select(Account).where(col(Account.display) == display)).first()
    return of_account(row.id or 0, row.person_id, row.display) if row else None


def _wanted(ctx: Context, plan: Campaign) -> Iterator[tuple[Part, Sequence[str], Sequence[Role]]]:
    """A part, the codes of units whose staff play it, and their roles."""
    staff = (Role.CONTACT, Role.DEPUTY, Role.LEADER)
    leads = dict.fromkeys(code for honour in plan.honours for code in honour.leads)
    helps = [c for h in plan.honours for c in h.cooperating if c not in leads]
    seats = [seat.office for seat in plan.meeting.seats]
    observers = [office.code for office in plan.offices if office.observer]
    yield Part.OFFICE, [plan.leading_group.office], staff
    yield Part.MEMBER, seats[1:], (Role.LEADER,)
    yield Part.LEAD, list(leads), staff
    yield Part.COOPERATING, helps, staff
    yield Part.OBSERVER, observers, staff
    yield Part.EVALUATOR, [o.code for o in plan.offices if not o.observer], (Role.DEPUTY,)
    unit, bureau = _applicant(ctx)
    yield Part.COUNTY, [bureau], staff
    yield Part.CONTACT, [unit], (Role.CONTACT,)
    yield Part.DEPUTY, [unit], (Role.DEPUTY,)
    yield Part.LEADER, [unit], (Role.LEADER,)


def _applicant(ctx: Context) -> tuple[str, str]:
    """Code of the first unit of its kind, else of any below another, and of the bureau above it."""
    bureau = aliased(Unit)
    unit = ctx.session.exec(
        select(Unit)
        .join(bureau, col(bureau.id) == col(Unit.parent_id))
        .where(col(bureau.kind) == BUREAU)
        .order_by(col(Unit.kind) != APPLICANT, col(Unit.listed_order), col(Unit.id))
        .limit(1)
    ).first()
    above = ctx.session.get(Unit, unit.parent_id) if unit else None
    return (unit.code, above.code) if unit and above else ("", "")


def _holders(
    ctx: Context, codes: Sequence[str], roles: Sequence[Role], on: date
) -> list[tuple[int, str, str]]:
    rows = ctx.session.execute(
        sqlalchemy.select(col(Person.id), col(Person.name), col(Unit.name), col(Unit.code))
        .join(Holding, col(Holding.person_id) == col(Person.id))
        .join(Post, col(Post.id) == col(Holding.post_id))
        .join(Unit, col(Unit.id) == col(Post.unit_id))
        .where(
            col(Unit.code).in_(codes),
            col(Post.role).in_(roles),
            col(Holding.since) <= on,
            col(Holding.until).is_(None) | (col(Holding.until) >= on),
        )
        .order_by(col(Person.id))
    ).all()
    inner = sorted(rows, key=lambda row: codes.index(row[3]))
    return [(person_id, name, unit) for person_id, name, unit, _ in inner]
