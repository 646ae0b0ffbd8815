"""Recusals that the office learns of: listed by group, entered after a look at what they end."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Form, Query, Request
from pydantic import BaseModel, Field
from starlette.responses import HTMLResponse, RedirectResponse, Response

from rules.access import Right
from tasks import overview_lead, overview_recusals, recusals
from tasks.errors import Refused
from tasks.overview_recusals import Choices, Recusal
from tasks.recusals import Effect
from web.desk import Seat, acting, seated
from web.doors import needs
from web.forms import Problem, missing, problems_of
from web.lists import BY_VALUE, Column, Listing, OrderDep

router = APIRouter(prefix="/lead/groups/{group}/recusals")

Count = Annotated[int, Query(ge=0)]
COLUMNS: tuple[Column[Recusal], ...] = (
    Column("name", "评委", lambda one: f"{one.name} {one.evaluator}", BY_VALUE),
    Column("about", "回避对象", lambda one: f"{one.about_name} {one.about}", BY_VALUE),
    Column("reason", "理由", lambda one: one.reason, BY_VALUE),
    Column("at", "登记时间", lambda one: one.declared_at, BY_VALUE),
    Column("by", "登记人", lambda one: one.declared_by, BY_VALUE),
)


class RecusalForm(BaseModel):
    """Who steps back from whom and why; whether what it ends has been looked at."""

    evaluator: Annotated[str, Field(max_length=40)] = ""
    about: Annotated[str, Field(max_length=40)] = ""
    reason: Annotated[str, Field(max_length=500)] = ""
    act: Literal["check", "edit", "confirm"] = "check"

    def problems(self, among: Choices) -> tuple[Problem, ...]:
        evaluator = self.evaluator if self.evaluator in among.evaluators else ""
        about = self.about if self.about in {*among.units, *among.people} else ""
        return missing(
            evaluator=(evaluator, "请选择评委"),
            about=(about, "请选择回避对象"),
            reason=(self.reason, "请写明回避的理由"),
        )


@router.get("")
@needs(Right.LEAD, Right.SCORES)
def listed(
    request: Request,
    group: str,
    order: OrderDep,
    done: str = "",
    ended: Count = 0,
    taken: Count = 0,
) -> Response:
    with seated(request) as seat:
        found = overview_recusals.lines(seat.ctx, seat.at, seat.who, group)
        listing = Listing("回避", COLUMNS, order).of_all(found)
        if order.workbook:
            return listing.as_workbook(seat.printed_by)
        return seat.page(
            "lead/recusals.html",
            group=overview_lead.group_of(seat.at, seat.who, group),
            listing=listing,
            done=done,
            ended=ended,
            taken=taken,
        )


@router.get("/new")
@needs(Right.SCORES)
def ask(request: Request, group: str) -> HTMLResponse:
    with seated(request) as seat:
        among = overview_recusals.choices(seat.ctx, seat.at, seat.who, group)
        return _form(seat, among, RecusalForm())


@router.post("/new")
@needs(Right.SCORES)
def recuse(request: Request, group: str, typed: Annotated[RecusalForm, Form()]) -> Response:
    """Look, go back, or enter it: assignments end and marks are taken out at once."""
    with seated(request) as seat:
        among = overview_recusals.choices(seat.ctx, seat.at, seat.who, group)
        if typed.act == "edit":
            return _form(seat, among, typed)
        if problems := typed.problems(among):
            return _form(seat, among, typed, problems)
    told = typed.evaluator, typed.about
    try:
        if typed.act == "check":
            with seated(request) as seat:
                effect = recusals.effect_of(
                    seat.ctx, seat.at.campaign_id, *told, reason=typed.reason.strip()
                )
                return _check(seat, among, typed, effect)
        with acting(request) as (ctx, at):
            done = recusals.recuse(ctx, at.campaign_id, *told, reason=typed.reason.strip())
    except Refused as refused:
        with seated(request) as seat:
            return _form(seat, among, typed, problems_of(refused))
    counts = f"ended={done.assignments}&taken={done.marks}"
    place = f"/lead/groups/{group}/recusals?done=recused&{counts}"
    return RedirectResponse(place, status_code=303)


def _form(
    seat: Seat, among: Choices, typed: RecusalForm, problems: tuple[Problem, ...] = ()
) -> HTMLResponse:
    return seat.page(
        "lead/recuse.html",
        status=422 if problems else 200,
        among=among,
        typed=typed,
        problems=problems,
    )


def _check(seat: Seat, among: Choices, typed: RecusalForm, effect: Effect) -> HTMLResponse:
    return seat.page("lead/check_recusal.html", among=among, typed=typed, effect=effect)
