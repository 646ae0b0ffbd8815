"""One's own account: the password and the authenticator, which may have to come before anything else."""

from __future__ import annotations

from typing import Annotated

import segno
from fastapi import APIRouter, Form, Request
from markupsafe import Markup
from starlette.responses import HTMLResponse, RedirectResponse, Response

from tasks import passwords, second_factor
from tasks.accounts import Must
from tasks.errors import Refused
from web.doors import HouseDep, VisitorDep, needs
from web.forms import Problem, problems_of
from web.navigation import home_of
from web.pages import page

router = APIRouter(prefix="/account")

Secret = Annotated[str, Form(max_length=200)]


@router.get("/password")
@needs()
def ask_password(request: Request, visitor: VisitorDep) -> HTMLResponse:
    return _password_form(request, forced=visitor.must is Must.PASSWORD)


@router.post("/password")
@needs()
def change_password(
    request: Request, house: HouseDep, visitor: VisitorDep, old: Secret = "", new: Secret = ""
) -> Response:
    again = str(request.state.form.get("again", ""))
    problems: tuple[Problem, ...] = ()
    if new != again:
        problems = (Problem("两次输入的新密码不一样", "again"),)
    else:
        try:
            passwords.change(house, visitor.account_id, old, new)
        except Refused as refused:
            problems = problems_of(refused)
    if problems:
        forced = visitor.must is Must.PASSWORD
        return _password_form(request, forced=forced, problems=problems)
    return RedirectResponse(home_of(visitor.who), status_code=303)


@router.get("/code")
@needs()
def ask_code(request: Request, visitor: VisitorDep) -> HTMLResponse:
    return _code_form(request, visitor.name, second_factor.new_secret())


@router.post("/code")
@needs()
def enrol(
    request: Request, house: HouseDep, visitor: VisitorDep, secret: Secret = "", code: Secret = ""
) -> Response:
    try:
        with house.acting(visitor.name) as ctx:
            second_factor.enrol(ctx, visitor.account_id, secret, code)
    except Refused as refused:
        problems = problems_of(refused, "code")
        again = secret if second_factor.is_secret(secret) else second_factor.new_secret()
        return _code_form(request, visitor.name, again, problems)
    return RedirectResponse(home_of(visitor.who), status_code=303)


def _password_form(
    request: Request, *, forced: bool, problems: tuple[Problem, ...] = ()
) -> HTMLResponse:
    status = 422 if problems else 200
    return page(request, "account/password.html", status=status, forced=forced, problems=problems)


def _code_form(
    request: Request, name: str, secret: str, problems: tuple[Problem, ...] = ()
) -> HTMLResponse:
    return page(
        request,
        "account/code.html",
        status=422 if problems else 200,
        secret=secret,
        picture=_picture(second_factor.address_of(name, secret)),
        problems=problems,
    )


def _picture(address: str) -> Markup:
    """What the phone's camera reads, drawn into the page itself: the secret stands in no address."""
    drawn = segno.make(address).svg_inline(scale=5, border=4, svgclass="qr", lineclass=None)
    return Markup(drawn)  # noqa: S704 - made of squares by the library, holding nothing that was typed
