"""What the office does with a paper besides its text: enter a signed sheet, issue, correct, withdraw, deliver."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from rules.access import Right
from rules.said import Said
from tasks import overview_papers, paper_ends, reporting, sign_off, sign_opinions
from tasks.errors import NotFound, Refused
from web.desk import acting, seated
from web.doors import house_of, needs
from web.forms import Problem, day_in, missing, problems_of
from web.routes.papers import DeliveryForm, EndForm, SheetForm, Typed, done_to, paper_page, received

router = APIRouter(prefix="/papers")

MULTIPART = "multipart/form-data"


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
    return RedirectResponse(f"/papers/{paper}?done=entered", status_code=303)


@router.post("/{paper}/issue")
@needs(Right.DRAFT)
def issue(request: Request, paper: int) -> Response:
    return done_to(
        request, paper, lambda ctx, campaign: sign_off.issue(ctx, campaign, paper), "issued"
    )


@router.post("/{paper}/delivery/upload")
@needs(Right.DRAFT)
def deliver(
    request: Request, paper: int, typed: Annotated[DeliveryForm, Form(media_type=MULTIPART)]
) -> Response:
    """R60: note that the circular in force has arrived somewhere."""
    with seated(request) as seat:
        if not overview_papers.one(seat.ctx, seat.at, seat.who, paper).takes_deliveries:
            raise NotFound([Said("编号为{number}的公文不是现行的情况通报", number=paper)])
    on = day_in(typed.on)
    if on is None:
        problems = (
            Problem("请填写送达的日期，例如 2022-01-18", "on"),
            *missing(proof=(typed.proof, "请写明送达凭据，例如签收单或系统回执")),
        )
        return paper_page(request, paper, problems, Typed(delivery=typed))
    try:
        scan = received(house_of(request).settings, typed.scan)
        with acting(request) as (ctx, at):
            reporting.record_delivery(
                ctx, at.campaign_id, typed.addressee, on=on, proof=typed.proof.strip(), scan=scan
            )
    except Refused as refused:
        return paper_page(request, paper, problems_of(refused), Typed(delivery=typed))
    return RedirectResponse(f"/papers/{paper}?done=delivered#deliveries", status_code=303)


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
        return paper_page(request, paper, problems_of(refused), Typed(end=typed))
    return RedirectResponse(f"/papers/{made}", status_code=303)
