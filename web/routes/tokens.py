"""Tokens of other systems: made, shown once, revoked."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from pydantic import BaseModel, Field
from starlette.responses import HTMLResponse, RedirectResponse, Response

from models import ApiToken
from rules.access import Right
from tasks import api_tokens
from tasks.api_tokens import Scope
from tasks.errors import Refused
from web.desk import Seat, acting, seated
from web.doors import needs
from web.forms import Problem, problems_of
from web.lists import BY_VALUE, Column, Listing, Order, OrderDep

router = APIRouter(prefix="/tokens")

SCOPES = {
    Scope.READ: "读取看板数据",
    Scope.ROSTER: "导入名册",
    Scope.SCORES: "导入得分",
    Scope.REPORTS: "报送信息",
    Scope.ACKNOWLEDGEMENTS: "签收通知",
}


FIRST = Order()
COLUMNS: tuple[Column[ApiToken], ...] = (
    Column("name", "对接系统", lambda row: row.name, BY_VALUE),
    Column("scopes", "权限", lambda row: "、".join(SCOPES[Scope(s)] for s in row.scopes)),
    Column("until", "有效期至", lambda row: row.revoked_at or row.expires_at, BY_VALUE),
    Column("by", "经办", lambda row: row.created_by, BY_VALUE),
)


class TokenForm(BaseModel):
    name: Annotated[str, Field(max_length=100)] = ""
    scopes: list[Scope] = Field(default_factory=list)
    days: Annotated[int, Field(ge=-(10**6), le=10**6)] = 180


@router.get("")
@needs(Right.ACCOUNTS)
def listed(request: Request, order: OrderDep) -> Response:
    if order.workbook:
        with seated(request) as seat:
            return _listing(seat, order).as_workbook(seat.printed_by)
    return _page(request, TokenForm(), order=order)


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


def _listing(seat: Seat, order: Order) -> Listing[ApiToken]:
    return Listing("接口", COLUMNS, order).of_all(api_tokens.listed(seat.ctx))


def _page(
    request: Request,
    typed: TokenForm,
    problems: tuple[Problem, ...] = (),
    *,
    token: str = "",
    order: Order = FIRST,
) -> HTMLResponse:
    with seated(request) as seat:
        return seat.page(
            "accounts/tokens.html",
            status=422 if problems else 200,
            listing=_listing(seat, order),
            scopes=SCOPES,
            typed=typed,
            problems=problems,
            fresh=token,
            now=seat.ctx.house.machine.now(),
        )
