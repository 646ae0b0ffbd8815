"""Paper slips: a batch is entered by one person and counted again, unseen, by another."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from rules.access import Right
from rules.ballots import values_of
from rules.said import Said
from tasks import overview_votes
from tasks.errors import Refused
from tasks.overview_votes import VoteDesk
from tasks.voting import batches
from tasks.voting.batches import Batch, Line, batch_of
from web.desk import Seat, acting, seated
from web.doors import needs
from web.forms import Problem, problems_of, typed_of

router = APIRouter(prefix="/votes/{vote}/batches")


@router.get("")
@needs(Right.VOTE_DESK)
def ask(request: Request, vote: str, number: str = "") -> HTMLResponse:
    """An empty form: for a new batch, or with a number to count that one again."""
    return _form(request, vote, typed_of(()) | {"number": number}, (), checking=bool(number))


@router.post("")
@needs(Right.VOTE_DESK)
def enter(request: Request, vote: str) -> Response:
    """Enter, or compare what a second person counted; what was entered is never shown to them."""
    typed = typed_of(request.state.form)
    checking = typed.get("act") == "check"
    with seated(request) as seat:
        found = overview_votes.vote_desk(seat.ctx, seat.at.campaign_id, seat.at.plan, vote)
        batch, problems = _read(typed, found, values_of(found.vote, seat.at.plan))
    if batch is None:
        return _form(request, vote, typed, problems, checking=checking)
    if checking and (told := _differing(found, batch)):
        return _form(request, vote, typed, told, checking=True)
    try:
        with acting(request) as (ctx, at):
            if checking:
                batches.check_batch(ctx, at.campaign_id, vote, batch.number)
            else:
                batches.enter_batch(ctx, at.campaign_id, vote, batch)
    except Refused as refused:
        return _form(request, vote, typed, problems_of(refused), checking=checking)
    done = "checked" if checking else "entered"
    return RedirectResponse(f"/votes/{vote}?done={done}", status_code=303)


def _read(
    typed: dict[str, str], found: VoteDesk, marks: tuple[str, ...]
) -> tuple[Batch | None, tuple[Problem, ...]]:
    problems = [] if typed["number"] else [Problem("请填写批次号", "number")]
    if not typed["issued"].isdecimal():
        problems.append(Problem("请填写发出张数，没有请填 0", "issued"))
    for code, name in found.candidates:
        fields = [f"{code}.{part}" for part in ("returned", *marks)]
        bad = next((field for field in fields if not typed[field].isdecimal()), None)
        if bad:
            told = Said("请填写“{name}”一行的数字，没有请填 0", name=name)
            problems.append(Problem(told, bad))
    if problems:
        return None, tuple(problems)
    lines = {}
    for code, _ in found.candidates:
        grades = {mark: int(typed[f"{code}.{mark}"]) for mark in marks}
        lines[code] = Line(int(typed[f"{code}.returned"]), sum(grades.values()), grades)
    batch = Batch(typed["number"], typed.get("class", ""), int(typed["issued"]), lines)
    return batch, ()


def _differing(found: VoteDesk, batch: Batch) -> tuple[Problem, ...]:
    """Where the second count is another than the first; which was which stays unsaid."""
    row = next((one for one in found.batches if one.number == batch.number), None)
    if row is None:
        return (Problem("没有这一批，请核对批次号", "number"),)
    first = batch_of(row)
    told = [
        Problem(f"{name}：两次清点不一致，请两人一起重数", f"{code}.returned")
        for code, name in found.candidates
        if first.lines.get(code) != batch.lines.get(code)
    ]
    if (first.issued, first.voter_class) != (batch.issued, batch.voter_class):
        told.insert(0, Problem("发出张数或类别与录入的不一致", "issued"))
    return tuple(told)


def _form(
    request: Request,
    vote: str,
    typed: dict[str, str],
    problems: tuple[Problem, ...],
    *,
    checking: bool,
) -> HTMLResponse:
    with seated(request) as seat:
        return _shown(seat, vote, typed, problems, checking=checking)


def _shown(
    seat: Seat, vote: str, typed: dict[str, str], problems: tuple[Problem, ...], *, checking: bool
) -> HTMLResponse:
    found = overview_votes.vote_desk(seat.ctx, seat.at.campaign_id, seat.at.plan, vote)
    return seat.page(
        "votes/batch.html",
        status=422 if problems else 200,
        vote=vote,
        found=found,
        marks=values_of(found.vote, seat.at.plan),
        typed=typed,
        problems=problems,
        checking=checking,
    )
