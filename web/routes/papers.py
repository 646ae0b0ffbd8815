"""Papers: what one signs, what is on its way and in force; drafted, revised, sent, signed, returned."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import APIRouter, Form, Request, UploadFile
from pydantic import BaseModel, Field
from starlette.responses import HTMLResponse, RedirectResponse, Response

from config.settings import Settings
from rules.access import Right
from rules.signing import Verdict
from tasks import attachments, drafting, overview_papers, sign_off, sign_opinions, stale_papers
from tasks.attachments import Received
from tasks.context import Context
from tasks.errors import Refused
from tasks.overview_papers import PaperLine
from tasks.paper_acts import SCANS
from web.desk import Seat, acting, seated
from web.doors import needs
from web.forms import Problem, day_in, problems_of
from web.lists import BY_VALUE, Column, Listing, Order, OrderDep
from web.taking import handed_out
from web.words import PAPER_STATES

router = APIRouter(prefix="/papers")

Code = Annotated[str, Form(max_length=64)]
FIRST = Order()
DELIVERED = "delivered"
DONE = {
    "signed": "签批意见已登记。",
    "entered": "纸面签批单已登记。",
    "saved": "文稿已保存。",
    "sent": "已送签。",
    "issued": "已印发。",
    DELIVERED: "送达已登记。",
}
COLUMNS: tuple[Column[PaperLine], ...] = (
    Column("number", "文号", lambda line: line.number, BY_VALUE),
    Column("title", "标题", lambda line: line.title, BY_VALUE),
    Column("state", "状态", lambda line: line.waits or PAPER_STATES[line.state], BY_VALUE),
)


class OpinionForm(BaseModel):
    post: Annotated[str, Field(max_length=100)] = ""
    code: Annotated[str, Field(max_length=64)] = ""
    verdict: Verdict = Verdict.APPROVED
    comment: Annotated[str, Field(max_length=2000)] = ""

    @property
    def said(self) -> sign_opinions.Said:
        return sign_opinions.Said(self.post, self.code, self.verdict, self.comment)


class SheetForm(BaseModel):
    """A sheet signed by hand, as it lies on the desk; the code stands on it."""

    post: Annotated[str, Field(max_length=100)] = ""
    signer: Annotated[str, Field(max_length=200)] = ""
    signed_on: str = ""
    code: Annotated[str, Field(max_length=64)] = ""
    verdict: Verdict = Verdict.APPROVED
    comment: Annotated[str, Field(max_length=2000)] = ""
    scan: UploadFile | None = None

    @property
    def said(self) -> sign_opinions.Said:
        return sign_opinions.Said(self.post, self.code, self.verdict, self.comment)

    def sheet(self, settings: Settings) -> sign_opinions.SignedSheet:
        """With its scan examined and kept. Raises Refused for a day or a file that is none."""
        on = day_in(self.signed_on)
        if on is None:
            raise Refused(["请填写签字的日期，例如 2021-06-18"])
        return sign_opinions.SignedSheet(self.signer.strip(), on, received(settings, self.scan))


class DeliveryForm(BaseModel):
    """That the circular has arrived: where, on which day, and what proves it."""

    addressee: Annotated[str, Field(max_length=200)] = ""
    on: Annotated[str, Field(max_length=20)] = ""
    proof: Annotated[str, Field(max_length=500)] = ""
    scan: UploadFile | None = None


class EndForm(BaseModel):
    act: Annotated[str, Field(pattern="^(correct|withdraw)$")] = "correct"
    reason: Annotated[str, Field(max_length=500)] = ""
    ordered_by: Annotated[str, Field(max_length=100)] = ""


@dataclass(frozen=True, slots=True)
class Typed:
    """What stood in one of the page's forms when it was refused; the others are empty."""

    opinion: OpinionForm = field(default_factory=OpinionForm)
    text: str | None = None
    sheet: SheetForm = field(default_factory=SheetForm)
    delivery: DeliveryForm = field(default_factory=DeliveryForm)
    end: EndForm = field(default_factory=EndForm)


@router.get("")
@needs(Right.PAPERS, Right.SIGN, Right.DRAFT)
def listed(request: Request, order: OrderDep) -> Response:
    with seated(request) as seat:
        if order.workbook:
            return _listing(seat, order).as_workbook(seat.printed_by)
        return _list_page(seat, (), order)


