"""The voter's way from code to receipt, for which nobody signs in and nothing is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from rules.ballots import choices
from rules.states import VoteState
from tasks import overview_votes
from tasks.errors import NotFound, Refused
from tasks.voting import casting
from tasks.voting.casting import Paper
from web.again import page_before_signing_in
from web.desk import acting, seated
from web.forms import Problem, problems_of, texts_of
from web.limits import Allowance

router = APIRouter(prefix="/vote")

WRONG_CODES = Allowance("code", 30, timedelta(minutes=10))
"""A whole room may share one address; codes of 59 bits are not to be guessed at this pace."""
VOTER = "投票人"
MARK = "m."
"""What the name of a candidate's field begins with."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What a voter has sent; it lives in the forms alone, never on the server."""

    code: str
    marks: dict[str, str]
    own: str
    act: str


@router.get("")
def listed(request: Request) -> Response:
    with seated(request) as seat:
        lines = overview_votes.votes_of(seat.ctx, seat.at.campaign_id, seat.at.plan)
        shown = [one for one in lines if one.state in (VoteState.OPEN, VoteState.CLOSED)]
        running = [one for one in shown if one.state is VoteState.OPEN]
        if len(running) == 1 and len(shown) == 1:
            return RedirectResponse(f"/vote/{running[0].code}", status_code=303)
        return page_before_signing_in(request, "vote/listed.html", desk=seat.at, votes=shown)


@router.get("/{vote}")
def ask(request: Request, vote: str) -> HTMLResponse:
    try:
        return _code_form(request, vote, ())
    except NotFound as missing:
        raise NotFound(["没有这项投票"]) from missing
    except Refused:
        return _not_open(request, vote)


@router.post("/{vote}")
def vote(request: Request, vote: str) -> HTMLResponse:
    """Code, slip, check, receipt: what is wrong leads back with everything that was marked."""
    with seated(request) as seat:
        try:
            paper = casting.read_slip(seat.ctx, seat.at.campaign_id, vote)
        except NotFound as missing:
            raise NotFound(["没有这项投票"]) from missing
        except Refused:
            return _not_open(request, vote)
        typed = _typed(request, paper)
        if WRONG_CODES.spent(request):
            told = Problem("验票码错误次数过多，请过十分钟再试，或请工作人员协助。", "code")
            return _code_form(request, vote, (told,), status=429)
        if not casting.may_cast(seat.ctx, seat.at.campaign_id, vote, typed.code):
            WRONG_CODES.note(request)
            told = Problem(
                "验票码不对，或者已经投过票。请对照纸条再输一遍；仍不行请找工作人员。", "code"
            )
            return _code_form(request, vote, (told,), status=422)
        if typed.act in ("check", "cast"):
            void = casting.void_reasons(seat.ctx, seat.at.campaign_id, vote, typed.marks)
            if void:
                return _slip(request, vote, paper, typed, problems_of(void))
    if typed.act == "check":
        return _page(request, "vote/check.html", vote=vote, paper=paper, typed=typed)
    return (
        _cast(request, vote, typed) if typed.act == "cast" else _slip(request, vote, paper, typed)
    )


def _cast(request: Request, vote: str, typed: Typed) -> HTMLResponse:
    try:
        with acting(request, VOTER) as (ctx, at):
            receipt = casting.cast(ctx, at.campaign_id, vote, typed.code, typed.marks)
    except Refused as refused:
        return _code_form(request, vote, problems_of(refused), status=409)
    return _page(request, "vote/receipt.html", vote=vote, receipt=receipt)


def _typed(request: Request, paper: Paper) -> Typed:
    form = {name: values[0] for name, values in texts_of(request.state.form).items()}
    code = form.get("code", "") + form.get("code2", "")
    own = form.get("own", "")
    given = {c: form[MARK + c] for c, _ in paper.candidates if form.get(MARK + c)}
    marks = given
    if paper.choosing:
        marks = choices([c for c, _ in paper.candidates], list(given), [own] if own else [])
    return Typed(code, marks, own, form.get("act", ""))


def _slip(
    request: Request, vote: str, paper: Paper, typed: Typed, problems: tuple[Problem, ...] = ()
) -> HTMLResponse:
    status = 422 if problems else 200
    return _page(
        request, "vote/slip.html", status, vote=vote, paper=paper, typed=typed, problems=problems
    )


def _code_form(
    request: Request, vote: str, problems: tuple[Problem, ...], *, status: int = 200
) -> HTMLResponse:
    with seated(request) as seat:
        paper = casting.read_slip(seat.ctx, seat.at.campaign_id, vote)
    return _page(request, "vote/code.html", status, vote=vote, paper=paper, problems=problems)


def _not_open(request: Request, vote: str) -> HTMLResponse:
    """Before or after: the page says which, and where the published list is."""
    with seated(request) as seat:
        lines = overview_votes.votes_of(seat.ctx, seat.at.campaign_id, seat.at.plan)
    line = next(one for one in lines if one.code == vote)
    return _page(request, "vote/not_open.html", vote=vote, line=line)


def _page(request: Request, template: str, status: int = 200, **values: object) -> HTMLResponse:
    with seated(request) as seat:
        return page_before_signing_in(request, template, status=status, desk=seat.at, **values)
