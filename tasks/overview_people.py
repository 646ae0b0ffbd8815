"""The roster as people look at it: who holds which post, since when, and how they are reached."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy
from sqlalchemy import ColumnElement, exists, func, or_
from sqlmodel import col, select

from models import Account, Address, Holding, Person, Post, Unit, UnitName
from rules.definition import Role
from rules.said import Said
from tasks.context import Context
from tasks.errors import NotFound, Refused
from tasks.use_case import use_case

SORTED_BY: Mapping[str, Any] = {"code": col(Person.code), "name": col(Person.name)}


@dataclass(frozen=True, slots=True)
class Tenure:
    """A post as somebody holds or held it."""

    post_id: int
    unit_code: str
    unit: str
    role: Role
    title: str
    since: date
    until: date | None
    substitute: bool

    def lasts(self, day: date) -> bool:
        return self.since <= day and (self.until is None or self.until >= day)


@dataclass(frozen=True, slots=True)
class PersonLine:
    id: int
    code: str
    name: str
    active: bool
    posts: tuple[Tenure, ...]
    """Those held on the day."""


@dataclass(frozen=True, slots=True)
class OnePerson:
    code: str
    name: str
    active: bool
    tenures: tuple[Tenure, ...]
    addresses: Sequence[Address]
    account_id: int | None


@dataclass(frozen=True, slots=True)
class OneUnit:
    row: Unit
    names: Sequence[UnitName]
    staff: Sequence[tuple[Tenure, Person]]
    successor: Unit | None


def page_of(
    ctx: Context,
    search: str,
    day: date,
    order: Sequence[ColumnElement[Any]],
    *,
    limit: int | None,
    offset: int,
) -> tuple[tuple[PersonLine, ...], int]:
    """Persons by name, code or unit, and how many there are; three queries."""
    wanted = _containing(search)
    total = ctx.session.execute(
        sqlalchemy.select(func.count()).select_from(Person).where(wanted)
    ).scalar_one()
    rows = ctx.session.exec(
        select(Person).where(wanted).order_by(*order).limit(limit).offset(offset)
    ).all()
    held = _tenures(ctx, [row.id or 0 for row in rows])
    return tuple(
        PersonLine(
            row.id or 0,
            row.code,
            row.name,
            row.active,
            tuple(tenure for tenure in held[row.id or 0] if tenure.lasts(day)),
        )
        for row in rows
    ), total


def one(ctx: Context, code: str) -> OnePerson:
    """A person with every post they held and every address. Raises NotFound."""
    row = _person(ctx, code)
    found = ctx.session.exec(
        select(Address)
        .where(col(Address.person_id) == row.id)
        .order_by(col(Address.preference), col(Address.id))
    ).all()
    account = ctx.session.exec(select(Account.id).where(col(Account.person_id) == row.id)).first()
    tenures = tuple(_tenures(ctx, [row.id or 0])[row.id or 0])
    return OnePerson(row.code, row.name, row.active, tenures, found, account)


def unit(ctx: Context, row: Unit) -> OneUnit:
    """A unit with its names, its staff of all times and what became of it."""
    names = ctx.session.exec(
        select(UnitName).where(col(UnitName.unit_id) == row.id).order_by(col(UnitName.since))
    ).all()
    staff = ctx.session.execute(
        sqlalchemy.select(Holding, Post, Person)
        .join(Post, col(Post.id) == col(Holding.post_id))
        .join(Person, col(Person.id) == col(Holding.person_id))
        .where(col(Post.unit_id) == row.id)
        .order_by(col(Post.id), col(Holding.since))
    ).all()
    after = ctx.session.get(Unit, row.successor_id) if row.successor_id else None
    return OneUnit(
        row,
        names,
        [(_tenure(holding, post, row), person) for holding, post, person in staff],
        after,
    )


def unit_of_post(ctx: Context, post_id: int) -> str:
    """Code of the unit that a post belongs to. Raises NotFound."""
    code = ctx.session.exec(
        select(Unit.code)
        .join(Post, col(Post.unit_id) == col(Unit.id))
        .where(col(Post.id) == post_id)
    ).one_or_none()
    if code is None:
        raise NotFound([Said("没有编号为 {number} 的岗位", number=post_id)])
    return code


@use_case("查看联系方式")
def reveal(ctx: Context, code: str, address_id: int, *, reason: str) -> str:
    """One address in full; who looked at it and why is on the record. Raises Refused, NotFound."""
    person = _person(ctx, code)
    address = ctx.session.get(Address, address_id)
    if address is None or address.person_id != person.id:
        raise NotFound([Said("没有编号为 {number} 的联系方式", number=address_id)])
    if not reason.strip():
        raise Refused(["请写明查看联系方式的理由"])
    ctx.record("person.address_revealed", person.code, why=reason.strip(), channel=address.channel)
    return address.value


def _person(ctx: Context, code: str) -> Person:
    row = ctx.session.exec(select(Person).where(col(Person.code) == code)).one_or_none()
    if row is None:
        raise NotFound([Said("名册中没有编码为“{code}”的人员", code=code)])
    return row


def _containing(search: str) -> ColumnElement[bool]:
    in_unit = exists().where(
        col(Holding.person_id) == col(Person.id),
        col(Post.id) == col(Holding.post_id),
        col(Unit.id) == col(Post.unit_id),
        or_(col(Unit.name).icontains(search, autoescape=True), col(Unit.code) == search),
    )
    return or_(
        col(Person.name).icontains(search, autoescape=True),
        col(Person.code).icontains(search, autoescape=True),
        in_unit,
    )


def _tenures(ctx: Context, people: Sequence[int]) -> dict[int, list[Tenure]]:
    rows = ctx.session.execute(
        sqlalchemy.select(Holding, Post, Unit)
        .join(Post, col(Post.id) == col(Holding.post_id))
        .join(Unit, col(Unit.id) == col(Post.unit_id))
        .where(col(Holding.person_id).in_(people))
        .order_by(col(Holding.since).desc(), col(Holding.id))
    )
    found: dict[int, list[Tenure]] = defaultdict(list)
    for holding, post, row in rows:
        found[holding.person_id].append(_tenure(holding, post, row))
    return found


def _tenure(holding: Holding, post: Post, row: Unit) -> Tenure:
    return Tenure(
        post.id or 0, row.code, row.name, post.role, post.title, holding.since, holding.until,
        holding.substitute,
    )  # fmt: skip
