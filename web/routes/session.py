"""Signing in and out."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from tasks import accounts
from tasks.accounts import NotSignedIn
from web.doors import (
    FORM_COOKIE,
    SESSION_COOKIE,
    HouseDep,
    VisitorDep,
    form_token,
    new_form_token,
)
from web.locale import say
from web.pages import language_of, page, when_text

router = APIRouter()


@router.get("/sign-in")
def ask(request: Request, next: str = "/") -> Response:  # noqa: A002 - the name people see in the address
    if request.state.visitor:
        return RedirectResponse(inside(next), status_code=303)
    return _form(request, inside(next))


@router.post("/sign-in")
def sign_in(
    request: Request,
    house: HouseDep,
    name: Annotated[str, Form(max_length=60)],
    password: Annotated[str, Form(max_length=200)],
    next: Annotated[str, Form()] = "/",  # noqa: A002 - the name of the field
) -> Response:
    outcome = accounts.sign_in(house, name.strip(), password)
    if isinstance(outcome, NotSignedIn):
        return _form(request, inside(next), name=name, problem=_problem(request, outcome))
    reply = RedirectResponse(inside(next), status_code=303)
    reply.set_cookie(
        SESSION_COOKIE,
        outcome.token,
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )
    return reply


@router.post("/sign-out")
def sign_out(request: Request, house: HouseDep, visitor: VisitorDep) -> Response:
    with house.acting(visitor.name) as ctx:
        accounts.sign_out(ctx, request.cookies[SESSION_COOKIE])
    reply = RedirectResponse("/sign-in", status_code=303)
    reply.delete_cookie(SESSION_COOKIE, httponly=True, samesite="strict")
    return reply


def inside(target: str) -> str:
    """Where to go afterwards, but only within this site."""
    local = target.startswith("/") and not target.startswith(("//", "/\\"))
    return target if local and target.isprintable() else "/"


def _problem(request: Request, outcome: NotSignedIn) -> str:
    language = language_of(request)
    if outcome.locked_until is None:
        return say(language, "账号或密码不对。连续五次不对，账号锁定十五分钟。")
    until = when_text(outcome.locked_until)
    return say(language, "连续多次密码不对，账号锁定到 {until}。请稍后再试。", until=until)


def _form(request: Request, target: str, *, name: str = "", problem: str = "") -> HTMLResponse:
    token = form_token(request) or new_form_token()
    reply = page(
        request,
        "session/sign_in.html",
        status=401 if problem else 200,
        csrf_before=token,
        next=target,
        name=name,
        problem=problem,
    )
    reply.set_cookie(
        FORM_COOKIE,
        token,
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )
    return reply
