"""Who judges: evaluators, agencies and tellers as the roster and their declarations know them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import cast
from zoneinfo import ZoneInfo

from sqlalchemy import or_
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from models import DeclaredRelation, Evaluator, Holding, Person, Post, Unit
from rules.conflicts import Judge
from rules.definition import Campaign
from tasks.context import Context
from tasks.statements import in_parts

Belonging = dict[str, set[tuple[str, str]]]
"""Code of a judge → codes of the units it belongs to, each with the unit above (or nothing)."""


def judges_of(
    ctx: Context, campaign_id: int, plan: Campaign, codes: Collection[str]
) -> dict[str, Judge]:
    """Every one of these codes; whoever is not known has nothing but what was declared.

    Four statements for every few thousand codes.
    """
    wanted = sorted(set(codes))
    declared: dict[str, dict[str, str]] = defaultdict(dict)
    names: dict[str, str] = {}
    people: set[str] = set()
    units: Belonging = defaultdict(set)
    for part in in_parts(wanted):
        for code, about, reason in ctx.session.exec(
            select(DeclaredRelation.evaluator, DeclaredRelation.about, DeclaredRelation.reason)
            .where(col(DeclaredRelation.campaign_id) == campaign_id)
            .where(col(DeclaredRelation.evaluator).in_(part))
        ).all():
            declared[code][about] = reason
        names |= _entered(ctx, campaign_id, part)
        people |= _people(ctx, part, names)
        _belong(ctx, part, ctx.now.astimezone(ZoneInfo(plan.zone)).date(), units, names)
    observers = frozenset(office.code for office in plan.offices if office.observer)
    made = {}
    for code in wanted:
        own = frozenset(unit for unit, _ in units[code])
        above = frozenset(above for _, above in units[code] if above)
        person = code if code in people else ""
        observer = not own.isdisjoint(observers)
        name = names.get(code, code)
        made[code] = Judge(code, name, person, own, above, observer, declared.get(code, {}))
    return made


def _entered(ctx: Context, campaign_id: int, codes: Collection[str]) -> dict[str, str]:
    rows = ctx.session.exec(
        select(Evaluator.code, Evaluator.name).where(
            col(Evaluator.campaign_id) == campaign_id, col(Evaluator.code).in_(codes)
        )
    ).all()
    return dict(rows)


def _people(ctx: Context, codes: Collection[str], names: dict[str, str]) -> set[str]:
    found = dict(
        ctx.session.exec(select(Person.code, Person.name).where(col(Person.code).in_(codes))).all()
    )
    names.update(found)
    return set(found)


def _belong(
    ctx: Context, codes: Collection[str], today: date, units: Belonging, names: dict[str, str]
) -> None:
    """Posts held today, and offices that score in their own name."""
    parent = aliased(Unit)
    held = ctx.session.execute(
        select(Person.code, Unit.code, parent.code)
        .join(Holding, col(Holding.person_id) == col(Person.id))
        .join(Post, col(Post.id) == col(Holding.post_id))
        .join(Unit, col(Unit.id) == col(Post.unit_id))
        .outerjoin(parent, col(parent.id) == col(Unit.parent_id))
        .where(col(Person.code).in_(codes), col(Holding.since) <= today)
        .where(or_(col(Holding.until).is_(None), col(Holding.until) >= today))
    ).all()
    for code, unit, above in held:
        units[code].add((unit, above or ""))
    offices = ctx.session.execute(
        select(Unit.code, Unit.name, parent.code)
        .outerjoin(parent, col(parent.id) == col(Unit.parent_id))
        .where(col(Unit.code).in_(codes))
    ).all()
    for code, name, above in offices:
        units[code].add((code, above or ""))
        names[code] = cast("str", name)
