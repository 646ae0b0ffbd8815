"""Signing in and out."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from pydantic import BaseModel, Field
from starlette.responses import HTMLResponse, RedirectResponse, Response

from tasks import accounts, demonstration
from tasks.accounts import NotSignedIn
from web.again import page_before_signing_in, send_on
from web.cookies import with_session, without_session
from web.doors import (
    SESSION_COOKIE,
    HouseDep,
    VisitorDep,
    house_of,
    needs,
)
from web.locale import say
from web.navigation import home_of
from web.pages import language_of, when_text

router = APIRouter()


@router.get("/sign-in")
def ask(request: Request, next: str = "/home") -> Response:  # noqa: A002 - the name people see in the address
    if request.state.visitor:
        return RedirectResponse(inside(next), status_code=303)
    return _form(request, inside(next))


class SignInForm(BaseModel):
    """The form; `waiting` is another form that came after its session had ended, `owner` who filled it in."""

    name: Annotated[str, Field(max_length=60)]
    password: Annotated[str, Field(max_length=200)]
    code: Annotated[str, Field(max_length=20)] = ""
    next: str = "/home"
    waiting: str = ""
    owner: Annotated[str, Field(max_length=60)] = ""


@router.post("/sign-in")
def sign_in(request: Request, house: HouseDep, form: Annotated[SignInForm, Form()]) -> Response:
    """Open a session and lead on; a form that waited goes on only for who had filled it in."""
    name, target = form.name.strip(), inside(form.next)
    outcome = accounts.sign_in(house, name, form.password, form.code)
    if isinstance(outcome, NotSignedIn):
        problem = _problem(request, outcome)
        return _form(request, target, form, problem, code_wanted=outcome.code_wanted)
    if form.waiting and form.owner == name:
        reply: Response = send_on(request, outcome.csrf, target, form.waiting)
    else:
        reply = RedirectResponse("/" if form.waiting else target, status_code=303)
    return with_session(request, reply, outcome.token)


@router.get("/home")
@needs()
def home(visitor: VisitorDep) -> RedirectResponse:
    """Where somebody's own work begins."""
    return RedirectResponse(home_of(visitor.who), status_code=303)


@router.post("/sign-out")
@needs()
def sign_out(request: Request, house: HouseDep, visitor: VisitorDep) -> Response:
    with house.acting(visitor.name) as ctx:
        accounts.sign_out(ctx, request.cookies[SESSION_COOKIE])
    return without_session(RedirectResponse("/sign-in", status_code=303))


def inside(target: str) -> str:
    """Where to go afterwards, but only within this site."""
    local = target.startswith("/") and not target.startswith(("//", "/\\"))
    return target if local and target.isprintable() else "/"


def _problem(request: Request, outcome: NotSignedIn) -> str:
    language = language_of(request)
    if outcome.code_wanted:
        return say(language, "请再输入密码和身份验证器上的 6 位数字。")
    if outcome.locked_until is None:
        return say(language, "账号或密码不对。连续五次不对，账号锁定十五分钟。")
    until = when_text(outcome.locked_until)
    return say(language, "连续多次密码不对，账号锁定到 {until}。请稍后再试。", until=until)


def _form(
    request: Request,
    target: str,
    typed: SignInForm | None = None,
    problem: str = "",
    *,
    code_wanted: bool = False,
) -> HTMLResponse:
    house, host = house_of(request), request.client.host if request.client else ""
    with house.reading() as ctx:
        entrances = demonstration.entrances(ctx, host)
    return page_before_signing_in(
        request,
        "session/sign_in.html",
        status=401 if problem else 200,
        entrances=entrances,
        next=target,
        name=typed.name if typed else "",
        waiting=typed.waiting if typed else "",
        owner=typed.owner if typed else "",
        problem=problem,
        code_wanted=code_wanted,
        files_lost=False,
    )
