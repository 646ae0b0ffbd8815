"""One step: where it stands, and the office's word that opens or skips it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.background import BackgroundTasks
from starlette.responses import HTMLResponse, RedirectResponse, Response

from models import PlannedRun
from rules.access import Right
from rules.definition import StepKind
from rules.said import Said
from tasks import commendation, overview, overview_journal, overview_steps, prefect_api, steps
from tasks.errors import NotFound, Refused
from tasks.overview import StepLine
from tasks.overview_journal import WantedActs
from tasks.overview_runs import runs_of
from web.asking import Question, ask_reason
from web.desk import Seat, acting, seated
from web.doors import house_of, needs
from web.lists import attachment

router = APIRouter(prefix="/steps")

WORDS = {
    "trigger": ("启动环节", "启动", "启动会写入记事，运行随即开始。请写明理由。"),
    "skip": ("跳过环节", "跳过", "跳过的环节不再启动。请写明理由和作出决定的岗位。"),
}
"""Title, button and question of each act."""

EVENTS_SHOWN = 20
BYTES = "application/octet-stream"
Reason = Annotated[str, Form(max_length=2000)]
DONE = {
    "triggered": "已启动，运行随即开始；结果见下方的事项和记事。",
    "skipped": "已跳过，理由已记入记事。",
    "met": "总结会议已登记，可以拟表扬通报了；没有人拟稿的，本环节下次运行时按活动文件办理。",
}


@router.get("/{code}")
@needs(Right.OVERVIEW)
def show(request: Request, code: str, done: str = "") -> HTMLResponse:
    with seated(request) as seat:
        return seat.living_page(
            "steps/page.html",
            step=step_line(seat, code),
            done=DONE.get(done, ""),
            **_belongings(seat, code),
        )


@router.get("/{code}/papers/{number}/{file}")
@needs(Right.PAPERS)
def take_paper(request: Request, code: str, number: int, file: str) -> Response:
    """A file of an issued paper, to be saved."""
    with seated(request) as seat:
        step_line(seat, code)
        content = overview_steps.paper_file(seat.ctx, seat.at, seat.who, number, file)
    return attachment(content, file, BYTES)


@router.get("/{code}/trigger")
@needs(Right.RUN)
def ask_trigger(request: Request, code: str) -> HTMLResponse:
    with seated(request) as seat:
        line = step_line(seat, code)
        return ask_reason(seat, _question("trigger", line), line.obstacles)


@router.post("/{code}/trigger")
@needs(Right.RUN)
def trigger(request: Request, code: str, reason: Reason = "") -> Response:
    try:
        with acting(request) as (ctx, at):
            run = steps.trigger(ctx, at.campaign_id, code, reason=reason)
    except Refused as refused:
        return _refused(request, "trigger", code, reason, refused)
    return to_step(request, code, "triggered", () if at.campaign.simulated else (run,))


@router.get("/{code}/skip")
@needs(Right.RUN)
def ask_skip(request: Request, code: str) -> HTMLResponse:
    with seated(request) as seat:
        return ask_reason(seat, _question("skip", step_line(seat, code)))


@router.post("/{code}/skip")
@needs(Right.RUN)
def skip(request: Request, code: str, reason: Reason = "") -> Response:
    try:
        with acting(request) as (ctx, at):
            steps.skip(ctx, at.campaign_id, code, reason=reason)
    except Refused as refused:
        return _refused(request, "skip", code, reason, refused)
    return to_step(request, code, "skipped")


def to_step(
    request: Request, code: str, done: str, runs: Sequence[PlannedRun] = ()
) -> RedirectResponse:
    """Back to the step's page; its runs start after the reply.

    What Prefect does not take, reconcile makes later, so nobody waits for it here.
    """
    start = BackgroundTasks()
    for run in runs:
        start.add_task(prefect_api.start_now, house_of(request).settings, run)
    return RedirectResponse(f"/steps/{code}?done={done}", status_code=303, background=start)


def _belongings(seat: Seat, code: str) -> dict[str, object]:
    """Runs, papers and journal of the step, each for those whom it concerns."""
    may, here = seat.who.may, (seat.ctx, seat.at)
    acts = WantedActs(campaign_id=seat.at.campaign_id, step=code)
    meets = may(Right.RUN) and seat.at.plan.step(code).kind is StepKind.COMMENDATION
    return {
        "runs": runs_of(*here, code) if may(Right.RUN) else (),
        "meeting": commendation.meeting_of(seat.ctx, seat.at.campaign_id) if meets else None,
        "papers": overview_steps.papers_of(*here, seat.who, code) if may(Right.PAPERS) else (),
        "events": (
            overview_journal.acts(seat.ctx, seat.at.calendar, acts, limit=EVENTS_SHOWN)
            if may(Right.JOURNAL, Right.AUDIT)
            else ()
        ),
    }


def step_line(seat: Seat, code: str) -> StepLine:
    """The step as the timeline shows it.

    Raises NotFound for an unknown code.
    """
    for phase in overview.progress(seat.ctx, seat.at):
        for step in phase.steps:
            if step.code == code:
                return step
    raise NotFound([Said("这次活动没有环节“{code}”", code=code)])


def _question(act: str, step: StepLine) -> Question:
    title, verb, asks = WORDS[act]
    subject = f"{step.code} {step.plan.name}" if step.plan.listed else step.plan.name
    action = f"/steps/{step.code}/{act}"
    return Question(title, verb, asks, subject, action, back=f"/steps/{step.code}")


def _refused(request: Request, act: str, code: str, reason: str, refused: Refused) -> HTMLResponse:
    with seated(request) as seat:
        question = _question(act, step_line(seat, code))
        return ask_reason(seat, question, refused.reasons, typed=reason)
