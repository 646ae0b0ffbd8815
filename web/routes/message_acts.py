"""The office's hand on many messages at once, and on the words of one that is held."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from rules.access import Right
from rules.said import Said
from tasks import contradictions, outbox, outbox_edit, overview_messages
from tasks.context import Context
from tasks.errors import NotFound, Refused
from tasks.overview_messages import MessageFilter
from web.desk import Seat, acting, seated
from web.doors import needs
from web.forms import Problem, problems_of
from web.routes.messages import ACTS, BULK, Wanted, told

router = APIRouter(prefix="/messages")

Reason = Annotated[str, Form(max_length=500)]


@router.get("/bulk/{act}")
@needs(Right.MESSAGES)
def ask_bulk(request: Request, act: str, wanted: Wanted) -> HTMLResponse:
    with seated(request) as seat:
        return _bulk(seat, act, wanted)


@router.post("/bulk/{act}")
@needs(Right.MESSAGES)
def do_bulk(request: Request, act: str, wanted: Wanted, reason: Reason = "") -> Response:
    """The act on everything that the filter of the address finds."""
    _known(act)
    try:
        with acting(request) as (ctx, at):
            changed = _all(ctx, at.campaign_id, act, wanted, reason)
        problems: tuple[Problem, ...] = ()
        if not changed:
            problems = (Problem("没有可以这样办理的消息"),)
    except Refused as refused:
        problems = problems_of(refused, "reason")
    if problems:
        with seated(request) as seat:
            return _bulk(seat, act, wanted, problems, reason)
    query = urlencode({name: value for name, value in told(wanted).items() if value})
    return RedirectResponse(f"/messages?{query}", status_code=303)


@router.get("/{number}/text")
@needs(Right.MESSAGES)
def ask_text(request: Request, number: int) -> HTMLResponse:
    with seated(request) as seat:
        return _text_form(seat, number)


@router.post("/{number}/text")
@needs(Right.MESSAGES)
def change_text(
    request: Request,
    number: int,
    subject: Annotated[str, Form(max_length=400)] = "",
    body: Annotated[str, Form(max_length=20_000)] = "",
    seen: Annotated[str, Form(max_length=64)] = "",
    reason: Reason = "",
) -> Response:
    try:
        with acting(request) as (ctx, at):
            outbox_edit.edit(ctx, at.campaign_id, number, (subject, body), seen=seen, reason=reason)
    except Refused as refused:
        typed = {"subject": subject, "body": body, "reason": reason}
        with seated(request) as seat:
            return _text_form(seat, number, problems_of(refused), typed)
    return RedirectResponse(f"/messages/{number}", status_code=303)


def _all(ctx: Context, campaign_id: int, act: str, wanted: MessageFilter, reason: str) -> int:
    if act == "release":
        return outbox.release(ctx, campaign_id, wanted.which)
    verb = outbox.hold if act == "hold" else outbox.cancel
    return verb(ctx, campaign_id, wanted.which, reason=reason.strip())


def _bulk(
    seat: Seat,
    act: str,
    wanted: MessageFilter,
    problems: tuple[Problem, ...] = (),
    reason: str = "",
) -> HTMLResponse:
    known = _known(act)
    query = urlencode({name: value for name, value in told(wanted).items() if value})
    return seat.page(
        "messages/bulk.html",
        status=409 if problems else 200,
        act=ACTS[act],
        count=overview_messages.count_in(seat.ctx, seat.at, wanted, ACTS[act].states),
        query=query,
        problems=problems,
        reason=reason,
        contradictions=contradictions.find(seat.ctx, seat.at) if known == "release" else (),
    )


def _known(act: str) -> str:
    if act not in BULK:
        raise NotFound([Said("消息没有“{act}”这种办理方式", act=act)])
    return act


def _text_form(
    seat: Seat,
    number: int,
    problems: tuple[Problem, ...] = (),
    typed: dict[str, str] | None = None,
) -> HTMLResponse:
    found = overview_messages.whole(seat.ctx, seat.at, number)
    if found is None:
        raise NotFound([Said("没有编号为 {number} 的消息", number=number)])
    now = {"subject": found.line.subject, "body": found.body, "reason": ""}
    return seat.page(
        "messages/text.html",
        status=409 if problems else 200,
        message=found,
        seen=outbox_edit.text_mark(found.line.subject, found.body),
        typed=typed or now,
        problems=problems,
    )
