"""Evaluators of a group: assigned by hand, in bulk or balanced after a look; its hearing drawn and recorded."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from rules.access import Right
from tasks import assigning, hearings, overview_lead, overview_panels
from tasks.assigning import SharedOut
from tasks.context import Context
from tasks.errors import Refused
from tasks.overview import Desk
from web.desk import Seat, acting, seated
from web.doors import needs
from web.forms import Problem, problems_of, texts_of, typed_of
from web.routes.lead import day_of
from web.taking import taken

router = APIRouter(prefix="/lead/groups/{group}/panel")


@dataclass(frozen=True, slots=True)
class Place:
    """What a page shows: a group's judges, for one component."""

    group: str
    component: str


@dataclass(frozen=True, slots=True)
class Came:
    """What was entered of a hearing: its day, and the codes of those who were there."""

    on: str = ""
    present: Collection[str] = ()


@router.get("")
@needs(Right.LEAD, Right.SCORES)
def panel(request: Request, group: str, component: str = "", done: str = "") -> HTMLResponse:
    with seated(request) as seat:
        return _page(seat, Place(group, component), done=done)


@router.post("")
@needs(Right.LEAD, Right.SCORES)
def assign(request: Request, group: str) -> Response:
    """By hand, the whole panel, a balanced preview, or that preview written; refusals with all reasons."""
    typed, _ = taken(request)
    component, act = typed.get("component", ""), typed.get("act", "")
    try:
        if act == "preview":
            with seated(request) as seat:
                overview_lead.group_of(seat.at, seat.who, group)
                shared = assigning.shared_out(seat.ctx, seat.at.campaign_id, component, group)
                return _page(seat, Place(group, component), shared=shared)
        with seated(request) as seat:
            overview_lead.group_of(seat.at, seat.who, group)
        with acting(request) as (ctx, at):
            _do(ctx, at, group, typed)
    except Refused as refused:
        with seated(request) as seat:
            return _page(seat, Place(group, component), problems=problems_of(refused))
    target = f"/lead/groups/{group}/panel?component={component}&done={act}"
    return RedirectResponse(target, status_code=303)


@router.post("/hearing")
@needs(Right.LEAD, Right.SCORES)
def held(request: Request, group: str) -> Response:
    """The day of the hearing, and who of the panel was there."""
    typed = typed_of(request.state.form)
    present = texts_of(request.state.form).get("present", [])
    component, (on, problems) = typed["component"], day_of(typed)
    problems += () if present else (Problem("请勾选到会的评委", "present"),)
    with seated(request) as seat:
        overview_lead.group_of(seat.at, seat.who, group)
    if not problems:
        try:
            with acting(request) as (ctx, at):
                hearings.record(ctx, at.campaign_id, component, group, held_on=on, present=present)
        except Refused as refused:
            problems = problems_of(refused)
    if problems:
        with seated(request) as seat:
            came = Came(typed["on"], frozenset(present))
            return _page(seat, Place(group, component), problems=problems, came=came)
    target = f"/lead/groups/{group}/panel?component={component}&done=held"
    return RedirectResponse(target, status_code=303)


def _do(ctx: Context, at: Desk, group: str, typed: dict[str, str]) -> None:
    component = typed.get("component", "")
    match typed.get("act"):
        case "hand":
            evaluator, candidate = typed.get("evaluator", ""), typed.get("candidate", "")
            assigning.assign(ctx, at.campaign_id, component, evaluator, candidate)
        case "panel":
            leave_out = bool(typed.get("leave_out"))
            assigning.assign_panel(ctx, at.campaign_id, component, group, leave_out=leave_out)
        case "balance":
            seed = typed.get("seed", "")
            assigning.balance(
                ctx, at.campaign_id, component, group, seed=int(seed) if seed.isdecimal() else None
            )
        case "draw":
            reason = typed.get("reason", "")
            hearings.draw(ctx, at.campaign_id, component, group, reason=reason)
        case _:
            raise Refused(["请选择办理方式"])


def _page(
    seat: Seat,
    place: Place,
    *,
    problems: tuple[Problem, ...] = (),
    shared: SharedOut | None = None,
    came: Came | None = None,
    done: str = "",
) -> HTMLResponse:
    return seat.page(
        "lead/panel.html",
        status=422 if problems else 200,
        page=overview_panels.to_assign(seat.ctx, seat.at, seat.who, place.group, place.component),
        problems=problems,
        shared=shared,
        came=came or Came(),
        done=done,
    )
