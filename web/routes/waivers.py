"""Going on without a signature under the scores, by somebody's word."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from pydantic import BaseModel, Field
from starlette.responses import HTMLResponse, RedirectResponse, Response

from rules.access import Right
from rules.signatures import Kind, Signer
from tasks import overview_lead, signatures
from tasks.errors import Refused
from web.desk import Seat, acting, seated
from web.doors import needs
from web.forms import Problem, problems_of

router = APIRouter(prefix="/lead/signatures/{kind}/{subject}/{office}/waive")


class WaiverForm(BaseModel):
    reason: Annotated[str, Field(max_length=500)] = ""
    ordered_by: Annotated[str, Field(max_length=100)] = ""


@router.get("")
@needs(Right.SCORES)
def ask(request: Request, kind: Kind, subject: str, office: str) -> HTMLResponse:
    with seated(request) as seat:
        return _page(seat, Signer(kind, subject, office), WaiverForm(), ())


@router.post("")
@needs(Right.SCORES)
def waive(
    request: Request, kind: Kind, subject: str, office: str, typed: Annotated[WaiverForm, Form()]
) -> Response:
    under = signatures.Under(kind, subject, office, typed.ordered_by.strip())
    with seated(request) as seat:
        overview_lead.signer_line(seat.ctx, seat.at, seat.who, under.signer)
    try:
        with acting(request) as (ctx, at):
            signatures.waive(ctx, at.campaign_id, under, reason=typed.reason.strip())
    except Refused as refused:
        with seated(request) as seat:
            return _page(seat, under.signer, typed, problems_of(refused))
    return RedirectResponse("/lead?done=waived", status_code=303)


def _page(
    seat: Seat, signer: Signer, typed: WaiverForm, problems: tuple[Problem, ...]
) -> HTMLResponse:
    return seat.page(
        "lead/waive.html",
        status=422 if problems else 200,
        line=overview_lead.signer_line(seat.ctx, seat.at, seat.who, signer),
        typed=typed,
        problems=problems,
    )
