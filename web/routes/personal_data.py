"""Personal data after the archive: what is due, what goes and what stays, and erasing it for good."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from pydantic import BaseModel, Field
from starlette.responses import HTMLResponse, RedirectResponse, Response

from rules.access import Right
from rules.definition import PersonalKind
from rules.personal_data import NAMES
from rules.states import CampaignState
from tasks import erasing, retention
from tasks.errors import Refused
from web.desk import Seat, acting, seated
from web.doors import house_of, needs, visitor_in
from web.forms import Problem, missing, problems_of

router = APIRouter(prefix="/personal-data")


class EraseForm(BaseModel):
    kinds: list[PersonalKind] = []
    printed: Annotated[str, Field(max_length=200)] = ""
    reason: Annotated[str, Field(max_length=500)] = ""


EraseDep = Annotated[EraseForm, Form()]
NOTHING_TYPED = EraseForm()


@router.get("")
@needs(Right.ERASE)
def show(request: Request) -> HTMLResponse:
    with seated(request) as seat:
        return _page(seat)


@router.post("/check")
@needs(Right.ERASE)
def check(request: Request, typed: EraseDep) -> HTMLResponse:
    """What would go and what would stay, once more, before it is done."""
    problems = missing(
        printed=(typed.printed, "请照移交清单抄录包校验值"),
        reason=(typed.reason, "请写明清除的理由"),
    )
    if not typed.kinds:
        problems = (Problem("请选择要清除的个人信息", "kinds"), *problems)
    with seated(request) as seat:
        if problems:
            return _page(seat, typed=typed, problems=problems)
        chosen = [
            line
            for line in retention.table(seat.ctx, seat.at.campaign_id)
            if line.kind in typed.kinds
        ]
        return seat.page("archive/check_erasing.html", lines=chosen, typed=typed, names=NAMES)


@router.post("/erase")
@needs(Right.ERASE)
def erase(request: Request, typed: EraseDep) -> Response:
    """Erase, then remove the files; what a failure left over is finished by doing it again."""
    try:
        with acting(request) as (ctx, at):
            erasing.erase(
                ctx, at.campaign_id, typed.kinds, printed=typed.printed, reason=typed.reason
            )
    except Refused as refused:
        with seated(request) as seat:
            return _page(seat, typed=typed, problems=problems_of(refused))
    erasing.finish(house_of(request), at.campaign_id, actor=visitor_in(request).display, now=at.now)
    return RedirectResponse("/personal-data", status_code=303)


def _page(
    seat: Seat, *, typed: EraseForm = NOTHING_TYPED, problems: tuple[Problem, ...] = ()
) -> HTMLResponse:
    lines = retention.table(seat.ctx, seat.at.campaign_id)
    return seat.page(
        "archive/personal_data.html",
        status=409 if problems else 200,
        lines=lines,
        names=NAMES,
        archived=seat.at.campaign.state is CampaignState.ARCHIVED,
        typed=typed,
        problems=problems,
    )
