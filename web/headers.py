"""Headers that every reply carries, and the limit on what a request may bring."""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST_FORM = 256 * 1024
LARGEST_UPLOAD = 64 * 1024 * 1024
UPLOAD = "/upload"
"""Addresses that end like this take files."""
ARRIVED = "pingxuan.arrived"
SHEETS = ("/api/v1/roster", "/api/v1/scores/")
"""Other systems hand in whole workbooks."""

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


class GuardedReplies:
    """Plain ASGI, because Starlette's own middleware base class costs a task per request."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        # What a deadline judges is the instant a request reached the server, not when its turn came.
        scope[ARRIVED] = scope["app"].state.house.clock.now()

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    # A file that somebody handed in brings a policy of its own, which allows nothing.
                    headers.setdefault(name, value)
                static = scope["path"].startswith("/static/")
                headers["cache-control"] = "public, max-age=3600" if static else "no-store"
                if scope["scheme"] == "https":
                    headers["strict-transport-security"] = "max-age=31536000"
            await send(message)

        files = scope["path"].endswith(UPLOAD) or scope["path"].startswith(SHEETS)
        most = LARGEST_UPLOAD if files else LARGEST_FORM
        if _too_large(Headers(scope=scope), most):
            reply = PlainTextResponse("提交的内容过大 / request too large", status_code=413)
            await reply(scope, receive, guarded)
            return
        await self._app(scope, receive, guarded)


def _too_large(headers: Headers, most: int) -> bool:
    """A body without a stated length is refused too: forms always state theirs."""
    if "transfer-encoding" in headers:
        return True
    length = headers.get("content-length", "0")
    return not length.isdecimal() or int(length) > most
