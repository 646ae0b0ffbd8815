"""The demonstration's accounts: one for each part, entered with one click, and only in a demonstration."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import col, select

from models import Account
from rules.access import Part
from tasks import accounts, appointing, grants
from tasks.accounts import SignedIn
from tasks.appointing import Appointed, NewAccount
from tasks.context import Context
from tasks.errors import NotFound
from tasks.use_case import use_case

PREFIX = "demo-"
LOOPBACK = frozenset({"127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class Entrance:
    """An account that anybody may enter, and what it plays."""

    name: str
    display: str
    parts: tuple[Part, ...]


@use_case("开放演示账号")
def open_for(ctx: Context, part: Part, display: str, person_id: int | None = None) -> int:
    """An account that plays a part by its person's post, or by appointment where there is none."""
    account_id = appointing.create(ctx, NewAccount(f"{PREFIX}{part}", display, person_id))
    if person_id is None:
        appointing.appoint(ctx, account_id, Appointed(part), reason="演示")
    return account_id


def entrances(ctx: Context, host: str) -> Sequence[Entrance]:
    """What the sign-in page offers to a browser on this machine; nothing outside a demonstration."""
    if not _welcome(ctx, host):
        return ()
    rows = ctx.session.exec(
        select(Account)
        .where(col(Account.name).startswith(PREFIX), col(Account.closed_at).is_(None))
        .order_by(col(Account.id))
    ).all()
    return [
        Entrance(
            row.name,
            row.display,
            tuple(dict.fromkeys(g.part for g in grants.who_is(ctx, row.id or 0).grants)),
        )
        for row in rows
    ]


@use_case("进入演示账号")
def enter(ctx: Context, name: str, host: str) -> SignedIn:
    """Open a session without a password. Raises NotFound anywhere but in a demonstration on loopback."""
    row = ctx.session.exec(select(Account).where(col(Account.name) == name)).one_or_none()
    if row is None or not name.startswith(PREFIX) or not _welcome(ctx, host):
        raise NotFound(["没有这个演示账号"])
    return accounts.admit(ctx, row)


def _welcome(ctx: Context, host: str) -> bool:
    return ctx.house.settings.demo and host in LOOPBACK
