"""The cookies that a browser is given: out of reach of scripts and of other sites."""

from __future__ import annotations

from typing import TypeVar

from fastapi import Request
from starlette.responses import Response

from web.doors import FORM_COOKIE, SESSION_COOKIE

Reply = TypeVar("Reply", bound=Response)


def with_session(request: Request, reply: Reply, token: str) -> Reply:
    return _with(request, reply, SESSION_COOKIE, token)


def with_form_token(request: Request, reply: Reply, token: str) -> Reply:
    return _with(request, reply, FORM_COOKIE, token)


def without_session(reply: Reply) -> Reply:
    reply.delete_cookie(SESSION_COOKIE, httponly=True, samesite="strict")
    return reply


def _with(request: Request, reply: Reply, name: str, value: str) -> Reply:
    secure = request.url.scheme == "https"
    reply.set_cookie(name, value, httponly=True, samesite="strict", secure=secure)
    return reply
