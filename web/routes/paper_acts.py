"""What the office does with a paper besides its text: enter a signed sheet, issue, correct, withdraw."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from pydantic import BaseModel, Field
from starlette.responses import RedirectResponse, Response

from rules.access import Right
from tasks import paper_ends, sign_off, sign_opinions
from tasks.errors import Refused
from web.desk import acting
from web.doors import house_of, needs
from web.forms import problems_of
from web.routes.papers import SheetForm, Typed, done_to, paper_page

router = APIRouter(prefix="/papers")

MULTIPART = "multipart/form-data"


class EndForm(BaseModel):
    act: Annotated[str, Field(pattern="^(correct|withdraw)$")] = "correct"
    reason: Annotated[str, Field(max_length=500)] = ""
    ordered_by: Annotated[str, Field(max_length=100)] = ""


@router.post("/{paper}/sheet/upload")
@needs(Right.DRAFT)
def enter_sheet(
    request: Request, paper: int, typed: Annotated[SheetForm, Form(media_type=MULTIPART)]
) -> Response:
    try:
        sheet = typed.sheet(house_of(request).settings)
        with acting(request) as (ctx, at):
            sign_opinions.enter_sheet(ctx, at.campaign_id, paper, typed.said, sheet)
    except Refused as refused:
        return paper_page(request, paper, problems_of(refused), Typed(sheet=typed))
    return RedirectResponse(f"/papers/{paper}", status_code=303)


@router.post("/{paper}/issue")
@needs(Right.DRAFT)
def issue(request: Request, paper: int) -> Response:
    return done_to(request, paper, lambda ctx, campaign: sign_off.issue(ctx, campaign, paper))


@router.post("/{paper}/end")
@needs(Right.DRAFT)
def end(request: Request, paper: int, typed: Annotated[EndForm, Form()]) -> Response:
    """Draft what takes an issued paper's place, or what withdraws it."""
    try:
        with acting(request) as (ctx, at):
            if typed.act == "correct":
                made = paper_ends.correct(ctx, at.campaign_id, paper, reason=typed.reason)
            else:
                made = paper_ends.withdraw(
                    ctx, at.campaign_id, paper, reason=typed.reason, ordered_by=typed.ordered_by
                )
    except Refused as refused:
        return paper_page(request, paper, problems_of(refused))
    return RedirectResponse(f"/papers/{made}", status_code=303)
