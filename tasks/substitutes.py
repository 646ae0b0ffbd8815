"""Who stands in for the holder of a post, from a day to a day: named and ended by the holder."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import cast

import sqlalchemy
from sqlmodel import col, select

from models import Holding, Person, Post, Unit
from rules.said import Said
from tasks import handovers
from tasks.context import Context
from tasks.errors import NotFound, Refused
from tasks.handovers import Successor
from tasks.use_case import use_case


@dataclass(frozen=True, slots=True)
class PostLine:
    """A post that somebody holds in their own right."""

    id: int
    title: str


@dataclass(frozen=True, slots=True)
class StandIn:
    """Somebody who stands in, or did, or will."""

    id: int
    post: str
    person: str
    since: date
    until: date | None
    over: bool


@use_case("指定代理人")
def name(
    ctx: Context, person_id: int, post_id: int, to: Successor, days: tuple[date, date], *,
    reason: str,
) -> int:  # fmt: skip
    """Let somebody stand in for the holder from a day to a day, both included.

    Messages go to them meanwhile, and they may do what the post does. Raises Refused with all reasons.
    """
    since, until = days
    own = next((post for post in posts_of(ctx, person_id, since) if post.id == post_id), None)
    if own is None:
        raise NotFound([Said("没有编号为 {number} 的岗位", number=post_id)])
    known = ctx.session.exec(select(Person).where(col(Person.code) == to.code.strip())).first()
    checks = (
        (not to.code.strip(), "请填写代理人的人员编码"),
        (bool(to.code.strip()) and known is None and not to.name.strip(),
         "名册中没有这个编码；如为新人员，请填写姓名"),
        (known is not None and known.id == person_id, "不能由本人代理自己"),
        (until < since, "结束日不能早于开始日"),
        (not reason.strip(), "请写明代理的理由"),
        (_taken(ctx, post_id, since, until), "这段时间已有代理人，请先结束原来的代理"),
    )  # fmt: skip
    if reasons := [text for wrong, text in checks if wrong]:
        raise Refused(reasons)
    person = known or handovers.newcomer(ctx, to)
    person.active = True
    row = Holding(
        post_id=post_id, person_id=cast("int", person.id), since=since, until=until, substitute=True
    )
    ctx.session.add(row)
    ctx.session.flush()
    ctx.record(
        "post.substituted", own.title, why=reason.strip(), post=post_id, to=person.code,
        since=since.isoformat(), until=until.isoformat(),
    )  # fmt: skip
    return cast("int", row.id)


@use_case("结束代理")
def end(ctx: Context, person_id: int, holding_id: int, on: date) -> None:
    """The holder is back: yesterday was the substitute's last day, or the substitution never begins."""
    row = ctx.session.get(Holding, holding_id)
    mine = {post.id for post in posts_of(ctx, person_id, on)}
    if row is None or not row.substitute or row.post_id not in mine:
        raise NotFound([Said("没有编号为 {number} 的代理", number=holding_id)])
    if row.until is not None and row.until < on:
        return
    row.until = on - timedelta(days=1)
    ctx.session.add(row)
    ctx.record("post.substitute_ended", str(row.post_id), holding=holding_id, on=on.isoformat())


def posts_of(
    ctx: Context, person_id: int, on: date, unit_id: int | None = None
) -> tuple[PostLine, ...]:
    """Posts that somebody holds in their own right on a day, in one unit or all."""
    rows = ctx.session.execute(
        sqlalchemy.select(col(Post.id), col(Post.title))
        .join(Holding, col(Holding.post_id) == col(Post.id))
        .where(
            col(Holding.person_id) == person_id,
            col(Holding.substitute).is_(False),
            col(Holding.since) <= on,
            col(Holding.until).is_(None) | (col(Holding.until) >= on),
            *([] if unit_id is None else [col(Post.unit_id) == unit_id]),
        )
        .order_by(col(Post.id))
    )
    return tuple(PostLine(*row) for row in rows)


def of_unit(ctx: Context, unit: Unit, on: date) -> tuple[StandIn, ...]:
    """Everybody who stood in or will for a post of the unit, the newest first."""
    rows = ctx.session.execute(
        sqlalchemy.select(
            col(Holding.id), col(Post.title), col(Person.name), col(Holding.since),
            col(Holding.until),
        )
        .join(Post, col(Post.id) == col(Holding.post_id))
        .join(Person, col(Person.id) == col(Holding.person_id))
        .where(col(Post.unit_id) == unit.id, col(Holding.substitute))
        .order_by(col(Holding.since).desc(), col(Holding.id).desc())
    )  # fmt: skip
    return tuple(
        StandIn(key, post, person, since, until, until is not None and until < max(on, since))
        for key, post, person, since, until in rows
    )


def _taken(ctx: Context, post_id: int, since: date, until: date) -> bool:
    wanted = select(Holding.id).where(
        col(Holding.post_id) == post_id,
        col(Holding.substitute),
        col(Holding.since) <= until,
        col(Holding.until).is_(None) | (col(Holding.until) >= since),
    )
    return ctx.session.exec(wanted).first() is not None
