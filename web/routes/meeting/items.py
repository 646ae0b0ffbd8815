"""One item of the pack: every candidate with its reason, what would be if, recusals and remarks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from typing import Annotated

from fastapi import APIRouter, Form, Request
from pydantic import BaseModel, Field
from starlette.responses import HTMLResponse, RedirectResponse, Response

from rules.access import Right
from rules.selection import Change, DecisionsAre, PlacesAre, Replace, TotalIs, WhatIf
from tasks import overview_meeting, placements, what_if
from tasks.context import Context
from tasks.errors import Refused
from tasks.meetings import attending, rows
from tasks.overview_meeting import ItemPage
from web.desk import Seat, acting, seated
from web.doors import needs
from web.forms import Problem, half_width, problems_of
from web.routes.meeting import Number, own_posts, speaker_of

router = APIRouter(prefix="/meeting/{meeting}/items/{position}")

Post = Annotated[str, Form(max_length=200)]


class Supposed(BaseModel):
    """What if: other places of the cell, another total, one candidate in another's place."""

    places: Annotated[str, Field(max_length=4)] = ""
    number: Annotated[str, Field(max_length=40)] = ""
    total: Annotated[str, Field(max_length=12)] = ""
    out: Annotated[str, Field(max_length=40)] = ""
    into: Annotated[str, Field(max_length=40)] = ""

    def changes(self, seat: Seat, found: ItemPage) -> tuple[Change, ...]:
        """The changes that it means. Raises Refused with everything that means nothing."""
        parts = (self._places(found), self._total(), self._swap(seat))
        problems = [part for part in parts if isinstance(part, str)]
        changes = tuple(p for p in parts if p is not None and not isinstance(p, str))
        if problems or not changes:
            raise Refused(problems or ["请至少填写一项假设"])
        return changes

    def _places(self, found: ItemPage) -> Change | str | None:
        text = half_width(self.places)
        if not text:
            return None
        if not (text.isascii() and text.isdecimal()):
            return "假设的名额请填数字"
        return PlacesAre(found.item.honour, found.item.cell, int(text))

    def _total(self) -> Change | str | None:
        if not (self.total.strip() or self.number):
            return None
        total = _number(self.total)
        if total is None or not self.number:
            return "假设的总分请选一个候选并填数字"
        return TotalIs(self.number, total)

    def _swap(self, seat: Seat) -> Change | str | None:
        if not (self.out or self.into):
            return None
        if not (self.out and self.into):
            return "假设替换请选换下和换上的候选"
        swap = Replace(out=self.out, into=self.into, reason="假设", ordered_by=rows.GROUP)
        known = placements.decisions_of(seat.ctx, seat.at.campaign_id)
        return DecisionsAre((*known, swap))


@dataclass(frozen=True, slots=True)
class Told:
    """What the page shows beside the item: what was done or typed, what would be, what is wrong."""

    done: str = ""
    supposed: Supposed = field(default_factory=Supposed)
    would_be: WhatIf | None = None
    lacking: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    post: str = ""
    reason: str = ""
    remark: str = ""


@router.get("")
@needs(Right.MEETING, Right.MEETING_DESK)
def show(request: Request, meeting: Number, position: Number, done: str = "") -> HTMLResponse:
    with seated(request) as seat:
        return _page(seat, meeting, position, Told(done=done))


@router.post("/suppose")
@needs(Right.MEETING, Right.MEETING_DESK)
def suppose(
    request: Request, meeting: Number, position: Number, typed: Annotated[Supposed, Form()]
) -> HTMLResponse:
    """The item's page with what would be; by POST, so that no figure stands in an address."""
    with seated(request) as seat:
        found = overview_meeting.item_page(seat.ctx, seat.at, meeting, position)
        try:
            changes = typed.changes(seat, found)
            would_be = what_if.suppose(seat.ctx, seat.at.campaign_id, changes)
        except Refused as refused:
            # Not an error of the page: htmx shows only what is answered with 200.
            return _page(seat, meeting, position, Told(supposed=typed, lacking=refused.reasons))
        return _page(seat, meeting, position, Told(supposed=typed, would_be=would_be))


@router.post("/recusal")
@needs(Right.MEETING, Right.MEETING_DESK)
def recuse(
    request: Request,
    meeting: Number,
    position: Number,
    post: Post = "",
    reason: Annotated[str, Form(max_length=1000)] = "",
) -> Response:
    def act(ctx: Context, campaign: int) -> None:
        attending.recuse(ctx, campaign, position, post, reason=reason, meeting=meeting)

    typed = Told(post=post, reason=reason)
    return _for_a_post(request, (meeting, position), act, typed, "recused")


@router.post("/remarks")
@needs(Right.MEETING, Right.MEETING_DESK)
def say(
    request: Request,
    meeting: Number,
    position: Number,
    speaker: Post = "",
    text: Annotated[str, Form(max_length=4000)] = "",
) -> Response:
    def act(ctx: Context, campaign: int) -> None:
        attending.say(ctx, campaign, position, speaker, text=text, meeting=meeting)

    typed = Told(post=speaker, remark=text)
    return _for_a_post(request, (meeting, position), act, typed, "said")


def _for_a_post(
    request: Request,
    place: tuple[int, int],
    act: Callable[[Context, int], object],
    typed: Told,
    done: str,
) -> Response:
    """Do it in the name of the typed post, which must be the visitor's, or show the form again."""
    try:
        with acting(request) as (ctx, at):
            speaker_of(request, at.plan, typed.post)
            act(ctx, at.campaign_id)
    except Refused as refused:
        with seated(request) as seat:
            return _page(seat, *place, replace(typed, problems=problems_of(refused)))
    return _back(*place, done)


def _page(seat: Seat, meeting: int, position: int, told: Told) -> HTMLResponse:
    found = overview_meeting.item_page(seat.ctx, seat.at, meeting, position)
    mine = own_posts(seat.who, seat.at.plan)
    desk = seat.who.may(Right.MEETING_DESK)
    there = [one.post for one in found.pack.seats if one.present]
    return seat.page(
        "meeting/item.html",
        status=409 if told.problems else 200,
        page=found,
        told=told,
        problems=told.problems,
        speakers=there if desk else [post for post in there if post in mine],
        members=[post for post in found.pack.posts if desk or post in mine],
        names=overview_meeting.names_of(seat.ctx, seat.at.campaign_id),
        own=mine,
    )


def _back(meeting: int, position: int, done: str) -> RedirectResponse:
    return RedirectResponse(f"/meeting/{meeting}/items/{position}?done={done}", status_code=303)


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
