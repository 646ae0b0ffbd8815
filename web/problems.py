"""What people see when something does not go: a page that says what and what to do."""

from __future__ import annotations

from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from tasks import accounts
from tasks.errors import NotFound, Refused
from web.again import ask_again
from web.doors import (
    SAFE_METHODS,
    SESSION_COOKIE,
    FirstThis,
    ForeignForm,
    NotTheirs,
    SignInFirst,
    house_of,
)
from web.forms import texts_of
from web.headers import HEADERS
from web.pages import page
from web.plain import Unwritable

NOT_FOUND = 404
OWN_ACCOUNT = "/account/"


def explain_in(app: FastAPI) -> None:
    """Register the handlers."""
    app.add_exception_handler(SignInFirst, _sign_in_first)
    app.add_exception_handler(FirstThis, _first_this)
    app.add_exception_handler(NotTheirs, _not_theirs)
    app.add_exception_handler(ForeignForm, _foreign_form)
    app.add_exception_handler(Refused, _refused)
    app.add_exception_handler(NotFound, _not_found)
    app.add_exception_handler(Unwritable, _unwritable)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _unreadable)
    app.add_exception_handler(Exception, _broken)


async def _sign_in_first(request: Request, _error: Exception) -> Response:
    if request.headers.get("hx-request"):
        # A page left open leads to the sign-in by itself once its session is gone.
        return Response(status_code=401, headers={"hx-redirect": "/sign-in"})
    if request.method not in SAFE_METHODS:
        return await _sign_in_again(request)
    query = f"?{request.url.query}" if request.url.query else ""
    target = quote(f"{request.url.path}{query}", safe="/")
    return RedirectResponse(f"/sign-in?next={target}", status_code=303)


async def _sign_in_again(request: Request) -> Response:
    """What was sent after the session had ended waits in the sign-in form until its owner is back."""
    async with request.form() as form:
        texts = texts_of(form)
        csrf = str(form.get("csrf", ""))
        files = any(not isinstance(value, str) for value in form.values())
    token = request.cookies.get(SESSION_COOKIE, "")
    with house_of(request).reading() as ctx:
        owner = accounts.owner_of_ended(ctx, token, csrf)
    if owner is None or request.url.path.startswith(OWN_ACCOUNT):
        # What is typed about one's own account is a secret, and is never shown again.
        reason = "登录已经结束，刚才的内容没有提交。请重新登录后再办理。"
        return page(request, "problem.html", status=401, title="请重新登录", reasons=(reason,))
    return ask_again(request, owner, texts, files=files)


async def _first_this(_request: Request, error: Exception) -> Response:
    place = error.place if isinstance(error, FirstThis) else "/"
    return RedirectResponse(place, status_code=303)


async def _not_theirs(request: Request, _error: Exception) -> Response:
    reason = "这一页不在您的岗位职责之内。如需办理，请与活动领导小组办公室联系。"
    return page(request, "problem.html", status=403, title="没有权限", reasons=(reason,))


async def _foreign_form(request: Request, _error: Exception) -> Response:
    reason = "表单已过期。请返回上一页，刷新后再提交。"
    return page(request, "problem.html", status=403, title="未能提交", reasons=(reason,))


async def _refused(request: Request, error: Exception) -> Response:
    reasons = error.reasons if isinstance(error, Refused) else ()
    return page(request, "problem.html", status=409, title="不能办理", reasons=reasons)


async def _not_found(request: Request, error: Exception) -> Response:
    reasons = error.reasons if isinstance(error, NotFound) else ()
    return page(request, "problem.html", status=NOT_FOUND, title="没有找到", reasons=reasons)


async def _http(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else NOT_FOUND
    title = "没有这个页面" if status == NOT_FOUND else "不能这样访问"
    return page(request, "problem.html", status=status, title=title, reasons=())


async def _unwritable(request: Request, error: Exception) -> Response:
    reasons = (error.reason,) if isinstance(error, Unwritable) else ()
    return page(request, "problem.html", status=422, title="未能提交", reasons=reasons)


async def _unreadable(request: Request, _error: Exception) -> Response:
    reason = "有内容填写不完整或格式不对。请返回上一页检查后再提交。"
    return page(request, "problem.html", status=422, title="未能提交", reasons=(reason,))


async def _broken(request: Request, _error: Exception) -> Response:
    """A fault of ours, which the server's log has; what guards other replies stands inside of it."""
    reason = "系统出了故障，已写入运行日志。请先看看刚才的操作是否已经办成，再试一次；仍然不行的，请告诉系统管理员。"
    reply = page(request, "problem.html", status=500, title="系统故障", reasons=(reason,))
    reply.headers.update({**HEADERS, "cache-control": "no-store"})
    return reply
