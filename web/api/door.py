"""The API's own door: a bearer token with the right scope; no cookies, no forms."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends, Header, Request, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel
from sqlalchemy.exc import IntegrityError

from models import ApiAnswer
from tasks import api_tokens, overview
from tasks.api_tokens import Caller, Scope
from tasks.context import Context, House
from tasks.errors import NotFound
from tasks.overview import Desk
from web.desk import NO_CAMPAIGN
from web.doors import HouseDep
from web.headers import ARRIVED

bearer = HTTPBearer(auto_error=False, description="A token made under 管理 · 接口")
Credentials = Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]
Key = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        min_length=8,
        max_length=200,
        description="Chosen by the caller; a repeat with the same key gets the first answer",
    ),
]


class NoEntry(Exception):  # noqa: N818 - the request is at fault, not the program
    """No token, a token that is over, or one without the scope."""

    def __init__(self, status: int, reason: str) -> None:
        self.status = status
        self.reason = reason
        super().__init__(reason)


class OtherRequest(Exception):  # noqa: N818 - the request is at fault, not the program
    """The key was used for something else before."""


def scoped(scope: Scope) -> Callable[..., Caller]:
    """A dependency that lets in callers whose token has the scope."""

    def caller_with(house: HouseDep, credentials: Credentials) -> Caller:
        with house.reading() as ctx:
            caller = api_tokens.caller_of(ctx, credentials.credentials) if credentials else None
        if caller is None:
            raise NoEntry(401, "没有令牌，或令牌已失效")
        if scope not in caller.scopes:
            raise NoEntry(403, f"令牌没有“{scope}”权限")
        return caller

    return caller_with


@contextmanager
def at_desk(house: House, arrived: datetime | None = None) -> Iterator[tuple[Context, Desk]]:
    """The campaign on the table, for looking, as of a request's arrival. Raises NotFound without one."""
    with house.reading(now=arrived) as ctx:
        desk = overview.desk(ctx)
        if desk is None:
            raise NotFound([NO_CAMPAIGN])
        yield ctx, desk


@dataclass(frozen=True, slots=True)
class Once:
    """A write that happens once for its key, whatever the network does with the answer."""

    house: House
    caller: Caller
    key: str
    request: str
    arrived: datetime
    """What a deadline judges."""
    response: Response

    def do(self, act: Callable[[Context, Desk], BaseModel]) -> dict[str, Any]:
        """The act's answer, or the one it was given before."""
        before = self._before()
        if before is None:
            try:
                return self._first(act)
            except IntegrityError:
                # The same key came twice at once, and the other one was first.
                before = self._before()
                if before is None:
                    raise
        if before.request != self.request:
            raise OtherRequest
        self.response.headers["Idempotent-Replayed"] = "true"
        return before.body

    def _before(self) -> ApiAnswer | None:
        with self.house.reading() as ctx:
            return api_tokens.answered(ctx, self.caller, self.key)

    def _first(self, act: Callable[[Context, Desk], BaseModel]) -> dict[str, Any]:
        with at_desk(self.house, self.arrived) as (_, desk):
            now = desk.now
        with self.house.acting(f"接口 {self.caller.name}", now=now) as ctx:
            body = act(ctx, desk).model_dump(mode="json")
            api_tokens.remember(
                ctx,
                ApiAnswer(
                    token_id=self.caller.token_id,
                    key=self.key,
                    request=self.request,
                    body=body,
                    at=self.house.machine.now(),
                ),
            )
        return body


async def request_digest(request: Request) -> str:
    """What tells one write from another: method, address and body."""
    body = await request.body()
    said = f"{request.method} {request.url.path}?{request.url.query}\n".encode()
    return hashlib.sha256(said + body).hexdigest()


def once(scope: Scope) -> Any:  # noqa: ANN401 - FastAPI's own marker
    """A dependency for writes: the caller with the scope, their key, and the digest of what they ask."""
    allowed = Depends(scoped(scope))

    def write(
        request: Request,
        house: HouseDep,
        response: Response,
        key: Key,
        digest: Annotated[str, Depends(request_digest)],
        caller: Caller = allowed,
    ) -> Once:
        return Once(house, caller, key, digest, request.scope[ARRIVED], response)

    return Depends(write)
