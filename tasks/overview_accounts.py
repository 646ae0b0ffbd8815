"""Accounts as those who look after them see them: who, which parts, and whether anybody comes in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy
from sqlalchemy import ColumnElement, func, or_
from sqlmodel import col, select

from models import Account, Appointment, Person, WebSession
from rules.access import Grant, Part
from tasks import appointing, grants
from tasks.context import Context

SORTED_BY: Mapping[str, Any] = {
    "name": col(Account.name),
    "display": col(Account.display),
    "created": col(Account.created_at),
}


@dataclass(frozen=True, slots=True)
class AccountLine:
    id: int
    name: str
    display: str
    appointed: tuple[Part, ...]
    of_roster: bool
    """It speaks for a person of the roster, whose posts bring further parts."""
    second_factor: bool
    has_password: bool
    seen_at: datetime | None
    locked_until: datetime | None
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class OneAccount:
    line: AccountLine
    appointments: Sequence[Appointment]
    person: Person | None
    grants: tuple[Grant, ...]
    """Everything it plays today, posts included."""


def page_of(
    ctx: Context,
    search: str,
    order: Sequence[ColumnElement[Any]],
    *,
    limit: int | None,
    offset: int,
) -> tuple[tuple[AccountLine, ...], int]:
    """Accounts whose name or display contains the text, and how many there are; three queries."""
    wanted = _containing(search)
    total = ctx.session.execute(
        sqlalchemy.select(func.count()).select_from(Account).where(wanted)
    ).scalar_one()
    rows = ctx.session.exec(
        select(Account).where(wanted).order_by(*order).limit(limit).offset(offset)
    ).all()
    return _lines(ctx, rows), total


def lines_of(ctx: Context, account_ids: Sequence[int]) -> tuple[AccountLine, ...]:
    """These accounts in the order of their numbers; three queries."""
    wanted = select(Account).where(col(Account.id).in_(account_ids)).order_by(col(Account.id))
    return _lines(ctx, ctx.session.exec(wanted).all())


def one(ctx: Context, account_id: int) -> OneAccount:
    """An account with everything it plays. Raises NotFound."""
    row = appointing.find(ctx, account_id)
    return OneAccount(
        _lines(ctx, [row])[0],
        appointing.appointments_of(ctx, account_id),
        ctx.session.get(Person, row.person_id) if row.person_id else None,
        grants.who_is(ctx, account_id).grants,
    )


def _containing(search: str) -> ColumnElement[bool]:
    return or_(
        col(Account.name).icontains(search, autoescape=True),
        col(Account.display).icontains(search, autoescape=True),
    )


def _lines(ctx: Context, rows: Sequence[Account]) -> tuple[AccountLine, ...]:
    ids = [row.id for row in rows]
    seen: dict[int, datetime] = dict(
        ctx.session.execute(
            sqlalchemy.select(col(WebSession.account_id), func.max(col(WebSession.seen_at)))
            .where(col(WebSession.account_id).in_(ids))
            .group_by(col(WebSession.account_id))
        )
        .tuples()
        .all()
    )
    parts: dict[int, list[Part]] = defaultdict(list)
    for row in ctx.session.exec(
        select(Appointment)
        .where(col(Appointment.account_id).in_(ids))
        .order_by(col(Appointment.id))
    ):
        parts[row.account_id].append(row.part)
    return tuple(
        AccountLine(
            id=row.id or 0,
            name=row.name,
            display=row.display,
            appointed=tuple(dict.fromkeys(parts[row.id or 0])),
            of_roster=row.person_id is not None,
            second_factor=bool(row.totp_secret),
            has_password=bool(row.password_hash),
            seen_at=seen.get(row.id or 0),
            locked_until=row.locked_until,
            closed_at=row.closed_at,
        )
        for row in rows
    )
