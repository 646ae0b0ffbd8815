"""Passwords: hashed so that guessing is slow, changed by their owners, reset by who looks after accounts."""

from __future__ import annotations

import os
import secrets
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from sqlmodel import col, delete

from models import Account, WebSession
from rules import passwords
from rules.access import Profile
from rules.said import Said
from tasks.context import Context, House
from tasks.errors import Refused
from tasks.use_case import use_case

# OWASP's smallest recommended setting: 16 ms here, and 19 MiB for each sign-in at a time.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_AT_A_TIME = BoundedSemaphore(os.cpu_count() or 1)
# Tried where the name is unknown, so that the answer takes as long as for a known one.
_NOBODY = _HASHER.hash(secrets.token_hex(16))


def hashed(password: str) -> str:
    return _HASHER.hash(password)


def fits(password_hash: str, password: str) -> bool:
    """Whether it is the password; an empty hash fits nothing and takes as long."""
    with _AT_A_TIME:
        try:
            return _HASHER.verify(password_hash or _NOBODY, password)
        except VerifyMismatchError:
            return False


@use_case("修改密码")
def change(house: House, account_id: int, old: str, new: str) -> None:
    """Take a new password in the owner's hand; every other session of theirs ends.

    Raises Refused with all reasons; the old password is asked for unless a reset made it once-only.
    """
    with house.reading() as ctx:
        account = ctx.session.get_one(Account, account_id)
    # Outside any transaction: each hash takes its time on purpose.
    if not fits(account.password_hash, old):
        raise Refused(["原密码不对"])
    reasons = passwords.problems(new, account.name, strict=house.settings.profile is Profile.THREE)
    if any(fits(earlier, new) for earlier in (account.password_hash, *account.old_hashes)):
        reasons = (*reasons, Said("不能使用最近 {n} 次用过的密码", n=passwords.REMEMBERED))
    if reasons:
        raise Refused(reasons)
    fresh = hashed(new)
    with house.acting(account.name) as ctx:
        row = ctx.session.get_one(Account, account_id)
        row.old_hashes = [row.password_hash, *row.old_hashes][: passwords.REMEMBERED - 1]
        row.password_hash, row.must_change = fresh, False
        row.changed_at = house.machine.now()
        ctx.record("account.password_changed", row.name)


@use_case("重置密码")
def reset(ctx: Context, account_id: int, *, reason: str) -> str:
    """A new password to be shown once and changed at the first sign-in; all sessions end."""
    if not reason.strip():
        raise Refused(["请写明重置的理由"])
    row = ctx.session.get_one(Account, account_id)
    password = secrets.token_urlsafe(12)
    if row.password_hash:
        row.old_hashes = [row.password_hash, *row.old_hashes][: passwords.REMEMBERED - 1]
    row.password_hash, row.must_change = hashed(password), True
    row.failures, row.locked_until = 0, None
    ctx.session.execute(delete(WebSession).where(col(WebSession.account_id) == account_id))
    ctx.record("account.password_reset", row.name, why=reason.strip())
    return password
