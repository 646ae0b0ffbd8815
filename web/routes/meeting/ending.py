"""The end of a meeting: the rest as proposed, the minutes, and both checked before they hold."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Form, Query, Request
from pydantic import BaseModel, Field
from starlette.responses import HTMLResponse, RedirectResponse, Response

from rules.access import Right
from tasks import overview_meeting, papers, printing
from tasks.errors import Refused
from tasks.meetings import concluding, deciding
from web.desk import Seat, acting, seated
from web.doors import needs
from web.forms import Problem, missing, problems_of
from web.lists import attachment
from web.routes.meeting import Number
from web.routes.meeting.said import SaidForm

router = APIRouter(prefix="/meeting/{meeting}")
FORMS = {
    "pdf": (printing.as_pdf, "application/pdf"),
    "docx": (
        printing.as_docx,
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
}
FormOfPaper = Annotated[Literal["pdf", "docx"], Query()]


class EndForm(BaseModel):
    """Who was in the chair, and whether that has been checked."""

    chaired_by: Annotated[str, Field(max_length=200)] = ""
    act: Annotated[str, Field(pattern="^(check|edit|confirm)$")] = "check"


@router.get("/rest")
@needs(Right.MEETING_DESK)
def ask_rest(request: Request, meeting: Number) -> HTMLResponse:
    with seated(request) as seat:
        return _page(seat, "rest", meeting, SaidForm(), ())


@router.post("/rest")
@needs(Right.MEETING_DESK)
def approve_rest(request: Request, meeting: Number, typed: Annotated[SaidForm, Form()]) -> Response:
    """Every item still open, each under its own quorum and recusals; all of them or none."""
    problems = tuple(typed.problems())
    if not problems:
        try:
            with acting(request) as (ctx, at):
                deciding.approve_rest(ctx, at.campaign_id, typed.said(), meeting=meeting)
        except Refused as refused:
            problems = problems_of(refused)
    if problems:
        with seated(request) as seat:
            return _page(seat, "rest", meeting, typed, problems)
    return RedirectResponse(f"/meeting/{meeting}?done=decided", status_code=303)


@router.get("/conclude")
@needs(Right.MEETING_DESK)
def ask_conclude(request: Request, meeting: Number) -> HTMLResponse:
    with seated(request) as seat:
        head = EndForm(chaired_by=seat.at.plan.leading_group.head)
        return _page(seat, "conclude", meeting, head, ())


@router.post("/conclude")
@needs(Right.MEETING_DESK)
def conclude(request: Request, meeting: Number, typed: Annotated[EndForm, Form()]) -> Response:
    """Check, go back, or end the meeting; what is still open leads back with all reasons."""
    problems = missing(chaired_by=(typed.chaired_by, "请选择主持人"))
    if typed.act == "confirm" and not problems:
        try:
            with acting(request) as (ctx, at):
                concluding.conclude(
                    ctx, at.campaign_id, chaired_by=typed.chaired_by, meeting=meeting
                )
        except Refused as refused:
            problems = problems_of(refused)
        else:
            return RedirectResponse(f"/meeting/{meeting}?done=concluded", status_code=303)
    with seated(request) as seat:
        checking = typed.act == "check" and not problems
        return _page(seat, "concluding" if checking else "conclude", meeting, typed, problems)


@router.get("/minutes")
@needs(Right.MEETING, Right.MEETING_DESK)
def minutes(request: Request, meeting: Number, form: FormOfPaper = "pdf") -> Response:
    """A meeting's minutes with the list: as they hold, or as the office goes on writing them.

    There from the moment the meeting ends; nobody waits for the run that prints them.
    """
    with seated(request) as seat:
        paper = concluding.minutes_of(seat.ctx, seat.at.campaign_id, meeting)
        if paper is None:
            raise Refused(["会议还没有结束，纪要在结束时形成"])
        write, kind = FORMS[form]
        name = f"{papers.number_of(paper)} {paper.title}.{form}"
        return attachment(write(seat.ctx, seat.at.plan, paper), name, kind)


def _page(
    seat: Seat,
    what: str,
    meeting: int,
    typed: SaidForm | EndForm,
    problems: tuple[Problem, ...],
) -> HTMLResponse:
    return seat.page(
        f"meeting/{what}.html",
        status=409 if problems else 200,
        pack=overview_meeting.pack(seat.ctx, seat.at, meeting),
        typed=typed,
        problems=problems,
    )
