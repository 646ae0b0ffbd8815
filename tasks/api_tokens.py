"""Tokens of other systems: made with scopes and an end, shown once, revoked with a reason."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from sqlmodel import col, select

from models import ApiAnswer, ApiToken
from rules.said import Said
from tasks.context import Context
from tasks.errors import NotFound, Refused
from tasks.use_case import use_case

LONGEST = 366
"""Days after which every token ends; another is made meanwhile."""


class Scope(StrEnum):
    """What a token may do; `read` shows what the dashboard shows everybody of the office."""

    READ = "read"
    ROSTER = "roster"
    SCORES = "scores"
    REPORTS = "reports"
    ACKNOWLEDGEMENTS = "acknowledgements"


@dataclass(frozen=True, slots=True)
class Caller:
    """The system behind a request."""

    token_id: int
    name: str
    scopes: frozenset[str]


@use_case("生成接口令牌")
def make(ctx: Context, name: str, scopes: Collection[Scope], days: int) -> str:
    """The token, to be shown once. Raises Refused with all reasons."""
    reasons = [
        text
        for wrong, text in (
            (not name.strip(), "请填写对接系统的名称"),
            (not scopes, "请至少选择一项权限"),
            (not 1 <= days <= LONGEST, Said("有效期为 1 至 {n} 天", n=LONGEST)),
        )
        if wrong
    ]
    if reasons:
        raise Refused(reasons)
    token, now = f"px_{secrets.token_urlsafe(32)}", ctx.house.machine.now()
    ctx.session.add(
        ApiToken(
            name=name.strip(),
            token_hash=_hashed(token),
            scopes=sorted(scopes),
            created_at=now,
            created_by=ctx.actor,
            expires_at=now + timedelta(days=days),
        )
    )
    ctx.record("api_token.made", name.strip(), scopes=sorted(scopes), days=days)
    return token


@use_case("吊销接口令牌")
def revoke(ctx: Context, token_id: int, *, reason: str) -> None:
    """It opens nothing from now on."""
    row = ctx.session.get(ApiToken, token_id)
    if row is None:
        raise NotFound([Said("没有编号为 {number} 的接口令牌", number=token_id)])
    if not reason.strip():
        raise Refused(["请写明吊销的理由"])
    row.revoked_at = row.revoked_at or ctx.house.machine.now()
    ctx.record("api_token.revoked", row.name, why=reason.strip())


def caller_of(ctx: Context, token: str) -> Caller | None:
    """Who calls with this token, if it still opens anything."""
    row = ctx.session.exec(
        select(ApiToken).where(
            col(ApiToken.token_hash) == _hashed(token),
            col(ApiToken.revoked_at).is_(None),
            col(ApiToken.expires_at) > ctx.house.machine.now(),
        )
    ).one_or_none()
    return Caller(row.id or 0, row.name, frozenset(row.scopes)) if row else None


def listed(ctx: Context) -> list[ApiToken]:
    """All tokens, newest first."""
    return list(ctx.session.exec(select(ApiToken).order_by(col(ApiToken.id).desc())))


def answered(ctx: Context, caller: Caller, key: str) -> ApiAnswer | None:
    """What this key was answered before."""
    return ctx.session.get(ApiAnswer, (caller.token_id, key))


def remember(ctx: Context, answer: ApiAnswer) -> None:
    """Keep an answer in the transaction of the act itself, so that there is one with the other."""
    ctx.session.add(answer)
    ctx.session.flush()


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
