"""The public notice for everybody, and the form for an objection; nothing else is reachable from there."""

from __future__ import annotations

from datetime import timedelta

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from tasks import online_objections
from tasks.errors import Refused
from tasks.objections import KINDS, SIGNATURES, Raised
from web.again import page_before_signing_in
from web.desk import acting, seated
from web.forms import Problem, problems_of, typed_of
from web.limits import Allowance

router = APIRouter(prefix="/notice")

SENT = Allowance("objection", 20, timedelta(hours=1))
ONLINE = "网上提交"
LONGEST = {"raised_by": 60, "address": 120, "text": 3000}
"""Characters; a page cannot enforce what a script sends."""


@router.get("")
def show(request: Request) -> HTMLResponse:
    with seated(request) as seat:
        lists = online_objections.public_lists(seat.ctx, seat.at.campaign_id, seat.at.today)
        return page_before_signing_in(request, "notice/show.html", desk=seat.at, notices=lists)


@router.get("/objection")
def ask(request: Request, about: str = "") -> HTMLResponse:
    return _form(request, typed_of(()) | {"application": about}, ())


@router.post("/objection")
def send(request: Request) -> HTMLResponse:
    """Check the answers first, then register; what is wrong leads back with everything typed."""
    typed = typed_of(request.state.form)
    problems = _problems(typed)
    if problems or typed.get("act") == "edit":
        return _form(request, typed, problems)
    if typed.get("act") != "confirm":
        return _page(request, "notice/check.html", typed=typed)
    if SENT.spent(request):
        told = Problem("提交次数过多，请一小时后再试，或以书面、来访形式反映。")
        return _form(request, typed, (told,), status=429)
    SENT.note(request)
    try:
        with acting(request, ONLINE) as (ctx, at):
            raised = Raised(
                typed["kind"],
                typed.get("raised_by", ""),
                typed["text"],
                at.today,
                typed.get("application", ""),
                typed["signature"],
                typed.get("address", ""),
            )
            number = online_objections.register_online(ctx, at.campaign_id, raised)
    except Refused as refused:
        return _form(request, typed, problems_of(refused))
    return _page(request, "notice/sent.html", number=number, typed=typed)


def _problems(typed: dict[str, str]) -> tuple[Problem, ...]:
    found = []
    if typed.get("kind") not in KINDS:
        found.append(Problem("请选择反映的类别", "kind"))
    if typed.get("signature") not in SIGNATURES:
        found.append(Problem("请选择署名方式", "signature"))
    elif typed["signature"] != "anonymous" and not typed.get("raised_by"):
        found.append(Problem("请填写姓名或单位名称", "raised_by"))
    if not typed.get("text"):
        found.append(Problem("请写明内容", "text"))
    if typed.get("kind") == "objection" and not typed.get("application"):
        found.append(Problem("请选择对名单中的哪一个有异议", "application"))
    found += [
        Problem("填写的内容过长，请精简", name)
        for name, most in LONGEST.items()
        if len(typed.get(name, "")) > most
    ]
    return tuple(found)


def _form(
    request: Request, typed: dict[str, str], problems: tuple[Problem, ...], *, status: int = 0
) -> HTMLResponse:
    shown = status or (422 if problems else 200)
    return _page(request, "notice/form.html", shown, typed=typed, problems=problems)


def _page(request: Request, template: str, status: int = 200, **values: object) -> HTMLResponse:
    with seated(request) as seat:
        lists = online_objections.public_lists(seat.ctx, seat.at.campaign_id, seat.at.today)
        return page_before_signing_in(
            request,
            template,
            status=status,
            desk=seat.at,
            candidates=[
                (one["number"], f"{honour}：{one['shown']}")
                for notice in lists
                for honour, listed in notice.lists.items()
                for one in listed
            ],
            kinds=KINDS,
            signatures=SIGNATURES,
            **values,
        )
