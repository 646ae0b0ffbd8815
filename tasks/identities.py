"""Who is meant by an account's name or a person's code: names alone may belong to several people."""

from __future__ import annotations

from collections.abc import Iterable

from sqlmodel import col, select

from models import Account, Person
from rules.identity import Identity, of_account, of_person
from rules.said import Said
from tasks.context import Context
from tasks.errors import NotFound, Refused


def called(ctx: Context, word: str) -> Identity:
    """Somebody by account name or person code; raises NotFound for nobody."""
    wanted = word.strip()
    account = ctx.session.exec(
        select(Account).where(col(Account.name) == wanted, col(Account.closed_at).is_(None))
    ).one_or_none()
    if account is not None:
        return of_account(account.id or 0, account.person_id, account.display)
    person = ctx.session.exec(
        select(Person).where(col(Person.code) == wanted, col(Person.active))
    ).one_or_none()
    if person is None:
        raise NotFound([Said("没有账号名或人员编码为“{word}”的人", word=wanted)])
    return of_person(person.id or 0, person.name)


def among(ctx: Context, people: Iterable[Identity], word: str) -> Identity:
    """Who of these is meant by a name, if one alone bears it, else by account name or person code.

    Raises Refused where several bear the name, and for nobody.
    """
    wanted = word.strip()
    known = tuple(people)
    named = [one for one in known if one.name == wanted]
    if len(named) > 1:
        raise Refused([Said("有{n}位“{name}”，请填账号名或人员编码", n=len(named), name=wanted)])
    if named:
        return named[0]
    try:
        return called(ctx, wanted)
    except NotFound as nobody:
        names = "、".join(sorted(one.name for one in known)) or "还没有登记"
        raise Refused([*nobody.reasons, Said("可签的人：{names}", names=names)]) from nobody
