"""The session's clerk: who may vote and who came, codes to hand out, opening and closing."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from models import Voter
from rules.access import Right
from tasks import overview_votes
from tasks.context import Context
from tasks.errors import Refused
from tasks.overview_votes import VoteLine
from tasks.voting import closing, codes, preparing, results, upkeep
from tasks.voting.codes import Code
from tasks.voting.electorate import Substitute
from web.desk import acting, seated
from web.doors import house_of, needs
from web.forms import Problem, day_in, problems_of, texts_of, typed_of
from web.lists import BY_VALUE, Column, Listing, Order, OrderDep
from web.words import VOTE_STATES

router = APIRouter(prefix="/votes")
DONE = {
    "prepare": "投票人名单已列出。",
    "attend": "签到已登记。",
    "absent": "签到已撤销。",
    "open": "投票已开始，名单已固定。",
    "withdraw": "验票码已收回。",
    "close": "投票已结束，可以公布结果。",
    "entered": "这一批已录入，等另一人复核。",
    "checked": "这一批已复核。",
}
COLUMNS: tuple[Column[VoteLine], ...] = (
    Column("vote", "投票", lambda v: v.name, BY_VALUE),
    Column("state", "状态", lambda v: VOTE_STATES[v.state], BY_VALUE),
    Column("held_on", "投票日", lambda v: v.held_on, BY_VALUE),
    Column("voters", "投票人", lambda v: v.voters, BY_VALUE, number=True),
    Column("present", "到场", lambda v: v.present, BY_VALUE, number=True),
)


@router.get("")
@needs(Right.VOTE_DESK)
def listed(request: Request, order: OrderDep) -> Response:
    with seated(request) as seat:
        lines = overview_votes.votes_of(seat.ctx, seat.at.campaign_id, seat.at.plan)
        listing = Listing("投票管理", COLUMNS, order).of_all(lines)
        if order.workbook:
            return listing.as_workbook(seat.printed_by)
        return seat.page("votes/listed.html", listing=listing)


@router.get("/{vote}")
@needs(Right.VOTE_DESK)
def desk(request: Request, vote: str, done: str = "") -> HTMLResponse:
    return _desk(request, vote, (), typed_of(()), done=done)


@router.get("/{vote}/sign-in-sheet")
@needs(Right.VOTE_DESK)
def sheet(request: Request, vote: str) -> Response:
    """The attendance list as a workbook, to be signed at the door."""
    with seated(request) as seat:
        found = overview_votes.vote_desk(seat.ctx, seat.at.campaign_id, seat.at.plan, vote)
        names = found.unit_names
        columns: tuple[Column[Voter], ...] = (
            Column("unit", "单位", lambda v: "、".join(names.get(u, u) for u in v.units)),
            Column("name", "姓名", lambda v: v.name),
            Column("class", "类别", lambda v: found.vote.voter_class(v.voter_class).name),
            Column("instead", "代投原因", lambda v: v.reason),
            Column("came", "签到", lambda v: "已到" if v.came else ""),
            Column("sign", "签名", lambda _: ""),
        )
        listing = Listing(f"{found.vote.name} 签到表", columns, Order(workbook=True))
        book = listing.with_rows(found.voters, len(found.voters))
        return book.as_workbook(seat.printed_by)


@router.post("/{vote}/prepare")
@needs(Right.VOTE_DESK)
def prepare(request: Request, vote: str) -> Response:
    typed = typed_of(request.state.form)
    held_on = day_in(typed.get("held_on", ""))
    if held_on is None:
        problem = Problem("请填写投票日，例如 2021-12-20", "held_on")
        return _desk(request, vote, (problem,), typed)
    instead = _substitutes(typed.get("substitutes", ""))
    if instead is None:
        problem = Problem("代投人每行写：单位代码 人员代码 原因", "substitutes")
        return _desk(request, vote, (problem,), typed)

    def act(ctx: Context, campaign: int) -> None:
        preparing.prepare(ctx, campaign, vote, held_on=held_on, substitutes=instead)

    return _act(request, vote, act, "prepare")


@router.post("/{vote}/attend")
@needs(Right.VOTE_DESK)
def attend(request: Request, vote: str) -> Response:
    """Sign in those that were ticked, or everybody; or take back a sign-in before the opening."""
    fields = texts_of(request.state.form)
    units = tuple(fields.get("unit", ()))
    act = fields.get("act", [""])[0]
    if not units and act != "all":
        return _desk(request, vote, (Problem("请先勾选到场的单位"),), typed_of(()))
    chosen = () if act == "all" else units

    def sign_in(ctx: Context, campaign: int) -> None:
        preparing.attend(ctx, campaign, vote, chosen, came=act != "absent")

    return _act(request, vote, sign_in, "absent" if act == "absent" else "attend")


@router.post("/{vote}/open")
@needs(Right.VOTE_DESK)
def open_vote(request: Request, vote: str) -> Response:
    return _act(
        request, vote, lambda ctx, campaign: preparing.open_vote(ctx, campaign, vote), "open"
    )


@router.post("/{vote}/codes")
@needs(Right.VOTE_DESK)
def issue(request: Request, vote: str) -> Response:
    """New codes on a page to be printed at once: nobody keeps them but the paper."""
    typed = typed_of(request.state.form)
    wanted = {k.removeprefix("n."): v for k, v in typed.items() if k.startswith("n.") and v}
    if any(not number.isdecimal() for number in wanted.values()):
        return _desk(request, vote, (Problem("请填写要发的张数"),), typed)
    counts = {code: int(number) for code, number in wanted.items()}
    try:
        with acting(request) as (ctx, at):
            made = codes.issue_codes(ctx, at.campaign_id, vote, counts)
    except Refused as refused:
        return _again(request, vote, refused)
    return _printed(request, vote, made)


@router.post("/{vote}/withdraw")
@needs(Right.VOTE_DESK)
def withdraw(request: Request, vote: str) -> Response:
    code = typed_of(request.state.form).get("code", "")
    return _act(
        request,
        vote,
        lambda ctx, campaign: codes.withdraw_codes(ctx, campaign, vote, [code]),
        "withdraw",
    )


@router.post("/{vote}/close")
@needs(Right.VOTE_DESK)
def close(request: Request, vote: str) -> Response:
    """End the vote, then rewrite the file so that nothing in it keeps what closing deleted."""
    if typed_of(request.state.form).get("sure") != "1":
        return _desk(request, vote, (Problem("请先勾选确认，再结束投票"),), typed_of(()))
    try:
        with acting(request) as (ctx, at):
            closing.close_vote(ctx, at.campaign_id, vote)
    except Refused as refused:
        return _again(request, vote, refused)
    try:
        upkeep.scrub(house_of(request))
    except Refused as refused:
        return _desk(request, vote, problems_of(refused), typed_of(()), done="close")
    return _back(vote, "close")


def _printed(request: Request, vote: str, made: tuple[Code, ...]) -> HTMLResponse:
    with seated(request) as seat:
        found = overview_votes.vote_desk(seat.ctx, seat.at.campaign_id, seat.at.plan, vote)
        halves = found.vote.halves
        slips = [
            (found.vote.voter_class(c.voter_class).name, c.printed(halves=halves)) for c in made
        ]
        return seat.page("votes/codes.html", vote=vote, found=found, slips=slips)


def _desk(
    request: Request,
    vote: str,
    problems: tuple[Problem, ...],
    typed: dict[str, str],
    *,
    done: str = "",
) -> HTMLResponse:
    with seated(request) as seat:
        found = overview_votes.vote_desk(seat.ctx, seat.at.campaign_id, seat.at.plan, vote)
        closed = found.state is not None and found.state.value == "closed"
        counted = results.count(seat.ctx, seat.at.campaign_id, vote) if closed else ()
        return seat.page(
            "votes/desk.html",
            status=422 if problems else 200,
            vote=vote,
            found=found,
            counted=counted,
            problems=problems,
            typed=typed,
            done=DONE.get(done, ""),
        )


def _act(request: Request, vote: str, act: Callable[[Context, int], object], done: str) -> Response:
    """Do it and come back to the vote's desk, which says so or says what stands in the way."""
    try:
        with acting(request) as (ctx, at):
            act(ctx, at.campaign_id)
    except Refused as refused:
        return _again(request, vote, refused)
    return _back(vote, done)


def _again(request: Request, vote: str, refused: Refused) -> HTMLResponse:
    return _desk(request, vote, problems_of(refused), typed_of(request.state.form))


def _back(vote: str, done: str) -> RedirectResponse:
    return RedirectResponse(f"/votes/{vote}?done={done}", status_code=303)


def _substitutes(text: str) -> tuple[Substitute, ...] | None:
    """A line each: unit, person, reason; None where a line says less."""
    lines = [line.split(maxsplit=2) for line in text.splitlines() if line.strip()]
    if any(len(parts) != 3 for parts in lines):  # noqa: PLR2004 - unit, person, reason
        return None
    return tuple(Substitute(*parts) for parts in lines)
