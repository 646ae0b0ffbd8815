"""Who has an account and to which parts they are appointed: made, changed and ended with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

import sqlalchemy
from sqlmodel import col, delete, select

from models import Account, Appointment, Holding, Person, Post, Unit, WebSession
from rules.access import Part, Profile
from rules.said import Said
from tasks.context import Context
from tasks.errors import NotFound, Refused
from tasks.use_case import use_case

APPOINTED = (
    Part.ADMINISTRATOR, Part.SECURITY, Part.AUDITOR, Part.OFFICE, Part.MEMBER, Part.OBSERVER,
    Part.EVALUATOR, Part.ARCHIVIST, Part.GUEST,
)  # fmt: skip
"""Parts that somebody can be appointed to; the others follow from posts of the roster."""
ADMINISTRATIVE = frozenset({Part.ADMINISTRATOR, Part.SECURITY, Part.AUDITOR})
"""三员: with that profile nobody holds two of them."""


@dataclass(frozen=True, slots=True)
class NewAccount:
    name: str
    display: str
    person_id: int | None = None


@dataclass(frozen=True, slots=True)
class Appointed:
    """A part that somebody is to play, for what, and how long."""

    part: Part
    code: str = ""
    groups: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None


@use_case("建立账号")
def create(ctx: Context, new: NewAccount) -> int:
    """An account without a password: its owner comes in by a link or after a reset.

    Raises Refused where the name is taken or the person has one.
    """
    taken = select(Account).where(
        (col(Account.name) == new.name)
        | (col(Account.person_id).is_not(None) & (col(Account.person_id) == new.person_id))
    )
    reasons = [
        text
        for wrong, text in (
            (not new.name.strip(), "请填写账号名"),
            (not new.display.strip(), "请填写显示的姓名或岗位"),
            (ctx.session.exec(taken).first() is not None, "账号名已被使用，或此人已有账号"),
        )
        if wrong
    ]
    if reasons:
        raise Refused(reasons)
    row = Account(
        name=new.name.strip(),
        display=new.display.strip(),
        person_id=new.person_id,
        created_at=ctx.house.machine.now(),
    )
    ctx.session.add(row)
    ctx.session.flush()
    ctx.record("account.created", row.name)
    return cast("int", row.id)


@use_case("为在岗人员建立账号")
def create_for_holders(ctx: Context, on: date) -> tuple[int, ...]:
    """Accounts for everybody who holds a post on the day and has none, named by their code; their ids."""
    known = select(Account.person_id).where(col(Account.person_id).is_not(None))
    rows = ctx.session.execute(
        sqlalchemy.select(
            col(Person.id), col(Person.code), col(Person.name), sqlalchemy.func.min(col(Unit.name))
        )
        .join(Holding, col(Holding.person_id) == col(Person.id))
        .join(Post, col(Post.id) == col(Holding.post_id))
        .join(Unit, col(Unit.id) == col(Post.unit_id))
        .where(
            col(Person.active),
            col(Person.id).not_in(known),
            col(Holding.since) <= on,
            col(Holding.until).is_(None) | (col(Holding.until) >= on),
        )
        .group_by(col(Person.id), col(Person.code), col(Person.name))
        .order_by(col(Person.id))
    ).all()
    made = [
        Account(name=code, display=f"{unit} {name}"[:100], person_id=person_id,
                created_at=ctx.house.machine.now())
        for person_id, code, name, unit in rows
    ]  # fmt: skip
    ctx.session.add_all(made)
    ctx.session.flush()
    if made:
        ctx.record("account.created_for_holders", str(len(made)))
    return tuple(cast("int", row.id) for row in made)


@use_case("任命")
def appoint(ctx: Context, account_id: int, what: Appointed, *, reason: str) -> int:
    """Give an account a part. Raises Refused with all reasons.

    With 三员分立 nobody holds two administrative parts.
    """
    account = find(ctx, account_id)
    held = {row.part for row in appointments_of(ctx, account_id)}
    divided = ctx.house.settings.profile is Profile.THREE
    checks = (
        (what.part not in APPOINTED, "这个角色由名册中的岗位产生，不能任命"),
        (not reason.strip(), "请写明任命的理由"),
        (what.part in (Part.MEMBER, Part.EVALUATOR, Part.OBSERVER) and not what.code, "请写明岗位、评委或处室的编码"),
        (bool(what.since and what.until and what.until < what.since), "结束日不能早于开始日"),
        (
            divided and what.part in ADMINISTRATIVE and bool((held & ADMINISTRATIVE) - {what.part}),
            "三员分立：系统、安全、审计管理员不得由一人兼任",
        ),
    )  # fmt: skip
    reasons = [text for wrong, text in checks if wrong]
    if reasons:
        raise Refused(reasons)
    row = Appointment(
        account_id=account_id,
        part=what.part,
        code=what.code,
        groups=list(what.groups),
        since=what.since,
        until=what.until,
        appointed_by=ctx.actor,
        reason=reason.strip(),
    )
    ctx.session.add(row)
    ctx.session.flush()
    ctx.record(
        "account.appointed", account.name, why=reason.strip(), part=what.part.value, code=what.code
    )
    return cast("int", row.id)


@use_case("免去")
def dismiss(ctx: Context, appointment_id: int, *, reason: str) -> None:
    """End an appointment now. The last administrator stays, else nobody could appoint again."""
    row = ctx.session.get(Appointment, appointment_id)
    if row is None:
        raise NotFound([Said("没有编号为 {number} 的任命", number=appointment_id)])
    if not reason.strip():
        raise Refused(["请写明免去的理由"])
    if row.part is Part.ADMINISTRATOR and row.until is None and _administrators(ctx) <= 1:
        raise Refused(["这是最后一名系统管理员，先任命另一名再免去"])
    account = find(ctx, row.account_id)
    ctx.session.delete(row)
    ctx.record(
        "account.dismissed", account.name, why=reason.strip(), part=row.part.value, code=row.code
    )


@use_case("停用账号")
def close(ctx: Context, account_id: int, *, reason: str) -> None:
    """Nobody comes in by it any more; its sessions end, its history stays."""
    row = find(ctx, account_id)
    if not reason.strip():
        raise Refused(["请写明停用的理由"])
    mine = {one.part for one in appointments_of(ctx, account_id) if one.until is None}
    if Part.ADMINISTRATOR in mine and _administrators(ctx) <= 1:
        raise Refused(["这是最后一名系统管理员，不能停用"])
    row.closed_at = ctx.house.machine.now()
    ctx.session.execute(delete(WebSession).where(col(WebSession.account_id) == account_id))
    ctx.record("account.closed", row.name, why=reason.strip())


@use_case("恢复账号")
def reopen(ctx: Context, account_id: int, *, reason: str) -> None:
    """Let a closed or locked account in again."""
    row = find(ctx, account_id)
    if not reason.strip():
        raise Refused(["请写明恢复的理由"])
    row.closed_at, row.failures, row.locked_until = None, 0, None
    ctx.record("account.reopened", row.name, why=reason.strip())


def find(ctx: Context, account_id: int) -> Account:
    """The account. Raises NotFound."""
    row = ctx.session.get(Account, account_id)
    if row is None:
        raise NotFound([Said("没有编号为 {number} 的账号", number=account_id)])
    return row


def appointments_of(ctx: Context, account_id: int) -> Sequence[Appointment]:
    return ctx.session.exec(
        select(Appointment)
        .where(col(Appointment.account_id) == account_id)
        .order_by(col(Appointment.id))
    ).all()


def _administrators(ctx: Context) -> int:
    """Open accounts with that part and no end to it: one that ends soon cannot be the last."""
    return len(
        ctx.session.exec(
            select(Appointment.account_id)
            .join(Account, col(Account.id) == col(Appointment.account_id))
            .where(
                col(Appointment.part) == Part.ADMINISTRATOR,
                col(Appointment.until).is_(None),
                col(Account.closed_at).is_(None),
            )
            .distinct()
        ).all()
    )
