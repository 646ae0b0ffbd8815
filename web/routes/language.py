"""How a browser wants its pages: Chinese or English, larger text, high contrast."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse

from web.locale import Language
from web.look import LOOK_COOKIE, Look, looks_of, switched
from web.pages import LANGUAGE_COOKIE
from web.routes.session import inside

router = APIRouter()
A_YEAR = 365 * 24 * 3600

Next = Annotated[str, Form(alias="next")]


@router.post("/language")
def switch(language: Annotated[Language, Form()], target: Next = "/") -> RedirectResponse:
    return _remembered(LANGUAGE_COOKIE, language.value, target)


@router.post("/look")
def switch_look(
    request: Request, look: Annotated[Look, Form()], target: Next = "/"
) -> RedirectResponse:
    """Turn a look on where it is off, and off where it is on."""
    return _remembered(LOOK_COOKIE, switched(looks_of(request), look), target)


def _remembered(cookie: str, value: str, target: str) -> RedirectResponse:
    reply = RedirectResponse(inside(target), status_code=303)
    reply.set_cookie(cookie, value, max_age=A_YEAR, httponly=True, samesite="strict")
    return reply
