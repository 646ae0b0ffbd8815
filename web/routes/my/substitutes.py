"""Who stands in for a post of one's own: named from a day to a day, and ended."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from pydantic import BaseModel, Field
from starlette.responses import HTMLResponse, RedirectResponse, Response

from rules.access import Right
from rules.said import Said
from tasks import substitutes
from tasks.errors import Refused
from tasks.handovers import Successor
from web.doors import needs, visitor_in
from web.forms import Problem, day_in, problems_of
from web.routes.my import acting_for, at_unit

router = APIRouter(prefix="/my/{unit}/substitutes")


class StandInForm(BaseModel):
    post: Annotated[str, Field(max_length=20)] = ""
    code: Annotated[str, Field(max_length=40)] = ""
    name: Annotated[str, Field(max_length=100)] = ""
    email: Annotated[str, Field(max_length=320)] = ""
    since: Annotated[str, Field(max_length=20)] = ""
    until: Annotated[str, Field(max_length=20)] = ""
    reason: Annotated[str, Field(max_length=500)] = ""

    def problems(self) -> tuple[Problem, ...]:
        """Days that no calendar has; the rest is the use case's to judge."""
        return tuple(
            Problem(Said("请填写{label}，例如 2021-12-20", label=Said(label)), name)
            for name, label, typed in (
                ("since", "开始日期", self.since),
                ("until", "结束日期", self.until),
            )
            if day_in(typed) is None
        )


@router.get("")
@needs(Right.OWN_UNIT)
def show(request: Request, unit: str) -> HTMLResponse:
    return _page(request, unit, StandInForm(), ())


@router.post("")
@needs(Right.OWN_UNIT)
def name(request: Request, unit: str, typed: Annotated[StandInForm, Form()]) -> Response:
    person = visitor_in(request).who.person_id or 0
    with at_unit(request, unit) as (seat, row):
        posts = substitutes.posts_of(seat.ctx, person, seat.at.today, row.id)
    own = next((post.id for post in posts if str(post.id) == typed.post), None)
    since, until = day_in(typed.since), day_in(typed.until)
    if own is None or since is None or until is None:
        chosen = () if own is not None else (Problem("请选择岗位", "post"),)
        return _page(request, unit, typed, (*chosen, *typed.problems()))
    to = Successor(typed.code.strip(), typed.name.strip(), typed.email.strip())
    try:
        with acting_for(request, unit) as (ctx, _, _):
            substitutes.name(ctx, person, own, to, (since, until), reason=typed.reason)
    except Refused as refused:
        return _page(request, unit, typed, problems_of(refused))
    return RedirectResponse(f"/my/{unit}/substitutes", status_code=303)


@router.post("/{standin}/end")
@needs(Right.OWN_UNIT)
def end(request: Request, unit: str, standin: int) -> Response:
    person = visitor_in(request).who.person_id or 0
    with acting_for(request, unit) as (ctx, at, _):
        substitutes.end(ctx, person, standin, at.today)
    return RedirectResponse(f"/my/{unit}/substitutes", status_code=303)


def _page(
    request: Request, code: str, typed: StandInForm, problems: tuple[Problem, ...]
) -> HTMLResponse:
    person = visitor_in(request).who.person_id or 0
    with at_unit(request, code) as (seat, row):
        return seat.page(
            "my/substitutes.html",
            status=422 if problems else 200,
            unit=row,
            typed=typed,
            problems=problems,
            posts=substitutes.posts_of(seat.ctx, person, seat.at.today, row.id),
            standins=substitutes.of_unit(seat.ctx, row, seat.at.today),
        )
