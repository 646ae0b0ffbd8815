"""Who may sign papers for a post, from day to day: holders, and substitutes by somebody's word."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy
from sqlmodel import col, or_, select

from models import Account, Appointment, Holding, Post, Signatory, Unit
from rules.access import Part
from rules.definition import Role
from rules.identity import Identity, of_account
from tasks import identities
from tasks.campaigns import definition_of
from tasks.context import Context
from tasks.errors import NotFound, Refused
from tasks.use_case import use_case


@dataclass(frozen=True, slots=True)
class Appointed:
    """A person who signs for a post from a day on; a substitute for a time and with a reason."""

    post: str
    who: str
    """Account name or person code: names alone may belong to several people."""
    since: date
    until: date | None = None
    substitute: bool = False
    reason: str = ""


@use_case("登记签批人")
def appoint(ctx: Context, campaign_id: int, who: Appointed) -> None:
    """Record who signs for a post; said again it changes nothing.

    Raises NotFound where it is nobody known, Refused for a post that is not the leading group's,
    a substitute without an end or reason, and days in the wrong order.
    """
    if problems := _problems(ctx, campaign_id, who):
        raise Refused(problems)
    person = identities.called(ctx, who.who)
    known = _of(ctx, campaign_id, who, person)
    if known is not None and (known.until, known.substitute) == (who.until, who.substitute):
        return
    row = known or Signatory(
        campaign_id=campaign_id, post=who.post, name=person.name, key=person.key, since=who.since,
        recorded_at=ctx.now, recorded_by=ctx.actor,
    )  # fmt: skip
    row.until, row.substitute, row.reason = who.until, who.substitute, who.reason
    row.recorded_at, row.recorded_by = ctx.now, ctx.actor
    ctx.session.add(row)
    ctx.session.flush()
    ctx.record(
        "signatory.recorded",
        who.post,
        why=who.reason,
        campaign=campaign_id,
        name=person.name,
        who=person.key,
        since=who.since.isoformat(),
        until=who.until.isoformat() if who.until else "",
        substitute=who.substitute,
    )


@use_case("签批人离任")
def end(ctx: Context, campaign_id: int, post: str, who: str, *, on: date) -> None:
    """End a person's signing for a post with this day included. Raises NotFound for nobody."""
    person = identities.called(ctx, who)
    rows = ctx.session.exec(
        select(Signatory).where(
            col(Signatory.campaign_id) == campaign_id,
            col(Signatory.post) == post,
            col(Signatory.key) == person.key,
            or_(col(Signatory.until).is_(None), col(Signatory.until) > on),
        )
    ).all()
    if not rows:
        raise NotFound([f"“{person.name}”没有登记为“{post}”的签批人"])
    for row in rows:
        row.until = on
        ctx.session.add(row)
    ctx.record("signatory.ended", post, campaign=campaign_id, name=person.name, on=on.isoformat())


def holders(ctx: Context, campaign_id: int, post: str, on: date) -> dict[Identity, bool]:
    """Who may sign for a post on a day, each with whether as a substitute.

    Recorded for it here, appointed to the post as a member of the leading group, or by the
    roster leader of the office whose first seat it is.
    """
    rows = ctx.session.exec(
        select(Signatory)
        .where(
            col(Signatory.campaign_id) == campaign_id,
            col(Signatory.post) == post,
            col(Signatory.since) <= on,
            or_(col(Signatory.until).is_(None), col(Signatory.until) >= on),
        )
        .order_by(col(Signatory.substitute).desc(), col(Signatory.id))
    ).all()
    appointed = ctx.session.exec(
        select(Account)
        .join(Appointment, col(Appointment.account_id) == col(Account.id))
        .where(
            col(Appointment.part) == Part.MEMBER,
            col(Appointment.code) == post,
            or_(col(Appointment.since).is_(None), col(Appointment.since) <= on),
            or_(col(Appointment.until).is_(None), col(Appointment.until) >= on),
            col(Account.closed_at).is_(None),
        )
    ).all()
    seated = _leaders(ctx, campaign_id, post, on)
    members = dict.fromkeys(map(_identity, appointed), False)
    return {**members, **seated, **{Identity(r.key, r.name): r.substitute for r in rows}}


def _leaders(ctx: Context, campaign_id: int, post: str, on: date) -> dict[Identity, bool]:
    seats = definition_of(ctx, campaign_id).meeting.seats
    firsts = {seat.office: seat.post for seat in reversed(seats)}
    office = next((code for code, first in firsts.items() if first == post), None)
    if office is None:
        return {}
    rows = ctx.session.execute(
        sqlalchemy.select(Account, col(Holding.substitute))
        .join(Holding, col(Holding.person_id) == col(Account.person_id))
        .join(Post, col(Post.id) == col(Holding.post_id))
        .join(Unit, col(Unit.id) == col(Post.unit_id))
        .where(
            col(Unit.code) == office,
            col(Post.role) == Role.LEADER,
            col(Holding.since) <= on,
            or_(col(Holding.until).is_(None), col(Holding.until) >= on),
            col(Account.closed_at).is_(None),
        )
    )
    return {_identity(account): substitute for account, substitute in rows.tuples()}


def _identity(account: Account) -> Identity:
    return of_account(account.id or 0, account.person_id, account.display)


def _problems(ctx: Context, campaign_id: int, who: Appointed) -> list[str]:
    group = definition_of(ctx, campaign_id).leading_group
    posts = tuple(dict.fromkeys((*group.posts, group.office_head)))
    problems = [] if who.who.strip() else ["请写明由谁签批"]
    if who.post not in posts:
        problems.append(f"没有岗位“{who.post}”，可登记的岗位：{'、'.join(posts)}")
    if who.until is not None and who.until < who.since:
        problems.append(f"结束日{who.until}早于开始日{who.since}，请核对")
    if who.substitute and who.until is None:
        problems.append("代签须写明到哪一天为止")
    if who.substitute and not who.reason.strip():
        problems.append("代签须写明原因和批准的岗位")
    return problems


def _of(ctx: Context, campaign_id: int, who: Appointed, person: Identity) -> Signatory | None:
    return ctx.session.exec(
        select(Signatory).where(
            col(Signatory.campaign_id) == campaign_id,
            col(Signatory.post) == who.post,
            col(Signatory.key) == person.key,
            col(Signatory.since) == who.since,
        )
    ).first()
