"""Accounts: who may come in, appointed to what; links, resets and closings with their reasons."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request
from pydantic import BaseModel, Field
from sqlmodel import col
from starlette.responses import HTMLResponse, RedirectResponse, Response

from models import Account
from rules.access import Part, Right
from rules.said import Said
from tasks import appointing, overview_accounts, passwords, second_factor, sign_in_links
from tasks.appointing import Appointed, NewAccount
from tasks.context import Context
from tasks.errors import NotFound, Refused
from tasks.overview_accounts import SORTED_BY, AccountLine
from web import words
from web.asking import Question, ask_reason
from web.desk import acting, seated
from web.doors import needs
from web.forms import Problem, day_in, problems_of
from web.lists import WORKBOOK, Column, Listing, OrderDep, attachment, workbook_of

router = APIRouter(prefix="/accounts")

LINKS: tuple[Column[tuple[AccountLine, str]], ...] = (
    Column("name", "账号", lambda row: row[0].name),
    Column("display", "姓名或岗位", lambda row: row[0].display),
    Column("link", "一次性登录链接", lambda row: row[1]),
)
ACTS = {
    "close": ("停用账号", "停用", "停用后不能再登录，历史记录保留。"),
    "reopen": ("恢复账号", "恢复", "恢复后可以登录，锁定同时解除。"),
    "reset": ("重置密码", "重置", "新密码只显示一次，首次登录须修改。"),
    "code-off": ("停用动态验证码", "停用", "用于手机遗失等情形，请核实本人身份。"),
}
Search = Annotated[str, Query(max_length=60)]


def state_of(line: AccountLine) -> str:
    """Whether the account can be used, in a word."""
    if line.closed_at:
        return "已停用"
    if line.locked_until:
        return "已锁定"
    return "正常" if line.has_password else "尚未设密码"


COLUMNS: tuple[Column[AccountLine], ...] = (
    Column("name", "账号", lambda a: a.name, SORTED_BY["name"]),
    Column("display", "姓名或岗位", lambda a: a.display, SORTED_BY["display"]),
    Column("parts", "任命", lambda a: "、".join(words.PARTS[part] for part in a.appointed)),
    Column("seen", "最近登录", lambda a: a.seen_at),
    Column("state", "状态", state_of),
)


class NewForm(BaseModel):
    name: Annotated[str, Field(max_length=60)] = ""
    display: Annotated[str, Field(max_length=100)] = ""


class AppointForm(BaseModel):
    part: Part
    code: Annotated[str, Field(max_length=200)] = ""
    since: str = ""
    until: str = ""
    reason: Annotated[str, Field(max_length=500)] = ""

    def appointed(self) -> Appointed:
        """Raises Refused for days that are none."""
        since, until = day_in(self.since), day_in(self.until)
        if (self.since and since is None) or (self.until and until is None):
            raise Refused(["日期请按 2021-12-20 的格式填写"])
        return Appointed(self.part, self.code.strip(), (), since, until)


@router.get("")
@needs(Right.ACCOUNTS)
def listed(request: Request, order: OrderDep, search: Search = "") -> Response:
    with seated(request) as seat:
        listing = Listing("账号", COLUMNS, order, {"search": search})
        rows, total = overview_accounts.page_of(
            seat.ctx,
            search,
            listing.order_by(col(Account.id)),
            limit=order.limit,
            offset=order.offset,
        )
        listing = listing.with_rows(rows, total)
        if order.workbook:
            return listing.as_workbook(seat.printed_by)
        return seat.page("accounts/list.html", listing=listing, search=search, state_of=state_of)


@router.get("/new")
@needs(Right.ACCOUNTS)
def ask_new(request: Request) -> HTMLResponse:
    with seated(request) as seat:
        return seat.page("accounts/new.html", typed=NewForm(), problems=())


@router.post("/new")
@needs(Right.ACCOUNTS)
def create(request: Request, typed: Annotated[NewForm, Form()]) -> Response:
    try:
        with acting(request) as (ctx, _):
            made = appointing.create(ctx, NewAccount(typed.name, typed.display))
    except Refused as refused:
        with seated(request) as seat:
            return seat.page(
                "accounts/new.html", status=422, typed=typed, problems=problems_of(refused)
            )
    return RedirectResponse(f"/accounts/{made}", status_code=303)


@router.post("/holders")
@needs(Right.ACCOUNTS)
def create_for_holders(request: Request) -> Response:
    """Accounts for everybody in a post who has none, with their links as a workbook to hand out."""
    with acting(request) as (ctx, at):
        made = appointing.create_for_holders(ctx, at.today)
        tokens = sign_in_links.make(ctx, made) if made else {}
        rows = [
            (line, _address(request, tokens[line.id]))
            for line in overview_accounts.lines_of(ctx, made)
        ]
    with seated(request) as seat:
        if not made:
            return seat.page("accounts/none.html")
        data = workbook_of("一次性登录链接", LINKS, rows, seat.printed_by)
    return attachment(data, "一次性登录链接.xlsx", WORKBOOK)


@router.get("/{account}")
@needs(Right.ACCOUNTS)
def show(request: Request, account: int) -> HTMLResponse:
    return _page(request, account)


@router.post("/{account}/link")
@needs(Right.ACCOUNTS)
def make_link(request: Request, account: int) -> Response:
    try:
        with acting(request) as (ctx, _):
            link = _address(request, sign_in_links.make(ctx, [account])[account])
    except Refused as refused:
        return _page(request, account, problems=problems_of(refused), status=409)
    return _page(request, account, link=link)


@router.post("/{account}/appoint")
@needs(Right.ACCOUNTS)
def appoint(request: Request, account: int, typed: Annotated[AppointForm, Form()]) -> Response:
    try:
        with acting(request) as (ctx, _):
            appointing.appoint(ctx, account, typed.appointed(), reason=typed.reason)
    except Refused as refused:
        return _page(request, account, problems=problems_of(refused), status=422)
    return RedirectResponse(f"/accounts/{account}", status_code=303)


@router.post("/{account}/appointments/{appointment}/dismiss")
@needs(Right.ACCOUNTS)
def dismiss(
    request: Request,
    account: int,
    appointment: int,
    reason: Annotated[str, Form(max_length=500)] = "",
) -> Response:
    try:
        with acting(request) as (ctx, _):
            appointing.dismiss(ctx, appointment, reason=reason)
    except Refused as refused:
        return _page(request, account, problems=problems_of(refused), status=422)
    return RedirectResponse(f"/accounts/{account}", status_code=303)


@router.get("/{account}/{doing}")
@needs(Right.ACCOUNTS)
def ask(request: Request, account: int, doing: str) -> HTMLResponse:
    with seated(request) as seat:
        line = overview_accounts.one(seat.ctx, account).line
        return ask_reason(seat, _question(line, doing))


@router.post("/{account}/{doing}")
@needs(Right.ACCOUNTS)
def do(
    request: Request, account: int, doing: str, reason: Annotated[str, Form(max_length=500)] = ""
) -> Response:
    with seated(request) as seat:
        line = overview_accounts.one(seat.ctx, account).line
        _question(line, doing)
    try:
        with acting(request) as (ctx, _):
            password = _do(ctx, account, doing, reason)
    except Refused as refused:
        with seated(request) as seat:
            return ask_reason(seat, _question(line, doing), refused.reasons, typed=reason)
    if password:
        return _page(request, account, password=password)
    return RedirectResponse(f"/accounts/{account}", status_code=303)


def _do(ctx: Context, account: int, doing: str, reason: str) -> str:
    """The act; a new password where it makes one."""
    match doing:
        case "close":
            appointing.close(ctx, account, reason=reason)
        case "reopen":
            appointing.reopen(ctx, account, reason=reason)
        case "code-off":
            second_factor.withdraw(ctx, account, reason=reason)
        case _:
            return passwords.reset(ctx, account, reason=reason)
    return ""


def _address(request: Request, token: str) -> str:
    return f"{str(request.base_url).rstrip('/')}/enter/{token}"


def _question(line: AccountLine, doing: str) -> Question:
    if doing not in ACTS:
        raise NotFound([Said("账号没有“{act}”这种办理方式", act=doing)])
    title, verb, asks = ACTS[doing]
    back = f"/accounts/{line.id}"
    return Question(title, verb, asks, f"{line.name} {line.display}", f"{back}/{doing}", back)


def _page(
    request: Request,
    account: int,
    *,
    status: int = 200,
    problems: tuple[Problem, ...] = (),
    **shown_once: Any,  # noqa: ANN401 - a link or a password, as the template shows it
) -> HTMLResponse:
    with seated(request) as seat:
        return seat.page(
            "accounts/account.html",
            status=status,
            one=overview_accounts.one(seat.ctx, account),
            state_of=state_of,
            problems=problems,
            appointable=appointing.APPOINTED,
            link=shown_once.get("link", ""),
            password=shown_once.get("password", ""),
        )
