"""Tokens of other systems: made, shown once, revoked."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from pydantic import BaseModel, Field
from starlette.responses import HTMLResponse, RedirectResponse, Response

from rules.access import Right
from tasks import api_tokens
from tasks.api_tokens import Scope
from tasks.errors import Refused
from web.desk import acting, seated
from web.doors import needs
from web.forms import Problem, problems_of

router = APIRouter(prefix="/tokens")

SCOPES = {
    Scope.READ: "读取看板数据",
    Scope.ROSTER: "导入名册",
    Scope.SCORES: "导入得分",
    Scope.REPORTS: "报送信息",
    Scope.ACKNOWLEDGEMENTS: "签收通知",
}


class TokenForm(BaseModel):
    name: Annotated[str, Field(max_length=100)] = ""
    scopes: list[Scope] = Field(default_factory=list)
    days: Annotated[int, Field(ge=-(10**6), le=10**6)] = 180


@router.get("")
@needs(Right.ACCOUNTS)
def listed(request: Request) -> HTMLResponse:
    return _page(request, TokenForm())


@router.post("")
@needs(Right.ACCOUNTS)
def make(request: Request, typed: Annotated[TokenForm, Form()]) -> Response:
    try:
        with acting(request) as (ctx, _):
            token = api_tokens.make(ctx, typed.name, typed.scopes, typed.days)
    except Refused as refused:
        return _page(request, typed, problems_of(refused))
    return _page(request, TokenForm(), token=token)


@router.post("/{token}/revoke")
@needs(Right.ACCOUNTS)
def revoke(
    request: Request, token: int, reason: Annotated[str, Form(max_length=500)] = ""
) -> Response:
    try:
        with acting(request) as (ctx, _):
            api_tokens.revoke(ctx, token, reason=reason)
    except Refused as refused:
        return _page(request, TokenForm(), problems_of(refused))
    return RedirectResponse("/tokens", status_code=303)


def _page(
    request: Request, typed: TokenForm, problems: tuple[Problem, ...] = (), *, token: str = ""
) -> HTMLResponse:
    with seated(request) as seat:
        return seat.page(
            "accounts/tokens.html",
            status=422 if problems else 200,
            tokens=api_tokens.listed(seat.ctx),
            scopes=SCOPES,
            typed=typed,
            problems=problems,
            fresh=token,
            now=seat.ctx.house.machine.now(),
        )
