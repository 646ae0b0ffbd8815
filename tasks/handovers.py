"""Posts pass from person to person, and units change their names or close, each from a day on.

Duties, signatures and reminders belong to posts and units, so that nothing else has to be moved.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import cast

from sqlmodel import col, select

from models import Address, Holding, Person, Post, Unit, UnitName
from rules.said import Said
from tasks.context import Context
from tasks.errors import NotFound, Refused
from tasks.lookup import unit_by_code
from tasks.use_case import use_case


@dataclass(frozen=True, slots=True)
class Successor:
    """Who takes a post over: somebody of the roster by code, or somebody new with a name."""

    code: str
    name: str = ""
    email: str = ""


@use_case("岗位交接")
def hand_over(ctx: Context, post_id: int, to: Successor, since: date, *, reason: str) -> int:
    """The post is the successor's from a day on; whoever held it until then holds it no longer.

    Accounts, duties and reminders follow by themselves. Returns the new tenure's id; raises Refused
    with all reasons, NotFound for no such post.
    """
    post = ctx.session.get(Post, post_id)
    if post is None:
        raise NotFound([Said("没有编号为 {number} 的岗位", number=post_id)])
    holders = _holding(ctx, post_id, since)
    known = ctx.session.exec(select(Person).where(col(Person.code) == to.code.strip())).first()
    in_the_way = [*_hindrances(to, known, holders, since)]
    if not reason.strip():
        in_the_way.append("请写明交接的理由")
    if in_the_way:
        raise Refused(in_the_way)
    person = known or newcomer(ctx, to)
    for holding in holders:
        holding.until = since - timedelta(days=1)
    fresh = Holding(post_id=post_id, person_id=cast("int", person.id), since=since)
    person.active = True
    ctx.session.add(fresh)
    ctx.session.flush()
    ctx.record(
        "post.handed_over",
        f"{post.title}",
        why=reason.strip(),
        post=post_id,
        to=person.code,
        since=since.isoformat(),
    )
    return cast("int", fresh.id)


@use_case("单位更名")
def rename(ctx: Context, code: str, name: str, since: date, *, reason: str) -> None:
    """Another name from a day on; papers of earlier days keep the earlier one."""
    unit = unit_by_code(ctx, code)
    if not name.strip() or not reason.strip() or name.strip() == unit.name:
        raise Refused(["请填写与现在不同的名称和更名的理由"])
    ctx.session.merge(_name_from(ctx, unit, since, name.strip()))
    earlier, unit.name = unit.name, name.strip()
    ctx.record(
        "unit.renamed", unit.code, why=reason.strip(), old=earlier, new=unit.name,
        since=since.isoformat(),
    )  # fmt: skip


@use_case("撤并单位")
def close(ctx: Context, code: str, on: date, *, successor: str = "", reason: str) -> None:
    """Close a unit from a day on, or merge it into its successor; its history stays."""
    unit = unit_by_code(ctx, code)
    into = unit_by_code(ctx, successor) if successor else None
    if not reason.strip():
        raise Refused(["请写明撤并的理由"])
    if into is not None and into.id == unit.id:
        raise Refused(["单位不能并入自己"])
    unit.closed_on = on
    unit.successor_id = into.id if into else None
    ctx.record(
        "unit.closed", unit.code, why=reason.strip(), on=on.isoformat(),
        successor=into.code if into else "",
    )  # fmt: skip


def _hindrances(
    to: Successor, known: Person | None, holders: Sequence[Holding], since: date
) -> Iterator[str]:
    if not to.code.strip():
        yield "请填写接任者的人员编码"
    elif known is None and not to.name.strip():
        yield "名册中没有这个编码；如为新人员，请填写姓名"
    if known is not None and known.id in {holding.person_id for holding in holders}:
        yield "此人已在这个岗位上"
    if any(holding.since >= since for holding in holders):
        yield "现任者到岗日不早于交接日，请核对日期"


def _holding(ctx: Context, post_id: int, on: date) -> list[Holding]:
    """Who holds the post on the day in their own right; substitutes stay as they are."""
    return list(
        ctx.session.exec(
            select(Holding).where(
                col(Holding.post_id) == post_id,
                col(Holding.substitute).is_(False),
                col(Holding.until).is_(None) | (col(Holding.until) >= on),
            )
        )
    )


def newcomer(ctx: Context, to: Successor) -> Person:
    person = Person(code=to.code.strip(), name=to.name.strip())
    ctx.session.add(person)
    ctx.session.flush()
    if to.email.strip():
        ctx.session.add(
            Address(person_id=cast("int", person.id), channel="email", value=to.email.strip())
        )
    return person


def _name_from(ctx: Context, unit: Unit, since: date, name: str) -> UnitName:
    found = ctx.session.exec(
        select(UnitName).where(col(UnitName.unit_id) == unit.id, col(UnitName.since) == since)
    ).first()
    row = found or UnitName(unit_id=cast("int", unit.id), since=since, name=name)
    row.name = name
    return row
