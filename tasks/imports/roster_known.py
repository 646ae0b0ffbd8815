"""The roster as it stands, in a handful of queries whatever its size."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy.orm import aliased
from sqlmodel import col, select

from models import Address, Holding, Person, Post, Unit
from records.workbooks.roster import UnitRow
from tasks.context import Context


class PostKey(NamedTuple):
    unit: str
    role: str
    title: str


class KnownHolding(NamedTuple):
    id: int
    post: PostKey
    person: str
    since: date
    until: date | None
    substitute: bool


class KnownAddress(NamedTuple):
    id: int
    channel: str
    value: str
    preference: int


class KnownPerson(NamedTuple):
    id: int
    name: str
    active: bool


@dataclass(frozen=True, slots=True)
class Known:
    """Everything by the codes that people use; ids only where a row must be found again."""

    units: dict[str, UnitRow]
    unit_ids: dict[str, int]
    people: dict[str, KnownPerson]
    posts: dict[PostKey, int]
    holdings: tuple[KnownHolding, ...]
    addresses: dict[str, list[KnownAddress]]


def known_roster(ctx: Context) -> Known:
    units, unit_ids = known_units(ctx)
    session = ctx.session
    people = session.execute(
        select(col(Person.code), col(Person.id), col(Person.name), col(Person.active))
    ).all()
    addresses: dict[str, list[KnownAddress]] = defaultdict(list)
    for person, *address in session.execute(
        select(  # type: ignore[call-overload] # sqlmodel types four columns at most
            Person.code, Address.id, Address.channel, Address.value, Address.preference
        ).join(Person, col(Person.id) == col(Address.person_id))
    ):
        addresses[person].append(KnownAddress(*address))
    return Known(
        units,
        unit_ids,
        {code: KnownPerson(key, name, active) for code, key, name, active in people if key},
        known_posts(ctx),
        tuple(_holdings(ctx)),
        addresses,
    )


def known_units(ctx: Context) -> tuple[dict[str, UnitRow], dict[str, int]]:
    parent, successor = aliased(Unit), aliased(Unit)
    found = ctx.session.execute(
        select(Unit, col(parent.code), col(successor.code))
        .outerjoin(parent, col(Unit.parent_id) == col(parent.id))
        .outerjoin(successor, col(Unit.successor_id) == col(successor.id))
        .order_by(col(Unit.listed_order), col(Unit.code))
    ).all()
    rows = {
        unit.code: UnitRow(
            unit.code,
            unit.name,
            unit.kind,
            unit.county,
            above or "",
            unit.headcount,
            unit.member,
            unit.strong_town,
            unit.listed_order,
            unit.closed_on,
            into or "",
        )
        for unit, above, into in found
    }
    return rows, {unit.code: unit.id for unit, _, _ in found if unit.id is not None}


def known_posts(ctx: Context) -> dict[PostKey, int]:
    rows = ctx.session.execute(
        select(col(Post.id), col(Unit.code), col(Post.role), col(Post.title)).join(
            Unit, col(Unit.id) == col(Post.unit_id)
        )
    )
    return {PostKey(unit, role.value, title): key for key, unit, role, title in rows if key}


def _holdings(ctx: Context) -> list[KnownHolding]:
    rows = ctx.session.execute(
        select(Holding, col(Unit.code), Post, col(Person.code))
        .join(Post, col(Post.id) == col(Holding.post_id))
        .join(Unit, col(Unit.id) == col(Post.unit_id))
        .join(Person, col(Person.id) == col(Holding.person_id))
    )
    return [
        KnownHolding(
            holding.id or 0,
            PostKey(unit, post.role.value, post.title),
            person,
            holding.since,
            holding.until,
            holding.substitute,
        )
        for holding, unit, post, person in rows
    ]
