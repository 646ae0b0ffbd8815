"""Pages before signing in, and the form that came too late: it waits there and is sent on afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode

from fastapi import Request
from starlette.responses import HTMLResponse

from web.cookies import with_form_token
from web.doors import form_token, new_form_token
from web.pages import page


def page_before_signing_in(
    request: Request, template: str, *, status: int = 200, **values: object
) -> HTMLResponse:
    """A page with a form for somebody who has no session: the browser's own token stands in it."""
    token = form_token(request) or new_form_token()
    reply = page(request, template, status=status, csrf_before=token, **values)
    return with_form_token(request, reply, token)


def ask_again(
    request: Request, owner: str, fields: Mapping[str, list[str]], *, files: bool
) -> HTMLResponse:
    """The sign-in form with everything that was typed inside it."""
    return page_before_signing_in(
        request,
        "session/sign_in.html",
        status=401,
        next=request.url.path,
        name=owner,
        problem="",
        code_wanted=False,
        waiting=urlencode(fields, doseq=True),
        owner=owner,
        files_lost=files,
        entrances=(),
    )


def send_on(request: Request, csrf: str, target: str, waiting: str) -> HTMLResponse:
    """What was typed before the session ended, to be sent with one click."""
    fields = parse_qsl(waiting, keep_blank_values=True)
    return page(request, "session/send_on.html", target=target, fields=fields, csrf_after=csrf)
