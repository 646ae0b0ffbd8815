"""What the public may see and say of the list: the notice while it is up, an objection through the web."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import col, select

from models import Objection
from tasks import objections, papers
from tasks.campaigns import calendar_of
from tasks.context import Context
from tasks.errors import Refused
from tasks.objections import Raised
from tasks.public_notices import notices_of
from tasks.use_case import use_case


@dataclass(frozen=True, slots=True)
class PublicList:
    """A notice as everybody may read it; its names are there on its days only."""

    title: str
    number: str
    first: date
    last: date
    counting: str
    open: bool
    ended: bool
    lists: Mapping[str, Sequence[Mapping[str, str]]]
    """Honour to candidates with `number` and `shown`: no more of a person than name and unit."""


def public_lists(ctx: Context, campaign_id: int, today: date) -> list[PublicList]:
    """Notices whose first day has come on the campaign's day, the newest first."""
    found = []
    for notice in reversed(notices_of(ctx, campaign_id)):
        if today < notice.first:
            continue
        up = today <= notice.last
        lists = {
            honour: [{"number": one["number"], "shown": one["shown"]} for one in listed]
            for honour, listed in notice.paper.facts["winners"].items()
        }
        found.append(
            PublicList(
                notice.paper.title,
                papers.number_of(notice.paper),
                notice.first,
                notice.last,
                str(notice.paper.facts["counting"]),
                up,
                not up,
                lists if up else {},
            )
        )
    return found


@use_case("网上提交异议")
def register_online(ctx: Context, campaign_id: int, raised: Raised) -> str:
    """Register what came through the public page; the same words sent twice are one objection.

    Raises Refused like `objections.register`, and for anything about what is not public.
    """
    shown = {
        one["number"]
        for notice in public_lists(ctx, campaign_id, calendar_of(ctx).day_of(ctx.now))
        for listed in notice.lists.values()
        for one in listed
    }
    if raised.application and raised.application not in shown:
        raise Refused(["请从公示名单中选择"])
    before = ctx.session.exec(
        select(Objection.number).where(
            col(Objection.campaign_id) == campaign_id,
            col(Objection.received_on) == raised.received_on,
            col(Objection.registered_by) == ctx.actor,
            col(Objection.raised_by) == (raised.raised_by or objections.SIGNATURES["anonymous"]),
            col(Objection.text) == raised.text,
        )
    ).first()
    return before or objections.register(ctx, campaign_id, raised)