@router.post("/draft")
@needs(Right.DRAFT)
def draft(request: Request, step: Annotated[str, Form(max_length=40)] = "") -> Response:
    """Write a step's paper down, to be looked at, changed and sent round."""
    try:
        with acting(request) as (ctx, at):
            made = sign_off.draft(ctx, at.campaign_id, step)
    except Refused as refused:
        with seated(request) as seat:
            return _list_page(seat, problems_of(refused))
    return RedirectResponse(f"/papers/{made}", status_code=303)


@router.get("/{paper}")
@needs(Right.PAPERS, Right.SIGN, Right.DRAFT)
def show(request: Request, paper: int, done: str = "") -> HTMLResponse:
    return paper_page(request, paper, done=done)


@router.get("/{paper}/sheets/{attachment}")
@needs(Right.PAPERS, Right.SIGN, Right.DRAFT)
def hand_out(request: Request, paper: int, attachment: int) -> Response:
    """The scan of a signed sheet of a paper within reach, to be saved."""
    with seated(request) as seat:
        found = overview_papers.one(seat.ctx, seat.at, seat.who, paper)
        return handed_out(seat.ctx, found.scans.values(), attachment)


@router.post("/{paper}/opinion")
@needs(Right.SIGN)
def sign(request: Request, paper: int, typed: Annotated[OpinionForm, Form()]) -> Response:
    """Approve or return the text that the page showed, for a post whose turn it is."""

    def act(ctx: Context, campaign: int) -> None:
        sign_opinions.sign(ctx, campaign, paper, typed.said)

    return done_to(request, paper, act, "signed", Typed(opinion=typed))


@router.post("/{paper}/text")
@needs(Right.DRAFT)
def revise(
    request: Request, paper: int, text: Annotated[str, Form(max_length=20_000)] = ""
) -> Response:

    def act(ctx: Context, campaign: int) -> None:
        sign_off.revise(ctx, campaign, paper, text.replace("\r\n", "\n"))

    return done_to(request, paper, act, "saved", Typed(text=text))


@router.post("/{paper}/send")
@needs(Right.DRAFT)
def send(request: Request, paper: int) -> Response:
    return done_to(
        request, paper, lambda ctx, campaign: sign_off.send(ctx, campaign, paper), "sent"
    )


def received(settings: Settings, scan: UploadFile | None) -> Received | None:
    """A scan examined and kept, if one was chosen. Raises Refused for what is none."""
    if scan is None or not scan.filename:
        return None
    return attachments.receive(settings, scan.file, scan.filename, SCANS)


def _listing(seat: Seat, order: Order) -> Listing[PaperLine]:
    return Listing("公文", COLUMNS, order).of_all(
        overview_papers.lines(seat.ctx, seat.at, seat.who)
    )


def _list_page(seat: Seat, problems: tuple[Problem, ...], order: Order = FIRST) -> HTMLResponse:
    drafts, signs = seat.who.may(Right.DRAFT), seat.who.may(Right.SIGN)
    steps = [s for s in seat.at.plan.steps if s.kind in drafting.ISSUERS] if drafts else []
    return seat.page(
        "papers/list.html",
        status=422 if problems else 200,
        listing=_listing(seat, order),
        mine=overview_papers.to_sign(seat.ctx, seat.at, seat.who) if signs else (),
        steps=steps,
        stale=stale_papers.stale(seat.ctx, seat.at.campaign_id) if drafts else (),
        problems=problems,
    )


def done_to(
    request: Request,
    paper: int,
    act: Callable[[Context, int], object],
    done: str,
    typed: Typed | None = None,
) -> Response:
    """Do it to the paper, show it and say so; after a refusal with the reasons and what was typed."""
    try:
        with acting(request) as (ctx, at):
            act(ctx, at.campaign_id)
    except Refused as refused:
        return paper_page(request, paper, problems_of(refused), typed)
    return RedirectResponse(f"/papers/{paper}?done={done}", status_code=303)


def paper_page(
    request: Request,
    paper: int,
    problems: tuple[Problem, ...] = (),
    typed: Typed | None = None,
    done: str = "",
) -> HTMLResponse:
    """One paper with what may be done about it."""
    typed = typed or Typed()
    with seated(request) as seat:
        found = overview_papers.one(seat.ctx, seat.at, seat.who, paper)
        return seat.page(
            "papers/paper.html",
            status=422 if problems else 200,
            paper=found,
            typed=typed.opinion,
            text=found.line.row.text if typed.text is None else typed.text,
            sheet=typed.sheet,
            delivery=typed.delivery,
            ending=typed.end,
            problems=problems,
            done=DONE.get(done, ""),
            delivered=done == DELIVERED,
        )
