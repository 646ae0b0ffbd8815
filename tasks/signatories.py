"""Who may sign papers for a post, from day to day: holders, and substitutes by somebody's word."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy
from sqlmodel import col, or_, select

from models import Account, Appointment, Holding, Post, Signatory, Unit
from rules.access import Part
from rules.definition import Campaign, Role
from rules.identity import Identity, of_account
from rules.said import Said
from tasks import identities, papers
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
    problems = list(_problems(ctx, campaign_id, who))
    try:
        person = identities.called(ctx, who.who)
    except NotFound as unknown:
        if not problems:
            raise
        raise Refused([*problems, *unknown.reasons]) from None
    if problems:
        raise Refused(problems)
    papers.wait_in_line(ctx, campaign_id)
    known = _of(ctx, campaign_id, who, person)
    if known is not None and _same(known, who):
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
def end(ctx: Context, campaign_id: int, signatory_id: int, *, on: date) -> None:
    """End somebody's signing for a post with this day included.

    Raises NotFound for an unknown entry, Refused for a day before they began or after their end.
    """
    row = ctx.session.exec(
        select(Signatory).where(
            col(Signatory.campaign_id) == campaign_id, col(Signatory.id) == signatory_id
        )
    ).one_or_none()
    if row is None:
        raise NotFound([Said("没有编号为{number}的签批人", number=signatory_id)])
    if on < row.since:
        raise Refused(
            [Said("{name}从{since}起签批，离任日期不能更早", name=row.name, since=row.since)]
        )
    if row.until is not None and row.until <= on:
        raise Refused([Said("{name}签批到{until}为止，不必再登记", name=row.name, until=row.until)])
    row.until = on
    ctx.session.add(row)
    ctx.record("signatory.ended", row.post, campaign=campaign_id, name=row.name, on=on.isoformat())


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


def posts_of(plan: Campaign) -> tuple[str, ...]:
    """Posts that somebody may sign for: those of the leading group and its office's head."""
    group = plan.leading_group
    return tuple(dict.fromkeys((*group.posts, group.office_head)))


def _problems(ctx: Context, campaign_id: int, who: Appointed) -> list[str]:
    posts = posts_of(definition_of(ctx, campaign_id))
    problems: list[str] = [] if who.who.strip() else [Said("请写明由谁签批")]
    if who.post not in posts:
        known = "、".join(posts)
        problems.append(Said("没有岗位“{post}”，可登记的岗位：{known}", post=who.post, known=known))
    if who.until is not None and who.until < who.since:
        days = {"until": who.until, "since": who.since}
        problems.append(Said("结束日{until}早于开始日{since}，请核对", **days))
    if who.substitute and who.until is None:
        problems.append(Said("代签须写明到哪一天为止"))
    if who.substitute and not who.reason.strip():
        problems.append(Said("代签须写明原因和批准的岗位"))
    return problems


def _same(known: Signatory, who: Appointed) -> bool:
    before = (known.until, known.substitute, known.reason)
    return before == (who.until, who.substitute, who.reason)


def _of(ctx: Context, campaign_id: int, who: Appointed, person: Identity) -> Signatory | None:
    return ctx.session.exec(
        select(Signatory).where(
            col(Signatory.campaign_id) == campaign_id,
            col(Signatory.post) == who.post,
            col(Signatory.key) == person.key,
            col(Signatory.since) == who.since,
        )
    ).first()
