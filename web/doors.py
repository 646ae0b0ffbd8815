"""The one door: who is behind a request, what they may ask for, and whether a form is our own."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Callable
from typing import Annotated, TypeVar, cast

from fastapi import Depends, Request

from rules.access import Right, Who
from tasks import accounts
from tasks.accounts import Visitor
from tasks.context import House

SESSION_COOKIE = "pingxuan_session"
FORM_COOKIE = "pingxuan_form"
"""Stands in for the session's token in forms filled in before signing in."""
PUBLIC = frozenset(
    {
        "/vote",
        "/vote/{vote}",
        "/vote/{vote}/board",
        "/vote/{vote}/board.json",
        "/vote/{vote}/receipt",
        "/notice",
        "/notice/objection",
    }
)
"""For everybody, and blind: a session is not even looked for, so that nothing there knows who asks."""
OPEN = PUBLIC | {
    "/sign-in", "/sign-in/demo", "/enter/{link}", "/language", "/look", "/health",
    "/guide/voter", "/guide/pictures/{picture}",
}  # fmt: skip
"""The routes that need no session."""
SAFE_METHODS = frozenset({"GET", "HEAD"})


Endpoint = TypeVar("Endpoint", bound=Callable[..., object])


def needs(*rights: Right) -> Callable[[Endpoint], Endpoint]:
    """Say which rights open a route: any one of them does, and none named means whoever is signed in.

    A route that says nothing opens to nobody.
    """

    def mark(endpoint: Endpoint) -> Endpoint:
        endpoint.__dict__["needs"] = frozenset(rights)
        return endpoint

    return mark


def opens(endpoint: object, who: Who) -> bool:
    """Whether a route's function lets somebody in."""
    rights: frozenset[Right] | None = getattr(endpoint, "needs", None)
    return rights is not None and (not rights or who.may(*rights))


class NotTheirs(Exception):  # noqa: N818 - the request is at fault, not the program
    """The visitor's posts do not open this page."""


class FirstThis(Exception):  # noqa: N818 - it is an invitation, not a fault
    """Before anything else the visitor has to take a password or an authenticator of their own."""

    def __init__(self, place: str) -> None:
        self.place = place
        super().__init__(place)


class SignInFirst(Exception):  # noqa: N818 - it is an invitation, not a fault
    """The page needs a session, and there is none (any more)."""


class ForeignForm(Exception):  # noqa: N818 - the request is at fault, not the program
    """The form's token is missing or wrong: it was not made by a page of this session."""


def house_of(request: Request) -> House:
    return cast("House", request.app.state.house)


HouseDep = Annotated[House, Depends(house_of)]


def known_visitor(request: Request, house: HouseDep) -> None:
    """Find the visitor behind the session cookie, or ask for a sign-in where one is needed."""
    token = request.cookies.get(SESSION_COOKIE, "")
    visitor = None
    route = request.scope["route"]
    if token and route.path not in PUBLIC:
        with house.reading() as ctx:
            visitor = accounts.visitor_of(ctx, token)
    request.state.visitor = visitor
    if route.path in OPEN:
        return
    if visitor is None:
        raise SignInFirst
    if visitor.must and not route.path.startswith(("/account/", "/sign-out")):
        raise FirstThis(f"/account/{visitor.must}")
    if not opens(route.endpoint, visitor.who):
        raise NotTheirs
    if visitor.stale and not _by_itself(request):
        with house.acting(visitor.name) as ctx:
            accounts.touch(ctx, token)


async def honest_form(
    request: Request, _known: Annotated[None, Depends(known_visitor)]
) -> AsyncIterator[None]:
    """Refuse a changing request without the token that our own pages carry; its files are closed after it."""
    if request.method in SAFE_METHODS:
        yield
        return
    async with request.form() as form:
        request.state.form = form
        told = request.headers.get("x-csrf-token") or form.get("csrf")
        expected = form_token(request)
        if not expected or not isinstance(told, str) or not _same(told, expected):
            raise ForeignForm
        yield


def visitor_in(request: Request) -> Visitor:
    """The visitor of a route that needs one."""
    return cast("Visitor", request.state.visitor)


VisitorDep = Annotated[Visitor, Depends(visitor_in)]


def form_token(request: Request) -> str:
    """What a form of this browser must carry: the session's token, before that the cookie's."""
    visitor: Visitor | None = getattr(request.state, "visitor", None)
    return visitor.csrf if visitor else request.cookies.get(FORM_COOKIE, "")


def new_form_token() -> str:
    return secrets.token_urlsafe(24)


def _by_itself(request: Request) -> bool:
    """A page that refreshes itself is no sign of a person; it must not keep a session alive."""
    return request.scope["route"].path == "/pulse" or request.headers.get("hx-target") == "live"


def _same(told: str, expected: str) -> bool:
    return secrets.compare_digest(told.encode(), expected.encode())
