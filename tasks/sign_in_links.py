"""One-time links to a session: sent by the office, used once, by a click on a form and not by opening them."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import timedelta

from sqlmodel import col, select, update

from models import Account, SignInLink
from tasks import accounts
from tasks.accounts import SignedIn
from tasks.context import Context
from tasks.errors import Refused
from tasks.use_case import use_case

LASTS = timedelta(days=3)
NO_LONGER = "这个链接已经用过或已失效。请向活动领导小组办公室索取新的链接，或用账号密码登录。"


@use_case("生成一次性登录链接")
def make(ctx: Context, account_ids: Sequence[int], target: str = "/") -> dict[int, str]:
    """A token for each account, to be put into an address; earlier links not yet used end.

    Raises Refused where an account is closed.
    """
    names = ctx.session.exec(
        select(Account.name).where(
            col(Account.id).in_(account_ids), col(Account.closed_at).is_(None)
        )
    ).all()
    if len(names) != len(account_ids):
        raise Refused(["账号已停用，不能生成链接"])
    now = ctx.house.machine.now()
    ctx.session.execute(
        update(SignInLink)
        .where(col(SignInLink.account_id).in_(account_ids), col(SignInLink.used_at).is_(None))
        .values(expires_at=now)
    )
    tokens = {account_id: secrets.token_urlsafe(32) for account_id in account_ids}
    ctx.session.add_all(
        SignInLink(
            token_hash=_hashed(token),
            account_id=account_id,
            target=target,
            created_at=now,
            expires_at=now + LASTS,
        )
        for account_id, token in tokens.items()
    )
    # One row for all: in bulk the journal names how many, alone whose.
    ctx.record("account.link_made", names[0] if len(names) == 1 else str(len(names)))
    return tokens


def owner_of(ctx: Context, token: str) -> str | None:
    """For whom a link works now; looking at it uses nothing up."""
    return ctx.session.exec(
        select(Account.display)
        .join(SignInLink, col(SignInLink.account_id) == col(Account.id))
        .where(
            col(SignInLink.token_hash) == _hashed(token),
            col(SignInLink.used_at).is_(None),
            col(SignInLink.expires_at) > ctx.house.machine.now(),
            col(Account.closed_at).is_(None),
        )
    ).one_or_none()


@use_case("用一次性链接登录")
def use(ctx: Context, token: str) -> tuple[SignedIn, str]:
    """Open a session and use the link up; also where to go. Raises Refused for a link that is over.

    An account with a second factor comes in by password and code only.
    """
    now = ctx.house.machine.now()
    used = ctx.session.execute(
        update(SignInLink)
        .where(
            col(SignInLink.token_hash) == _hashed(token),
            col(SignInLink.used_at).is_(None),
            col(SignInLink.expires_at) > now,
        )
        .values(used_at=now)
        .returning(col(SignInLink.account_id), col(SignInLink.target))
    ).one_or_none()
    if used is None:
        raise Refused([NO_LONGER])
    account = ctx.session.get_one(Account, used.account_id)
    if account.closed_at or account.totp_secret:
        raise Refused([NO_LONGER])
    return accounts.admit(ctx, account), used.target


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
