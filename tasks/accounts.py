"""Signing in: lock-out after repeated failures, the second factor, sessions that fall idle."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import cast

import sqlalchemy
from sqlmodel import col, delete, select, update

from models import Account, Appointment, WebSession
from rules.access import NOBODY, Part, Who
from rules.identity import Identity, of_account
from tasks import grants, passwords, second_factor
from tasks.context import Context, House
from tasks.use_case import use_case

FAILURES_ALLOWED = 5
LOCKED_FOR = timedelta(minutes=15)
IDLE_FOR = timedelta(minutes=30)
LASTS_AT_MOST = timedelta(hours=12)
REMEMBERED_FOR = timedelta(days=3)
TOUCHED_EVERY = timedelta(minutes=1)


class Must(StrEnum):
    """What an account has to do before anything else."""

    PASSWORD = "password"  # noqa: S105 - a word, not a password
    CODE = "code"


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A fresh session: the token goes to the browser, only its hash stays here."""

    token: str
    csrf: str


@dataclass(frozen=True, slots=True)
class NotSignedIn:
    """Why not, without saying whether the account exists."""

    locked_until: datetime | None = None
    code_wanted: bool = False
    """The password is right, the authenticator's code is missing."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who is behind a request."""

    account_id: int
    name: str
    display: str
    csrf: str
    stale: bool
    """Whether the session's last sign of life is old enough to be written anew."""
    who: Who = NOBODY
    """What their posts let them do."""
    must: Must | None = None
    """What has to be done before anything else."""

    @property
    def identity(self) -> Identity:
        return of_account(self.account_id, self.who.person_id, self.display)


@use_case("建立首个管理员账号")
def first_administrator(ctx: Context, name: str = "admin") -> str | None:
    """Create the first account; its password, to be shown once, or None when one exists."""
    if ctx.session.exec(select(Account.id).limit(1)).first() is not None:
        return None
    password = secrets.token_urlsafe(12)
    account = Account(
        name=name,
        display="系统管理员",
        password_hash=passwords.hashed(password),
        created_at=ctx.house.machine.now(),
    )
    ctx.session.add(account)
    ctx.session.flush()
    ctx.session.add(
        Appointment(
            account_id=cast("int", account.id),
            part=Part.ADMINISTRATOR,
            appointed_by=ctx.actor,
            reason="首次启动",
        )
    )
    ctx.record("account.created", name, part=Part.ADMINISTRATOR.value)
    return password


@use_case("登录")
def sign_in(house: House, name: str, password: str, code: str = "") -> SignedIn | NotSignedIn:
    """Check password and code and open a session; five failures in a row lock for fifteen minutes."""
    now = house.machine.now()
    with house.reading() as ctx:
        account = ctx.session.exec(select(Account).where(col(Account.name) == name)).one_or_none()
    if account and account.locked_until and account.locked_until > now:
        return NotSignedIn(account.locked_until)
    # Outside any transaction: the hash takes its time on purpose, and nobody should wait for it.
    open_hash = account.password_hash if account and not account.closed_at else ""
    fits = passwords.fits(open_hash, password)
    with house.acting(name[:60]) as ctx:
        if account is None or not fits:
            return _failed(ctx, account, now)
        row = ctx.session.get_one(Account, account.id)
        if row.totp_secret and not code.strip():
            return NotSignedIn(code_wanted=True)
        if row.totp_secret and not second_factor.accepted(ctx, row, code):
            return _failed(ctx, row, now)
        return admit(ctx, row)


@use_case("退出")
def sign_out(ctx: Context, token: str) -> None:
    ctx.session.execute(delete(WebSession).where(col(WebSession.token_hash) == _hashed(token)))
    ctx.record("account.signed_out", ctx.actor)


def visitor_of(ctx: Context, token: str) -> Visitor | None:
    """The account behind a session token, unless the session has fallen idle or grown too old."""
    now = ctx.house.machine.now()
    found = ctx.session.execute(
        sqlalchemy.select(
            col(Account.id),
            col(Account.name),
            col(Account.display),
            col(WebSession.csrf),
            col(WebSession.seen_at),
            col(Account.must_change),
            col(Account.totp_secret) != "",
        )
        .join(WebSession, col(WebSession.account_id) == col(Account.id))
        .where(
            col(WebSession.token_hash) == _hashed(token),
            col(WebSession.seen_at) > now - IDLE_FOR,
            col(WebSession.created_at) > now - LASTS_AT_MOST,
            col(Account.closed_at).is_(None),
        )
    ).one_or_none()
    if found is None:
        return None
    account_id, name, display, csrf, seen_at, must_change, has_code = found
    stale = now - seen_at >= TOUCHED_EVERY
    who = grants.who_is(ctx, account_id)
    wanted = who.plays(*ctx.house.settings.totp_parts) and not has_code
    must = Must.PASSWORD if must_change else Must.CODE if wanted else None
    return Visitor(account_id, name, display, csrf, stale, who, must)


def owner_of_ended(ctx: Context, token: str, csrf: str) -> str | None:
    """The account's name behind a session that has ended, if its own form is what came too late."""
    return ctx.session.exec(
        select(Account.name)
        .join(WebSession, col(WebSession.account_id) == col(Account.id))
        .where(
            col(WebSession.token_hash) == _hashed(token),
            col(WebSession.csrf) == csrf,
            col(Account.closed_at).is_(None),
        )
    ).one_or_none()


@use_case("续期会话")
def touch(ctx: Context, token: str) -> None:
    """Note that the person is still there; asked for once a minute at most."""
    ctx.session.execute(
        update(WebSession)
        .where(col(WebSession.token_hash) == _hashed(token))
        .values(seen_at=ctx.house.machine.now())
    )


def _failed(ctx: Context, account: Account | None, now: datetime) -> NotSignedIn:
    if account is None:
        ctx.record("account.refused", why="账号不存在")
        return NotSignedIn()
    row = ctx.session.get_one(Account, account.id)
    row.failures += 1
    if row.failures < FAILURES_ALLOWED:
        ctx.record("account.refused", row.name, why=f"连续第 {row.failures} 次密码不符")
        return NotSignedIn()
    row.failures, row.locked_until = 0, now + LOCKED_FOR
    ctx.record("account.locked", row.name, why=f"连续 {FAILURES_ALLOWED} 次密码不符")
    return NotSignedIn(row.locked_until)


def admit(ctx: Context, row: Account) -> SignedIn:
    """Open a session for an account that has shown who it is."""
    now = ctx.house.machine.now()
    row.failures, row.locked_until = 0, None
    ctx.session.execute(
        # Those that fell idle stay for a while: a form sent too late is recognised by them.
        delete(WebSession).where(col(WebSession.created_at) <= now - REMEMBERED_FOR)
    )
    fresh = SignedIn(secrets.token_urlsafe(32), secrets.token_urlsafe(24))
    ctx.session.add(
        WebSession(
            token_hash=_hashed(fresh.token),
            account_id=cast("int", row.id),
            csrf=fresh.csrf,
            created_at=now,
            seen_at=now,
        )
    )
    ctx.record("account.signed_in", row.name)
    return fresh


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
