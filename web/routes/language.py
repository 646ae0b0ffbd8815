"""Switching between Chinese and English."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import RedirectResponse

from web.locale import Language
from web.pages import LANGUAGE_COOKIE
from web.routes.session import inside

router = APIRouter()
A_YEAR = 365 * 24 * 3600


@router.post("/language")
def switch(
    language: Annotated[Language, Form()],
    next: Annotated[str, Form()] = "/",  # noqa: A002 - the name of the field
) -> RedirectResponse:
    reply = RedirectResponse(inside(next), status_code=303)
    reply.set_cookie(
        LANGUAGE_COOKIE, language.value, max_age=A_YEAR, httponly=True, samesite="strict"
    )
    return reply
