"""Who is told something on a day, and where: holders of posts, substitutes first, by working address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import or_, select
from sqlmodel import col

from models import Address, Holding, Person, Post, Unit
from rules.definition import Audience, Campaign, Role
from tasks.context import Context
from tasks.statements import among, in_parts, plain_rows

USUAL_ORDER = ("email", "inbox")
INBOX = "inbox"
_OF_THE_UNIT = frozenset({Audience.CONTACT, Audience.DEPUTY, Audience.LEADER})


class Recipient(NamedTuple):
    """A person in a post, with the first channel that reaches them; none: `channel` is empty."""

    person_id: int
    name: str
    unit_id: int
    post_title: str
    channel: str
    address: str


class Holder(NamedTuple):
    """A person in a post on a day; where somebody stands in, that person only."""

    substitute: bool
    unit_id: int
    role: Role
    post_title: str
    person_id: int
    name: str
    code: str


Reachable = Mapping[Role, Mapping[int, Sequence[Recipient]]]
"""Everybody who holds a post, by role and unit."""


def recipients_of(
    ctx: Context,
    unit_ids: Iterable[int],
    audience: Audience,
    on: date,
    *,
    order: Sequence[str] = USUAL_ORDER,
) -> dict[int, list[Recipient]]:
    """Whom a message to this audience of each unit reaches on a day; units without holders: [].

    `order` ranks the channels of a person who prefers none. Failed addresses and channels that
    are switched off are passed over. Raises ValueError for an audience outside the unit, which
    `overseer_of` names.
    """
    if audience not in _OF_THE_UNIT:
        raise ValueError(f"{audience} is not a post of the unit itself")
    ids = list(dict.fromkeys(unit_ids))
    reached = reachable(ctx, ids, on, order=order).get(Role(audience.value), {})
    return {unit_id: list(reached.get(unit_id, ())) for unit_id in ids}


def reachable(
    ctx: Context, unit_ids: Iterable[int], on: date, *, order: Sequence[str] = USUAL_ORDER
) -> Reachable:
    """Holders of every post of the units with their addresses, in three statements a thousand."""
    found: dict[Role, dict[int, list[Recipient]]] = {}
    for part in in_parts(list(dict.fromkeys(unit_ids))):
        holders = holders_of(ctx, part, on)
        addresses = _addresses(ctx, {holder.person_id for holder in holders}, order)
        for holder in holders:
            there = found.setdefault(holder.role, {}).setdefault(holder.unit_id, [])
            if all(known.person_id != holder.person_id for known in there):
                there.append(_recipient(ctx, holder, addresses, order))
    return found


def overseer_of(plan: Campaign, kind: str, audience: Audience) -> tuple[str, Role] | None:
    """The unit code and post that watch over units of a kind: their lead office, the director."""
    if audience is Audience.OFFICE_DIRECTOR:
        return plan.leading_group.office, Role.LEADER
    group = plan.unit_kind(kind).group
    return None if group is None else (plan.group(group).lead, Role.CONTACT)


def first_address(
    ctx: Context, person_id: int, order: Sequence[str], *, without: frozenset[str] = frozenset()
) -> tuple[str, str] | None:
    """The channel and address that reach a person first, these channels left out."""
    found = _addresses(ctx, {person_id}, order, without).get(person_id)
    if found is None and _has_inbox(ctx, order, without):
        code = ctx.session.execute(select(col(Person.code)).where(col(Person.id) == person_id))
        return INBOX, code.scalar_one()
    return found


def units_by_code(ctx: Context, codes: Iterable[str]) -> dict[str, int]:
    rows = ctx.session.execute(
        select(col(Unit.code), col(Unit.id)).where(col(Unit.code).in_(list(codes)))
    )
    return {row[0]: row[1] for row in rows}


def holders_of(ctx: Context, unit_ids: Sequence[int], on: date) -> list[Holder]:
    rows = plain_rows(
        ctx.session,
        select(
            col(Post.id), col(Holding.substitute), col(Post.unit_id), col(Post.role),
            col(Post.title), col(Person.id), col(Person.name), col(Person.code),
        )
        .join(Holding, col(Holding.post_id) == col(Post.id))
        .join(Person, col(Person.id) == col(Holding.person_id))
        .where(
            among(ctx.session, col(Post.unit_id), unit_ids),
            col(Person.active).is_(True),
            col(Holding.since) <= on,
            or_(col(Holding.until).is_(None), col(Holding.until) >= on),
        )
        .order_by(col(Post.unit_id), col(Post.id), col(Person.id))
    ).all()  # fmt: skip
    substituted = {row[0] for row in rows if row[1]}
    return [Holder(*row[1:]) for row in rows if row[1] or row[0] not in substituted]


def _addresses(
    ctx: Context,
    person_ids: set[int],
    order: Sequence[str],
    without: frozenset[str] = frozenset(),
) -> dict[int, tuple[str, str]]:
    """The first working address of each person on a channel that is switched on."""
    enabled = [c for c in ctx.house.settings.channels.enabled if c not in without]
    best: dict[int, tuple[tuple[int, int, int], str, str]] = {}
    for part in in_parts(sorted(person_ids)):
        rows = plain_rows(
            ctx.session,
            select(
                col(Address.person_id), col(Address.preference), col(Address.id),
                col(Address.channel), col(Address.value),
            ).where(
                among(ctx.session, col(Address.person_id), part),
                col(Address.failed) == "",
                col(Address.channel).in_(enabled),
            )
        )  # fmt: skip
        for person_id, preference, address_id, channel, value in rows:
            rank = (preference, _place(channel, order), address_id)
            if person_id not in best or rank < best[person_id][0]:
                best[person_id] = (rank, channel, value)
    return {person_id: (channel, value) for person_id, (_, channel, value) in best.items()}


def _place(channel: str, order: Sequence[str]) -> int:
    return order.index(channel) if channel in order else len(order)


def _recipient(
    ctx: Context,
    holder: Holder,
    addresses: Mapping[int, tuple[str, str]],
    order: Sequence[str],
) -> Recipient:
    channel, address = addresses.get(holder.person_id, ("", ""))
    if not channel and _has_inbox(ctx, order):
        channel, address = INBOX, holder.code
    return Recipient(
        holder.person_id, holder.name, holder.unit_id, holder.post_title, channel, address
    )


def _has_inbox(ctx: Context, order: Sequence[str], without: frozenset[str] = frozenset()) -> bool:
    """Everybody has a place in the house's own inbox, addressed by the code of the roster."""
    return INBOX in order and INBOX in ctx.house.settings.channels.enabled and INBOX not in without
