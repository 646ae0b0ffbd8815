"""A form that came after its session had ended: it waits in the sign-in form and is sent on from there."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode

from fastapi import Request
from starlette.responses import HTMLResponse

from web.cookies import with_form_token
from web.doors import form_token, new_form_token
from web.pages import page


def ask_again(
    request: Request, owner: str, fields: Mapping[str, list[str]], *, files: bool
) -> HTMLResponse:
    """The sign-in form with everything that was typed inside it."""
    token = form_token(request) or new_form_token()
    reply = page(
        request,
        "session/sign_in.html",
        status=401,
        csrf_before=token,
        next=request.url.path,
        name=owner,
        problem="",
        waiting=urlencode(fields, doseq=True),
        owner=owner,
        files_lost=files,
    )
    return with_form_token(request, reply, token)


def send_on(request: Request, csrf: str, target: str, waiting: str) -> HTMLResponse:
    """What was typed before the session ended, to be sent with one click."""
    fields = parse_qsl(waiting, keep_blank_values=True)
    return page(request, "session/send_on.html", target=target, fields=fields, csrf_after=csrf)
