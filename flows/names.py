"""What runs are called, so that a person reads the campaign in Prefect's list of runs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from prefect.context import FlowRunContext

from flows.household import house
from tasks.campaigns import definition_of

ZONE = ZoneInfo("Asia/Shanghai")
CAMPAIGN_TAG = "campaign:"

SWEEP, DELIVER, RECONCILE = "巡查", "发送消息", "核对日程"
REGULAR = (SWEEP, DELIVER, RECONCILE)
"""Flows that run by the clock; also tags of their runs."""

PURPOSES = {
    "advance": "推进",
    "open": "启动",
    "remind": "提醒",
    "due": "截止",
    "close": "办结",
    "trigger": "办公室启动",
}
"""First word of a run's purpose in words; what follows it is a label and stays as it is."""


def step_run_name() -> str:
    """Business moment, step and purpose; a planned run keeps the name it was planned with."""
    return _planned_name() or _name(_step_title)


def phase_run_name(phase: str) -> Callable[[], str]:
    return lambda: _name(lambda given: _phase_title(given, phase))


def any_phase_run_name() -> str:
    return _name(lambda given: _phase_title(given, given["phase"]))


def plain_run_name(title: str) -> Callable[[], str]:
    return lambda: _name(lambda _given: title)


def regular_run_name(title: str, moment: datetime) -> str:
    return f"{moment_in_words(moment)} · {title}"


def moment_in_words(moment: datetime) -> str:
    return f"{moment.astimezone(ZONE):%Y-%m-%d %H:%M}"


def purpose_in_words(purpose: str) -> str:
    first, _, label = purpose.partition(" ")
    return f"{PURPOSES.get(first, first)} {label}".strip()


def _planned_name() -> str | None:
    run = _context().flow_run
    planned = run and run.deployment_id and any(t.startswith(CAMPAIGN_TAG) for t in run.tags)
    return run.name if run and planned else None


def _name(title: Callable[[dict[str, Any]], str]) -> str:
    given = _context().parameters or {}
    moment = given.get("as_of") or house().clock.now()
    return regular_run_name(title(given), moment)


def _step_title(given: dict[str, Any]) -> str:
    purpose = purpose_in_words(given["purpose"])
    with house().reading() as ctx:
        return f"{definition_of(ctx, given['campaign']).step(given['step']).name} · {purpose}"


def _phase_title(given: dict[str, Any], phase: str) -> str:
    with house().reading() as ctx:
        plan = definition_of(ctx, given["campaign"])
        return next((p.name for p in plan.phases if p.code == phase), phase)


def _context() -> FlowRunContext:
    context = FlowRunContext.get()
    if context is None:
        message = "names are made while a flow run starts"
        raise RuntimeError(message)
    return context
