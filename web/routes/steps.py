"""One step: where it stands, and the office's word that opens or skips it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.background import BackgroundTask
from starlette.responses import HTMLResponse, RedirectResponse, Response

from tasks import overview, prefect_api, steps
from tasks.errors import NotFound, Refused
from tasks.overview import StepLine
from tasks.overview_runs import runs_of
from web.desk import Seat, acting, seated
from web.doors import house_of

router = APIRouter(prefix="/steps")

Reason = Annotated[str, Form(max_length=2000)]
DONE = {
    "triggered": "已启动，运行随即开始；结果见下方的事项和记事。",
    "skipped": "已跳过，理由已记入记事。",
    "moved": "截止时间已调整，更正消息已写好。",
}


@router.get("/{code}")
def show(request: Request, code: str, done: str = "") -> HTMLResponse:
    with seated(request) as seat:
        return seat.living_page(
            "steps/page.html",
            step=step_line(seat, code),
            runs=runs_of(seat.ctx, seat.at, code),
            done=DONE.get(done, ""),
        )


@router.get("/{code}/trigger")
def ask_trigger(request: Request, code: str) -> HTMLResponse:
    with seated(request) as seat:
        line = step_line(seat, code)
        return _form(seat, line, "trigger", line.obstacles)


@router.post("/{code}/trigger")
def trigger(request: Request, code: str, reason: Reason = "") -> Response:
    try:
        with acting(request) as (ctx, at):
            run = steps.trigger(ctx, at.campaign_id, code, reason=reason)
    except NotFound:
        raise
    except Refused as refused:
        return _refused(request, code, "trigger", refused, reason)
    start = None
    if not at.campaign.simulated:
        # After the commit and after the reply: when Prefect does not take it, reconcile will.
        settings = house_of(request).settings
        start = BackgroundTask(prefect_api.start_now, settings, run)
    return RedirectResponse(f"/steps/{code}?done=triggered", status_code=303, background=start)


@router.get("/{code}/skip")
def ask_skip(request: Request, code: str) -> HTMLResponse:
    with seated(request) as seat:
        return _form(seat, step_line(seat, code), "skip", ())


@router.post("/{code}/skip")
def skip(request: Request, code: str, reason: Reason = "") -> Response:
    try:
        with acting(request) as (ctx, at):
            steps.skip(ctx, at.campaign_id, code, reason=reason)
    except NotFound:
        raise
    except Refused as refused:
        return _refused(request, code, "skip", refused, reason)
    return RedirectResponse(f"/steps/{code}?done=skipped", status_code=303)


def step_line(seat: Seat, code: str) -> StepLine:
    """The step as the timeline shows it.

    Raises NotFound for an unknown code.
    """
    for phase in overview.progress(seat.ctx, seat.at):
        for step in phase.steps:
            if step.code == code:
                return step
    raise NotFound([f"这次活动没有环节“{code}”"])


WORDS = {
    "trigger": ("启动环节", "启动", "启动会写入记事，运行随即开始。请写明理由。"),
    "skip": ("跳过环节", "跳过", "跳过的环节不再启动。请写明理由和作出决定的岗位。"),
}


def _form(
    seat: Seat, step: StepLine, act: str, reasons: tuple[str, ...], *, typed: str = ""
) -> HTMLResponse:
    title, verb, asks = WORDS[act]
    return seat.page(
        "steps/act.html",
        status=409 if typed else 200,
        title=title,
        verb=verb,
        asks=asks,
        subject=f"{step.code} {step.plan.name}" if step.plan.listed else step.plan.name,
        reasons=reasons,
        reason=typed,
        action=f"/steps/{step.code}/{act}",
        back=f"/steps/{step.code}",
    )


def _refused(request: Request, code: str, act: str, refused: Refused, reason: str) -> HTMLResponse:
    with seated(request) as seat:
        return _form(seat, step_line(seat, code), act, refused.reasons, typed=reason or " ")
