"""The office's word that opens a phase or closes it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from rules.access import Right
from rules.said import Said
from tasks import overview, steps
from tasks.errors import NotFound, Refused
from tasks.overview import PhaseLines
from web.asking import Question, ask_reason
from web.desk import Seat, acting, seated
from web.doors import needs
from web.routes.steps import to_step

router = APIRouter(prefix="/phases")

Reason = Annotated[str, Form(max_length=2000)]
WORDS = {
    "trigger": ("启动阶段", "启动", "启动本阶段第一个可以启动的环节，其余环节按各自的规定启动。"),
    "close": ("办结阶段", "办结", "还有环节没有办结时，须写明仍要办结的理由。"),
}
"""Title, button and question of each act."""


@router.get("/{phase}/trigger")
@needs(Right.RUN)
def ask_trigger(request: Request, phase: str) -> HTMLResponse:
    with seated(request) as seat:
        return ask_reason(seat, _question("trigger", _phase(seat, phase)))


@router.post("/{phase}/trigger")
@needs(Right.RUN)
def trigger(request: Request, phase: str, reason: Reason = "") -> Response:
    try:
        with acting(request) as (ctx, at):
            runs = steps.trigger_phase(ctx, at.campaign_id, phase, reason=reason)
    except Refused as refused:
        return _refused(request, "trigger", phase, reason, refused)
    return to_step(request, runs[0].step, "triggered", () if at.campaign.simulated else runs)


@router.get("/{phase}/close")
@needs(Right.RUN)
def ask_close(request: Request, phase: str) -> HTMLResponse:
    with seated(request) as seat:
        return ask_reason(seat, _question("close", _phase(seat, phase)))


@router.post("/{phase}/close")
@needs(Right.RUN)
def close(request: Request, phase: str, reason: Reason = "") -> Response:
    with seated(request) as seat:
        _phase(seat, phase)
    try:
        with acting(request) as (ctx, at):
            steps.close_phase(ctx, at.campaign_id, phase, reason=reason)
    except Refused as refused:
        return _refused(request, "close", phase, reason, refused)
    return RedirectResponse("/", status_code=303)


def _phase(seat: Seat, code: str) -> PhaseLines:
    """The phase as the timeline shows it.

    Raises NotFound for an unknown code.
    """
    for phase in overview.progress(seat.ctx, seat.at):
        if phase.plan.code == code:
            return phase
    raise NotFound([Said("这次活动没有阶段“{code}”", code=code)])


def _question(act: str, phase: PhaseLines) -> Question:
    title, verb, asks = WORDS[act]
    action = f"/phases/{phase.plan.code}/{act}"
    return Question(title, verb, asks, phase.plan.name, action, back="/")


def _refused(request: Request, act: str, code: str, reason: str, refused: Refused) -> HTMLResponse:
    with seated(request) as seat:
        question = _question(act, _phase(seat, code))
        return ask_reason(seat, question, refused.reasons, typed=reason)
