"""Which parts somebody plays today: from posts of the roster, the campaign's file and appointments."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import cast

import sqlalchemy
from sqlmodel import col, select

from config.calendars import SHANGHAI
from models import Account, Appointment, Evaluator, Holding, Person, Post, Signatory, Unit
from rules.access import Grant, Part, Who
from rules.definition import Campaign, Role
from rules.identity import of_account
from tasks import campaigns, overview
from tasks.context import Context
from tasks.counted import since_last_act

PART_OF = {Role.CONTACT: Part.CONTACT, Role.DEPUTY: Part.DEPUTY, Role.LEADER: Part.LEADER}


def who_is(ctx: Context, account_id: int) -> Who:
    """The account with every part it plays on the campaign's day; looked up anew after each journal row."""
    campaign = campaigns.current(ctx)
    campaign_id = cast("int", campaign.id) if campaign else 0
    now = overview.business_now(ctx, campaign) if campaign else ctx.now
    on = now.astimezone(SHANGHAI).date()

    def found() -> Who:
        plan = campaigns.definition_of(ctx, campaign_id) if campaign_id else None
        account = ctx.session.get_one(Account, account_id)
        person_id = account.person_id
        grants = [*_appointed(ctx, account_id, on), *_signing(ctx, campaign_id, account, on)]
        if person_id is not None:
            grants += _by_post(ctx, campaign_id, plan, person_id, on)
        return Who(tuple(dict.fromkeys(grants)), ctx.house.settings.profile, person_id)

    return since_last_act(ctx, f"who:{account_id}:{on}", campaign_id, found)


def _by_post(
    ctx: Context, campaign_id: int, plan: Campaign | None, person_id: int, on: date
) -> Iterator[Grant]:
    posts = _posts(ctx, person_id, on)
    for grant in posts:
        yield grant
        if plan:
            yield from _office_parts(plan, grant)
    yield from _counties(ctx, posts)
    yield from _evaluators(ctx, campaign_id, person_id, posts)


def _appointed(ctx: Context, account_id: int, on: date) -> Iterator[Grant]:
    rows = ctx.session.exec(
        select(Appointment)
        .where(
            col(Appointment.account_id) == account_id,
            col(Appointment.since).is_(None) | (col(Appointment.since) <= on),
            col(Appointment.until).is_(None) | (col(Appointment.until) >= on),
        )
        .order_by(col(Appointment.id))
    )
    for row in rows:
        yield Grant(row.part, row.code, groups=tuple(row.groups))


def _signing(ctx: Context, campaign_id: int, account: Account, on: date) -> Iterator[Grant]:
    """Posts whose papers they sign by what is on record, as holder or as substitute."""
    posts = ctx.session.exec(
        select(Signatory.post)
        .where(
            col(Signatory.campaign_id) == campaign_id,
            col(Signatory.key) == of_account(account.id or 0, account.person_id, "").key,
            col(Signatory.since) <= on,
            col(Signatory.until).is_(None) | (col(Signatory.until) >= on),
        )
        .order_by(col(Signatory.id))
    )
    for post in posts:
        yield Grant(Part.SIGNATORY, post)


def _posts(ctx: Context, person_id: int, on: date) -> tuple[Grant, ...]:
    """Posts of open units held on the day, substitutes included; none for somebody who has left."""
    rows = ctx.session.execute(
        sqlalchemy.select(col(Post.role), col(Unit.code), col(Unit.id))
        .join(Holding, col(Holding.post_id) == col(Post.id))
        .join(Unit, col(Unit.id) == col(Post.unit_id))
        .join(Person, col(Person.id) == col(Holding.person_id))
        .where(
            col(Person.id) == person_id,
            col(Person.active),
            col(Holding.since) <= on,
            col(Holding.until).is_(None) | (col(Holding.until) >= on),
            col(Unit.closed_on).is_(None) | (col(Unit.closed_on) > on),
        )
        .order_by(col(Unit.listed_order), col(Unit.id), col(Post.id))
    )
    return tuple(Grant(PART_OF[role], code, unit_id) for role, code, unit_id in rows)


def _office_parts(plan: Campaign, post: Grant) -> Iterator[Grant]:
    """What a post in one of the organiser's offices brings by the campaign's file."""
    office = next((one for one in plan.offices if one.code == post.code), None)
    if office is None:
        return
    honours, groups = plan.honours, plan.evaluation.groups
    leads = {*(code for h in honours for code in h.leads), *(g.lead for g in groups)}
    helps = {
        *(c for h in honours for c in h.cooperating),
        *(c for g in groups for c in g.cooperating),
    }
    if office.code == plan.leading_group.office:
        yield Grant(Part.OFFICE, office.code, post.unit_id)
    if office.code in leads:
        yield Grant(Part.LEAD, office.code, post.unit_id)
    if office.code in helps:
        yield Grant(Part.COOPERATING, office.code, post.unit_id)
    if office.observer:
        yield Grant(Part.OBSERVER, office.code, post.unit_id)
    seats = [seat.post for seat in plan.meeting.seats if seat.office == office.code]
    if post.part is Part.LEADER and seats:
        # An office's further seats belong to persons, who are appointed to them.
        yield Grant(Part.MEMBER, seats[0], post.unit_id)


def _counties(ctx: Context, posts: tuple[Grant, ...]) -> Iterator[Grant]:
    """A unit with units below it answers for them."""
    held = {post.unit_id: post.code for post in posts}
    above = ctx.session.exec(
        select(Unit.parent_id).where(col(Unit.parent_id).in_(held)).distinct()
    ).all()
    for unit_id, code in held.items():
        if unit_id in above:
            yield Grant(Part.COUNTY, code, unit_id)


def _evaluators(
    ctx: Context, campaign_id: int, person_id: int, posts: tuple[Grant, ...]
) -> Iterator[Grant]:
    """Evaluators go by a person's code, or by the code of the office that sends somebody."""
    person = ctx.session.get_one(Person, person_id)
    codes = ctx.session.exec(
        select(Evaluator.code)
        .where(
            col(Evaluator.campaign_id) == campaign_id,
            col(Evaluator.code).in_([person.code, *(post.code for post in posts)]),
        )
        .order_by(col(Evaluator.id))
    )
    for code in codes:
        yield Grant(Part.EVALUATOR, code)
